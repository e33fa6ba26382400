"""Marks follow their words into the translation, whole and never across each other."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.model import Model
from translate.documents import Block, Document, Mark
from translate.documents.base import woven
from translate.filling import fill
from translate.guard.evidence import Evidence
from translate.markup import Node, place_nodes
from translate.sentences import split_sentences
from translate.translation import Translation
from translate.translator import Translator

_TAG = re.compile(r"(</?[a-z]>|<[a-z]/>)")


def marked(text: str) -> Block:
    """A block out of text with `<a>…</a>` around words, `<k>…</k>` around what is kept, `<a/>` around nothing."""
    words = ""
    path: list[tuple[int, int]] = []
    marks: list[Mark] = []
    for part in _TAG.split(text):
        if not _TAG.fullmatch(part):
            words += part
        elif part.startswith("</"):
            start, place = path.pop()
            marks[place] = Mark(start, len(words), part[2], part[2] == "k", len(path))
        else:
            marks.append(Mark(len(words), len(words), part[1:-1], depth=len(path)))
            if not part.endswith("/>"):
                path.append((len(words), len(marks) - 1))
    return Block(words, "paragraph", None, tuple(marks))


def shown(block: Block) -> str:
    return woven(
        block, lambda mark: (f"<{mark.tag}>", "" if mark.tag.endswith("/") else f"</{mark.tag}>"), lambda text: text
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "سيطرت <a>قوات سوريا الديمقراطية</a> على بلدة <b>هجين</b> في 14 ديسمبر 2018.",
            r"(the )?<a>(the )?Syrian Democratic Forces</a> .*<b>Hajin</b> .*2018\.",
        ),
        (
            "و<a>الحكومة</a> ترفض <b>العقوبات الجديدة</b>.",
            r"(the )?<a>(the )?government</a> .*<b>(the )?new sanctions</b>\.",
        ),
        ("<a>قال <b>الوزير</b> إنه سيسافر</a>.<f/>", r"(the )?<a>(the )?<b>(the )?minister</b> .*travel.*</a>\.<f/>"),
        ("شغّل الأمر <k>git push</k> ثم انتظر.", r".*<k>git push</k>.*"),
        ("<a>وصل الوفد. ثم غادر</a> المدينة.", r"<a>[^.<]*\. [^<]*</a>[^<]*"),
        ("<a><i/>قالت مصر</a>", r"<a><i/>[^<]*</a>"),
    ],
)
def test_marks_go_round_the_words_that_theirs_became(bundled: Model, source: str, expected: str) -> None:
    with Translator(bundled) as translator:
        (found,) = translator.translate_documents([Document((marked(source),), source)])
    text = shown(found.blocks[0])
    assert re.fullmatch(expected, text, re.IGNORECASE), text


SOURCES = [
    "قال <a>الوزير <b>الجديد</b></a> إن <c>بلاده</c><f/> لن تشارك. وأضاف <a>أنها <k>API 2</k> ستقرر</a> غدا.<f/>",
    "<a>وصل <b>الوفد.</b> ثم <c>غادر</c></a><f/> البلاد <d>أمس</d>",
    "<f/><a>نعم</a><f/> <b> </b>لا<f/>",
]


@pytest.mark.parametrize("source", SOURCES)
@given(st.data())
def test_nothing_is_lost_or_crosses_whatever_the_translation(source: str, data: st.DataObject) -> None:
    block = marked(source)
    assert shown(block) == source
    english = st.text(st.sampled_from("ab .,-1"), max_size=40)
    translations = [
        Translation(one.text, data.draw(english), one.start, one.end, None, Evidence(None, 1.0), (), "", False)
        for one in split_sentences(block.text, lines=False, unmarked=False)
    ]
    (found,) = fill([block], translations, lambda pairs: dict.fromkeys(pairs))
    text = shown(found)
    assert {mark.tag for mark in found.marks} == {mark.tag for mark in block.marks}
    assert text.count("<f/>") == source.count("<f/>")
    assert "API 2" in text or "API 2" not in source
    path: list[str] = []
    for tag in _TAG.findall(text):
        if tag.endswith("/>"):
            continue
        if tag.startswith("</"):
            assert path.pop() == tag[2]
        else:
            path.append(tag[1])
    assert not path
    assert _TAG.sub("", text) == found.text


def test_what_is_translated_to_itself_keeps_its_marks_where_they_are() -> None:
    for source in SOURCES:
        block = marked(source)
        translations = [
            Translation(one.text, one.text, one.start, one.end, None, Evidence(None, 1.0), (), "", False)
            for one in split_sentences(block.text, lines=False, unmarked=False)
        ]
        assert fill([block], translations, lambda pairs: {}) == (block,)


def test_thousands_of_marks_are_kept_in_their_order_and_inside_each_other() -> None:
    source, target = "وصل الوفد " * 500, "The delegation came. " * 500
    nodes = [Node(Mark(n * 10, n * 10 + 9, tag=n), [Node(Mark(n * 10, n * 10 + 3, tag=-n), [])]) for n in range(500)]
    placed = place_nodes(source, target, nodes, None)
    assert [node.mark.tag for node in placed] == list(range(500))
    for node, following in pairwise(placed):
        (inner,) = node.inner
        assert 0 <= node.mark.start <= inner.mark.start <= inner.mark.end <= node.mark.end <= following.mark.start
        assert node.mark.end <= len(target)
