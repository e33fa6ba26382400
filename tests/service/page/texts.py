"""What the tests of the page bring."""

from pathlib import Path

import httpx

from tests.service.articles.waiting import finished

DAM = (Path(__file__).parents[3] / "examples" / "dam.ar.txt").read_text(encoding="utf-8")
SHORT = "وصل الوفد إلى القاهرة أمس. زار الوزير المدينة القديمة.\n\nهل تعود المدارس إلى العمل غدا؟"
DOUBTFUL = """# جسر النيل

زار الوزير المدينة.

وقع الاتفاق بحضور NATO وBBC وIOM وUNHCR.

وصل الوفد إلى القاهرة أمس.
"""


def brought(http: httpx.Client, text: str, *, name: str = "", title: str = "") -> str:
    """The path of the page of an article of `text`, which is translated."""
    if name:
        answer = http.post("/articles", files={"file": (name, text.encode())}, data={"title": title})
    else:
        answer = http.post("/articles", data={"text": text, "title": title})
    assert answer.status_code == 202, answer.text
    whole = finished(http, answer.json())
    assert whole["version"]["state"] == "done", whole["version"]["error"]
    return f"/read/{answer.json()['id']}"
