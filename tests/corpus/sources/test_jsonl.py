"""JSON Lines, ours and others'."""

import json

import pytest

from corpus.pairs import Origin, Pair
from corpus.sources import open_source
from corpus.store.schema import to_table
from tests.corpus.sources.reads import Write, pairs, texts, until_error


def lines(*rows: object) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("row", "options"),
    [
        ({"ar": "نعم", "en": "Yes"}, ""),
        ({"source": "نعم", "target": "Yes"}, ""),
        ({"translation": {"en": "Yes", "ar": "نعم"}, "id": 3}, ""),
        ({"translation": {"eng_Latn": "Yes", "arb_Arab": "نعم"}}, ""),
        ({"Arabic": "نعم", "English": "Yes", "source": "web"}, ""),
        ({"text": "نعم", "label": "Yes"}, "?ar=text&en=label"),
        ({"pair": {"a": "نعم", "b": "Yes"}}, "?ar=pair.a&en=pair.b"),
        ({"a.b": "نعم", "en": "Yes"}, "?ar=a.b"),
    ],
)
def test_fields(write: Write, row: dict[str, object], options: str) -> None:
    assert texts(write("t.jsonl", lines(row)) + options) == [("نعم", "Yes")]
    assert texts(write("t.data", lines(row)) + options) == [("نعم", "Yes")]


def test_documents_blank_lines_and_nothing(write: Write) -> None:
    content = lines({"ar": "نعم", "en": None, "document": "d1"}) + "\n" + lines({"ar": "لا", "en": "No", "document": 7})
    source = open_source(write("t.jsonl", content + lines({"ar": "", "en": "", "document": None})))
    assert [(row.ar, row.en, row.origin.document, row.origin.block) for row in pairs(source)] == [
        ("نعم", "", "d1", 0),
        ("لا", "No", "7", 1),
        ("", "", "t.jsonl#0", 2),
    ]
    assert source.left_out == {"blank line": 1}


def test_our_own_translations_are_told_as_such(write: Write) -> None:
    row = {"document": "dam.txt", "block": 4, "start": 10, "end": 13, "source": "نعم", "target": "نعم", "score": -0.31}
    row |= {"flags": ["copy"], "model": "bundled", "cached": False}
    (pair,) = pairs(open_source(write("t.jsonl", lines(row))))
    origin = pair.origin
    assert (pair.ar, pair.en, pair.flags, pair.scores) == ("نعم", "نعم", ("copy",), {"model_logprob": -0.31})
    assert (origin.method, origin.model, origin.document, origin.block) == ("machine", "bundled", "dam.txt", 4)
    assert origin.ar_span == (10, 13)
    assert pairs(open_source(write("u.jsonl", lines(row | {"score": None}))))[0].scores == {}


def test_a_persons_correction_goes_before_the_machine(write: Write) -> None:
    row = {"document": "dam.txt", "block": 4, "start": 10, "end": 17, "source": "السد عال", "target": "The dam high"}
    row |= {"score": -0.31, "flags": ["repeated"], "model": "bundled", "cached": False}
    corrections = ["The dam is high.", None, ""]
    content = lines(row, *(row | {"correction": correction} for correction in corrections))
    rows = pairs(open_source(write("t.jsonl", content)))
    assert [(pair.en, pair.origin.method, pair.origin.model, pair.flags, pair.scores) for pair in rows] == [
        ("The dam high", "machine", "bundled", ("repeated",), {"model_logprob": -0.31}),
        ("The dam is high.", "human", "", ("corrected",), {}),
        ("The dam high", "machine", "bundled", ("repeated",), {"model_logprob": -0.31}),
        ("The dam high", "machine", "bundled", ("repeated",), {"model_logprob": -0.31}),
    ]
    assert {(pair.ar, pair.origin.document, pair.origin.ar_span) for pair in rows} == {
        ("السد عال", "dam.txt", (10, 17))
    }
    error = until_error(write("u.jsonl", lines(row | {"correction": 3})))[1]
    assert error == "u.jsonl: line 1: 'correction' is no text but int"


