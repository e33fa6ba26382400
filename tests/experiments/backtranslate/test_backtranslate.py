"""English text into synthetic pairs, from the command line."""

import gzip
from pathlib import Path

import pytest

from corpus.store import read_pairs
from experiments.backtranslate.run import backtranslate
from models.errors import SettingsError
from tests.conftest import Jisr
from tests.models.conftest import write_taught
from tests.models.sentences import KNOWN


def test_pairs_come_out_whose_english_is_as_it_was(tmp_path: Path, jisr: Jisr) -> None:
    write_taught(tmp_path / "back", KNOWN, reverse=True)
    with gzip.open(tmp_path / "news.txt.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{english}\n" for _, english in KNOWN)
    asked = ("models", "backtranslate", "back", "--on", "news.txt.gz", "--out", "pairs", "--workers", "1")
    ran = jisr(*asked)
    assert (ran.returncode, ran.stdout) == (0, b"pairs\n")
    assert b"4 rows kept, 0 dropped" in ran.stderr
    pairs = list(read_pairs(tmp_path / "pairs", "train"))
    assert {(pair.ar, pair.en) for pair in pairs} == set(KNOWN)
    before = (tmp_path / "pairs/data").stat().st_mtime_ns
    again = jisr(*asked)
    assert (again.returncode, again.stdout) == (0, b"pairs\n")
    assert (tmp_path / "pairs/data").stat().st_mtime_ns == before


def test_a_model_that_writes_english_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"bundled translates ar-en; train one with direction = \"en-ar\""):
        backtranslate("bundled", ["news.txt"], tmp_path / "out")
