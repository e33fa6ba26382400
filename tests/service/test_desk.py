"""The desk with the real model: what it gives is what a translator gives, whoever asks beside."""

import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import models
from models.engines.settings import EngineSettings
from models.engines.shared import SharedEngine
from models.errors import ModelError
from models.model import load
from service.desk import BusyError, ClosedError, Desk
from translate import Translator
from translate.documents import Document, format_named
from translate.translation import TranslatedDocument

ARTICLE = (Path(__file__).parents[2] / "examples" / "dam.ar.txt").read_text(encoding="utf-8")
LINES = [line for line in ARTICLE.split("\n") if line.strip()]
TEXT = format_named("text")


def read(text: str) -> Document:
    return TEXT.read(text)


@pytest.fixture(scope="module")
def desk(bundled: models.Model) -> Iterator[Desk]:
    with Desk(lambda: Translator(bundled), together=600, waiting=100_000) as desk:
        yield desk


@pytest.fixture(scope="module")
def alone(bundled: models.Model) -> dict[str, list[str]]:
    """The translations of each line by itself."""
    return {line: [one.target for one in Translator(bundled).translate([line])] for line in LINES}


def test_it_says_what_it_has_loaded(desk: Desk, bundled: models.Model) -> None:
    loaded = desk.ready.result()
    assert (loaded.name, loaded.signature) == ("bundled", Translator(bundled).signature)


def test_what_is_asked_beside_changes_nothing(desk: Desk, alone: dict[str, list[str]]) -> None:
    """A hundred askers at once: each gets its own, the same as alone."""
    wanted = LINES * 15
    with ThreadPoolExecutor(32) as pool:
        futures = list(pool.map(lambda line: desk.translate([read(line)]), wanted))
    for line, future in zip(wanted, futures, strict=True):
        (translated,) = future.result()
        assert [one.target for one in translated.translations] == alone[line]
        assert translated.document.text == line


def test_many_lanes_share_a_model_and_say_the_same(bundled: models.Model) -> None:
    with load("bundled", settings=EngineSettings(padded=True)) as model:
        wanted = {line: [one.target for one in Translator(model).translate([line])] for line in LINES}
    loaded = load("bundled", settings=EngineSettings(padded=True, workers=2))
    shared = replace(loaded, engine=SharedEngine(loaded.engine, workers=2, wait=0.01))
    document = read("\n\n".join(LINES))
    with shared, Desk(lambda: Translator(shared), together=300, waiting=100_000, lanes=8) as desk:
        futures = [(line, desk.translate([read(line)])) for line in LINES * 4]
        whole = desk.translate([document])
        for line, future in futures:
            assert [one.target for one in future.result()[0].translations] == wanted[line]
        (translated,) = whole.result()
        assert [one.target for one in translated.translations] == [one for line in LINES for one in wanted[line]]
        assert desk.waiting == 0


def test_a_list_comes_back_in_its_order(desk: Desk, alone: dict[str, list[str]]) -> None:
    translated = desk.translate([read(line) for line in LINES]).result()
    assert [[one.target for one in some.translations] for some in translated] == list(alone.values())
    assert desk.translate([]).result() == []


def test_a_long_document_is_one_though_it_is_cut(desk: Desk, bundled: models.Model) -> None:
    document = read(ARTICLE * 3)
    (whole,) = Translator(bundled).translate_documents([document])
    (translated,) = desk.translate([document]).result()
    streamed = [one for part in desk.stream(document) for one in part.translations]
    for found in (translated.translations, streamed, desk.fill(document, streamed).result().translations):
        assert [(one.block, one.start, one.end, one.target) for one in found] == [
            (one.block, one.start, one.end, one.target) for one in whole.translations
        ]
    assert desk.fill(document, streamed).result().blocks == translated.blocks == whole.blocks


def test_a_word_need_not_wait_for_a_book(desk: Desk) -> None:
    order: list[str] = []

    book = desk.translate([read(ARTICLE * 5)])
    book.add_done_callback(lambda _: order.append("book"))
    word = desk.translate([read("مرحبا")])
    word.add_done_callback(lambda _: order.append("word"))
    book.result()
    word.result()
    assert order == ["word", "book"]


def test_what_is_patient_has_its_turn_too(desk: Desk) -> None:
    """An article goes on while requests never cease."""
    stop = threading.Event()

    def press() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            desk.translate([read(f"{LINES[0]} {number}") for _ in range(8)]).result()

    pressing = [threading.Thread(target=press) for _ in range(3)]
    for thread in pressing:
        thread.start()
    try:
        assert len(list(desk.stream(read("\n\n".join(LINES))))) > 1
    finally:
        stop.set()
        for thread in pressing:
            thread.join()


