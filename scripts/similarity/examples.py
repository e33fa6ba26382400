"""Right and wrong pairs out of rows that translate each other, as they come in blocks of their documents."""

import gzip
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.align.english import split_english
from corpus.dedupe import pair_keys
from corpus.pairs import Origin, Pair
from corpus.rules import RuleSettings, judge_many
from translate.sentences import split_sentences

Row = tuple[str, str]
Vectors = NDArray[np.float32]

ROWS, BLOCKS, FEWEST = 40, 3, 8  # of a block as it stands in its source; of a source; that the rules leave of a block
# How many of the rows give a wrong pair of each kind. With more that are cut or too long, the regression goes by length
# above all, and free translations are among the lowest scores.
SHARES = {"random": 0.3, "neighbour": 0.4, "nearest": 0.4, "partial": 0.4, "extra": 0.3}
_NEAREST = 3  # most similar others, one of which is taken
_SAME = 0.85  # cosine from which texts of one language may say the same: then it is no wrong pair
_FEWEST_WORDS, _LEFT = 6, (0.4, 0.7)  # of a sentence that is cut, and the share of its words that is left


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that follow each other in the source called `source`, those that pass the rules."""

    source: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of texts, the number of its Arabic's block, and what it is: "pair", or the kind of a wrong one."""

    block: int
    kind: str
    ar: str
    en: str

    @property
    def right(self) -> bool:
        return self.kind == "pair"


def read_blocks(data: Path, seed: int) -> list[Block]:
    """Up to BLOCKS blocks of every licensed source below `data`, the same for one `seed`; no pair comes twice."""
    rng = random.Random(seed)
    seen: set[int] = set()
    blocks = []
    for path in sorted(data.glob("parallel*/*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = [_row(line) for line in file]
        starts = list(range(0, len(rows), ROWS))
        rng.shuffle(starts)
        of_source: list[Block] = []
        for start in starts:
            passed = _passed(_fresh([row for row in rows[start : start + ROWS] if all(row)], seen))
            if len(passed) >= FEWEST:
                of_source.append(Block(path.name.removesuffix(".tsv.gz"), tuple(passed)))
            if len(of_source) == BLOCKS:
                break
        blocks += of_source
    return blocks


def altered(blocks: Sequence[Block], seed: int) -> list[Example]:
    """Pairs of which one side was cut, or has the next row's text behind it."""
    rng = random.Random(seed)
    found = []
    for place, block in enumerate(blocks):
        for number, (ar, en) in enumerate(block.rows):
            arabic = rng.random() < 0.5
            part = _part(ar, "ar", rng) if arabic else _part(en, "en", rng)
            if part and rng.random() < SHARES["partial"]:
                found.append(Example(place, "partial", *((part, en) if arabic else (ar, part))))
            if number + 1 < len(block.rows) and rng.random() < SHARES["extra"]:
                next_ar, next_en = block.rows[number + 1]
                longer = (f"{ar} {next_ar}", en) if rng.random() < 0.5 else (ar, f"{en} {next_en}")
                found.append(Example(place, "extra", *longer))
    return list(_passing(found))


def exchanged(
    blocks: Sequence[Block], centred: Callable[[Sequence[str], str], Vectors], seed: int
) -> Iterator[Example]:
    """The right pairs, and each row's Arabic with the English of another row of the same source.

    That is a neighbour, any one, or one of the most similar by vector; `centred`: the vectors of texts in a language.
    """
    rng = random.Random(seed)
    for source in dict.fromkeys(block.source for block in blocks):
        mine = {place: block.rows for place, block in enumerate(blocks) if block.source == source}
        yield from _passing(_exchanged(mine, centred, rng))


def _exchanged(
    blocks: Mapping[int, Sequence[Row]], centred: Callable[[Sequence[str], str], Vectors], rng: random.Random
) -> list[Example]:
    rows = [row for block in blocks.values() for row in block]
    of_block = [place for place, block in blocks.items() for _ in block]
    ar, en = centred([row[0] for row in rows], "ar"), centred([row[1] for row in rows], "en")
    across = ar @ en.T
    across[(ar @ ar.T > _SAME) | (en @ en.T > _SAME)] = -np.inf  # the row itself among them
    found = [Example(place, "pair", *row) for place, row in zip(of_block, rows, strict=True)]
    for number, (text, _) in enumerate(rows):
        neighbour = number + rng.choice((-2, -1, 1, 2))
        inside = 0 <= neighbour < len(rows) and of_block[neighbour] == of_block[number]
        near = int(rng.choice(np.argsort(-across[number])[:_NEAREST].tolist()))
        others = {"neighbour": neighbour if inside else number, "random": rng.randrange(len(rows)), "nearest": near}
        for kind, other in others.items():
            if rng.random() < SHARES[kind] and np.isfinite(across[number, other]):
                found.append(Example(of_block[number], kind, text, rows[other][1]))
    return found


def _row(line: str) -> Row:
    ar, en = line.rstrip("\n").split("\t")[:2]
    return ar.strip(), en.strip()


def _fresh(rows: Sequence[Row], seen: set[int]) -> list[Row]:
    keys = pair_keys([ar for ar, _ in rows], [en for _, en in rows]).pair.tolist()
    fresh = [row for row, key in zip(rows, keys, strict=True) if key not in seen]
    seen.update(keys)
    return fresh


def _passed(rows: Sequence[Row]) -> list[Row]:
    return [(example.ar, example.en) for example in _passing([Example(0, "pair", *row) for row in rows])]


def _passing(examples: Sequence[Example]) -> Iterator[Example]:
    """Those that the rules let pass: no other row is scored."""
    pairs = [Pair(example.ar, example.en, Origin("", "", 0)) for example in examples]
    for example, verdict in zip(examples, judge_many(pairs, RuleSettings.read()), strict=True):
        if verdict.reason is None:
            yield example


def _part(text: str, language: str, rng: random.Random) -> str:
    """Some of the sentences of `text`, from its start or to its end; of a single one some words, or nothing."""
    cut = split_sentences(text, unmarked=False) if language == "ar" else split_english(text)
    pieces = [sentence.text for sentence in cut]
    left = rng.randrange(1, len(pieces)) if len(pieces) > 1 else 0
    if not left:
        pieces = text.split()
        if len(pieces) < _FEWEST_WORDS:
            return ""
        left = round(len(pieces) * rng.uniform(*_LEFT))
    return " ".join(pieces[:left] if rng.random() < 0.5 else pieces[-left:])
