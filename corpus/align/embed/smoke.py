"""Whether an embedder puts sentences beside their translations: a few plain pairs, each to find its other half."""

import numpy as np

from corpus.align.embed.embedder import Embedder
from models.errors import ModelError

_PAIRS = (
    ("نزل المطر طوال الليل.", "It rained all night long."),
    ("أين أقرب محطة قطار؟", "Where is the nearest railway station?"),
    ("ارتفعت أسعار النفط بنسبة خمسة في المئة.", "Oil prices rose by five percent."),
    ("تحب أختي الصغيرة قراءة الكتب.", "My little sister loves reading books."),
    ("أعلن الرئيس تشكيل حكومة جديدة.", "The president announced the formation of a new government."),
    ("خسر الفريق المباراة بهدفين مقابل لا شيء.", "The team lost the match two to nil."),
)


def check_pairs(embedder: Embedder) -> None:
    """Embed a few Arabic sentences and their translations.

    Raises ModelError when one is not closer to its translation than to all others, in either direction.
    """
    arabic, english = (embedder.embed(side) for side in zip(*_PAIRS, strict=True))
    closeness = arabic @ english.T
    right = np.arange(len(_PAIRS))
    lost = np.flatnonzero((closeness.argmax(axis=1) != right) | (closeness.argmax(axis=0) != right))
    if len(lost):
        source, target = _PAIRS[lost[0]]
        raise ModelError(
            f"{embedder.name} does not find translations: '{source}' is not nearest to '{target}' "
            f"({len(lost)} of {len(_PAIRS)} pairs). Its weights are damaged; install or fetch it again"
        )
