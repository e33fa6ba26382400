"""What a data set says of itself, and that datasets believes it."""

from pathlib import Path

import pytest
from datasets import load_dataset
from huggingface_hub import DatasetCard

from corpus.card import About, Counts, Tally, count, describe, draw, render_card, write_card
from corpus.card.counts import Kept
from corpus.card.markdown import hub_licences, without_ledger
from corpus.pairs import Origin, Pair
from corpus.store import DataSetWriter, Dropped, Layout, features, ledger_features
from models.errors import InputError
from tests.corpus.store.rows import add, fill, pair, split_of

ALL = range(120)
ABOUT = About(
    title="Pairs of the tests",
    address="tester/pairs",
    signatures={"rules": "rules@3f2a"},
    decontamination=["flores200 devtest: 3 rows of 1,012 sentences"],
    limits=["News only."],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("corpus") / "out"
    with DataSetWriter(out, {}, layout=Layout(rows_per_group=7, rows_per_shard=25)) as writer:
        fill(writer, ALL)
        writer.finish()
    write_card(out, count(out), ABOUT)
    return out


@pytest.fixture(scope="module")
def counts(folder: Path) -> Counts:
    return count(folder)


def test_datasets_opens_the_folder_as_it_stands(folder: Path, tmp_path: Path) -> None:
    data = load_dataset(str(folder), cache_dir=str(tmp_path))
    assert {name: len(data[name]) for name in data} == {"train": 60, "validation": 20, "test": 20}
    for split in data:
        assert data[split].features == features()
        numbers = [number for number in ALL if split_of(number) == split]
        assert data[split]["id"][:] == [pair(number).id for number in numbers]
        expected = [{"ar": pair(number).ar, "en": pair(number).en} for number in numbers]
        assert data[split]["translation"][:] == expected
    machine = next(row for row in data["test"] if row["origin"]["method"] == "machine")
    assert machine["scores"]["similarity"] == 0.7
    assert machine["scores"]["other"] == [{"name": "fluency", "value": 1 / 3}]
    assert machine["scores"]["comet"] is None
    assert machine["origin"]["ar_span"] == [3, 7]


def test_datasets_opens_the_ledger_too(folder: Path, tmp_path: Path) -> None:
    ledger = load_dataset(str(folder), "ledger", cache_dir=str(tmp_path))["dropped"]
    assert ledger.features == ledger_features()
    assert ledger["id"][:] == [pair(number).id for number in ALL if split_of(number) == "dropped"]
    assert ledger[1]["values"] == [{"name": "length", "value": 10 / 3}]


def test_datasets_streams_the_folder(folder: Path) -> None:
    stream = load_dataset(str(folder), split="validation", streaming=True)
    assert stream.features == features()
    assert [row["id"] for row in stream] == [pair(number).id for number in ALL if split_of(number) == "validation"]


def test_a_data_set_of_few_rows_is_opened(tmp_path: Path) -> None:
    for split, rows in (("train", range(3)), ("test", range(3, 4))):
        out = tmp_path / split
        with DataSetWriter(out, {}) as writer:
            fill(writer, rows)
            writer.finish()
        write_card(out, count(out), About())
        data = load_dataset(str(out), cache_dir=str(tmp_path / "cache"))
        assert {name: len(data[name]) for name in data} == {split: len(rows)}
        assert data[split].features == features()


def test_the_header_is_what_the_hub_reads(folder: Path) -> None:
    card = DatasetCard.load(folder / "README.md")
    data = card.data
    assert (data.language, data.license) == (["ar", "en"], ["cc-by-4.0", "unknown"])
    assert (data.size_categories, data.task_categories) == (["n<1K"], ["translation"])
    assert data.pretty_name == "Pairs of the tests"
    assert data.configs[0] == {
        "config_name": "default",
        "default": True,
        "data_files": [
            {"split": split, "path": f"data/{split}-*.parquet"} for split in ("train", "validation", "test")
        ],
    }
    default, ledger = data["dataset_info"]
    assert {split["name"]: split["num_examples"] for split in default["splits"]} == {
        "train": 60,
        "validation": 20,
        "test": 20,
    }
    assert default["download_size"] == sum(path.stat().st_size for path in folder.glob("data/*"))
    assert ledger["config_name"] == "ledger"


def cells(rows: list[Pair]) -> str:
    """Rows and words as a table of Markdown has them."""
    return f"{len(rows)} | {sum(len(row.ar.split()) for row in rows)} | {sum(len(row.en.split()) for row in rows)} |"


def test_the_text_has_the_numbers(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    kept = [pair(number) for number in ALL if split_of(number) != "dropped"]
    machine = [row for row in kept if row.origin.method == "machine"]
    assert len(machine) == 30
    for line in (
        "# Pairs of the tests",
        f"| train | {cells([pair(number) for number in ALL if split_of(number) == 'train'])}",
        f"| CC-BY-4.0 | {cells([row for row in kept if row.origin.licence])}",
        f"| machine bundled@3 | {cells(machine)}",
        "| source1.tsv | 20 | 20 |",
        "| length | 10 |",
        "- flores200 devtest: 3 rows of 1,012 sentences",
        "- rules: `rules@3f2a`",
        "- News only.",
        "- 30 of 100 rows were translated by a machine",
        'load_dataset("tester/pairs", "ledger")',
    ):
        assert line in text
    assert "$" not in text
    assert "\n\n\n" not in text


def test_counts_are_those_of_the_rows(counts: Counts) -> None:
    kept = [pair(number) for number in ALL if split_of(number) != "dropped"]
    words = (sum(len(row.ar.split()) for row in kept), sum(len(row.en.split()) for row in kept))
    assert counts.total == Tally(100, *words)
    assert counts.by("split", "method")["test", "human"].rows == sum(
        split_of(number) == "test" and number % 4 != 3 for number in ALL
    )
    assert counts.dropped_by(1) == {"language": 10, "length": 10}
    assert sum(counts.dropped_by(0).values()) == 20
    assert counts.flags == {"numbers": sum(bool(row.flags) for row in kept)}
    for language in ("ar", "en"):
        lengths = [len(getattr(row, language).split()) for row in kept]
        assert counts.lengths[language][0] == sum(length < 5 for length in lengths)
        assert counts.lengths[language][1] == sum(5 <= length < 10 for length in lengths)
        assert sum(counts.lengths[language]) == 100


def test_the_longest_and_the_empty_are_counted(tmp_path: Path) -> None:
    with DataSetWriter(tmp_path / "out", {}) as writer:
        add(writer, [Dropped(Pair(" \n", "word  " * 250, Origin("a", "b", 0)), "")], ["train"])
        writer.finish()
    counts = count(tmp_path / "out")
    assert counts.total == Tally(1, 0, 250)
    assert (counts.lengths["ar"][0], counts.lengths["en"][-1]) == (1, 1)


def test_a_table_for_the_terminal(counts: Counts) -> None:
    text = describe(counts)
    words = f"{counts.total.ar_words} Arabic, {counts.total.en_words} English words"
    assert text.startswith(f"100 rows kept ({words}), 20 dropped\n\nsplit       rows")
    assert "\nvalidation    20" in text
    assert [line.split()[:3] for line in text.splitlines() if line.startswith("source1")] == [
        ["source1.tsv", "20", "20"]
    ]
    assert "\nlanguage           10\n" in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_a_table_of_nothing() -> None:
    text = describe(Counts({}, {("a.tsv", "empty"): 2}, {"ar": (0,) * 21, "en": (0,) * 21}))
    assert text.startswith("0 rows kept (0 Arabic, 0 English words), 2 dropped\n")
    assert "a.tsv      0        2" in text


def test_a_picture(counts: Counts, tmp_path: Path) -> None:
    many = {Kept("train", f"المصدر $x${number}", "", "human", "", ""): Tally(number, 1, 1) for number in range(40)}
    for number, shown in enumerate((counts, Counts(many, {}, counts.lengths))):
        draw(shown, tmp_path / f"{number}.png")
        assert (tmp_path / f"{number}.png").read_bytes().startswith(b"\x89PNG\r\n")
    assert (tmp_path / "0.png").read_bytes() != (tmp_path / "1.png").read_bytes()
    with pytest.raises(InputError, match="cannot be written"):
        draw(counts, tmp_path / "nowhere" / "picture.png")


def test_a_card_without_its_ledger(counts: Counts) -> None:
    text = without_ledger(render_card(counts, ABOUT))
    assert "ledger" not in text
    assert "| train | 60 |" in text
    assert DatasetCard(text).data["dataset_info"][0]["config_name"] == "default"


def test_names_cannot_break_a_table() -> None:
    row = Kept("train", "a|b\nc.tsv", "", "human", "", "")
    text = render_card(Counts({row: Tally(1, 2, 3)}, {}, {"ar": (1,), "en": (1,)}), About())
    assert "| a\\|b c.tsv | 1 | 0 | 2 | 3 |" in text


@pytest.mark.parametrize(
    ("expressions", "identifiers"),
    [
        (["CC-BY-SA-4.0", "cc-by-sa-4.0"], ["cc-by-sa-4.0"]),
        (["(MIT OR Apache-2.0) AND ODbL-1.0"], ["apache-2.0", "mit", "odbl"]),
        (["GPL-3.0-or-later WITH GCC-exception-3.1", ""], ["gpl-3.0", "unknown"]),
        (["Crown copyright"], ["other"]),
    ],
)
def test_licences_by_the_names_the_hub_has(expressions: list[str], identifiers: list[str]) -> None:
    assert hub_licences(expressions) == identifiers


def test_no_card_of_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no data set that jisr built"):
        count(tmp_path)
