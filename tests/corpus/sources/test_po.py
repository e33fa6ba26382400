"""Catalogues of gettext."""

import pytest

from corpus.sources import open_source
from tests.corpus.sources.reads import Write, pairs, texts, until_error

HEADER = r"""# Arabic translation.
msgid ""
msgstr ""
"Language: ar\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : 1);\n"

"""
ENTRIES = r"""#. A button
#: app.c:12
msgid "Open \"%s\"…\n"
msgstr "افتح \"%s\"…\n"

#, c-format
msgctxt "menu"
msgid ""
"A long "
"text"
msgstr ""
"نص "
"طويل"
msgid "without a blank line"
msgstr "بلا سطر فارغ"
#, fuzzy, c-format
#| msgid "Save"
msgid "Save all"
msgstr "احفظ"

msgid "%d file"
msgid_plural "%d files"
msgstr[0] "لا ملفات"
msgstr[1] "ملف"

msgid "tab\tand \\ and \x41\102"
msgstr "جدولة"

msgid "Untranslated"
msgstr ""

#~ msgid "Old"
#~ msgstr "قديم"

#, fuzzy
#~ msgid "Older"
#~ msgstr "أقدم"
msgid "last"
msgstr "أخير"
"""


def test_entries(write: Write) -> None:
    source = open_source(write("app.po", HEADER + ENTRIES))
    rows = pairs(source)
    assert [(row.ar, row.en) for row in rows] == [
        ('افتح "%s"…\n', 'Open "%s"…\n'),
        ("نص طويل", "A long text"),
        ("بلا سطر فارغ", "without a blank line"),
        ("جدولة", "tab\tand \\ and AB"),
        ("", "Untranslated"),
        ("أخير", "last"),
    ]
    assert source.left_out == {"header": 1, "fuzzy": 1, "plural forms": 1, "obsolete": 2}
    assert {row.origin.document for row in rows} == {"app.po"}
    assert [row.origin.block for row in rows] == [0, 1, 2, 5, 6, 7]


def test_a_catalogue_in_english(write: Write) -> None:
    content = HEADER.replace("Language: ar", "Language: en_GB") + 'msgid "نعم"\nmsgstr "Yes"\n'
    assert texts(write("en.po", content)) == [("نعم", "Yes")]


def test_the_header_says_the_encoding(write: Write) -> None:
    content = HEADER.replace("UTF-8", "CP1256") + 'msgid "Yes"\nmsgstr "نعم"\n'
    assert texts(write("ar.po", content.encode("windows-1256"))) == [("نعم", "Yes")]


@pytest.mark.parametrize(
    ("content", "seen", "error"),
    [
        (
            'msgid "a"\nmsgstr "أ"\n\nmsgid "b\nmsgstr "ب"\n',
            [("أ", "a")],
            "ar.po: line 4 is no PO: 'msgid \"b'; write a keyword and a text in quotes",
        ),
        ('msgid "a"\nmsgstr "أ"\n\n"more"\n', [("أ", "a")], "ar.po: line 4: a text without msgid or msgstr before it"),
        ('msgid "a"\nmsgid "b"\n', [], "ar.po: line 2: msgid stands twice or before its msgid"),
        ('msgstr "a"\n', [], "ar.po: line 1: msgstr stands twice or before its msgid"),
        ('msgid "a"\nmsgstr "أ"\nmsgid "b"\n', [("أ", "a")], "ar.po: line 3: ends in the middle of an entry"),
        (
            'msgid "a"\nmsgstr ""\n' + '"هاها"\n' * 40_000,
            [],
            "ar.po: line 32,770: an entry of more than 131,072 characters",
        ),
        (
            HEADER.replace("Language: ar", "Language: fr"),
            [],
            "ar.po: translates en into fr; Arabic and English are wanted",
        ),
    ],
)
def test_what_is_refused(write: Write, content: str, seen: list[tuple[str, str]], error: str) -> None:
    rows, message = until_error(write("ar.po", content))
    assert rows == seen
    assert message.startswith(error)


def test_a_catalogue_whose_header_is_silent_is_told_by_its_letters(write: Write) -> None:
    error = until_error(write("x.po", 'msgid "نعم"\nmsgstr "Yes"\n'))[1]
    assert "x.po: Arabic and English are swapped: the Arabic side begins 'Yes'; its header lacks" in error
