"""What a service needs, and what it can do without."""

import logging
import sqlite3
from pathlib import Path

import httpx
import pytest

from models.errors import InputError
from service.desk import Desk
from service.metrics import Metrics
from service.running import ServedModel, ServedTranslator
from tests.service.serving import own_settings, serving

ASKED = {"q": "وصل الوفد.", "source": "ar", "target": "en"}


def test_the_usual_memory_is_done_without_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("JISR_HOME", str(tmp_path / "home"))
    with serving(own_settings(tmp_path, memory="auto")) as served:
        first = httpx.post(f"{served.url}/translate", json=ASKED, timeout=60).json()
        with sqlite3.connect(tmp_path / "home" / "memory.sqlite") as other:
            other.execute("DROP TABLE units")
        with caplog.at_level(logging.WARNING):
            assert httpx.post(f"{served.url}/translate", json=ASKED, timeout=60).json() == first
    assert sum("memory.sqlite: this translation memory cannot be used" in line for line in caplog.messages) == 1


@pytest.mark.parametrize("memory", ["auto", "named"])
def test_a_damaged_memory_is_fatal_only_where_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: str
) -> None:
    monkeypatch.setenv("JISR_HOME", str(tmp_path))
    (tmp_path / "memory.sqlite").write_text("no database")
    settings = own_settings(tmp_path, memory="auto" if memory == "auto" else str(tmp_path / "memory.sqlite"))
    model = ServedModel(settings)
    with Desk(lambda: ServedTranslator(settings, Metrics(), model), together=100, waiting=100) as desk:
        if memory == "auto":
            assert desk.ready.result(60).name == "bundled"
        else:
            with pytest.raises(InputError, match=r"memory\.sqlite: "):
                desk.ready.result(60)
