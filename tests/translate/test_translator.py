"""Sentences in, as many translations out, in the same order, whatever the batch."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator

import pytest

from models import Model
from models.engines.base import Decoding
from models.errors import SettingsError
from tests.conftest import environment
from translate import Translator
from translate.batches import Batching
from translate.documents import Document, format_named
from translate.translation import COPIED, CUT, Report, Translation

GREEDY = Decoding(beam=1)
NEWS = [
    "وصل الوفد إلى العاصمة صباح اليوم.",
    "ذهب الأولاد إلى المدرسة مع معلمهم الجديد ثم عادوا في المساء.",
    "هل انتهى الاجتماع؟",
    "أعلنت الحكومة خطة لبناء مئة مدرسة في القرى البعيدة خلال عامين، ووعدت بتمويلها من الميزانية.",
    "شكرا.",
    "بلغت درجة الحرارة 41 درجة في الظل.",
    "قالت الوزيرة إن المشروع سيبدأ في الشهر القادم.",
    "مرحبا بكم في بيتنا.",
]


def translator(model: Model, **batching: int) -> Translator:
    return Translator(model, decoding=GREEDY, batching=Batching(**batching))


def targets(translations: Iterable[Translation]) -> list[tuple[str, str]]:
    return [(one.source, one.target) for one in translations]


def test_every_sentence_of_every_text_comes_out_once_and_in_order(bundled: Model) -> None:
    texts = ["وصل الوفد. ثم غادر!", "", "هل عاد؟\nنعم عاد.", "   "]
    found = list(translator(bundled).translate(texts))
    assert [(one.block, one.source) for one in found] == [
        (0, "وصل الوفد."),
        (0, "ثم غادر!"),
        (2, "هل عاد؟"),
        (2, "نعم عاد."),
    ]
    assert [texts[one.block][one.start : one.end] for one in found] == [one.source for one in found]
    assert all(one.score is not None and one.score < 0 for one in found)
    assert {one.signature for one in found} == {translator(bundled).signature}


@pytest.mark.parametrize(
    "batching", [{"tokens": 1}, {"sentences": 1}, {"sentences": 3, "tokens": 40}, {"characters": 9}]
)
def test_the_batch_does_not_change_the_translation(bundled: Model, batching: dict[str, int]) -> None:
    texts = NEWS * 2 + [" ".join(NEWS)]
    together = list(translator(bundled, tokens=4096).translate(texts))
    apart = list(translator(bundled, **batching, remembered=0).translate(texts))
    assert targets(apart) == targets(together)
    assert [one.signature for one in apart] == [one.signature for one in together]


@pytest.mark.parametrize("beam", [1, 4])
def test_one_at_a_time_is_the_same_as_64_together(bundled: Model, beam: int) -> None:
    texts = [f"{sentence} {number}" for number in range(8) for sentence in NEWS]
    together = list(Translator(bundled, decoding=Decoding(beam=beam)).translate(texts))
    single = Translator(bundled, decoding=Decoding(beam=beam), batching=Batching(sentences=1, remembered=0))
    assert targets(single.translate(texts)) == targets(together)


def test_a_repeated_sentence_is_translated_once_within_a_window_and_across(bundled: Model) -> None:
    one = translator(bundled, sentences=2)
    found = list(one.translate([NEWS[0], NEWS[0], NEWS[2], NEWS[0]]))
    assert [translation.cached for translation in found] == [False, True, False, True]
    assert found[0].target == found[1].target == found[3].target
    assert one.report.repeated == 2


def test_what_holds_no_arabic_is_copied_and_never_sent_to_the_model(bundled: Model) -> None:
    one = translator(bundled)
    found = list(one.translate(["2024/05/01", "BBC News", "ـ", "١٢٣", "\0"]))
    assert [(t.source, t.target, t.score, t.flags) for t in found] == [
        (text, text, None, (COPIED,)) for text in ("2024/05/01", "BBC News", "ـ", "١٢٣", "\0")
    ]
    assert one.report.copied == one.report.sentences == 5


@pytest.mark.parametrize("text", ["مرحبا \ud83d بكم", "مرحبا \0 بكم", "\u200fمَرْحـبًا\u200f"])
def test_broken_and_marked_characters_do_not_stop_it_and_the_source_is_as_given(bundled: Model, text: str) -> None:
    (found,) = translator(bundled).translate([text])
    assert found.source == text
    assert found.flags == () or COPIED not in found.flags


@pytest.mark.parametrize("word", ["كتاب ", "وذهب،", "ثم عاد؛ ", "س"])
def test_a_sentence_of_5000_words_without_marks_is_cut_and_nothing_is_left_out(bundled: Model, word: str) -> None:
    one = Translator(bundled, decoding=Decoding(beam=1, max_ratio=0.1, max_extra=2))
    (found,) = one.translate([word * 5000])
    assert found.source == (word * 5000).strip()
    assert CUT in found.flags
    assert one.report.cut == 1
    assert found.score is not None


def test_the_parts_of_a_cut_sentence_are_what_they_are_by_themselves(bundled: Model) -> None:
    left = "أعلنت الحكومة خطة لبناء مئة مدرسة في القرى البعيدة خلال عامين؛"
    right = "ووعدت الوزيرة بتمويلها من الميزانية العامة في الشهر القادم"
    one = translator(bundled, longest=max(map(len, bundled.vocabulary.encode([left, right]))))
    whole, first, second = one.translate([f"{left} {right}", left, right])
    assert CUT in whole.flags
    assert first.target.rstrip(".") in whole.target
    assert whole.target.endswith(second.target)


def test_documents_come_back_whole_and_in_order_with_their_frames(bundled: Model) -> None:
    form = format_named("text")
    sources = ["وصل الوفد.  ثم غادر!\r\n\r\n  123  ", "", "هل عاد؟\n"]
    found = list(translator(bundled, sentences=2).translate_documents(map(form.read, sources)))
    assert [one.document.source for one in found] == sources
    one, two = found[0].translations[:2]
    assert found[0].blocks == (f"{one.target}  {two.target}", "123")
    assert form.write(found[0].document, found[0].blocks) == f"{one.target}  {two.target}\r\n\r\n  123  "
    assert found[1].blocks == ()


def test_glued_sentences_get_a_blank_between_them(bundled: Model) -> None:
    (found,) = translator(bundled).translate_documents([format_named("text").read("وصل الوفد.ثم غادر الوفد.")])
    one, two = found.translations
    assert found.blocks == (f"{one.target} {two.target}",)


def test_a_document_is_handed_over_before_the_next_windows_are_read(bundled: Model) -> None:
    read: list[int] = []

    def documents() -> Iterator[Document]:
        for number in range(50):
            read.append(number)
            yield format_named("text").read("شكرا.\n" * 3)

    next(translator(bundled, sentences=8).translate_documents(documents()))
    assert len(read) <= 3


def test_the_report_counts_what_went_in(bundled: Model) -> None:
    one = translator(bundled)
    list(one.translate(["وصل الوفد اليوم. 42", "وصل الوفد اليوم."]))
    report = one.report
    assert (report.sentences, report.words, report.repeated, report.copied, report.cut) == (3, 7, 1, 1, 0)
    assert str(Report(sentences=1200, words=9000, seconds=3.0, cut=2)) == (
        "1,200 sentences, 9,000 words in 3.0 s, 3,000 words/s; 0 repeated, 2 cut, 0 copied, 0 flagged"
    )


def test_progress_adds_up_to_the_characters_of_the_sentences(bundled: Model) -> None:
    passed: list[int] = []
    one = Translator(bundled, decoding=GREEDY, progress=passed.append)
    list(one.translate([*NEWS, "123"]))
    assert sum(passed) == sum(map(len, NEWS)) + 3


def test_one_string_in_the_place_of_a_list_is_refused(bundled: Model) -> None:
    with pytest.raises(SettingsError, match=r"translate\(\[text\]\)"):
        next(translator(bundled).translate("مرحبا"))


def test_a_model_given_stays_open(bundled: Model) -> None:
    for _ in range(2):
        with Translator(bundled, decoding=GREEDY) as one:
            assert len(list(one.translate(["شكرا."]))) == 1


MEMORY = """
import json, resource, sys
from models.engines.base import Decoding
from translate import Translator

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

