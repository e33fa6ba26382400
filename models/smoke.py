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
_SENTENCES = (
    ("أين الكتاب؟", {"where", "book", "books"}),
    ("ذهب الولد إلى المدرسة.", {"boy", "child", "kid", "son", "went", "go", "goes", "going", "school"}),
    ("يعيش الناس في هذه المدينة.", {"people", "live", "lives", "living", "city", "town"}),
    ("قال الرئيس إن الحكومة تعمل من أجل السلام.", {"president", "said", "says", "government", "peace"}),
)

# A sentence of this length compresses to about 1.0 of itself; 2.4 is Whisper's bound for a text that repeats itself
# (Radford et al. 2022, section 4.5).
_MOST_COMPRESSION = 2.4
_LEAST_LATIN = 0.9


def check_translations(engine: Engine, vocabulary: Vocabulary, name: str) -> None:
    """Translate a few plain Arabic sentences and look at what comes out.

    Raises ModelError unless more than half are English in Latin script, neither empty nor repeating themselves, with
    a word that belongs there. Half, because a small model may miss one.
    """
    pieces = vocabulary.encode([source for source, _ in _SENTENCES])
    (hypotheses,) = engine.generate([pieces], Decoding(beam=4))
    targets = vocabulary.decode([hypothesis.pieces for hypothesis in hypotheses])
    faults = [
        f"'{source}' became '{target[:80]}' ({fault})"
        for (source, words), target, hypothesis in zip(_SENTENCES, targets, hypotheses, strict=True)
        if (fault := find_fault(target, words, hypothesis))
    ]
    if 2 * len(faults) >= len(_SENTENCES):
        raise ModelError(
            f"{name} does not translate: {faults[0]}. Its weights are damaged or not what config.json says; "
            "fetch it again or take another model (jisr models list)"
        )


def find_fault(target: str, words: set[str], hypothesis: Hypothesis) -> str | None:
    """What is wrong with `target`, in a few words; None when it is a plausible translation."""
    letters = [character for character in target if character.isalpha()]
    if not letters:
        return "empty"
    if sum(character.isascii() for character in letters) < _LEAST_LATIN * len(letters):
        return "not in Latin script"
    data = target.encode()
    if not hypothesis.finished or len(data) > _MOST_COMPRESSION * len(zlib.compress(data)):
        return "repeats itself"
    if not words & set(re.findall("[a-z]+", target.lower())):
        return "not what it says"
    return None
