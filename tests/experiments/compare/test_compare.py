"""Two systems side by side: tests, verdict and page."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from experiments.compare.page import page
from experiments.compare.run import Comparison, as_text, compare
from experiments.evaluate.outputs import Outputs
from experiments.evaluate.sets import EvaluationSet
from experiments.significance import paired_test
from tests.conftest import Jisr

ARABIC = tuple(f"سيطر الجيش على القرية رقم {n} شرق النهر يوم الأحد." for n in range(60))
ENGLISH = tuple(f"The army took the {n}th village east of the river on Sunday." for n in range(60))
SET = EvaluationSet("dev", ARABIC, ENGLISH, ("",) * 60)
WORSE = tuple(text.replace("village", "town").replace("army", "forces") for text in ENGLISH)
MIXED = tuple(ENGLISH[n] if n % 2 else WORSE[n] for n in range(60))
NEARLY = (ENGLISH[0], *MIXED[1:])
# Of the words, one system has the better, the other the better letters.
WORDS = tuple(re.sub("village east", "xxxxxxx zzzz", text) for text in ENGLISH)
LETTERS = tuple(re.sub("took the|of the|on", lambda found: found[0] + "s", text) for text in ENGLISH)


def compared(first: tuple[str, ...], second: tuple[str, ...], one: EvaluationSet = SET) -> Comparison:
    return compare(one, Outputs("A", "a", first), Outputs("B", "b", second))


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (WORSE, MIXED, r"dev: B is better than A by \d+\.\d chrF \(p = 0\.001\)"),
        (MIXED, WORSE, r"dev: A is better than B by \d+\.\d chrF \(p = 0\.001\)"),
        (MIXED, MIXED, "dev: A and B have the same chrF"),
        (MIXED, NEARLY, r"dev: no difference to be relied on; B is ahead of A by 0\.\d chrF \(p = .*\)"),
        (WORDS, LETTERS, r"dev: B is better than A by .* chrF .*; BLEU says the opposite"),
    ],
)
def test_the_verdict_is_a_sentence(first: tuple[str, ...], second: tuple[str, ...], verdict: str) -> None:
    assert re.fullmatch(verdict, compared(first, second).verdict)


def test_few_rows_tell_nothing() -> None:
    few = EvaluationSet("few", ARABIC[:19], ENGLISH[:19], ("",) * 19)
    told = compared(WORSE[:19], ENGLISH[:19], few).verdict
    assert re.fullmatch(r"few: 19 rows are too few to tell, want 20 or more; B is ahead of A by \d+\.\d chrF", told)


def test_the_tests_are_those_of_significance() -> None:
    found = compared(WORSE, MIXED)
    assert found.tests["bleu", "bootstrap"] == paired_test(ENGLISH, WORSE, MIXED, metric="bleu", test="bootstrap")
    text = as_text(found)
    assert text.startswith(found.verdict)
    assert "chrF++" in text
    assert "|ar:10000|" in text


def test_rows_that_differ_come_in_order() -> None:
    second = list(WORSE)
    second[7], second[9] = ENGLISH[7], ""
    found = compared(WORSE, tuple(second))
    assert [(one.row, one.points > 0) for one in found.differences] == [(9, False), (7, True)]
    assert found.differences[0].points < -50


class Reader(HTMLParser):
    """What a browser would see: the elements with their attributes, the texts, and what is marked."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.marked: list[str] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._open and self._open[-1] == "mark":
            self.marked.append(data)


def test_the_page_shows_what_differs_and_trusts_no_text() -> None:
    evil = "<script>alert('x')</script> & \"quoted\" $title"
    one = EvaluationSet(f"set {evil}", (f"قال {evil}", "نعم"), (evil, "Yes."), (evil, ""))
    found = compare(one, Outputs(f"A {evil}", "a", (evil, "Yes.")), Outputs("B", "b", ("", "Yes.")))
    read = Reader(page([found]))
    tags = [tag for tag, _ in read.elements]
    assert "script" not in tags
    assert tags.count("article") == 1
    assert ("p", {"class": "ar", "lang": "ar", "dir": "rtl"}) in read.elements
    assert f"قال {evil}" in read.texts
    assert "nothing" in read.texts
    assert "1 of 2 rows differ." in read.texts
    assert not [value for _, attributes in read.elements for value in attributes.values() if value and "//" in value]


def test_the_words_that_differ_are_marked() -> None:
    first, second = ("The train came late.",), ("The old train arrived late.",)
    found = compared(first, second, EvaluationSet("one", ("وصل القطار القديم متأخرا.",), second, ("",)))
    assert [text.strip() for text in Reader(page([found])).marked] == ["came", "old", "arrived"]


def test_a_long_set_shows_the_most_different_rows_only() -> None:
    found = compared(WORSE, ENGLISH)
    text = page([found, found])
    assert text.count("<article>") == 100
    assert "60 of 60 rows differ; the 50 that differ most in chrF." in text


def test_the_command_compares_a_model_with_stored_translations(tmp_path: Path, jisr: Jisr) -> None:
    for name, lines in (("dev.ar", ARABIC[:3]), ("dev.en", ENGLISH[:3]), ("dev.better.en", ENGLISH[:3])):
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    command = ["models", "compare", "bundled", "{set}.better.en", "--out", "kept", "--html", "p.html"]
    command += ["--json", "r.json"]
    done = jisr(*command, "--on", "dev", "gone")
    assert done.returncode == 1
    assert "gone: no such file or folder" in done.stderr.decode()
    assert done.stdout.decode().startswith("dev: 3 rows are too few to tell")
    (found,) = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (found["set"], found["rows"], found["systems"]) == ("dev", 3, ["bundled", "better"])
    assert {(one["metric"], one["test"]) for one in found["tests"]} == {
        (metric, test) for metric in ("bleu", "chrf", "chrf++") for test in ("bootstrap", "randomisation")
    }
    assert 1 <= (tmp_path / "p.html").read_text(encoding="utf-8").count("<article>") <= 3
    kept = tmp_path / "kept" / "bundled" / "dev.en"
    kept.write_text("".join(f"{line}\n" for line in ENGLISH[:3]), encoding="utf-8")
    again = jisr(*command, "--on", "dev")
    assert again.returncode == 0
    assert again.stdout.decode().startswith("dev: bundled and better have the same chrF")
