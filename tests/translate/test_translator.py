"""Sentences in, as many translations out, in the same order, whatever the batch."""

import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Self

import pytest

from models import Model
from models.engines.attention import Attention
from models.engines.base import Batch, Decoding, Engine, Hypothesis
from models.errors import SettingsError
from tests.conftest import environment
from tests.models.sentences import pairs
from translate import Translator, joints, split_clauses
from translate.batches import Batching
from translate.documents import Document, format_named
from translate.guard.ladder import NO_REPEAT, RESPLIT
from translate.guard.settings import DEFAULT, Guard, reasons
from translate.translation import COPIED, CUT, EMPTY, UNFINISHED, Report, Translation

GREEDY = Decoding(beam=1)
RUNGS = {RESPLIT, NO_REPEAT, "beam-4"}
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


LONG = (
    "أعلنت الحكومة خطة لبناء مئة مدرسة في القرى البعيدة خلال عامين، ووعدت الوزيرة بتمويلها من الميزانية العامة في "
    "الشهر القادم، وقالت إن العمل سيبدأ قريبا، وأضافت أن المعلمين سيصلون إلى القرى قبل بداية العام الدراسي الجديد."
)


@pytest.mark.parametrize("limits", [{"max_words": 12}, {"max_words": None, "batching": Batching(longest=16)}])
def test_a_long_sentence_is_what_its_clauses_are(bundled: Model, limits: dict[str, Any]) -> None:
    one = Translator(bundled, decoding=GREEDY, guard=None, **limits)
    (whole,) = one.translate([LONG])
    assert CUT in whole.flags
    assert one.report.cut == 1
    if words := limits["max_words"]:
        clauses = split_clauses(LONG, words)
    else:
        clauses = joints.cut(LONG, lambda texts: list(map(len, bundled.vocabulary.encode(texts))), 16)
    parts = list(Translator(bundled, decoding=GREEDY, guard=None, max_words=None).translate(c.text for c in clauses))
    assert [part.source for part in parts] == [clause.text.strip() for clause in clauses]
    assert whole.target == joints.join(clauses, [part.target for part in parts])


def test_a_short_sentence_is_never_cut(bundled: Model) -> None:
    (found,) = Translator(bundled, decoding=GREEDY, max_words=40).translate([LONG])
    assert CUT not in found.flags


def test_the_model_says_when_a_sentence_is_long(bundled: Model) -> None:
    model = dataclasses.replace(bundled, max_words=12)
    (found,) = Translator(model, decoding=GREEDY).translate([LONG])
    (expected,) = Translator(bundled, decoding=GREEDY, max_words=12).translate([LONG])
    assert found == expected


def test_too_few_words_for_a_clause_are_refused(bundled: Model) -> None:
    with pytest.raises(SettingsError, match="max_words"):
        Translator(bundled, max_words=3)


def test_documents_come_back_whole_and_in_order_with_their_frames(bundled: Model) -> None:
    form = format_named("text")
    sources = ["وصل الوفد.  ثم غادر!\r\n\r\n  123  ", "", "هل عاد؟\n"]
    found = list(translator(bundled, sentences=2).translate_documents(map(form.read, sources)))
    assert [one.document.source for one in found] == sources
    one, two = found[0].translations[:2]
    assert [block.text for block in found[0].blocks] == [f"{one.target}  {two.target}", "123"]
    assert form.write(found[0].document, found[0].blocks) == f"{one.target}  {two.target}\r\n\r\n  123  "
    assert found[1].blocks == ()


