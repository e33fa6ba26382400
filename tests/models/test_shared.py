"""models.engines.shared: what threads ask at the same time goes through the engine together, and says the same."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.engines.base import Batch, Decoding, Hypothesis
from models.engines.ctranslate2 import CTranslate2Engine
from models.engines.settings import EngineSettings
from models.engines.shared import SharedEngine
from models.errors import TooLongError
from models.model import Model, load

LINES = (Path(__file__).parents[1] / "quality" / "sentences.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def model() -> Iterator[Model]:
    with load("bundled", settings=EngineSettings(padded=True, workers=1)) as model:
        yield model


class Counting(CTranslate2Engine):
    """Says how large the batches were, and fails on demand."""

    sizes: list[int]
    broken = False

    def generate(self, batches: Iterable[Batch], decoding: Decoding) -> Iterator[list[Hypothesis]]:
        some = list(batches)
        self.sizes += map(len, some)
        if self.broken:
            raise RuntimeError("the engine is broken")
        return super().generate(some, decoding)


@pytest.fixture
def counting(model: Model) -> Counting:
    assert isinstance(model.engine, CTranslate2Engine)
    model.engine.__class__ = Counting
    assert isinstance(model.engine, Counting)
    model.engine.sizes = []
    return model.engine


def test_many_threads_get_what_each_would_get_alone(model: Model, counting: Counting) -> None:
    sources = model.vocabulary.encode(LINES * 3)
    alone = [one for source in sources[: len(LINES)] for (one,) in model.engine.generate([[source]], Decoding())] * 3
    counting.sizes.clear()
    with ThreadPoolExecutor(12) as pool:
        shared = SharedEngine(counting, workers=2, wait=0.05)
        found = list(pool.map(lambda source: next(shared.generate([[source]], Decoding()))[0], sources))
    assert found == alone
    assert sum(counting.sizes) == len(sources)
    assert len(counting.sizes) < len(sources) / 2, "they went through the engine one by one"
    shared.close()


def test_searches_of_different_kinds_are_not_mixed(model: Model, counting: Counting) -> None:
    sources = model.vocabulary.encode(LINES[:6])
    greedy, wide = Decoding(beam=1), Decoding(beam=4)
    wanted = [next(model.engine.generate([sources], decoding)) for decoding in (greedy, wide)]
    shared = SharedEngine(counting, workers=1, wait=0.05)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda decoding: next(shared.generate([sources], decoding)), (greedy, wide)))
    assert found == wanted
    shared.close()


def test_what_fails_is_said_to_who_asked(model: Model, counting: Counting) -> None:
    (source,) = model.vocabulary.encode(LINES[:1])
    shared = SharedEngine(counting, workers=1, wait=0)
    with pytest.raises(TooLongError):
        next(shared.generate([[source * 600]], Decoding()))
    counting.broken = True
    with pytest.raises(RuntimeError, match="broken"):
        next(shared.generate([[source]], Decoding()))
    counting.broken = False
    assert next(shared.generate([[source], [source]], Decoding()))[0].finished
    shared.close()
