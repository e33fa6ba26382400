"""What is alike is offered with its difference."""

from pathlib import Path

from translate.memory.similar import similar
from translate.memory.store import Memory, Unit


def test_the_likest_come_first_with_what_changed(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.add(
            [
                Unit("وصل الوزير إلى القاهرة أمس.", "The minister arrived in Cairo yesterday.", "m"),
                Unit("غادر الوزير القاهرة.", "The minister left Cairo.", "m"),
                Unit("وصل الوزير الي القاهرة اليوم.", "The minister arrived in Cairo today."),
                Unit("وصل الوفد.", "The delegation arrived."),
            ]
        )
        found = similar(memory, "وصل الوزير إلى القاهرة اليوم مساء")
    assert [(match.unit.target, round(match.share, 2)) for match in found] == [
        ("The minister arrived in Cairo today.", 0.83),
        ("The minister arrived in Cairo yesterday.", 0.67),
    ]
    assert found[0].difference == (("same", "وصل الوزير إلى القاهرة اليوم"), ("new", "مساء"))
    assert found[1].difference == (("same", "وصل الوزير إلى القاهرة"), ("gone", "أمس."), ("new", "اليوم مساء"))


def test_nothing_alike_is_nothing(tmp_path: Path) -> None:
    with Memory(tmp_path / "m.sqlite") as memory:
        assert similar(memory, 'كلمة "أو" *') == []
        memory.add([Unit("وصل الوفد إلى المدينة", "x", "m")])
        assert similar(memory, "الوفد") == []
        assert similar(memory, "") == []