SENTENCES = ["وصل الوفد رقم %d إلى العاصمة صباح اليوم بعد رحلة طويلة." % n for n in range(20)]

def texts(megabytes):
    line = " ".join(SENTENCES)
    for _ in range(int(megabytes * 1e6 / len(line.encode()))):
        yield line

with Translator("bundled", decoding=Decoding(beam=1)) as translator:
    before = sum(1 for _ in translator.translate(texts(1)))
    small = peak()
    after = sum(1 for _ in translator.translate(texts(20)))
    counted = translator.report.sentences
    print(json.dumps({"before": before, "after": after, "grown": peak() - small, "counted": counted}))
"""


def test_memory_does_not_grow_with_the_input() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", MEMORY], capture_output=True, check=True, env=environment(), timeout=100
    )
    told = json.loads(ran.stdout)
    assert told["after"] > 15 * told["before"]
    assert told["counted"] == told["before"] + told["after"]
    assert told["grown"] < 10, "MB more for 20 MB of text than for 1 MB"


def test_importing_translate_brings_nothing_heavy() -> None:
    heavy = "{'torch', 'ctranslate2', 'datasets', 'transformers', 'sentencepiece', 'numpy', 'markdown_it'}"
    code = f"import sys, translate; print(sorted({heavy} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment())
    assert ran.stdout.decode().strip() == "[]"
