"""Documents with known links: rows as they are, and rows merged, split, left out, exchanged, moved."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignment.score import Document, Pair
from alignment.training.rows import Row, Source, read_rows

_MERGES = {"1:1": 1, "1:2": 2, "2:1": 2, "2:2": 2, "1:3": 3, "3:1": 3}  # rows that each takes
_SHARE_MERGED = 0.35
_SHARE_EXCHANGED = 0.12
_LENGTHS = 15, 20, 30, 45, 60, 90  # rows of an altered document
_WHOLE_LENGTHS = 40, 60, 90, 130
_MOST = 5  # sentences of a row taken whole; rows with several on both sides are left out: they are several links
_SHARE_GLUED = 0.15  # of the Arabic sentences in every fourth altered document: text that has lost its blanks
_BLANKS_LOST = 0.7
_MIDDLE = re.compile(r"[،,؛;:]\s"), re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many documents are made of a source: `altered` (ten each), `whole`, and `free` of the freely translated."""

    altered: int = 6
    whole: int = 8
    free: int = 45


FREE = "hadith", "quran"  # long sentences against several short ones, loosely: what literary prose is like


def documents(sources: Sequence[Source], amounts: Amounts, seed: int) -> Iterator[Document]:
    """Documents of every kind; one `seed` gives the same ones. The part of a name before "/" tells what shares rows."""
    rng = random.Random(seed)
    foreign = {source.name: _single(source) for source in sources if source.use != "whole"}
    for source in sources:
        if source.use != "whole":
            for k in range(amounts.altered):
                rows = _stretch(foreign[source.name], rng.choice(_LENGTHS), rng)
                if k % 4 == 3:
                    rows = [((_glued(ar[0], rng),), en) for ar, en in rows]
                others = foreign[rng.choice([name for name in foreign if name != source.name])]
                yield from _altered(f"{source.name}-{k}", rows, others, rng)
        if source.use != "altered":
            yield from _whole(source, amounts.free if source.name in FREE else amounts.whole, rng)


def _single(source: Source) -> list[Row]:
    """Rows of one or two sentences a side, each side as one."""
    rows = [row for row in read_rows(source.path) if max(map(len, row)) <= 2]
    return [((" ".join(ar),), (" ".join(en),)) for ar, en in rows]


def _glued(text: str, rng: random.Random) -> str:
    """The text, or now and then the text without most of its blanks, as some converters leave it."""
    if rng.random() >= _SHARE_GLUED:
        return text
    return "".join("" if part == " " and rng.random() < _BLANKS_LOST else part for part in re.split("( )", text))


def _stretch(rows: list[Row], length: int, rng: random.Random) -> list[Row]:
    start = rng.randrange(max(1, len(rows) - length))
    return rows[start : start + length]


