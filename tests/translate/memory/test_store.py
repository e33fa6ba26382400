"""The memory's file: what is put in is found again, by the right one, from several processes."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import InputError
from tests.conftest import environment
from translate.memory.store import Memory, Unit


def test_a_model_s_unit_is_found_by_sentence_and_signature(tmp_path: Path) -> None:
    unit = Unit("وصل الوفد.", "The delegation arrived.", "model-1", -0.25, ("cut",), ("unsure",))
    with Memory(tmp_path / "sub" / "m.sqlite") as memory:
        assert memory.add([unit, unit]) == 1
        assert memory.find(["وصل الوفد.", "غادر"], "model-1") == {"وصل الوفد.": unit}
        assert memory.find(["وصل الوفد."], "model-2") == {}
        assert memory.find(["وصل الوفـد."], "model-1") == {}
    with Memory(tmp_path / "sub" / "m.sqlite") as memory:
        assert memory.find(["وصل الوفد."], "model-1") == {"وصل الوفد.": unit}


def test_a_person_s_word_outranks_models_and_spelling(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.add([Unit("إلى المدرسة", "To school", "model-1"), Unit("الى المدرسه", "to the school", made=1)])
        assert memory.find(["إلى المدرسة"], "model-1")["إلى المدرسة"].target == "to the school"
        assert memory.find(["إلى المَدرسة"], "other")["إلى المَدرسة"].target == "to the school"
        memory.add([Unit("إلى المدرسة", "to school!", made=2)])
        memory.add([Unit("إلى المدرسة", "to that school", made=3)])
        assert memory.find(["إلى المدرسة", "الى المدرسه"], "")["إلى المدرسة"].target == "to that school"
        assert memory.counts() == {"human": 2, "machine": 1}


def test_the_same_key_s_very_sentence_comes_before_another_spelling(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.add([Unit("على", "on", made=1), Unit("علي", "Ali", made=2)])
        assert {source: unit.target for source, unit in memory.find(["على", "علي"], "m").items()} == {
            "على": "on",
            "علي": "Ali",
        }


def test_more_sentences_than_a_statement_has_parameters(tmp_path: Path) -> None:
    units = [Unit(f"جملة {number}", f"Sentence {number}", "m") for number in range(2500)]
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.add(units)
        assert memory.find([unit.source for unit in units], "m") == {unit.source: unit for unit in units}
        assert list(memory.units()) == units


def test_what_is_forgotten_is_gone(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.add([Unit("نعم", "yes", "old"), Unit("نعم", "yes", "new"), Unit("نعم", "Yes!"), Unit("لا", "no", "old")])
        assert memory.forget(other_than="new") == 2
        assert [(unit.target, unit.signature) for unit in memory.units()] == [("yes", "new"), ("Yes!", "")]
        assert memory.sharing(["لا"], 10) == []
        assert memory.forget(origin="machine") == 1
        assert memory.forget() == 1
        assert len(memory) == 0


WRITER = """
import sys
from pathlib import Path
from translate.memory.store import Memory, Unit
with Memory(Path(sys.argv[1])) as memory:
    for start in range(0, 1000, 50):
        memory.add(Unit(f"جملة {n}", f"{sys.argv[2]} {n}", "m") for n in range(start, start + 50))
"""


def test_a_person_s_word_is_revoked_where_it_is_that_still(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.add([Unit("وصل الوفد.", "It came.", "model-1"), Unit("وصل الوفد.", "They came.")])
        assert not memory.revoke("وصل الوفد.", "Others came.")
        assert not memory.revoke("وصل", "They came.")
        assert memory.find(["وصل الوفد."], "model-1")["وصل الوفد."].target == "They came."
        assert memory.revoke("وصل الوفد.", "They came.")
        assert memory.find(["وصل الوفد."], "model-1")["وصل الوفد."].target == "It came."
        assert not memory.revoke("وصل الوفد.", "It came.")  # a model's
        assert [unit.target for unit in memory.sharing(["الوفد"], 9)] == ["It came."]


def test_several_processes_write_at_once_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    started = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], env=environment()) for name in ("a", "b", "c")
    ]
    assert [process.wait() for process in started] == [0, 0, 0]
    with Memory(path) as memory:
        assert len(memory) == 1000
        assert memory.find(["جملة 999"], "m")["جملة 999"].target.endswith(" 999")


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0 cut short"])
def test_a_file_that_is_no_memory_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.sqlite"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"m\.sqlite: this translation memory cannot be used .*--memory none"):
        Memory(path)
    assert path.read_bytes() == content


def test_another_program_s_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE theirs(x)")
    base.commit()
    base.close()
    with pytest.raises(InputError, match="is not a translation memory"):
        Memory(path)
