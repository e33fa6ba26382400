"""Who is let in where there are keys, with what, and to what."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.access import COOKIE
from service.admission import Admission
from service.keys import SCOPES, revoke_key
from tests.service.serving import Served, new_key, own_settings, serving

ARABIC = "وصل الوفد إلى القاهرة صباح اليوم."


@pytest.fixture(scope="module")
def closed(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service that lets nobody in without a key."""
    settings = own_settings(tmp_path_factory.mktemp("closed"), admission=Admission(require_keys=True))
    with serving(settings) as served:
        yield served


def client(served: Served, secret: str = "") -> httpx.Client:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return httpx.Client(base_url=served.url, headers=headers, timeout=60, trust_env=False)


@pytest.fixture(scope="module")
def salma(closed: Served) -> Iterator[httpx.Client]:
    with client(closed, new_key(closed, "salma")) as found:
        yield found


@pytest.fixture(scope="module")
def karim(closed: Served) -> Iterator[httpx.Client]:
    with client(closed, new_key(closed, "karim")) as found:
        yield found


@pytest.fixture(scope="module")
def article(closed: Served, salma: httpx.Client) -> str:
    """An article of Salma's."""
    posted = salma.post("/articles", json={"text": ARABIC, "title": "زيارة"})
    assert posted.status_code == 202
    return str(posted.json()["id"])


def test_a_user_alone_needs_no_key(http: httpx.Client) -> None:
    assert http.post("/articles", json={"text": ARABIC}).status_code == 202
    assert http.get("/metrics").status_code == 200


def test_health_needs_no_key(closed: Served) -> None:
    with client(closed) as nobody:
        assert nobody.get("/health").status_code == 200
        assert nobody.get("/ready").status_code == 200


@pytest.mark.parametrize("secret", ["", "jisr_", "jisr_" + "a" * 43, "x" * 5000, "' OR 1=1 --", "salma"])
def test_without_a_valid_key_nobody_gets_in(closed: Served, salma: httpx.Client, secret: str) -> None:
    with client(closed, secret) as stranger:
        for method, path in (
            ("GET", "/articles"),
            ("POST", "/articles"),
            ("GET", "/articles/x"),
            ("DELETE", "/articles/x"),
            ("PUT", "/articles/x/versions/1/sentences/0"),
            ("GET", "/articles/x/events"),
            ("GET", "/articles/x/download"),
            ("GET", "/metrics"),
        ):
            answer = stranger.request(method, path)
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"] == "Bearer"
            assert "key" in answer.text


def test_a_key_comes_in_the_header_the_query_or_a_cookie(closed: Served) -> None:
    secret = new_key(closed, "ways")
    with client(closed) as nobody:
        for kind in ("Bearer", "bearer", "DeepL-Auth-Key"):
            assert nobody.get("/articles", headers={"Authorization": f"{kind} {secret}"}).status_code == 200
        assert nobody.get("/articles", headers={"Authorization": f"Basic {secret}"}).status_code == 401
        assert nobody.get("/articles", params={"api_key": secret}).status_code == 200
        assert nobody.get("/articles", headers={"Cookie": f"{COOKIE}={secret}"}).status_code == 200


def test_a_cookie_writes_only_for_our_own_page(closed: Served) -> None:
    with client(closed) as browser:
        browser.headers["Cookie"] = f"{COOKIE}={new_key(closed, 'cookie')}"
        own = {"Origin": closed.url}
        assert browser.post("/articles", json={"text": ARABIC}, headers=own).status_code == 202
        assert browser.post("/articles", json={"text": ARABIC}, headers={"Sec-Fetch-Site": "same-origin"}).is_success
        for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            assert browser.post("/articles", json={"text": ARABIC}, headers=headers).status_code == 403


def test_a_key_may_do_what_its_scopes_say(closed: Served) -> None:
    for scope in SCOPES:
        with client(closed, new_key(closed, f"only {scope}", scope)) as keeper:
            assert keeper.get("/articles").status_code == (200 if scope in ("articles", "admin") else 403)
            assert keeper.get("/metrics").status_code == (200 if scope == "admin" else 403)
    with client(closed, new_key(closed, "reader", "articles")) as reader:
        own = reader.post("/articles", json={"text": ARABIC}).json()["id"]
        assert reader.get(f"/articles/{own}").status_code == 200
        denied = reader.put(f"/articles/{own}/versions/1/sentences/0", json={"target": "x"})
        assert (denied.status_code, "'correct'" in denied.text) == (403, True)


