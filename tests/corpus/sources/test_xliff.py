"""XLIFF of both versions."""

import pytest

from corpus.export.xliff import write_xliff
from corpus.pairs import Origin, Pair
from corpus.sources import open_source
from tests.corpus.sources.reads import Write, pairs, texts, until_error

ONE = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="menu.html" source-language="en-US" target-language="ar-SA" datatype="html"><body>
<group id="g"><trans-unit id="1"><source>Open <g id="1">the <x id="2"/>file</g></source>
  <target>افتح <g id="1">الملف</g><ph id="3">{0}</ph></target>
  <alt-trans><source>Close</source><target>أغلق</target></alt-trans></trans-unit></group>
<trans-unit id="2"><source>Not yet</source></trans-unit>
<trans-unit id="3"><source>Later</source><target state="needs-translation">Later</target></trans-unit>
<trans-unit id="4" translate="no"><source>jisr</source><target>jisr</target></trans-unit>
<trans-unit id="5"><source>Empty</source><target/></trans-unit>
<trans-unit id="6"><source>Two<x id="1" ctype="lb"/>lines</source><seg-source><mrk mtype="seg">Two</mrk></seg-source>
  <target><mrk mtype="seg">سطران</mrk></target></trans-unit>
</body></file>
<file original="about.html" source-language="ar" target-language="en" datatype="html"><body>
<trans-unit id="1"><source>عن الجسر</source><target>About the bridge</target></trans-unit>
</body></file>
<file original="c.html" source-language="en" target-language="fr" datatype="html"><body>
<trans-unit id="1"><source>Yes</source><target>Oui</target></trans-unit>
</body></file>
</xliff>
"""
TWO = """<?xml version="1.0"?>
<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:2.0" xmlns:m="urn:oasis:names:tc:xliff:matches:2.0" version="2.1"
  srcLang="ar" trgLang="en">
<x:file id="f1"><x:unit id="u1">
  <m:matches><m:match ref="#m"><x:source>قديم</x:source><x:target>Old</x:target></m:match></m:matches>
  <x:originalData><x:data id="d1">&lt;b></x:data></x:originalData>
  <x:segment state="final"><x:source>سطر <x:pc id="1" dataRefStart="d1">مهم</x:pc></x:source>
    <x:target>An <x:pc id="1">important</x:pc> line<x:ph id="2" subType="xlf:lb"/>here</x:target></x:segment>
  <x:ignorable><x:source> </x:source><x:target> </x:target></x:ignorable>
  <x:segment state="initial"><x:source>جديد</x:source><x:target>جديد</x:target></x:segment>
  <x:segment><x:source>بلا هدف</x:source></x:segment>
</x:unit><x:unit id="u2" translate="no"><x:segment><x:source>x</x:source><x:target>x</x:target></x:segment></x:unit>
</x:file></x:xliff>
"""


def test_version_1_2(write: Write) -> None:
    source = open_source(write("app.xlf", ONE))
    rows = pairs(source)
    assert [(row.ar, row.en, row.origin.document, row.origin.block) for row in rows] == [
        ("افتح الملف", "Open the file", "app.xlf#menu.html", 0),
        ("", "Empty", "app.xlf#menu.html", 4),
        ("سطران", "Two lines", "app.xlf#menu.html", 5),
        ("عن الجسر", "About the bridge", "app.xlf#about.html", 0),
    ]
    assert source.left_out == {"no target": 1, "untranslated": 1, "not to be translated": 1, "other languages": 1}


def test_version_2(write: Write) -> None:
    source = open_source(write("app.xliff", TWO))
    rows = pairs(source)
    assert [(row.ar, row.en, row.origin.document, row.origin.block) for row in rows] == [
        ("سطر مهم", "An important line here", "app.xliff#f1", 0)
    ]
    assert source.left_out == {"untranslated": 1, "no target": 1, "not to be translated": 1}


def test_our_own_export_comes_back(write: Write) -> None:
    pair = Pair("سؤال؟\n وجواب", "Question? & answer", Origin("web", "dam.txt", 0))
    assert texts(write("ours.xlf", "".join(write_xliff([pair])))) == [(pair.ar, pair.en)]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("</body></file>\n</xliff>", "</file>", "line 19: is not well-formed XML: mismatched tag"),
        ("<xliff", "<tmx", "is no XLIFF: the file begins with <tmx>"),
        ("?>\n<xliff", '?>\n<!DOCTYPE xliff [<!ENTITY a "b">]>\n<xliff', "line 2: declares the entity 'a'"),
    ],
)
def test_what_is_refused(write: Write, old: str, new: str, error: str) -> None:
    assert error in until_error(write("app.xlf", ONE.replace(old, new)))[1]


def test_other_languages_are_an_error(write: Write) -> None:
    content = ONE.replace('"ar-SA"', '"de"').replace('source-language="ar"', 'source-language="he"')
    seen, error = until_error(write("app.xlf", content))
    assert seen == []
    assert error == "app.xlf: no file in it is between Arabic and English; they are en → fr, en-US → de, he → en"
