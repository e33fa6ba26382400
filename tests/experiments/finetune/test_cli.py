from pathlib import Path

import pytest

import jisr
from experiments.finetune.cli import _share
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


def test_a_refusal_is_status_1_and_names_the_mend(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, rows in (("t", TEXTS), ("g", GENERAL), ("k", KNOWN)):
        write_tsv(tmp_path / name, rows)
    options = "--epochs 2 --rate 0.004 --batch-tokens 1024 --threads 1 --general g?kind=tsv --replay k?kind=tsv=0.4"
    command = ["models", "finetune", str(base), "--data", "t?kind=tsv", "--out", "mine", *options.split()]
    assert jisr.main(command) == 1
    printed, said = capsys.readouterr()
    assert printed == ""
    assert "jisr: refused: falls on general g?kind=tsv, 20 rows" in said
    assert "chrF 100.0 → " in said
    assert "general pairs (--replay 'k?kind=tsv=0.8'), a lower rate (--rate 0.002), fewer epochs (--epochs 1)" in said


def test_wrong_settings_are_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["models", "finetune", "bundled", "--data", "texts.tsv", "--out", "mine", "--epochs", "0"]
    assert jisr.main(command) == 2
    assert capsys.readouterr() == ("", "jisr: epochs must be 1 or more, not 0\n")
