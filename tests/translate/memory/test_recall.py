"""A translator with a memory says what one without would, unless a person has said otherwise."""

from pathlib import Path

from models.model import Model
from translate.batches import Batching
from translate.glossary.term import KEEP, Glossary, Term
from translate.memory.store import Memory, Unit
from translate.translator import Translator

TEXT = "وصل الوزير إلى القاهرة. وقال إن المحادثات ستستمر في ٣ مايو. 123"


def test_the_second_time_comes_from_memory_and_is_the_same(bundled: Model, tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        translator = Translator(bundled, memory=memory)
        first = list(translator.translate([TEXT]))
        again = Translator(bundled, memory=memory)
        second = list(again.translate([TEXT, "ثم غادر."]))
        assert [one.target for one in second[:-1]] == [one.target for one in first]
        assert [one.evidence for one in second[:-1]] == [one.evidence for one in first]
        assert [("memory" in one.flags, one.cached) for one in second] == [
            (True, True),
            (True, True),
            (False, False),
            (False, False),
        ]
        assert (again.report.recalled, again.report.repeated, again.report.sentences) == (2, 0, 4)
        assert len(memory) == 3  # "123" needs no memory
        assert [one.target for one in Translator(bundled).translate([TEXT])] == [one.target for one in first]


def test_other_settings_have_a_memory_of_their_own(bundled: Model, tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        list(Translator(bundled, memory=memory).translate([TEXT]))
        other = Translator(bundled, memory=memory, guard=None)
        assert not any(one.cached for one in other.translate([TEXT]))


def test_a_correction_is_used_at_once_and_said(bundled: Model, tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        list(Translator(bundled, memory=memory).translate([TEXT]))
        memory.add([Unit("وصل الوزير الى القاهره.", "The minister is in Cairo.")])
        one = next(Translator(bundled, memory=memory).translate([TEXT]))
    assert (one.target, one.flags, one.signature, one.score) == ("The minister is in Cairo.", ("human",), "human", None)


def test_a_memory_that_began_empty_knows_of_the_glossary(bundled: Model, tmp_path: Path) -> None:
    glossary = Glossary((Term(("قسد",), (), frozenset({KEEP})),))
    with Memory(tmp_path / "m.sqlite") as memory:
        translator = Translator(bundled, memory=memory, glossary=glossary, batching=Batching(remembered=0))
        first, second = (next(translator.translate(["أعلنت قسد سيطرتها على المدينة."])) for _ in range(2))
    assert ("memory" in first.flags, "memory" in second.flags) == (False, True)
    assert "قسد" in first.target  # which is no Arabic that was left over
    assert first.evidence == second.evidence
