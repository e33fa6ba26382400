"""`jisr memory`: a memory goes to TMX and comes back, and takes in what corpora are built from."""

from pathlib import Path

from tests.conftest import Jisr
from translate.memory.store import Memory, Unit

UNITS = [Unit("وصل <الوفد> & غادر.", 'It "arrived" & left.', "model 1"), Unit("نعم", "Yes")]


def test_tmx_and_back(jisr: Jisr, tmp_path: Path) -> None:
    with Memory(tmp_path / "a.sqlite") as memory:
        memory.add(UNITS)
    assert jisr("memory", "export", "--memory", "a.sqlite", "-o", "m.tmx").returncode == 0
    ran = jisr("memory", "import", "--memory", "b.sqlite", "m.tmx", "m.tmx")
    assert ran.returncode == 0
    assert ran.stderr.decode() == "jisr: m.tmx: 2 pairs, 2 of them new\njisr: m.tmx: 2 pairs, 0 of them new\n"
    with Memory(tmp_path / "b.sqlite") as memory:
        assert list(memory.units()) == UNITS


def test_other_sources_are_a_person_s(jisr: Jisr, tmp_path: Path) -> None:
    (tmp_path / "p.tsv").write_text("ar\ten\nنعم\tYes\nلا\tNo\n", encoding="utf-8")
    assert jisr("memory", "import", "--memory", "m.sqlite", "p.tsv").returncode == 0
    ran = jisr("memory", "search", "--memory", "m.sqlite", "لا")
    assert (ran.returncode, ran.stdout.decode()) == (0, "100%\tلا\n\tNo\t(human)\n")
    assert jisr("memory", "search", "--memory", "m.sqlite", "غيرها").returncode == 1
    assert jisr("memory", "forget", "--memory", "m.sqlite").stderr.decode() == "jisr: 0 units removed\n"
    assert jisr("memory", "forget", "--all", "--memory", "m.sqlite").stderr.decode() == "jisr: 2 units removed\n"


def test_documents_are_to_be_aligned_first(jisr: Jisr, tmp_path: Path) -> None:
    for language, text in (("ar", "نعم."), ("en", "Yes.")):
        (tmp_path / f"x.{language}.txt").write_text(text, encoding="utf-8")
    ran = jisr("memory", "import", "--memory", "m.sqlite", ".")
    assert ran.returncode == 2
    assert "align them first" in ran.stderr.decode()


def test_a_memory_that_is_not_there_is_named(jisr: Jisr) -> None:
    ran = jisr("memory", "info", "--memory", "none.sqlite")
    assert ran.returncode == 1
    assert "none.sqlite: there is no translation memory" in ran.stderr.decode()