def _altered(name: str, rows: list[Row], foreign: list[Row], rng: random.Random) -> Iterator[Document]:
    merged = _merged(rows, rng)
    thinned = _thinned(merged, 0.05, rng)
    yield make_document(f"{name}/clean", "clean", rows)
    yield make_document(f"{name}/resplit", "resplit", merged)
    for percent in (5, 15, 30):
        yield make_document(f"{name}/del{percent:02}", f"del{percent:02}", _thinned(merged, percent / 100, rng))
    yield make_document(f"{name}/swap", "swap", thinned, _exchanged(thinned, rng))
    yield make_document(f"{name}/shuffle", "shuffle", thinned, _shuffled(len(thinned), rng))
    yield make_document(f"{name}/insert", "insert", _inserted(thinned, foreign, rng))
    other = _stretch(foreign, rng.choice((len(rows), len(rows) // 2, 2 * len(rows))), rng)
    yield make_document(
        f"{name}/unrelated", "unrelated", [*((ar, ()) for ar, _ in rows), *(((), en) for _, en in other)]
    )
    yield make_document(f"{name}/literary", "literary", _literary(rows, rng))


def _whole(source: Source, count: int, rng: random.Random) -> Iterator[Document]:
    rows = [row for row in read_rows(source.path) if min(map(len, row)) == 1 and max(map(len, row)) <= _MOST]
    for k in range(count):
        taken = _stretch(rows, rng.choice(_WHOLE_LENGTHS), rng)
        yield make_document(f"{source.name}-whole-{k}/real", "real", taken)
        if k % 3 == 0:
            thinned = _thinned(taken, rng.choice((0.05, 0.1, 0.2)), rng)
            yield make_document(f"{source.name}-whole-{k}/thinned", "thinned", thinned)


def _merged(rows: list[Row], rng: random.Random) -> list[Row]:
    made: list[Row] = []
    while rows:
        kind = rng.choice(list(_MERGES)[1:]) if rng.random() < _SHARE_MERGED else "1:1"
        taken = rows[: _MERGES[kind]]
        if len(taken) < _MERGES[kind]:
            kind, taken = "1:1", rows[:1]
        rows = rows[len(taken) :]
        ar, en = [row[0][0] for row in taken], [row[1][0] for row in taken]
        if kind == "2:2":
            made += _cut_anew(ar, en, rng)
        elif kind.startswith("1"):
            made.append(((" ".join(ar),), tuple(en)))
        else:
            made.append((tuple(ar), (" ".join(en),)))
    return made


def _cut_anew(ar: list[str], en: list[str], rng: random.Random) -> list[Row]:
    """Two rows whose boundary lies elsewhere on one side."""
    sides = [ar, en]
    chosen = rng.randrange(2)
    first, second = sides[chosen]
    early = rng.random() < 0.5
    halves = _halves(first if early else second, rng)
    if halves is None:
        return [((a,), (e,)) for a, e in zip(ar, en, strict=True)]
    sides[chosen] = [halves[0], f"{halves[1]} {second}"] if early else [f"{first} {halves[0]}", halves[1]]
    return [(tuple(sides[0]), tuple(sides[1]))]


def _halves(text: str, rng: random.Random) -> tuple[str, str] | None:
    for mark in _MIDDLE:
        places = [m.end() for m in mark.finditer(text) if len(text) * 0.2 < m.end() < len(text) * 0.8]
        if places:
            place = rng.choice(places)
            return text[:place].strip(), text[place:].strip()
    return None


def _literary(rows: list[Row], rng: random.Random) -> list[Row]:
    """Arabic sentences strung together by و and commas, as in older prose, each English one by itself."""
    made: list[Row] = []
    while rows:
        count = rng.choice((1, 1, 1, 2, 2, 2, 3, 3, 4, 5))
        taken, rows = rows[:count], rows[count:]
        ar, en = [row[0][0] for row in taken], tuple(row[1][0] for row in taken)
        joint = " و" if rng.random() < 0.4 else "، "
        whole = joint.join(re.sub(r"[.،؛]?\s*$", "", text) for text in ar) + "." if len(ar) > 1 else ar[0]
        made.append(((whole,), en) if rng.random() < 0.85 else (tuple(ar), (" ".join(en),)))
    return made


def _thinned(rows: list[Row], share: float, rng: random.Random) -> list[Row]:
    made: list[Row] = []
    for ar, en in rows:
        gone = rng.random() < share
        arabic = rng.random() < 0.5
        made.append(((), en) if gone and arabic else (ar, ()) if gone else (ar, en))
    return made


def _exchanged(rows: list[Row], rng: random.Random) -> list[int]:
    order = list(range(len(rows)))
    k = 0
    while k + 1 < len(order):
        if rng.random() < _SHARE_EXCHANGED and all(rows[k]) and all(rows[k + 1]):
            order[k], order[k + 1] = order[k + 1], order[k]
            k += 1
        k += 1
    return order


def _shuffled(count: int, rng: random.Random) -> list[int]:
    blocks: list[list[int]] = []
    start = 0
    while start < count:
        size = rng.randint(4, 8)
        blocks.append(list(range(start, min(start + size, count))))
        start += size
    rng.shuffle(blocks)
    return [k for block in blocks for k in block]


def _inserted(rows: list[Row], foreign: list[Row], rng: random.Random) -> list[Row]:
    made = list(rows)
    for side in range(2):
        strangers = _stretch(foreign, rng.randint(3, 12), rng)
        place = rng.randint(0, len(made))
        made[place:place] = [(ar, ()) if side == 0 else ((), en) for ar, en in strangers]
    return made


def make_document(name: str, condition: str, rows: Sequence[Row], order: Sequence[int] | None = None) -> Document:
    """The rows as one document, its English in this order of rows."""
    ar = [text for row in rows for text in row[0]]
    en: list[str] = []
    places: dict[int, tuple[int, ...]] = {}
    for k in range(len(rows)) if order is None else order:
        places[k] = tuple(range(len(en), len(en) + len(rows[k][1])))
        en += rows[k][1]
    links: list[Pair] = []
    start = 0
    for k, row in enumerate(rows):
        index = tuple(range(start, start + len(row[0])))
        start += len(index)
        if index and places[k]:
            links.append((index, places[k]))
        else:
            links += [((i,), ()) for i in index] + [((), (j,)) for j in places[k]]
    return Document(name, condition, tuple(ar), tuple(en), tuple(links))
