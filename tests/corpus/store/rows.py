"""Rows of a small corpus, of every kind a data set has."""

from corpus.pairs import Origin, Pair
from corpus.store import DataSetWriter, Dropped

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
    """Give `writer` the rows of these numbers."""
    for number in numbers:
        if split_of(number) == "dropped":
            writer.drop(Dropped(pair(number), ("length", "language")[number % 4 == 0], {"length": number / 3}))
        else:
            writer.keep(pair(number), split_of(number))
