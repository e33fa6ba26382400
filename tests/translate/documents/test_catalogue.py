"""Catalogues of gettext get English for what is Arabic in them, and another library reads what comes out."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InputError
from models.model import Model
from translate.documents import Block, Document, format_named
from translate.documents.po_strings import escape, unescape
from translate.translator import Translator

PO = format_named("po")

TEMPLATE = r"""# مشروع
#, fuzzy
msgid ""
msgstr ""
"Project-Id-Version: محرر 1.0\n"
"Language: \n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=CHARSET\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\n"

#. تعليق
#: a.c:3
msgid "افتح \"الملف\" <b>الجديد</b>\n"
msgstr ""

#: a.c:4
#, c-format
#| msgid "حذف ملف"
msgctxt "سياق"
msgid "حذف ملف واحد"
msgid_plural "حذف %d ملفات"
msgstr[0] ""
msgstr[1] ""

msgid "حفظ"
msgstr "Save"

msgid "Quit"
msgstr "خروج"

msgid ""
"سطر أول\n"
"سطر ثان"
msgstr ""

#~ msgid "قديم"
#~ msgstr ""
"""


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def filled(document: Document, english: Sequence[str]) -> str:
    blocks: list[Block] = [
        replace(block, text=text, marks=tuple(replace(mark, start=0, end=len(text.rstrip())) for mark in block.marks))
        for block, text in zip(document.blocks, english, strict=True)
    ]
    return str(PO.write(document, blocks))


def test_messages_without_a_translation_are_blocks() -> None:
    document = PO.read(TEMPLATE)
    assert texts(document) == [
        'افتح "الملف" الجديد\n',
        "حذف ملف واحد",
        "حذف %d ملفات",
        "سطر أول\nسطر ثان",
    ]
    assert PO.write(document, document.blocks) == TEMPLATE


def test_english_is_filled_in_and_marked_for_review() -> None:
    written = filled(PO.read(TEMPLATE), ['Open "it"\n', "You have one", "You have %d", "One line\nanother"])
    expected = TEMPLATE.replace('افتح \\"الملف\\" <b>الجديد</b>\\n"\nmsgstr ""', '@"\nmsgstr "<b>Open \\"it\\"</b>\\n"')
    expected = expected.replace('msgid "@', '#, fuzzy\nmsgid "افتح \\"الملف\\" <b>الجديد</b>\\n')
    expected = expected.replace("#, c-format", "#, fuzzy, c-format")
    expected = expected.replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "You have one"\nmsgstr[1] "You have %d"')
    expected = expected.replace(
        'msgid ""\n"سطر أول\\n"\n"سطر ثان"\nmsgstr ""',
        '#, fuzzy\nmsgid ""\n"سطر أول\\n"\n"سطر ثان"\nmsgstr ""\n"One line\\n"\n"another"',
    )
    expected = expected.replace("Language: ", "Language: en").replace("=CHARSET", "=UTF-8")
    expected = expected.replace("nplurals=INTEGER; plural=EXPRESSION;", "nplurals=2; plural=(n != 1);")
    assert written == expected


def test_another_library_reads_it(bundled: Model) -> None:
    source = TEMPLATE.replace("<b>", "").replace("</b>", "").replace("\n", "\r\n")
    with Translator(bundled) as translator:
        (found,) = translator.translate_documents([PO.read(source)])
    written = str(PO.write(found.document, found.blocks))
    assert "%d" in written.split("msgstr[1]")[1].splitlines()[0]
    catalogue = read_po(io.BytesIO(written.encode()))
    messages = [message for message in catalogue if message.id]
    assert len(messages) == 5
    assert sum(message.fuzzy for message in messages) == 3
    assert [error for message in messages for error in message.check(catalogue)] == []


def test_six_forms_become_two() -> None:
    source = 'msgid "كتاب"\nmsgid_plural "كتب"\n' + "".join(f'msgstr[{number}] ""\n' for number in range(6))
    assert filled(PO.read(source), ["book", "books"]) == (
        '#, fuzzy\nmsgid "كتاب"\nmsgid_plural "كتب"\nmsgstr[0] "book"\nmsgstr[1] "books"\n'
    )


def test_a_long_message_is_cut_as_gettext_does() -> None:
    source = 'msgid ""\n"كلمة "\n"أخرى"\nmsgstr ""\n'
    text = "word " * 30
    rows = filled(PO.read(source), [text]).split("msgstr ")[1].splitlines()
    assert rows[0] == '""'
    assert max(map(len, rows)) <= 79
    assert "".join(row[1:-1] for row in rows) == text


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('msgid "Open"\nmsgstr "افتح"\n', "catalogue into Arabic"),
        ('msgid ""\nmsgstr "Language: fr\\n"\n\nmsgid "نعم"\nmsgstr ""\n', "into 'fr'"),
        ('msgid "افتح"\nmsgstr "Open"\n', "a msgstr already"),
        ("نص عادي\n", "line 1 is no PO"),
        ('msgid "نعم"\n', "without its msgstr"),
        ('"نعم"\n', "without msgid"),
        ('msgid "نعم"\nmsgid "لا"\nmsgstr ""\n', "stands twice"),
    ],
)
def test_what_cannot_be_filled_in_is_refused(source: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        PO.read(source)


@given(st.text(max_size=200), st.booleans())
def test_a_string_comes_back_as_it_was(text: str, wrapped: bool) -> None:
    assert "".join(map(unescape, escape(text, wrapped=wrapped))) == text
    assert not re.search(r'[\n\r]|(?<!\\)(?:\\\\)*"', "".join(escape(text, wrapped=wrapped)))
