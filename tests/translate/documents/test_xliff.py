"""XLIFF gets its targets, and keeps all else to the byte."""

import re
from collections.abc import Callable
from dataclasses import replace
from xml.dom.minidom import parseString

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InputError
from models.model import Model
from translate.documents import Block, format_named
from translate.translator import Translator

XLIFF = format_named("xliff")

OLD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- تعليق -->
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original="a.html" source-language='ar' datatype="html"><body>
    <trans-unit id="1" approved="no">
      <source>قالت <g id="1" ctype="bold">الحكومة</g> إنها &amp; ستزيد<x id="2"/> الدعم.</source>
      <note>نص</note>
    </trans-unit>
    <trans-unit id="2">
      <source>نعم</source>
      <target state="new"/>
    </trans-unit>
    <trans-unit id="3">
      <source>لا</source>
      <target state="translated">No</target>
      <alt-trans><source>ربما</source><target>Maybe</target></alt-trans>
    </trans-unit>
    <trans-unit id="4" translate="no"><source>رمز</source></trans-unit>
    <trans-unit id="5"><source>اضغط <bpt id="1">&lt;b&gt;</bpt>هنا<ept id="1">&lt;/b&gt;</ept> الآن</source><target>اضغط</target>
    </trans-unit>
    <trans-unit id="6"><source>اضغط <bpt id="1">&lt;b&gt;</bpt>هنا<ept id="1">&lt;/b&gt;</ept> الآن</source></trans-unit>
    <trans-unit id="7"><source>أول. ثان.</source><seg-source><mrk mtype="seg" mid="1">أول.</mrk> <mrk mtype="seg" mid="2">ثان.</mrk></seg-source>
    </trans-unit>
  </body></file>
</xliff>
"""  # noqa: E501

NEW = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="ar-SA" trgLang="en">
 <file id="f1"><unit id="1"><segment id="s1" state="initial">
   <source>زر <pc id="1">موقع <mrk id="m1" translate="no">جسر</mrk></pc><ph id="2"/> اليوم</source>
 </segment><ignorable><source> و </source></ignorable>
 <segment><source>نعم</source><target>نعم</target></segment></unit></file>
</xliff>
"""


def latin(block: Block) -> Block:
    text = re.sub("[\u0621-\u064a]", "x", block.text)
    for mark in block.marks:
        if mark.kept:
            text = text[: mark.start] + block.text[mark.start : mark.end] + text[mark.end :]
    return replace(block, text=text)


def written(source: str, change: Callable[[Block], Block] = latin) -> str:
    document = XLIFF.read(source.encode())
    return bytes(XLIFF.write(document, [change(block) for block in document.blocks])).decode()  # type: ignore[arg-type]


def test_targets_of_1_2_are_filled() -> None:
    state = 'state="needs-review-translation" state-qualifier="leveraged-mt"'
    expected = (
        OLD.replace(' datatype="html">', ' datatype="html" target-language="en">')
        .replace(
            "الدعم.</source>\n",
            f'الدعم.</source>\n      <target {state}>xxxx <g id="1" ctype="bold">xxxxxxx</g> xxxx &amp; xxxxx'
            '<x id="2"/> xxxxx.</target>\n',
        )
        .replace('<target state="new"/>', f"<target {state}>xxx</target>")
        .replace(
            " الآن</source></trans-unit>",
            f' الآن</source><target {state}>xxxx <bpt id="1">&lt;b&gt;</bpt>xxx<ept id="1">&lt;/b&gt;</ept> xxxx'
            "</target></trans-unit>",
        )
        .replace(
            "</seg-source>",
            f'</seg-source><target {state}><mrk mtype="seg" mid="1">xxx.</mrk> <mrk mtype="seg" mid="2">xxx.</mrk>'
            "</target>",
        )
    )
    assert written(OLD) == expected


def test_targets_of_2_0_are_filled() -> None:
    expected = (
        NEW.replace("initial", "translated")
        .replace(
            "اليوم</source>",
            'اليوم</source>\n   <target>xx <pc id="1">xxxx <mrk id="m1" translate="no">جسر</mrk></pc><ph id="2"/> xxxxx'
            "</target>",
        )
        .replace(
            "<segment><source>نعم</source><target>نعم<", '<segment state="translated"><source>نعم</source><target>xxx<'
        )
    )
    assert written(NEW) == expected


@pytest.mark.parametrize("source", [OLD, NEW])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_what_is_not_translated_is_the_same_byte_for_byte(source: str, encoding: str) -> None:
    declared = re.sub(r"<\?xml[^>]*\?>\n", "", source)
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\r\n{declared}'
    data = declared.encode(encoding)
    document = XLIFF.read(data)
    assert XLIFF.write(document, document.blocks) == data
    changed = XLIFF.write(document, [replace(block, text="ő", marks=()) for block in document.blocks])
    assert isinstance(changed, bytes)
    assert ("&#337;" if encoding == "windows-1256" else "ő").encode(encoding)[-2:] in changed


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + NEW.replace("نعم", "&b;")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (OLD[:500], "broken XML"),
        ("<tmx/>", "is no XLIFF"),
        (OLD.replace("'ar'", "'en' target-language='ar'"), "is from en into ar"),
        (NEW.replace('"en"', '"fr"'), "from ar-SA into fr"),
        (BOMB, "declares entities"),
        ("<xliff>" + "<g>" * 5000, "in each other"),
        ('<?xml version="1.0" encoding="nonesuch"?><xliff/>', "which there is not"),
        ("نص", "broken XML"),
        (NEW.replace("نعم</target>", "Yes</target>").replace("زر", "").replace("موقع", "").replace("اليوم", ""),
         "has a target already"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(source: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        XLIFF.read(source.encode())


BITS = ["نص", " ", "&lt;", '<g id="1">', "</g>", '<x id="2"/>', '<bx id="3"/>', '<ex id="3"/>', "<ph>a</ph>", "\n",
        '<mrk mtype="protected">', "</mrk>", "<![CDATA[<]]>", "<!-- -->"]  # fmt: skip


@given(st.lists(st.sampled_from(BITS), max_size=20).map("".join), st.text("ab <&", max_size=20))
def test_what_comes_out_is_xml_with_every_code(bits: str, english: str) -> None:
    source = f"<xliff><file><trans-unit><source>{bits}</source></trans-unit></file></xliff>"
    try:
        document = XLIFF.read(source.encode())
    except InputError:
        return
    assert XLIFF.write(document, document.blocks) == source.encode()
    for block in document.blocks:
        marks = tuple(replace(mark, start=min(1, len(english)), end=len(english)) for mark in block.marks)
        changed = written(source, lambda block, marks=marks: replace(block, text=english + "ث", marks=marks))  # type: ignore[misc]
        parseString(changed)
        for code in ('<g id="1">', '<x id="2"/>', '<bx id="3"/>', "<ph>a</ph>"):
            assert changed.count(code) == 2 * source.count(code)


def test_codes_follow_their_words(bundled: Model) -> None:
    with Translator(bundled) as translator:
        (found,) = translator.translate_documents([XLIFF.read(OLD.encode())])
    text = bytes(XLIFF.write(found.document, found.blocks)).decode()  # type: ignore[arg-type]
    (target,) = re.findall(r"<target [^>]*>(.*<g.*)</target>", text)
    assert re.search(r'<g id="1" ctype="bold">(the )?government</g>', target, re.IGNORECASE)
    assert '<x id="2"/>' in target
    parseString(text.encode())
