"""Both languages beside each other: every sentence is there, linked, and nothing of a text becomes markup."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jisr import main
from translate.documents import Block, Document
from translate.guard.evidence import Evidence
from translate.sidebyside.page import Page
from translate.sidebyside.rows import told
from translate.translation import TranslatedDocument, Translation

BLOCK = Block("قال <b>كلا</b>. ثم ذهب!", "heading", ())
SENTENCES = [("قال <b>كلا</b>.", 'He said "<b>no</b>".', ("numbers", "cut")), ("ثم ذهب!", "He left!", ())]


def translated() -> TranslatedDocument:
    found = []
    for source, target, flags in SENTENCES:
        start = BLOCK.text.index(source)
        found.append(
            Translation(source, target, start, start + len(source), -0.1, Evidence(-0.1, 1.0), flags, "s", False)
        )
    return TranslatedDocument(Document((BLOCK,), BLOCK.text), tuple(found), (BLOCK,))


class Read(HTMLParser):
    """The texts of sentences by their number, and every tag."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sentences: dict[str, list[str]] = {}
        self._number = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "span":
            self._number = dict(attrs).get("data-s") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._number = ""

    def handle_data(self, data: str) -> None:
        if self._number:
            self.sentences.setdefault(self._number, []).append(data)


def test_a_page_has_each_sentence_twice_under_one_number() -> None:
    page = Page("خبر <i>.txt", "bundled")
    whole = page.begin() + page.part(translated()) + page.end()
    read = Read(whole)
    assert read.sentences == {str(number): [target, source] for number, (source, target, _) in enumerate(SENTENCES, 1)}
    assert not {"b", "i"} & set(read.tags)
    assert 'lang="ar" dir="rtl"' in whole
    assert "2 sentences, 1 of them doubtful" in whole
    assert "<li>“He said &quot;&lt;b&gt;no&lt;/b&gt;&quot;.”: a number of the Arabic is missing</li>" in whole
    assert not re.search(r"(?:src|href)=|url\(|@import", whole)


@pytest.mark.parametrize(
    ("flags", "doubts", "notes"),
    [
        (
            ("beam-8", "short"),
            ["much shorter than the Arabic: something may be missing"],
            ["translated again with a wider search"],
        ),
        (("re-split",), [], ["translated again in smaller parts"]),
        (("new-flag",), ["new-flag"], []),
        ((), [], []),
    ],
)
def test_flags_are_told_in_words(flags: tuple[str, ...], doubts: list[str], notes: list[str]) -> None:
    assert [list(some) for some in told(flags)] == [doubts, notes]


ARTICLE = "وصل الوزير إلى القاهرة. وقال إن المحادثات ستستمر.\n\nثم غادر الوفد المدينة في ٣ مايو.\n"


def test_the_command_makes_a_page_and_a_docx(tmp_path: Path) -> None:
    import docx

    source = tmp_path / "خبر.txt"
    source.write_text(ARTICLE, encoding="utf-8")
    assert (
        main(["translate", str(source), "--model", "bundled", "--format", "side-by-side", "-o", f"{tmp_path}/p.html"])
        == 0
    )
    read = Read((tmp_path / "p.html").read_text(encoding="utf-8"))
    arabic = [texts[1] for texts in read.sentences.values()]
    assert arabic == ["وصل الوزير إلى القاهرة.", "وقال إن المحادثات ستستمر.", "ثم غادر الوفد المدينة في ٣ مايو."]
    assert (
        main(["translate", str(source), "--model", "bundled", "--format", "side-by-side", "-o", f"{tmp_path}/p.docx"])
        == 0
    )
    (table,) = docx.Document(str(tmp_path / "p.docx")).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[1] for row in rows] == ["العربية", *arabic]
    assert [row[0] for row in rows[1:]] == [texts[0] for texts in read.sentences.values()]
    assert "rtl" in table.rows[1].cells[1]._tc.xml