def test_our_own_alignments(write: Write) -> None:
    kept = {"ar": [0, 1], "en": [0], "score": 0.83, "ar_text": "نعم. لا.", "en_text": "Yes and no.", "kept": True}
    source = open_source(write("t.jsonl", lines(kept, kept | {"kept": False})))
    (pair,) = pairs(source)
    assert (pair.ar, pair.en, pair.origin.method, pair.scores) == (
        "نعم. لا.",
        "Yes and no.",
        "aligned",
        {"alignment": 0.83},
    )
    assert source.left_out == {"link not kept": 1}


def test_rows_of_a_data_set_keep_their_origin(write: Write) -> None:
    origin = Origin("web", "dam.txt", 7, (0, 3), (5, 8), "CC-BY-4.0", "machine", "opus", "news")
    pair = Pair("نعم", "Yes", origin, {"similarity": 0.5, "mine": 2.0}, ("copy",))
    spec = write("t.jsonl", lines(*to_table([pair]).to_pylist()))
    assert pairs(open_source(spec)) == [pair]
    (other,) = pairs(open_source(spec + "?licence=MIT&name=again"))
    assert (other.origin.source, other.origin.licence, other.origin.document) == ("again", "MIT", "dam.txt")


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("score", "NaN", "the score 'model_logprob' is no number but nan"),
        ("score", "1e400", "the score 'model_logprob' is no number but inf"),
        ("score", "9" * 400, "the score 'model_logprob' is no number but " + "9" * 40 + "…"),
        ("score", "true", "the score 'model_logprob' is no number but True"),
        ("end", "1" + "0" * 22, "10000000000000000000000 stands where a whole number is wanted"),
        ("block", "1.5", "1.5 stands where a whole number is wanted"),
        ("flags", '"copy"', "'flags' is no list of words"),
    ],
)
def test_numbers_that_no_data_set_holds(write: Write, field: str, value: str, error: str) -> None:
    row = {"block": 0, "start": 0, "end": 3, "source": "نعم", "target": "Yes", "score": -1, "flags": [], "model": "m"}
    told = ", ".join(f'"{key}": {value if key == field else json.dumps(row[key])}' for key in row)
    seen, message = until_error(write("t.jsonl", lines(row) + f"{{{told}}}\n"))
    assert seen == [("نعم", "Yes")]
    assert message.startswith(f"t.jsonl: line 2: {error}")


GOOD = {"ar": "نعم", "en": "Yes"}


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('{"ar": "نعم", "en": "Ye', "t.jsonl: line 2: is no JSON (Unterminated string"),
        ('["نعم", "Yes"]', 't.jsonl: line 2: is no object but list; write {"ar": …, "en": …}'),
        ('{"ar": "نعم", "enn": "Yes"}', "t.jsonl: line 2: has no 'en'; the fields are ar, enn"),
        ('{"ar": "نعم", "en": 3}', "t.jsonl: line 2: 'en' is no text but int"),
        ('{"ar": ' + "[" * 100_000, "t.jsonl: line 2: objects too deep inside one another"),
        ('{"ar": "' + "ه" * 131_073 + '", "en": "Ha"}', "t.jsonl: line 2: 'ar' has more than 131,072 characters"),
    ],
)
def test_lines_that_are_refused(write: Write, line: str, error: str) -> None:
    seen, message = until_error(write("t.jsonl", lines(GOOD) + line + "\n" + lines(GOOD)))
    assert seen == [("نعم", "Yes")]
    assert message.startswith(error)


@pytest.mark.parametrize(
    ("row", "options", "error"),
    [
        ({"x": "نعم", "y": "Yes"}, "", "no field says that it is Arabic; the fields are x, y; add ?ar=FIELD"),
        ({"ar": "نعم", "y": "Yes"}, "", "no field says that it is English"),
        (GOOD, "?ar=arabic", "ar=arabic: no such column among 'ar', 'en'; did you mean 'ar'?"),
        (
            {"ar": "Yes", "en": "نعم"},
            "",
            "Arabic and English are swapped: the Arabic side begins 'Yes'; add ?ar=…&en=…",
        ),
    ],
)
def test_fields_that_are_not_there(write: Write, row: dict[str, str], options: str, error: str) -> None:
    seen, message = until_error(write("t.jsonl", lines(row)) + options)
    assert seen == []
    assert error in message
