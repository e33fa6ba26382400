"""The memory that nobody asked for fails, and the run goes on."""

import sqlite3
from pathlib import Path

import pytest

from translate.memory.store import Unit
from translate.memory.usual import UsualMemory

UNIT = Unit("وصل الوفد.", "The delegation arrived.", "model-1")


@pytest.mark.parametrize("first", ["find", "add"])
def test_it_is_done_without_from_when_it_fails_and_that_is_said_once(tmp_path: Path, first: str) -> None:
    told: list[str] = []
    with UsualMemory(tmp_path / "m.sqlite", told.append) as memory:
        assert memory.add([UNIT]) == 1
        assert memory.find([UNIT.source], "model-1") == {UNIT.source: UNIT}
        with sqlite3.connect(tmp_path / "m.sqlite") as other:
            other.execute("DROP TABLE units")
        for _ in range(2):
            if first == "find":
                assert memory.find([UNIT.source], "model-1") == {}
            assert memory.add([UNIT]) == 0
    (message,) = told
    assert "m.sqlite: this translation memory cannot be used (no such table: " in message
    assert message.endswith("; going on without")
