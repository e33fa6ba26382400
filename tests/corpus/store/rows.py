"""Rows of a small corpus, of every kind a data set has."""

from collections.abc import Sequence

import numpy as np

from corpus.pairs import Origin, Pair
from corpus.store import PARTS, DataSetWriter, Dropped, to_ledger_table

SENTENCES = (
    ("وصل الوفد إلى عمّان مساء الثلاثاء.", "The delegation arrived in Amman on Tuesday evening."),
    ("كم بلغ عدد الناخبين؟", "How many people voted?"),
    ("قال إن المحادثات «صعبة».\nثم غادر.", "He said the talks were “difficult”.\nThen he left."),
    ("٢٠٢٠", "2020"),
)


def pair(number: int) -> Pair:
    """The row of this number; every fourth is a machine's, with scores of both kinds."""
    ar, en = SENTENCES[number % len(SENTENCES)]
    machine = number % 4 == 3
    origin = Origin(
        source=f"source{number % 3}.tsv",
        document=f"document {number // 10}",
        block=number,
        ar_span=(number, number + len(ar)) if machine else (-1, -1),
        en_span=(0, len(en)) if machine else (-1, -1),
        licence="CC-BY-4.0" if number % 3 else "",
        method="machine" if machine else "human",
        model="bundled@3" if machine else "",
        domain="news" if number % 2 else "",
    )
    scores = {"similarity": 0.7, "model_logprob": -0.25, "fluency": 1 / 3} if machine else {}
    return Pair(ar, f"{en} ({number})", origin, scores, ("numbers",) if number % 7 == 0 else ())


def split_of(number: int) -> str:
    """Where the row of this number belongs: a split or "dropped"."""
    return ("train", "train", "train", "test", "dropped", "validation")[number % 6]


def fill(writer: DataSetWriter, numbers: range) -> None:
    """Give `writer` the rows of these numbers, seven at a time."""
    for start in range(0, len(numbers), 7):
        some = numbers[start : start + 7]
        reasons = [("length", "language")[number % 4 == 0] if split_of(number) == "dropped" else "" for number in some]
        rows = [Dropped(pair(n), reason, {"length": n / 3}) for n, reason in zip(some, reasons, strict=True)]
        add(writer, rows, [split_of(number) for number in some])


def add(writer: DataSetWriter, rows: Sequence[Dropped], parts: Sequence[str]) -> None:
    """Give `writer` rows for these splits, or "dropped"."""
    writer.add(to_ledger_table(rows), np.array([PARTS.index(part) for part in parts], np.uint8))
