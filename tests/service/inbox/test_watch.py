"""A watch over real folders and a real site: everything comes in once, whatever is down or broken meanwhile."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.database.tables import Article, Delivery, Inbox, Item, Sentence, Version, now
from service.inbox.deliver import ORIGINAL, Deliverer, write_aside
from service.inbox.inboxes import Due, place_of
from service.inbox.inboxes import watched as watched_inboxes
from service.inbox.watch import Watch
from service.limits import Rates
from service.metrics import Metrics
from service.running import Service, close_service, open_service
from tests.service.articles.waiting import until
from tests.service.inbox.site import PARAGRAPHS, Site, article, item, rss, site
from tests.service.serving import own_settings

FIXTURES = Path(__file__).parents[2] / "translate" / "documents"


@pytest.fixture(scope="module")
def service(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    found = open_service(
        own_settings(tmp_path_factory.mktemp("service"), private_hosts=frozenset({"127.0.0.1"})), Rates(0), Metrics()
    )
    yield found
    close_service(found)


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as found:
        yield found


class Watched:
    """A watch over some places, and what it has told."""

    def __init__(self, service: Service, *names: str, every: float = 0.1, first: float = 0.1, **more: Any) -> None:
        self.told: list[str] = []
        self.service = service
        self.places = [place_of(name) for name in names]
        self.watch = Watch(
            service, self.places, every=every, first=first, is_ending=lambda: False, tell=self.told.append, **more
        )

    def until(self, true: Callable[[], Any]) -> Any:
        """Go on watching until `true`."""

        def turn() -> Any:
            self.watch.turn()
            return true()

        return until(turn)

    def through(self) -> None:
        """Go on watching until all that is there now has been dealt with."""
        self.watch.lookout.seen.clear()
        self.until(self.watch.is_through)

    def due(self) -> Due:
        """The first inbox, as it is looked at."""
        return watched_inboxes(self.service.database, self.places, standing=False)[0]

    def items(self) -> list[Item]:
        with self.service.database.reading() as session:
            query = select(Item).join(Inbox).where(Inbox.place.in_(self.places)).order_by(Item.created, Item.place)
            return list(session.scalars(query))

    def inbox(self) -> Inbox:
        with self.service.database.reading() as session:
            return session.scalars(select(Inbox).where(Inbox.place == self.places[0])).one()

    def versions(self, place: str) -> list[list[str]]:
        """The sentences of each version of the article from `place`."""
        with self.service.database.reading() as session:
            found = session.scalars(
                select(Version).join(Article).where(Article.identity == place).order_by(Version.number)
            )
            return [
                list(session.scalars(
                    select(Sentence.source).where(Sentence.version_id == one.id).order_by(Sentence.position)
                ))
                for one in found
            ]  # fmt: skip


def test_files_come_in_once_and_go_out_where_they_were(service: Service, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    (folder / "الوارد").mkdir(parents=True)
    (folder / "الوارد" / "زيارة الوزير.txt").write_text("وصل الوفد إلى القاهرة. تحدث الوزير.\n", encoding="utf-8")
    (folder / "a.html").write_text("<h1>خبر</h1><p>وصل الوفد.</p>", encoding="utf-8")
    watched = Watched(service, str(folder), deliverer=Deliverer(service, out, ORIGINAL, {}))
    watched.through()
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*.*")) == ["a.html", "الوارد/زيارة الوزير.txt"]
    text = (out / "الوارد" / "زيارة الوزير.txt").read_text(encoding="utf-8")
    assert text.startswith("The delegation arrived in Cairo.") and text.endswith("\n")
    assert (out / "a.html").read_text(encoding="utf-8").count("</p>") == 1
    assert [(one.state, one.attempts, one.error) for one in watched.items()] == [("taken", 1, "")] * 2
    written = {path: path.stat().st_mtime_ns for path in out.rglob("*.*")}
    again = Watched(service, str(folder), deliverer=Deliverer(service, out, ORIGINAL, {}))
    again.through()
    assert again.told == [] and len(again.items()) == 2
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.*")} == written


def test_a_file_that_is_replaced_is_a_new_version(service: Service, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    path = folder / "خبر.txt"
    path.write_text("وصل الوفد إلى القاهرة.\n", encoding="utf-8")
    watched = Watched(service, str(folder), deliverer=Deliverer(service, out, ORIGINAL, {}))
    watched.through()
    path.write_text("وصل الوفد إلى القاهرة.\nغادر الوفد القاهرة.\n", encoding="utf-8")
    watched.through()
    assert watched.versions(str(path)) == [
        ["وصل الوفد إلى القاهرة."], ["وصل الوفد إلى القاهرة.", "غادر الوفد القاهرة."]
    ]  # fmt: skip
    lines = (out / "خبر.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "The delegation arrived in Cairo." and len(lines) == 2
    assert any(f"{path}: translated, version 2 (2 sentence" in line for line in watched.told)
    path.touch()  # only its stamp is another
    watched.until(lambda: len(watched.items()) == 3)
    watched.through()
    assert len(watched.versions(str(path))) == 2


def test_a_broken_file_is_set_aside_with_the_reason_until_it_is_another(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "تقرير.docx"
    path.write_bytes(b"PK\x03\x04 not a document")
    (tmp_path / "english.txt").write_text("Nothing to translate.\n", encoding="utf-8")
    (tmp_path / "empty.md").write_text("\n", encoding="utf-8")
    watched = Watched(service, str(tmp_path))
    watched.through()
    found = {Path(one.place).name: (one.state, one.error) for one in watched.items()}
    assert {state for state, _ in found.values()} == {"aside"}
    assert found["تقرير.docx"][1].startswith("is no Word document (.docx), or a damaged one")
    assert "no Arabic" in found["english.txt"][1] and "empty" in found["empty.md"][1]
    assert watched.watch.counts["aside"] == 3
    import docx

    document = docx.Document()
    document.add_paragraph("وصل الوفد إلى القاهرة.")
    document.save(str(path))
    watched.until(lambda: watched.versions(str(path)))
    assert watched.versions(str(path)) == [["وصل الوفد إلى القاهرة."]]
    assert [one.state for one in watched.items() if one.place == str(path)] == ["taken"]  # the broken one is forgotten


def test_a_feed_is_its_articles_once(service: Service, news: Site) -> None:
    news.pages |= {"/1": article("خبر أول"), "/2": article("خبر ثان"), "/3": article("خبر ثالث")}
    news.pages["/feed"] = rss(item("/1", guid="أ"), item("/2"))
    watched = Watched(service, f"{news.url}/feed")
    watched.through()
    assert [one.identity for one in watched.items()] == ["أ", f"{news.url}/2"]
    # The link of the first is another now, and there is a third.
    news.pages["/feed"] = rss(item("/3", guid="ج"), item("/1?again", guid="أ"), item("/2"))
    watched.until(lambda: len(watched.items()) == 3)
    watched.through()
    assert news.asked.count("/1") == news.asked.count("/2") == news.asked.count("/3") == 1
    assert len(watched.versions(f"{news.url}/1")) == 1


def test_atom_and_json_feeds_are_read_too(service: Service, news: Site) -> None:
    news.pages |= {"/1": article("خبر أول"), "/2": article("خبر ثان")}
    news.pages["/atom"] = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>أخبار</title><entry><id>urn:1</id>'
        '<title>أول</title><link href="/1"/><updated>2026-01-01T00:00:00Z</updated></entry></feed>'
    )
    news.pages["/json"] = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "2", "url": "/2", "title": "ثان"}]}'
    )
    for path, identity, place in (("/atom", "urn:1", "/1"), ("/json", "2", "/2")):
        watched = Watched(service, news.url + path)
        watched.through()
        (found,) = watched.items()
        assert (found.identity, found.place, found.state) == (identity, news.url + place, "taken")


def test_a_feed_that_has_not_changed_is_not_fetched_again(service: Service, news: Site) -> None:
    news.pages |= {"/1": article("خبر أول"), "/feed": rss(item("/1"))}
    news.headers["/feed"] = {"ETag": '"v1"'}
    watched = Watched(service, f"{news.url}/feed")
    watched.through()
    assert watched.inbox().tag == '"v1"'
    news.pages["/feed"] = rss(item("/1"), item("/2"))  # with the same tag it is not looked into
    watched.until(lambda: news.fetched("/feed") >= 3)
    assert len(watched.items()) == 1
    news.headers["/feed"] = {"ETag": '"v2"'}
    watched.until(lambda: len(watched.items()) == 2)


def test_what_robots_may_not_have_is_taken_from_the_feed_itself(service: Service, news: Site) -> None:
    news.pages["/robots.txt"] = "User-agent: *\nDisallow: /closed/\n"
    news.pages["/feed"] = rss(
        item("/closed/1", "الخبر كله", content=PARAGRAPHS), item("/closed/2", "عنوان فقط"),
        item("/gone", "حذف", content=PARAGRAPHS), item("", "بلا صفحة", guid="ب", content=PARAGRAPHS),
    )  # fmt: skip
    watched = Watched(service, f"{news.url}/feed")
    watched.through()
    found = {one.title: one for one in watched.items()}
    assert {title: one.state for title, one in found.items()} == {
        "الخبر كله": "taken", "عنوان فقط": "aside", "حذف": "taken", "بلا صفحة": "taken"
    }  # fmt: skip
    assert "asks programs not to fetch it (robots.txt)" in found["عنوان فقط"].error
    assert not [path for path in news.asked if path.startswith("/closed")]
    sentences = watched.versions(f"{news.url}/closed/1")[0]
    assert sentences[:2] == ["الخبر كله"] * 2 and len(sentences) == 5  # the page's title, its heading, the article
    assert watched.versions(f"{news.url}/feed#ب")[0][0] == "بلا صفحة"


def test_a_feed_that_is_down_is_tried_again_later_each_time(service: Service, news: Site) -> None:
    news.pages |= {"/feed": 503, "/1": article("خبر أول")}
    watched = Watched(service, f"{news.url}/feed", first=100.0)
    watched.watch.turn()
    waited = []
    for failures in (1, 2, 3):
        found = watched.inbox()
        assert found.failures == failures
        assert "the server says 503 Service Unavailable; try again later" in found.error
        waited.append((found.next_try - now()).total_seconds())
        come_due(service, found.id)
        watched.watch.turn()
    for wait, wanted in zip(waited, (100, 200, 400), strict=True):
        assert 0.8 * wanted - 5 <= wait <= 1.2 * wanted
    asked = news.fetched("/feed")
    watched.watch.turn()
    assert news.fetched("/feed") == asked == 4  # not before its time
    news.pages["/feed"] = rss(item("/1"))
    come_due(service, watched.inbox().id)
    watched.through()
    assert (watched.inbox().failures, watched.inbox().error) == (0, "")
    assert [one.state for one in watched.items()] == ["taken"]
    assert any(line.endswith("/feed: is back") for line in watched.told)


def come_due(service: Service, inbox_id: str) -> None:
    with service.database.writing() as session:
        session.get_one(Inbox, inbox_id).next_try = now()


def test_a_server_that_says_when_to_come_back_is_left_alone_until_then(service: Service, news: Site) -> None:
    news.pages |= {"/feed": 429}
    news.headers["/feed"] = {"Retry-After": "7200"}
    watched = Watched(service, f"{news.url}/feed", first=1.0)
    watched.watch.turn()
    assert 7100 <= (watched.inbox().next_try - now()).total_seconds() <= 7200


def test_an_article_whose_server_is_down_is_put_off_and_then_taken(service: Service, news: Site) -> None:
    news.pages |= {"/feed": rss(item("/1"), item("/2")), "/1": 500, "/2": article("خبر ثان")}
    watched = Watched(service, f"{news.url}/feed", first=0.5)
    watched.until(lambda: sum(one.attempts for one in watched.items() if one.place.endswith("/1")) >= 2)
    found = {one.place[-2:]: one for one in watched.items()}
    assert (found["/1"].state, found["/2"].state) == ("waiting", "taken")
    assert found["/1"].error == "the server says 500 Internal Server Error; try again later"
    assert watched.watch.put_off() == 1
    news.pages["/1"] = article("خبر أول")
    watched.until(lambda: all(one.state == "taken" for one in watched.items()))
    assert len(watched.versions(f"{news.url}/1")) == 1


def test_an_article_that_stays_down_is_set_aside_in_the_end(service: Service, news: Site) -> None:
    news.pages |= {"/feed": rss(item("/1"), item("/2", "من التغذية", content=PARAGRAPHS)), "/1": 502, "/2": 502}
    watched = Watched(service, f"{news.url}/feed", first=1e-6)
    watched.until(lambda: all(one.attempts for one in watched.items()))
    with service.database.writing() as session:
        for one in session.scalars(select(Item).where(Item.inbox_id == watched.inbox().id)):
            one.attempts = 10
    watched.until(lambda: all(one.state != "waiting" for one in watched.items()))
    found = {one.place[-2:]: one for one in watched.items()}
    assert (found["/1"].state, found["/2"].state) == ("aside", "taken")  # the feed itself holds the second
    assert found["/1"].error == "the server says 502 Bad Gateway; try again later; given up after 12 tries"


def test_an_article_that_has_changed_as_its_feed_says_is_a_new_version(service: Service, news: Site) -> None:
    news.pages |= {"/feed": rss(item("/1", updated="monday")), "/1": article("خبر أول")}
    watched = Watched(service, f"{news.url}/feed")
    watched.through()
    news.pages |= {
        "/feed": rss(item("/1", updated="tuesday")),
        "/1": article("خبر أول", PARAGRAPHS + "<p>وهذا جديد.</p>"),
    }
    watched.until(lambda: watched.items()[0].changed == "tuesday")
    (found,) = watched.items()
    assert found.state == "waiting" and found.next_try - now() > timedelta(minutes=50)  # not at once
    with service.database.writing() as session:
        session.get_one(Item, found.id).next_try = now()
    watched.until(lambda: len(watched.versions(f"{news.url}/1")) == 2)
    assert watched.versions(f"{news.url}/1")[1][-1] == "وهذا جديد."


def test_redirections_without_end_and_feeds_without_measure(service: Service, news: Site) -> None:
    news.pages |= {"/loop": 302, "/bomb": rss("<item>" * 400_000), "/huge": rss("ا" * (9 << 19)), "/many": rss(
        *(item(f"/{number}") for number in range(1_200)))}  # fmt: skip
    news.headers["/loop"] = {"Location": "/loop"}
    for path, reason in (("/loop", "302"), ("/huge", "is larger than 8,388,608 bytes")):
        watched = Watched(service, news.url + path)
        watched.watch.turn()
        assert reason in watched.inbox().error and watched.inbox().failures == 1
    watched = Watched(service, f"{news.url}/bomb")
    watched.through()
    assert (watched.items(), watched.inbox().failures) == ([], 0)
    watched = Watched(service, f"{news.url}/many", first=100.0)
    watched.watch.turn()
    assert len(watched.items()) == 1_000
    assert watched.inbox().error.endswith("/many: lists 200 items more than are looked at")


def test_a_host_is_asked_for_one_thing_at_a_time_with_a_pause(service: Service, news: Site) -> None:
    news.pages |= {"/feed": rss(item("/1"), item("/2")), "/1": article("خبر أول"), "/2": article("خبر ثان")}
    watched = Watched(service, f"{news.url}/feed", every=100.0)
    watched.through()
    times = [moment for path, moment in zip(news.asked, news.times, strict=True) if path != "/robots.txt"]
    assert len(times) == 3
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.9


def test_a_folder_that_has_gone_is_waited_for(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    watched = Watched(service, str(folder))
    watched.watch.turn()
    shutil.rmtree(folder)
    watched.until(lambda: watched.inbox().failures)
    assert "in: is not there, or no folder any more; put it back" in watched.inbox().error
    assert watched.inbox().next_try - datetime.now(UTC) < timedelta(seconds=3)
    folder.mkdir()
    (folder / "a.txt").write_text("وصل الوفد.", encoding="utf-8")
    watched.until(lambda: [one.state for one in watched.items()] == ["taken"])


def test_two_pages_that_want_one_name_get_two(service: Service, news: Site, tmp_path: Path) -> None:
    news.pages |= {"/feed": rss(item("/a.html"), item("/a.php")), "/a.html": article("أول"), "/a.php": article("ثان")}
    watched = Watched(service, f"{news.url}/feed", deliverer=Deliverer(service, tmp_path, "txt", {}))
    watched.through()
    names = sorted(path.name for path in tmp_path.rglob("*.*") if path.is_file())
    assert names == ["a-2.html.txt", "a.html.txt"]


def test_a_folder_of_translations_that_cannot_be_written_is_told(service: Service, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("وصل الوفد.", encoding="utf-8")
    (out / "a.txt").mkdir(parents=True)  # a folder where the file should be
    watched = Watched(service, str(folder), deliverer=Deliverer(service, out, ORIGINAL, {}))
    watched.through()
    assert any(f"{out}/a.txt: cannot be written" in line for line in watched.told)
    assert watched.watch.counts["unwritten"] == 1
    (out / "a.txt").rmdir()
    later = Watched(service, str(folder), deliverer=Deliverer(service, out, ORIGINAL, {}))
    later.through()
    assert (out / "a.txt").read_text(encoding="utf-8") == "The delegation arrived."


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_is_ready_gets_its_name_and_comes_once(service: Service, tmp_path: Path, is_there: bool) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("وصل الوفد.", encoding="utf-8")
    watched = Watched(service, str(folder))
    watched.through()
    (version,) = [one.version_id for one in watched.items()]
    with service.database.writing() as session:
        article_id = session.get_one(Version, version).article_id
        session.add(Delivery(article_id=article_id, folder=str(out), path="a.txt", ready=1))
    if is_there:  # as one leaves it who is killed before it has given the file its name; else right behind that
        write_aside(out / "a.txt", b"whole")
    later = Watched(service, str(folder), deliverer=Deliverer(service, out, ORIGINAL, {}))
    later.through()
    assert [path.read_bytes() for path in out.rglob("*")] == ([b"whole"] if is_there else [])
    with service.database.reading() as session:
        assert session.get_one(Delivery, (article_id, str(out))).number == 1


def test_an_item_that_nobody_survives_is_set_aside(service: Service, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("وصل الوفد.", encoding="utf-8")
    os.utime(tmp_path / "a.txt", (time.time() - 60,) * 2)
    watched = Watched(service, str(tmp_path))
    watched.watch.lookout.look(watched.due())
    with service.database.writing() as session:
        session.scalars(select(Item).where(Item.inbox_id == watched.inbox().id)).one().attempts = 12
    watched.watch.turn()
    (found,) = watched.items()
    assert (found.state, found.error) == (
        "aside", "12 processes ended while they took it in; look into it before it is tried again"
    )  # fmt: skip


def test_an_article_that_is_removed_meanwhile_is_waited_for_no_longer(service: Service, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("وصل الوفد.", encoding="utf-8")
    watched = Watched(service, str(tmp_path))
    watched.until(watched.items)
    with service.database.writing() as session:
        for one in session.scalars(select(Article).where(Article.identity == str(tmp_path / "a.txt"))):
            session.delete(one)
    watched.watch.turn()
    assert watched.watch.open == set()
    watched.through()
    assert [(one.state, one.version_id) for one in watched.items()] == [("taken", None)]
