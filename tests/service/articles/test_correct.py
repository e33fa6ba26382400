"""What a person says of a sentence is known everywhere at once."""

from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.errors import InputError
from service.articles.bring import bring, bring_text
from service.articles.correct import approve, correct
from service.articles.read import MissingArticleError
from tests.conftest import Jisr
from tests.service.articles.waiting import finished, until
from tests.service.serving import Served, own_settings, serving
from translate.memory.store import Memory

FIRST, SECOND = "ارتفع عدد السكان في المدينة.", "انخفضت درجات الحرارة أمس."


def brought(http: httpx.Client, *lines: str) -> tuple[str, list[dict[str, Any]]]:
    """A new article of `lines`, translated: its id and its sentences."""
    whole = finished(http, http.post("/articles", json={"text": "\n".join(lines)}).json())
    assert whole["version"]["state"] == "done"
    return whole["article"]["id"], [one for block in whole["blocks"] for one in block["sentences"]]


def remembered(server: Served, source: str) -> str | None:
    """What a person has said of `source`, as the memory's file has it."""
    with closing(Memory(Path(server.service.settings.memory))) as memory:
        unit = memory.find([source], "of no model").get(source)
        return unit.target if unit else None


def test_a_correction_is_in_the_next_translation_of_the_same_sentence(http: httpx.Client, server: Served) -> None:
    article, (first, _) = brought(http, FIRST, SECOND)
    said = correct(server.service, article, 1, 0, "  The city has more people now.  ", editor="Layla")
    assert (said.edited, said.shown, said.target) == (*["The city has more people now."] * 2, first["target"])
    assert remembered(server, FIRST) == "The city has more people now."
    _, (again, other) = brought(http, FIRST, SECOND)
    assert (again["target"], again["cached"]) == ("The city has more people now.", True)
    assert again["flags"] == ["human"]
    assert again["reasons"] == []
    assert other["target"] != again["target"]


def test_the_command_line_knows_it_too(http: httpx.Client, server: Served, jisr: Jisr) -> None:
    article, _ = brought(http, SECOND)
    correct(server.service, article, 1, 0, "It was colder yesterday.")
    memory = str(server.service.settings.memory)
    done = jisr("translate", "--model", "bundled", "--memory", memory, "--format", "jsonl", stdin=SECOND.encode())
    assert b'"target": "It was colder yesterday."' in done.stdout
    assert b'"flags": ["human"]' in done.stdout
    assert b"1 from memory" in done.stderr


def test_what_is_taken_back_is_forgotten(http: httpx.Client, server: Served) -> None:
    line = "أغلقت المدارس أبوابها بسبب الثلوج."
    article, (machine,) = brought(http, line)
    correct(server.service, article, 1, 0, "Snow closed the schools.")
    correct(server.service, article, 1, 0, "")
    assert remembered(server, line) is None
    assert brought(http, line)[1][0]["target"] == machine["target"]


def test_what_another_says_of_the_same_sentence_stays(http: httpx.Client, server: Served) -> None:
    line = "عقد المجلس جلسة طارئة."
    (one, _), (other, _) = brought(http, line), brought(http, line)
    correct(server.service, one, 1, 0, "The council met in haste.")
    correct(server.service, other, 1, 0, "The council held an emergency session.")
    assert remembered(server, line) == "The council held an emergency session."
    correct(server.service, other, 1, 0, "")
    assert remembered(server, line) == "The council met in haste."
    correct(server.service, one, 1, 0, "")
    assert remembered(server, line) is None


def test_approved_is_as_if_a_person_had_written_it(http: httpx.Client, server: Served) -> None:
    line = "سافر الوزير إلى باريس."
    article, (machine,) = brought(http, line)
    assert approve(server.service, article, 1, 0).approved
    assert remembered(server, line) == machine["target"]
    assert brought(http, line)[1][0]["flags"] == ["human"]
    correct(server.service, article, 1, 0, "The minister went to Paris.")
    assert remembered(server, line) == "The minister went to Paris."
    assert not approve(server.service, article, 1, 0, False).approved
    assert remembered(server, line) == "The minister went to Paris."
    correct(server.service, article, 1, 0, "")
    assert remembered(server, line) is None


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "‮evil", "x" * 20_000, "<script>alert(1)</script>", "'; --"])
def test_anything_may_be_a_correction(http: httpx.Client, server: Served, text: str) -> None:
    article, _ = brought(http, FIRST)
    said = correct(server.service, article, 1, 0, text)
    assert said.edited == text.replace("\0", "\ufffd").replace("\ud800", "\ufffd")
    correct(server.service, article, 1, 0, "")