def test_glued_sentences_get_a_blank_between_them(bundled: Model) -> None:
    (found,) = translator(bundled).translate_documents([format_named("text").read("وصل الوفد.ثم غادر الوفد.")])
    one, two = found.translations
    assert [block.text for block in found.blocks] == [f"{one.target} {two.target}"]


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
    assert str(Report(sentences=1200, words=9000, seconds=3.0, cut=2, resplit=5, flagged=1)) == (
        "1,200 sentences, 9,000 words in 3.0 s, 3,000 words/s; 0 repeated, 2 cut, 0 copied; "
        "retries taken: 5 re-split, 0 no-repeat, 0 other beam; 1 flagged"
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


# Word after word without a sentence: what makes small models repeat themselves.
LOOPING = [
    *pairs(24, seed=8)[0],
    " ".join(["قال", "الرجل"] * 12),
    "١ ٢ ٣ ٤ ٥ ٦ ٧ ثم ٨",
    "أحمد ومحمد وعلي وحسن وخالد وعمر وسعيد",
]
# Whatever comes out is too long for this, so that every rung is tried on every sentence, however good the model is.
STRICT = Guard(most_length=0.0, least_length=0.0, slack=0)
CONSTRAINED = replace(GREEDY, no_repeat_ngram=3, repetition_penalty=1.2)


@pytest.mark.parametrize("guard", [DEFAULT, STRICT])
def test_every_target_is_the_first_or_that_of_the_rung_in_its_flags(bundled: Model, guard: Guard) -> None:
    found = list(Translator(bundled, decoding=GREEDY, guard=guard, max_words=None).translate(LOOPING))

    def plain(decoding: Decoding) -> list[Translation]:
        return list(Translator(bundled, decoding=decoding, guard=None, max_words=None).translate(LOOPING))

    for one, first, free, wide in zip(found, plain(GREEDY), plain(CONSTRAINED), plain(Decoding(beam=4)), strict=True):
        known = reasons(one.source, first.target, first.evidence, guard, finished=UNFINISHED not in first.flags)
        left = tuple(flag for flag in one.flags if flag not in RUNGS)
        rungs = set(one.flags) & RUNGS
        assert len(left) <= len(known)
        if not rungs:
            assert (one.target, left) == (first.target, known)
        elif rungs == {NO_REPEAT}:
            assert one.target == free.target
        elif rungs == {"beam-4"}:
            assert one.target == wide.target
            assert len(left) < len(known)
        else:
            assert rungs == {RESPLIT}
            assert len(one.source.split()) >= 12
        if len(left) == len(known) and rungs:
            assert (one.score or 0) > (first.score or 0)


def test_all_rungs_are_climbed_and_counted(bundled: Model) -> None:
    strict = Translator(bundled, decoding=GREEDY, guard=STRICT)
    found = list(strict.translate(LOOPING))
    report = strict.report
    assert report.flagged == report.sentences == len(found) >= len(LOOPING)
    assert report.resplit == sum(RESPLIT in one.flags for one in found) > 0
    assert report.no_repeat == sum(NO_REPEAT in one.flags for one in found)
    assert report.other_beam == sum("beam-4" in one.flags for one in found)


@pytest.mark.parametrize("guard", [DEFAULT, STRICT])
def test_retries_do_not_depend_on_the_batch(bundled: Model, guard: Guard) -> None:
    texts = [*LOOPING, LONG, *NEWS]
    together = list(Translator(bundled, decoding=GREEDY, guard=guard).translate(texts))
    single = Translator(bundled, decoding=GREEDY, guard=guard, batching=Batching(sentences=1, tokens=1, remembered=0))
    assert [(one.target, one.flags) for one in single.translate(texts)] == [(one.target, one.flags) for one in together]


def test_each_rung_is_one_round_a_window_and_clean_sentences_have_none(bundled: Model) -> None:
    for guard, rounds in ((STRICT, 4), (Guard(retry=False), 1), (None, 1)):
        engine = Counted(bundled.engine)
        model = replace(bundled, engine=engine)
        list(Translator(model, decoding=GREEDY, guard=guard).translate(LOOPING))
        assert engine.rounds == rounds


class Counted:
    """The engine itself, and how often it was asked for something."""

    def __init__(self, engine: Engine) -> None:
        self.name, self.max_source, self._engine, self.rounds = engine.name, engine.max_source, engine, 0

    def generate(self, batches: Iterable[Batch], decoding: Decoding) -> Iterator[list[Hypothesis]]:
        batches = list(batches)
        self.rounds += bool(batches)
        return self._engine.generate(batches, decoding)

    def score(self, sources: Batch, targets: Batch) -> list[float | None]:
        return self._engine.score(sources, targets)

    def complete(self, sources: Batch, prefixes: Batch, decoding: Decoding) -> list[Hypothesis]:
        return self._engine.complete(sources, prefixes, decoding)

    def attend(self, sources: Batch, targets: Batch) -> list[Attention | None]:
        return self._engine.attend(sources, targets)

    def close(self) -> None:
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def test_without_a_guard_only_what_the_engine_says_is_flagged(bundled: Model) -> None:
    short = Decoding(beam=1, max_ratio=0.1, max_extra=2)
    found = Translator(bundled, decoding=short, guard=None).translate([NEWS[1], "شكرا."])
    assert next(found).flags == (UNFINISHED,)
    assert all(set(one.flags) <= {UNFINISHED, EMPTY} for one in found)


def test_settings_that_change_the_text_are_in_the_signature(bundled: Model) -> None:
    kinds: list[dict[str, Any]] = [
        {},
        {"max_words": 20},
        {"max_words": None},
        {"guard": None},
        {"guard": Guard(most_repeated=0.5)},
        {"decoding": replace(GREEDY, no_repeat_ngram=3)},
        {"decoding": replace(GREEDY, repetition_penalty=1.1)},
    ]
    assert len({Translator(bundled, **{"decoding": GREEDY} | kind).signature for kind in kinds}) == len(kinds)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("🎉 شكرا لكم 😀", ("🎉 ", " 😀")),
        ("شكرا ❤️ لكم!", ("", " ❤️")),
    ],
)
def test_emoji_stay(bundled: Model, text: str, wanted: tuple[str, str]) -> None:
    (found,) = translator(bundled).translate([text])
    assert found.source == text
    assert found.target.startswith(wanted[0])
    assert found.target.endswith(wanted[1])


def test_the_same_text_in_other_characters_is_translated_the_same(bundled: Model) -> None:
    plain = 'قال الوزير: "وصل 41 وفدا إلى باريس".'
    odd = [
        "قال الوزير: &quot;وصل &#52;1 وفدا إلى باريس&quot;.",
        'قَالَ الوَزِيرُ: "وصل ٤١ وفدًا إلى باريس".',
        'قال الـوزيـر: "وصل ۴۱ وفدا إلى پاريس".',
        '\u200fقال الوزیر: "وصل 41 وفدا إلى باريس".\u200f',
        'ﻗﺎﻝ ﺍﻟﻮﺯﻳﺮ: "وصل 41 وفدا إلى باريس".',
    ]
    one = Translator(bundled, decoding=GREEDY)
    first, *others = one.translate([plain, *odd])
    assert [other.source for other in others] == odd
    assert [other.target for other in others] == [first.target] * len(odd)


def test_escaped_tags_stay_text_and_other_references_become_characters(bundled: Model) -> None:
    for number, text in enumerate(
        ["هذا نص &lt;b&gt;مهم&lt;/b&gt; جدا &quot;هنا&quot;.", "وصل &amp;lt;script&amp;gt; اليوم."]
    ):
        (found,) = translator(bundled).translate([text])
        assert found.source == text, number
        assert "<" not in found.target
        assert "&quot;" not in found.target
        assert "&amp;" not in found.target


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
