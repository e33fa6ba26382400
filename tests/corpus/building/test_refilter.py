"""A data set that grows, and one that is decided of anew: the same as if it had been built so at once."""

from pathlib import Path

import pytest

from corpus.building import BuildSettings, build, refilter, settings_of
from corpus.dedupe import DedupeSettings
from corpus.store import read_ledger, read_pairs
from models.errors import InputError, SettingsError
from tests.conftest import Jisr
from tests.corpus.building.test_build import PAIRS, SMALL, digest

LONG = next(ar for ar, _ in PAIRS if len(ar.split()) > 8)
ROWS = [(f"{ar} قال {name}.", f"{en} said {name}.") for name in ("سليم", "هدى") for ar, en in PAIRS]


def table(path: Path, rows: list[tuple[str, str]]) -> str:
    path.write_text("".join(f"{ar}\t{en}\n" for ar, en in rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def sources(tmp_path: Path) -> tuple[str, str]:
    """Two tables; the second repeats rows of the first, beside its own, some of which the rules drop."""
    noise = [("مرحبا", "Hello to everyone who came from far away to this place today, and to all the others as well")]
    copies = [("The same text", "The same text")]
    first = table(tmp_path / "first.tsv", ROWS[:40] + noise)
    return first, table(tmp_path / "second.tsv", copies + ROWS[30:] + noise)


def test_appending_is_building_at_once(sources: tuple[str, str], tmp_path: Path) -> None:
    first, second = sources
    build(tmp_path / "grown", [first], settings=SMALL, workers=1)
    split = {pair.id: name for name in ("train", "validation", "test") for pair in read_pairs(tmp_path / "grown", name)}
    grown = build(tmp_path / "grown", [second], append=True, workers=1)
    at_once = build(tmp_path / "once", [first, second], settings=SMALL, workers=1)
    assert (grown.rows, grown.dropped) == (at_once.rows, at_once.dropped)
    assert differing(tmp_path / "grown", tmp_path / "once") <= {"README.md"}  # it names its folder
    after = {pair.id: name for name in ("train", "validation", "test") for pair in read_pairs(tmp_path / "grown", name)}
    assert all(after[row] == name for row, name in split.items() if row in after)
    assert sum(count for reason, count in grown.dropped.items() if reason.startswith("duplicate")) >= 10


def test_what_is_in_is_not_appended_again(sources: tuple[str, str], tmp_path: Path) -> None:
    first, second = sources
    build(tmp_path / "out", [first, second], settings=SMALL, workers=1)
    before = digest(tmp_path / "out")
    told: list[str] = []
    build(tmp_path / "out", [second], append=True, workers=1, say=told.append)
    assert (digest(tmp_path / "out"), told) == (before, [f"{tmp_path / 'out'} is complete already"])
    table(Path(second), ROWS)
    with pytest.raises(SettingsError, match=r"second\.tsv: is in .*out already, and has changed"):
        build(tmp_path / "out", [second], append=True, workers=1)
    build(tmp_path / "out", [f"{second}?name=third"], append=True, workers=1)


def test_appending_keeps_the_settings(sources: tuple[str, str], tmp_path: Path) -> None:
    first, second = sources
    settings = BuildSettings(unit=100, rules={"max_length_ratio": "9"}, shares={"test": 0.5}, near=False)
    build(tmp_path / "out", [first], settings=settings, workers=1)
    assert settings_of(tmp_path / "out").described([], []) == settings.described([], [])
    with pytest.raises(SettingsError, match=r"rules\.max_length_ratio 9\.0, now 2\.2.*jisr corpus refilter"):
        build(tmp_path / "out", [second], settings=BuildSettings(), append=True, workers=1)
    build(tmp_path / "out", [second], settings=settings, append=True, workers=1)
    build(tmp_path / "once", [first, second], settings=settings, workers=1)
    assert differing(tmp_path / "out", tmp_path / "once") <= {"README.md"}


def test_appended_rows_are_compared_with_the_test_sets_too(sources: tuple[str, str], tmp_path: Path) -> None:
    first, second = sources
    (tmp_path / "held.txt").write_text(f"{LONG} قال سليم.\n{LONG} قال هدى.\n", encoding="utf-8")
    settings = BuildSettings(unit=100, test_sets=(f"held={tmp_path / 'held.txt'}",))
    build(tmp_path / "out", [first], settings=settings, workers=1)
    built = build(tmp_path / "out", [second], append=True, workers=1)
    assert not any(LONG in pair.ar for pair in read_pairs(tmp_path / "out"))
    assert any(line.startswith("held: ") and "no rows" not in line for line in built.notes)
    (tmp_path / "held.txt").write_text("شيء آخر تماما لا علاقة له\n", encoding="utf-8")
    with pytest.raises(InputError, match="has changed since"):
        build(tmp_path / "out", [f"{second}?name=again"], append=True, workers=1)
    (tmp_path / "held.txt").unlink()
    with pytest.raises(InputError, match="put it back"):
        build(tmp_path / "out", [f"{second}?name=again"], append=True, workers=1)


CHANGES = [
    ({"max_length_ratio": "off", "max_word_ratio": "off", "max_unfinished": "off"}, True),
    ({"max_ar_words": "12"}, True),
    ({"max_length_ratio": "1.1", "min_ar_words": "3"}, False),
]


@pytest.mark.parametrize(("rules", "near"), CHANGES)
def test_refiltering_is_building_with_the_other_rules(
    sources: tuple[str, str], tmp_path: Path, rules: dict[str, str], near: bool
) -> None:
    (tmp_path / "held.txt").write_text(f"{LONG} قال سليم.\n", encoding="utf-8")
    held = (f"held={tmp_path / 'held.txt'}",)
    first = build(tmp_path / "out", sources, settings=BuildSettings(unit=100, test_sets=held), workers=1)
    (tmp_path / "held.txt").unlink()  # what was found is remembered
    changed = refilter(tmp_path / "out", rules=rules, near=near, workers=1)
    assert changed.dropped != first.dropped
    (tmp_path / "held.txt").write_text(f"{LONG} قال سليم.\n", encoding="utf-8")
    settings = BuildSettings(unit=100, test_sets=held, rules=rules, near=near)
    at_once = build(tmp_path / "once", sources, settings=settings, workers=1)
    assert changed.notes == at_once.notes
    assert differing(tmp_path / "out", tmp_path / "once") <= {"README.md"}
    refilter(tmp_path / "out", rules=dict.fromkeys(rules, "off"), workers=1)
    back = {name: str(value) for name, value in BuildSettings().described([], [])["rules"].items() if name in rules}
    refilter(tmp_path / "out", rules=back, near=True, workers=1)
    assert {pair.id for pair in read_pairs(tmp_path / "out")} == kept_at_first(tmp_path, sources, held)


def kept_at_first(tmp_path: Path, sources: tuple[str, str], held: tuple[str, ...]) -> set[str]:
    build(tmp_path / "first", sources, settings=BuildSettings(unit=100, test_sets=held), workers=1)
    return {pair.id for pair in read_pairs(tmp_path / "first")}


def test_another_test_set_can_be_taken_out_later(sources: tuple[str, str], tmp_path: Path) -> None:
    build(tmp_path / "out", sources, settings=SMALL, workers=1)
    assert any(LONG in pair.ar for pair in read_pairs(tmp_path / "out"))
    (tmp_path / "held.txt").write_text(f"{LONG} قال سليم.\n{LONG} قال هدى.\n", encoding="utf-8")
    changed = refilter(tmp_path / "out", test_sets=[f"held={tmp_path / 'held.txt'}"], workers=1)
    assert not any(LONG in pair.ar for pair in read_pairs(tmp_path / "out"))
    assert changed.notes[-1].startswith("held: ")
    assert "held: " in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_other_duplicates(sources: tuple[str, str], tmp_path: Path) -> None:
    build(tmp_path / "out", sources, settings=SMALL, workers=1)
    changed = refilter(tmp_path / "out", dedupe=DedupeSettings(most_translations=1), near=False, workers=1)
    assert not any(row.reason == "near-duplicate" for row in read_ledger(tmp_path / "out"))
    texts = [pair.ar for pair in read_pairs(tmp_path / "out")]
    assert len(texts) == len(set(texts)) == sum(changed.rows.values()) - changed.rows["dropped"]


def test_the_commands(jisr: Jisr, sources: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = sources
    assert jisr("corpus", "build", "out", first, "--workers", "1", "--no-near").returncode == 0
    ran = jisr("corpus", "build", "out", second, "--append", "--workers", "1")
    assert (ran.returncode, b"rows kept" in ran.stderr) == (0, True)
    wrong = jisr("corpus", "build", "out", second, "--append", "--rule", "min_alignment=0.9")
    assert (wrong.returncode, b"rules.min_alignment 0.5, now 0.9" in wrong.stderr) == (2, True)
    ran = jisr("corpus", "refilter", "out", "--rule", "min_ar_words=4", "--workers", "1")
    assert (ran.returncode, b"short" in ran.stderr) == (0, True)
    assert all(len(pair.ar.split()) >= 4 for pair in read_pairs(tmp_path / "out"))
    ran = jisr("corpus", "dedupe", "out", "--most-translations", "1", "--similarity", "0.9", "--workers", "1")
    assert (ran.returncode, b"rows kept" in ran.stderr) == (0, True)
    assert settings_of(tmp_path / "out").dedupe == DedupeSettings(most_translations=1, similarity=0.9)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    pushed = jisr("corpus", "push", "out", "me/pairs")
    assert (pushed.returncode, b"HF_HUB_OFFLINE is set" in pushed.stderr) == (1, True)
    assert jisr("corpus", "refilter", "nowhere", "--rule", "min_ar_words=4").returncode == 1
    assert jisr("corpus", "refilter", "out").returncode == 2


def differing(one: Path, other: Path) -> set[str]:
    first, second = digest(one), digest(other)
    return {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}
