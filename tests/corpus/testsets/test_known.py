"""Which rows a known test set has, of which part, and what is known of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.testsets import KnownRow, evaluated_part, known_test_sets, read_known
from tests.conftest import environment

AR = ("افتتحت المكتبة يوم الأحد.", "الاستعارة مجانية.")
EN = ("The library opened on Sunday.", "Borrowing is free.")
# Prints the rows of iwslt17, or what went wrong.
READ = """
import sys
from corpus.testsets import read_known
from models.errors import InputError
try:
    print([(row.ar, row.en, row.part) for row in read_known("iwslt17")])
except InputError as error:
    sys.exit(str(error))
"""


def write(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("flores200", "devtest"),
        ("ntrex", "test"),
        ("tatoeba", "test"),
        ("iwslt17", "tst2017"),
        ("tico19", "test"),
        ("wmt24pp", "ar_SA"),
    ],
)
def test_each_has_a_part_that_models_are_evaluated_on(name: str, part: str) -> None:
    assert evaluated_part(name) == part


def test_the_parts_above_are_all() -> None:
    assert known_test_sets() == ("flores200", "ntrex", "tatoeba", "iwslt17", "tico19", "wmt24pp")


def test_parts_and_dialects_are_told_apart(tmp_path: Path) -> None:
    for part, number in (("dev", 0), ("devtest", 1)):
        write(tmp_path / part / f"arb_Arab.{part}", AR[number])
        write(tmp_path / part / f"arz_Arab.{part}", "المكتبة فتحت يوم الحد.")
        write(tmp_path / part / f"eng_Latn.{part}", EN[number])
    rows = read_known("flores200", tmp_path)
    assert [row for row in rows if row.is_standard] == [
        KnownRow(AR[0], EN[0], "dev", variety="arb_Arab"),
        KnownRow(AR[1], EN[1], "devtest", variety="arb_Arab"),
    ]
    assert [row.variety for row in rows if not row.is_standard] == ["arz_Arab", "arz_Arab"]


def test_domains_are_kept_and_rows_that_the_publisher_warns_against_are_apart(tmp_path: Path) -> None:
    told = [("news", False), ("canary", True)]
    rows = [
        json.dumps({"target": ar, "source": en, "domain": domain, "is_bad_source": bad})
        for ar, en, (domain, bad) in zip(AR, EN, told, strict=True)
    ]
    write(tmp_path / "en-ar_SA.jsonl", *rows)
    assert read_known("wmt24pp", tmp_path) == [
        KnownRow(AR[0], EN[0], "ar_SA", "news"),
        KnownRow(AR[1], EN[1], "bad", "canary"),
    ]


def read_iwslt(cache: Path) -> "subprocess.CompletedProcess[str]":
    """In a process of its own: sacrebleu looks for its cache when it is imported. Nothing answers at the proxy."""
    nowhere = {"SACREBLEU": str(cache), "https_proxy": "http://127.0.0.1:9"}
    return subprocess.run(
        [sys.executable, "-c", READ], env=environment() | nowhere, capture_output=True, text=True, check=False
    )


def test_what_sacrebleu_has_is_read_from_its_cache(tmp_path: Path) -> None:
    write(tmp_path / "iwslt17" / "iwslt17.ar-en.src", *AR)
    write(tmp_path / "iwslt17" / "iwslt17.ar-en.ref", *EN)
    write(tmp_path / "iwslt17" / "iwslt17.ar-en.docid", "1", "1")
    done = read_iwslt(tmp_path)
    assert done.stdout == f"{[(ar, en, 'tst2017') for ar, en in zip(AR, EN, strict=True)]}\n", done.stderr


def test_what_sacrebleu_cannot_fetch_is_told_with_the_mend(tmp_path: Path) -> None:
    done = read_iwslt(tmp_path)
    assert done.returncode == 1
    assert "test set iwslt17: sacrebleu cannot fetch it" in done.stderr
    assert "-t iwslt17 -l ar-en --echo src; or give a folder that has its files: iwslt17=FOLDER" in done.stderr
