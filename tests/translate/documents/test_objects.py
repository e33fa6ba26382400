"""JSON keeps all but its strings."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InputError
from models.model import Model
from translate.documents import Document, Reading, format_named
from translate.translator import Translator

JSON, LINES = format_named("json"), format_named("jsonl")

ARTICLE = """{ "عنوان" : "نعم",\t"n": 1.50E+3, "big": 12345678901234567890,
  "body": {"text": "\\u0646\\u0639\\u0645 \\"لا\\"\\n<b>سطر</b>", "tags": ["خبر", "news", null]}, "n": -0 }
"""


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ((), ["نعم", 'نعم "لا"\nسطر', "خبر"]),
        (("body",), ['نعم "لا"\nسطر', "خبر"]),
        (("body.tags", "عنوان"), ["نعم", "خبر"]),
    ],
)
def test_strings_in_arabic_are_blocks(fields: tuple[str, ...], expected: list[str]) -> None:
    form = format_named("json", Reading(fields=fields))
    document = form.read(ARTICLE)
    assert texts(document) == expected
    assert form.write(document, document.blocks) == ARTICLE


def test_only_strings_change() -> None:
    document = JSON.read(ARTICLE)
    blocks = [
        replace(block, text=text, marks=())
        for block, text in zip(document.blocks, ["Yes", '"No"\n', "ünd"], strict=True)
    ]
    expected = (
        ARTICLE.replace('"نعم"', '"Yes"')
        .replace('\\u0646\\u0639\\u0645 \\"لا\\"\\n<b>سطر</b>', '\\"No\\"\\n')
        .replace("خبر", "ünd")
    )
    assert JSON.write(document, blocks) == expected
    escaped = JSON.read('["\\u0646\\u0639\\u0645"]')
    assert JSON.write(escaped, [replace(escaped.blocks[0], text="ü")]) == '["\\u00fc"]'


def test_json_lines_are_read_line_by_line() -> None:
    source = '\ufeff{"a": "نعم"}\r\n\r\n["لا"]\n"ربما"'
    document = LINES.read(source)
    assert texts(document) == ["نعم", "لا", "ربما"]
    assert LINES.write(document, document.blocks) == source
    with pytest.raises(InputError, match=r"line 3: something follows where the JSON ends; .*\.jsonl"):
        JSON.read(source)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{"a": "نعم",}', "line 1: is no JSON"),
        ('{"a":\n "نعم\n"}', "line 2: is no JSON"),
        ('["نعم"', "is no JSON"),
        ('["نعم"}', "is no JSON"),
        ('{"a" "نعم"}', "is no JSON"),
        ('["نعم", 01]', "is no JSON"),
        ('["\\x"]', "is no JSON"),
        ("]", "is no JSON"),
        ("[" * 501, "more than 500"),
    ],
)
def test_what_is_no_json_is_refused_with_the_line(source: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        JSON.read(source)


def test_a_field_that_is_not_there_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"no string in 'title'; .*عنوان, body\.text, body\.tags"):
        format_named("json", Reading(fields=("title",))).read(ARTICLE)


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.sampled_from('نع ab"\\/\n\u2028😀\0'))),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=4)),
    max_leaves=12,
)


@given(_VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_pythons_json_reads_the_same_before_and_after(value: Any, ascii_only: bool, indent: int | None) -> None:
    source = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    document = JSON.read(source)
    assert JSON.write(document, document.blocks) == source
    changed = str(JSON.write(document, [replace(block, text='"x\\', marks=()) for block in document.blocks]))

    def expected(one: Any) -> Any:
        if isinstance(one, list):
            return [expected(inner) for inner in one]
        if isinstance(one, dict):
            return {key: expected(inner) for key, inner in one.items()}
        return '"x\\' if isinstance(one, str) and re.search("[نع]", one) else one

    assert repr(json.loads(changed)) == repr(expected(value))


def test_an_article_is_translated(bundled: Model) -> None:
    with Translator(bundled) as translator:
        (found,) = translator.translate_documents([JSON.read('{"t": "وصل <b>الوفد</b> أمس."}')])
    (text,) = json.loads(str(JSON.write(found.document, found.blocks))).values()
    assert re.search("<b>[^<]*delegation</b>", text)
