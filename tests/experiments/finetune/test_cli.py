import pytest

import jisr
from experiments.finetune.cli import _share


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


def test_wrong_settings_are_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["models", "finetune", "bundled", "--data", "texts.tsv", "--out", "mine", "--epochs", "0"]
    assert jisr.main(command) == 2
    assert capsys.readouterr() == ("", "jisr: epochs must be 1 or more, not 0\n")
