"""Whether a model translates at all: a few plain sentences, and what may not come out.

Marian checkpoints on the hub have come out as gibberish after changes to how weights are tied
(huggingface/transformers#24657, #26216), with nothing to see but the text.
"""

import re
import zlib

from models.engines.base import Decoding, Engine, Hypothesis
from models.errors import ModelError
from models.vocabulary import Vocabulary

# Each with words of which any translation has at least one, so plain that a small model knows them.
_ARABIC = (
    ("أين الكتاب؟", {"where", "book", "books"}),
    ("ذهب الولد إلى المدرسة.", {"boy", "child", "kid", "son", "went", "go", "goes", "going", "school"}),
    ("يعيش الناس في هذه المدينة.", {"people", "live", "lives", "living", "city", "town"}),
    ("قال الرئيس إن الحكومة تعمل من أجل السلام.", {"president", "said", "says", "government", "peace"}),
)
_ENGLISH = (
    ("Where is the book?", {"كتاب", "الكتاب", "أين"}),
    ("The boy went to school.", {"الولد", "الصبي", "الطفل", "ذهب", "المدرسة", "مدرسة"}),
    ("People live in this city.", {"الناس", "يعيش", "يعيشون", "يسكن", "المدينة", "مدينة", "الأشخاص"}),
    ("The president said that the government works for peace.", {"الرئيس", "رئيس", "قال", "وقال", "الحكومة", "السلام"}),
)

# A sentence of this length compresses to about 1.0 of itself; 2.4 is Whisper's bound for a text that repeats itself
# (Radford et al. 2022, section 4.5).
_MOST_COMPRESSION = 2.4
_LEAST_IN_SCRIPT = 0.9


def check_translations(engine: Engine, vocabulary: Vocabulary, name: str) -> None:
    """Translate a few plain sentences and look at what comes out.

    Raises ModelError unless more than half are in the script of the other language, neither empty nor repeating
    themselves, with a word that belongs there. Half, because a small model may miss one.
    """
    sentences = _ENGLISH if vocabulary.languages.writes_arabic else _ARABIC
    pieces = vocabulary.encode([source for source, _ in sentences])
    (hypotheses,) = engine.generate([pieces], Decoding(beam=4))
    targets = vocabulary.decode([hypothesis.pieces for hypothesis in hypotheses])
    faults = [
        f"'{source}' became '{target[:80]}' ({fault})"
        for (source, words), target, hypothesis in zip(sentences, targets, hypotheses, strict=True)
        if (fault := find_fault(target, words, hypothesis))
    ]
    if 2 * len(faults) >= len(sentences):
        raise ModelError(
            f"{name} does not translate: {faults[0]}. Its weights are damaged or not what config.json says; "
            "fetch it again or take another model (jisr models list)"
        )


def find_fault(target: str, words: set[str], hypothesis: Hypothesis) -> str | None:
    """What is wrong with `target`, in a few words; None when it is a plausible translation."""
    letters = [character for character in target if character.isalpha()]
    if not letters:
        return "empty"
    script = "Latin" if all(word.isascii() for word in words) else "Arabic"
    if sum(character.isascii() == (script == "Latin") for character in letters) < _LEAST_IN_SCRIPT * len(letters):
        return f"not in {script} script"
    data = target.encode()
    if not hypothesis.finished or len(data) > _MOST_COMPRESSION * len(zlib.compress(data)):
        return "repeats itself"
    if not words & set(re.findall(r"\w+", target.lower())):
        return "not what it says"
    return None
