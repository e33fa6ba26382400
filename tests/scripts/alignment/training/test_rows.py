"""Parallel text as it is read: what counts as a translation."""

from pathlib import Path

import pytest
from alignment.training.rows import Row, read_all, read_rows, read_sources

from tests.scripts.alignment.training.sources import write_rows

AR = "وصل الوفد صباح اليوم."
EN = "The delegation arrived this morning."


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        ([(AR, EN)], [((AR,), (EN,))]),
        ([(f" {AR} ", EN, "more", "cells")], [((AR,), (EN,))]),
        ([(AR, EN), (AR, EN), (AR + " نعم.", EN), (AR, EN)],
         [((AR,), (EN,)), ((AR, "نعم."), (EN,)), ((AR,), (EN,))]),  # once where it comes again at once
        ([(f"{AR} لم يقل شيئا.", f"{EN} It said nothing.")], [((AR, "لم يقل شيئا."), (EN, "It said nothing."))]),
        ([("وصل الوفد.", EN[:14])], []),  # shorter than a sentence
        ([("12345 67890 12345", EN)], []),
        ([(AR, "٢٠٢٠ — ١٩٩٩ — ٢٠٠٠ — ٢٠٠١")], []),
        ([(AR, EN * 2)], []),  # too long to be its translation
        ([(AR * 5, EN)], []),  # too short
        ([], []),
    ],
)  # fmt: skip
def test_rows_that_can_be_translations_are_read_in_sentences(
    lines: list[tuple[str, ...]], rows: list[Row], tmp_path: Path
) -> None:
    assert read_rows(write_rows(tmp_path / "a.tsv.gz", lines)) == rows


def test_sources_are_named_once_and_used_in_a_known_way() -> None:
    sources = read_sources(Path("data"))
    names = [source.name for source in sources]
    assert len(names) == len(set(names)) >= 15
    assert {source.use for source in sources} == {"altered", "whole", "both"}
    assert all(source.path.parts[0] == "data" and source.path.name.endswith(".tsv.gz") for source in sources)
    assert all(name.isalnum() for name in names)  # "-" and "/" part them from what documents' names say besides


def test_every_pair_is_read_but_not_those_without_a_licence(tmp_path: Path) -> None:
    write_rows(tmp_path / "parallel" / "b.tsv.gz", [(f"{AR} ", EN, "x"), ("لا", "No")])
    write_rows(tmp_path / "parallel2" / "a.tsv.gz", [("نعم", "Yes")])
    write_rows(tmp_path / "parallel" / "unlicensed" / "c.tsv.gz", [("سر", "Secret")])
    write_rows(tmp_path / "other" / "d.tsv.gz", [("غيره", "Other")])
    assert list(read_all(tmp_path)) == [(AR, EN), ("لا", "No"), ("نعم", "Yes")]
