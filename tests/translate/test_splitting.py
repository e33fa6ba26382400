"""The sentences of a text are those of its blocks, and one that is a sentence already stays one."""

from pathlib import Path

import models
from translate import Translator
from translate.documents import Block, Document, format_named
from translate.documents.base import SENTENCE
from translate.splitting import sentences_of, sentences_of_text

ARTICLE = (Path(__file__).parents[2] / "examples" / "port.ar.md").read_text(encoding="utf-8")


def test_a_sentence_is_not_looked_through() -> None:
    text = "وصل الوفد. ثم غادر؟ نعم"
    assert [one.text for one in sentences_of(Block(text, "paragraph", None))] == ["وصل الوفد.", "ثم غادر؟", "نعم"]
    (one,) = sentences_of(Block(text, SENTENCE, None))
    assert (one.text, one.start, one.end) == (text, 0, len(text))


def test_line_breaks_end_sentences_of_lines_only() -> None:
    text = "وصل الوفد\nإلى القاهرة"
    assert [one.text for one in sentences_of(Block(text, "line", None))] == ["وصل الوفد", "إلى القاهرة"]
    assert [one.text for one in sentences_of(Block(text, "paragraph", None))] == [text]
    assert [one.text for one in sentences_of_text(text, True)] == ["وصل الوفد", "إلى القاهرة"]


def test_sentences_by_themselves_are_translated_as_in_their_document(bundled: models.Model) -> None:
    document = format_named("markdown").read(ARTICLE)
    apart = [Block(one.text, SENTENCE, None) for block in document.blocks for one in sentences_of(block)]
    translator = Translator(bundled)
    (whole,) = translator.translate_documents([document])
    (parts,) = Translator(bundled).translate_documents([Document(tuple(apart), "")])
    assert [(one.source, one.target, one.score) for one in parts.translations] == [
        (one.source, one.target, one.score) for one in whole.translations
    ]
    assert [one.block for one in parts.translations] == list(range(len(apart)))