def test_a_key_sees_only_its_own_articles(
    closed: Served, article: str, salma: httpx.Client, karim: httpx.Client
) -> None:
    assert [one["id"] for one in salma.get("/articles").json()["articles"]] == [article]
    assert karim.get("/articles").json()["articles"] == []
    assert karim.get("/articles", params={"search": "الوفد"}).json()["articles"] == []
    nothing = karim.get("/articles/none-such")
    for answer in (
        karim.get(f"/articles/{article}"),
        karim.get(f"/articles/{article}/events"),
        karim.get(f"/articles/{article}/download", params={"format": "txt"}),
        karim.put(f"/articles/{article}/versions/1/sentences/0", json={"target": "Mine now."}),
        karim.delete(f"/articles/{article}"),
    ):
        assert answer.status_code == 404
        assert answer.text.replace(article, "none-such") == nothing.text
    assert salma.get(f"/articles/{article}").status_code == 200


def test_an_admin_sees_everybodys(closed: Served, article: str) -> None:
    with client(closed, new_key(closed, "root", "admin")) as root:
        assert article in [one["id"] for one in root.get("/articles").json()["articles"]]
        assert root.get(f"/articles/{article}").json()["article"]["title"] == "زيارة"


def test_a_revoked_key_opens_nothing_and_its_successor_has_its_articles(closed: Served) -> None:
    with client(closed, new_key(closed, "passing")) as old:
        posted = old.post("/articles", json={"text": ARABIC}).json()["id"]
        with closed.service.database.writing() as session:
            revoke_key(session, "passing")
        closed.service.keyring.look_again()
        assert old.get("/articles").status_code == 401
    with client(closed, new_key(closed, "passing")) as new:
        assert [one["id"] for one in new.get("/articles").json()["articles"]] == [posted]


def test_the_first_key_closes_an_open_service(tmp_path: Path) -> None:
    with serving(own_settings(tmp_path), loaded=False) as served, client(served) as nobody:
        assert nobody.get("/articles").status_code == 200
        new_key(served, "first")
        assert nobody.get("/articles").status_code == 401
        with served.service.database.writing() as session:
            revoke_key(session, "first")
        served.service.keyring.look_again()
        assert nobody.get("/articles").status_code == 401


ASKED = {"q": ARABIC, "source": "ar", "target": "en"}


def test_libretranslates_clients_send_their_key_beside_the_text(closed: Served) -> None:
    secret = new_key(closed, "libre", "translate")
    with client(closed) as nobody:
        for said in ({"json": ASKED | {"api_key": secret}}, {"data": ASKED | {"api_key": secret}}):
            assert nobody.post("/translate", **said).status_code == 200  # type: ignore[arg-type]
        files = {name: (None, value) for name, value in (ASKED | {"api_key": secret}).items()}
        assert nobody.post("/translate", files=files).status_code == 200
        assert nobody.post("/detect", json={"q": ARABIC, "api_key": secret}).status_code == 200
        wrong = nobody.post("/translate", json=ASKED | {"api_key": "wrong"})
        assert (wrong.status_code, wrong.json()) == (403, {"error": "Invalid API key"})
        for path in ("/translate", "/detect", "/suggest"):
            none = nobody.post(path, json=ASKED)
            assert none.status_code == 403
            assert none.json() == {"error": "Please contact the server operator to get an API key"}
        assert nobody.get("/languages").status_code == 200
        settings = nobody.get("/frontend/settings").json()
        assert (settings["apiKeys"], settings["keyRequired"]) == (True, True)


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"api_key": {"$ne": ""}}', b'{"api_key": ["a"]}', b'"x"', b"\xff\xfe", b"[" * 100_000]
)
def test_a_body_that_is_no_request_opens_nothing(closed: Served, salma: httpx.Client, body: bytes) -> None:
    with client(closed) as nobody:
        for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            assert nobody.post("/translate", content=body, headers={"Content-Type": kind}).status_code == 403


def test_an_open_service_asks_for_no_key(http: httpx.Client) -> None:
    settings = http.get("/frontend/settings").json()
    assert (settings["apiKeys"], settings["keyRequired"]) == (False, False)
    assert http.post("/translate", json=ASKED | {"api_key": "whatever"}).status_code == 200


def test_deepls_usage_is_that_of_the_key(closed: Served) -> None:
    with client(closed, new_key(closed, "deepl", "translate")) as one, client(closed, new_key(closed, "idle")) as other:
        assert one.post("/v2/translate", json={"text": [ARABIC, ARABIC], "target_lang": "EN"}).status_code == 200
        assert one.post("/translate", json=ASKED).status_code == 200
        assert one.get("/v2/usage").json()["character_count"] == 3 * len(ARABIC)
        assert other.get("/v2/usage").json()["character_count"] == 0
    with client(closed) as nobody:
        refused = nobody.get("/v2/usage")
        assert (refused.status_code, list(refused.json())) == (403, ["message"])
