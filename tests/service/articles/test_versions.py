"""An article that comes again: what is the same is not done twice, what has changed is a version of its own."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

import models
from service.articles.bring import Brought, bring
from service.articles.correct import approve, correct
from service.articles.read import Whole, list_articles, read_article
from service.database.tables import Article, Block, Sentence, Version
from service.running import Service
from tests.service.articles.waiting import until
from tests.service.serving import own_settings, serving
from translate.documents import Document

LINES = [
    "وصل الوفد إلى القاهرة.", "بدأت المفاوضات صباح اليوم.", "تحدث الرئيس إلى الصحفيين.", "انتهى الاجتماع مساء.",
    "يعود الوفد غدا إلى بلاده.",
]  # fmt: skip
AT_ONCE = 8


@pytest.fixture
def service(home: Path, database_url: str, tmp_path: Path) -> Iterator[Service]:
    # Without a memory: what is asked of the desk is what is not known from earlier versions.
    with serving(own_settings(tmp_path, database=database_url, memory="none")) as served:
        yield served.service


@pytest.fixture
def asked(service: Service, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that the desk is asked for; it does what it does otherwise."""
    found: list[str] = []
    stream = service.desk.stream

    def noted(document: Document) -> "object":
        found.extend(block.text for block in document.blocks)
        return stream(document)

    monkeypatch.setattr(type(service.desk), "stream", lambda desk, document: noted(document))
    return found


def arrive(service: Service, lines: list[str], identity: str = "page") -> Brought:
    return bring(service, "\n".join(lines).encode(), "page.txt", identity=identity)


def translated(service: Service, brought: Brought) -> Whole:
    def read() -> Whole | None:
        with service.database.reading() as session:
            whole = read_article(session, brought.article_id, brought.number)
        return whole if whole.version.state in ("done", "failed") else None

    whole = until(read)
    assert isinstance(whole, Whole)
    assert whole.version.state == "done", whole.version.error
    return whole


def shown(whole: Whole) -> list[tuple[str, str]]:
    return [(one.source, one.shown) for block in whole.blocks for one in block.sentences]


def test_only_what_has_changed_is_translated(service: Service, asked: list[str]) -> None:
    first = translated(service, arrive(service, LINES))
    assert asked == LINES
    correct(service, first.article.id, 1, 1, "Talks began this morning.", editor="Layla")
    approve(service, first.article.id, 1, 2)
    asked.clear()
    changed = [LINES[4], LINES[1], "استقال الوزير فجأة.", LINES[2], LINES[1]]
    brought = arrive(service, changed)
    assert (brought.article_id, brought.number, brought.is_new) == (first.article.id, 2, True)
    second = translated(service, brought)
    assert asked == ["استقال الوزير فجأة."]
    known = dict(shown(first)) | {LINES[1]: "Talks began this morning."}
    sentences = [one for block in second.blocks for one in block.sentences]
    for one in sentences:
        assert one.shown == known.get(one.source, one.target)
        assert one.cached == (one.source in known)
    talks = "Talks began this morning."
    assert [one.edited for one in sentences] == [None, talks, None, None, talks]
    assert [one.approved for one in sentences] == [False, False, False, True, False]
    assert (second.article.versions, second.numbers) == (2, (1, 2))
    with service.database.reading() as session:
        assert shown(read_article(session, first.article.id, 1)) == list(known.items())


def test_what_was_taken_back_later_is_not_taken_up_again(service: Service) -> None:
    first = translated(service, arrive(service, LINES[:2]))
    correct(service, first.article.id, 1, 0, "Put right.")
    translated(service, arrive(service, [*LINES[:2], LINES[2]]))
    correct(service, first.article.id, 2, 0, "")
    third = translated(service, arrive(service, [LINES[0], LINES[3]]))
    assert third.blocks[0].sentences[0].edited is None
    assert third.blocks[0].sentences[0].shown == shown(first)[0][1]


def test_the_same_bytes_are_nothing_new(service: Service, asked: list[str]) -> None:
    first = arrive(service, LINES)
    translated(service, first)
    again = arrive(service, LINES)
    assert (again.article_id, again.version_id, again.number, again.is_new) == (
        first.article_id, first.version_id, 1, False,
    )  # fmt: skip
    assert asked == LINES
    translated(service, arrive(service, LINES[:4]))
    back = arrive(service, LINES)  # as it was before, which is not what it was last
    assert (back.number, back.is_new) == (3, True)
    translated(service, back)
    assert asked == LINES


def test_what_has_no_identity_is_an_article_of_its_own(service: Service) -> None:
    content = LINES[0].encode()
    one, other = bring(service, content, "a.txt"), bring(service, content, "a.txt")
    assert one.article_id != other.article_id
    mine, yours = (bring(service, content, "a.txt", identity="page", owner=name) for name in ("mine", "yours"))
    assert mine.article_id != yours.article_id
    with service.database.reading() as session:
        assert [one.id for one in list_articles(session, owner="mine")] == [mine.article_id]
        assert len(list_articles(session)) == 4


@pytest.mark.parametrize("same", [True, False])
def test_what_comes_at_once_is_there_once(service: Service, same: bool) -> None:
    """Eight threads bring the same page, or eight versions of it."""
    together = threading.Barrier(AT_ONCE)

    def brings(number: int) -> Brought:
        together.wait()
        return arrive(service, LINES[:2] if same else [*LINES[:2], f"الصفحة رقم {number} من الكتاب."])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(brings, range(AT_ONCE)))
    assert len({one.article_id for one in found}) == 1
    versions = 1 if same else AT_ONCE
    assert sorted(one.number for one in found if one.is_new) == list(range(1, versions + 1))
    assert len({one.version_id for one in found}) == versions
    for one in found:
        translated(service, one)
    with service.database.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Article, Version)]
        assert counts == [1, versions]
        lines = 2 if same else 3
        assert session.scalar(select(func.count()).select_from(Sentence)) == versions * lines
        assert session.scalar(select(func.count()).select_from(Block)) == versions * lines


def test_another_model_translates_anew_and_people_are_still_right(
    service: Service, asked: list[str], bundled: models.Model
) -> None:
    first = translated(service, arrive(service, LINES[:3]))
    correct(service, first.article.id, 1, 0, "Put right.")
    with service.database.writing() as session:
        for one in session.scalars(select(Sentence)):
            one.signature = "of another model"
    asked.clear()
    second = translated(service, arrive(service, LINES[:2]))
    assert asked == LINES[:2]
    assert [one for _, one in shown(second)] == ["Put right.", shown(first)[1][1]]