def test_what_cannot_be_corrected_is_said(http: httpx.Client, server: Served) -> None:
    article, _ = brought(http, FIRST)
    with pytest.raises(InputError, match="at most 20,000 characters, not 20,001"):
        correct(server.service, article, 1, 0, "x" * 20_001)
    for number, position in ((1, 5), (2, 0), (1, -1), (1, 2**40), (2**40, 0)):
        with pytest.raises(MissingArticleError):
            correct(server.service, article, number, position, "x")
    article = bring_text(server.service, f"{FIRST} {SECOND}").article_id
    place = f"/articles/{article}/versions/1/sentences/0"
    for body, status in (({}, 400), ({"target": 5}, 422), ({"wrong": "x"}, 422), ([], 422)):
        assert http.put(place, json=body).status_code == status


def test_what_is_taken_back_in_a_later_version_does_not_stand_in_the_one_before(
    http: httpx.Client, server: Served
) -> None:
    line, other = "استؤنفت الدراسة في الجامعات.", "تأجلت المباراة إلى الغد."

    def brought_again(*lines: str) -> dict[str, Any]:
        one = bring(server.service, "\n".join(lines).encode(), "page.txt", identity="taken back later")
        return finished(http, {"id": one.article_id, "version": one.number})

    article = brought_again(line)["article"]["id"]
    correct(server.service, article, 1, 0, "Classes are back.")
    brought_again(line, other)
    correct(server.service, article, 2, 0, "")
    assert remembered(server, line) is None
    assert brought_again(other, line)["article"]["edited"] == 0


def test_other_machines_learn_it_from_the_database(home: Path, database_url: str, tmp_path: Path) -> None:
    """Two services on one database, each with a memory of its own."""
    line = "أقلعت الطائرة في موعدها."
    (tmp_path / "near").mkdir()
    (tmp_path / "far").mkdir()
    with (
        serving(own_settings(tmp_path / "near", database=database_url)) as near,
        serving(own_settings(tmp_path / "far", database=database_url)) as far,
        httpx.Client(base_url=far.url, timeout=60, trust_env=False) as http,
    ):
        article, (machine,) = brought(http, line)
        correct(near.service, article, 1, 0, "The plane left on time.")
        until(lambda: remembered(far, line) == "The plane left on time.")
        correct(far.service, article, 1, 0, "The plane took off as planned.")
        until(lambda: remembered(near, line) == "The plane took off as planned.")
        correct(near.service, article, 1, 0, "")
        until(lambda: remembered(far, line) is None)
        assert remembered(near, line) is None
        approve(near.service, article, 1, 0)
        until(lambda: remembered(far, line) == machine["target"])


def test_a_usual_memory_that_fails_takes_it_in_when_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISR_HOME", str(tmp_path))
    file = tmp_path / "memory.sqlite"
    line = "افتتح المعرض أبوابه للجمهور."
    with (
        serving(own_settings(tmp_path, memory="auto")) as served,
        httpx.Client(base_url=served.url, timeout=60, trust_env=False) as http,
    ):
        article, _ = brought(http, line)
        for one in tmp_path.glob("memory.sqlite*"):
            one.rename(tmp_path / f"{one.name}.away")
        file.write_text("no memory at all, but something else of some length")
        assert correct(served.service, article, 1, 0, "The fair is open.").shown == "The fair is open."
        file.unlink()

        def known() -> bool:
            with closing(Memory(file)) as memory:
                return [unit.target for unit in memory.units("human")] == ["The fair is open."]

        until(known)