def test_too_much_is_turned_away_and_the_rest_is_done(bundled: models.Model) -> None:
    with Desk(lambda: Translator(bundled), together=500, waiting=1500) as desk:
        futures: list[Future[list[TranslatedDocument]]] = []
        with pytest.raises(BusyError, match="try again in") as error:
            while True:
                futures += [desk.translate([read(LINES[1])])]
        assert error.value.after >= 1
        assert futures and all(future.result() for future in futures)
        assert desk.waiting == 0
        assert desk.translate([read("مرحبا")]).result()


def test_who_has_gone_is_not_translated_for(bundled: models.Model) -> None:
    loaded = threading.Event()
    opened: list[Translator] = []

    def open_late() -> Translator:
        loaded.wait()
        opened.append(Translator(bundled))
        return opened[0]

    with Desk(open_late, together=500, waiting=100_000) as desk:
        try:
            gone = [desk.translate([read(ARTICLE)]) for _ in range(20)]
            assert all(future.cancel() for future in gone)
            stays = desk.translate([read("مرحبا")])
        finally:
            loaded.set()
        assert stays.result()
        assert desk.waiting == 0
        assert opened[0].report.sentences == 1


def test_who_has_gone_makes_room(bundled: models.Model) -> None:
    loaded = threading.Event()

    def open_late() -> Translator:
        loaded.wait()
        return Translator(bundled)

    with Desk(open_late, together=500, waiting=2 * len(ARTICLE)) as desk:
        try:
            gone = desk.translate([read(ARTICLE)])
            with pytest.raises(BusyError):
                desk.translate([read(ARTICLE), read(ARTICLE)])
            gone.cancel()
            stays = desk.translate([read(LINES[0]), read(ARTICLE)])
        finally:
            loaded.set()
        assert len(stays.result()) == 2


def test_leaving_at_any_moment_harms_nobody(desk: Desk, alone: dict[str, list[str]]) -> None:
    for number in range(40):
        future = desk.translate([read(LINES[0])])
        time.sleep(number / 1000)
        future.cancel()
    (translated,) = desk.translate([read(LINES[0])]).result()
    assert [one.target for one in translated.translations] == alone[LINES[0]]
    assert desk.waiting == 0


def test_one_that_cannot_be_translated_is_no_trouble_to_the_others(bundled: models.Model) -> None:
    class Fragile(Translator):
        def translate_documents(self, documents: Iterable[Document]) -> Iterator[TranslatedDocument]:
            for document in documents:
                if "قنبلة" in document.blocks[0].text:
                    raise RuntimeError("a bomb")
                yield from super().translate_documents([document])

    with Desk(lambda: Fragile(bundled), together=200, waiting=100_000) as desk:
        lines = ["\n\n".join([line] * 5) for line in ("مرحبا", "قنبلة " * 40, "شكرا")]
        first, bad, last = [desk.translate([read(line)]) for line in lines]
        with pytest.raises(RuntimeError, match="a bomb"):
            bad.result()
        assert [len(one.result()[0].translations) for one in (first, last)] == [5, 5]
        assert desk.translate([read("مرحبا")]).result()
        assert desk.waiting == 0


def test_anything_can_be_asked_of_the_translator(desk: Desk) -> None:
    assert desk.call(lambda translator: translator.name).result() == "bundled"
    with pytest.raises(ZeroDivisionError):
        desk.call(lambda translator: 1 // 0).result()


def test_the_end_finishes_what_was_asked_for(bundled: models.Model) -> None:
    desk = Desk(lambda: Translator(bundled), together=500, waiting=100_000).start()
    futures = [desk.translate([read(line)]) for line in LINES]
    filled = desk.fill(read("مرحبا"), [])
    desk.close()
    assert all(future.result(timeout=0) for future in futures)
    assert filled.result(timeout=0).blocks == read("مرحبا").blocks
    with pytest.raises(ClosedError):
        desk.translate([read("مرحبا")])
    with pytest.raises(ClosedError):
        desk.fill(read("مرحبا"), [])


def test_a_model_that_cannot_be_loaded_is_said_to_all() -> None:
    desk = Desk(lambda: Translator("no-such-model"), together=500, waiting=100_000)
    waiting, filled = desk.translate([read("مرحبا")]), desk.fill(read("مرحبا"), [])
    desk.start()
    for future in (desk.ready, waiting, filled):
        with pytest.raises(ModelError, match="no-such-model"):
            future.result()
    with pytest.raises(ClosedError):
        desk.translate([read("مرحبا")])
    desk.close()
