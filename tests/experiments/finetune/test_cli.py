from pathlib import Path

import pytest

from experiments.finetune.cli import _share
from tests.conftest import Jisr
from tests.experiments.finetune.conftest import GENERAL, TEXTS, write_tsv
from tests.models.sentences import KNOWN


@pytest.mark.parametrize(
    ("given", "place", "share"),
    [
        ("", "", None),
        ("news.tsv", "news.tsv", None),
        ("news.tsv=0.4", "news.tsv", 0.4),
        ("news.tsv?ar=1&en=2", "news.tsv?ar=1&en=2", None),
        ("news.tsv?ar=1&en=2=0.4", "news.tsv?ar=1&en=2", 0.4),
    ],
)
def test_the_share_of_general_pairs_stands_behind_their_name(given: str, place: str, share: float | None) -> None:
    assert _share(given) == (place, share)


def test_a_refusal_is_status_1_and_names_the_mend(jisr: Jisr, base: Path, tmp_path: Path) -> None:
    files = {name: write_tsv(tmp_path / name, rows) for name, rows in (("t", TEXTS), ("g", GENERAL), ("k", KNOWN))}
    options = ["--epochs", "2", "--rate", "0.004", "--batch-tokens", "1024", "--threads", "1"]
    ran = jisr(
        "models", "finetune", str(base), "--data", "t?kind=tsv", "--out", "mine", "--general", "g?kind=tsv",
        "--replay", "k?kind=tsv=0.4", *options
    )  # fmt: skip
    assert files and (ran.returncode, ran.stdout) == (1, b"")
    said = ran.stderr.decode()
    assert "jisr: refused: falls on general g?kind=tsv, 20 rows" in said
    assert "chrF 100.0 → " in said
    assert "general pairs (--replay 'k?kind=tsv=0.8'), a lower rate (--rate 0.002), fewer epochs (--epochs 1)" in said
    assert "Traceback" not in said and "Warning" not in said


def test_wrong_settings_are_status_2(jisr: Jisr) -> None:
    ran = jisr("models", "finetune", "bundled", "--data", "texts.tsv", "--out", "mine", "--epochs", "0")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode() == "jisr: epochs must be 1 or more, not 0\n"
