#!/usr/bin/env python3
"""How long a translation memory of many units takes to fill and to ask, and how large it is.

    scripts/bench_memory.py [--units 5000000] [--keep FILE]

The sentences are made of words drawn from the Arabic side of the bundled model's own pairs, so that lengths and
frequencies of words are those of text. The peer is the bundled model: what a sentence costs that is not in the memory.
"""

import argparse
import gzip
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from models.model import load
from translate.memory.recall import recall
from translate.memory.similar import similar
from translate.memory.store import Memory, Unit
from translate.translator import Translator

PAIRS = Path(__file__).parents[1] / "models" / "bundled" / "pairs"
SIGNATURE = "bench"
ASKED = 1000  # sentences, as in a window of the translator
BATCH = 5000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=5_000_000)
    parser.add_argument("--keep", type=Path, help="leave the file here, and use it when it is there")
    options = parser.parse_args()
    sentences = read_sentences()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "memory.sqlite"
        with Memory(path) as memory:
            fill(memory, sentences, options.units)
            ask(memory, sentences, options.units)
        size = sum(one.stat().st_size for one in path.parent.glob(path.name + "*"))
    print(f"file: {size / 2**20:,.0f} MiB, {size / options.units:,.0f} bytes a unit")
    print(f"memory of the process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")
    with load("bundled") as model:
        translator = Translator(model, guard=None)
        started = time.process_time()
        list(translator.translate(sentences[:200]))
        print(f"the bundled model: {1e6 * (time.process_time() - started) / 200:,.0f} us of CPU time a sentence")


def read_sentences() -> list[str]:
    """The Arabic sides of the pairs that were written for the bundled model."""
    found = []
    for file in sorted(PAIRS.glob("*.tsv.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found += [line.split("\t")[0] for line in lines]
    return found


def units(sentences: list[str], count: int) -> Iterator[Unit]:
    """`count` sentences, always the same: the two halves of two others, and a number."""
    draw = random.Random(1)
    for number in range(count):
        a, b = draw.choice(sentences).split(), draw.choice(sentences).split()
        source = " ".join([*a[: len(a) // 2], str(number), *b[len(b) // 2 :]])
        yield Unit(source, f"Sentence {number} of as many English words as that one has Arabic ones.", SIGNATURE, -0.5)


def fill(memory: Memory, sentences: list[str], count: int) -> None:
    there = len(memory)
    started = time.process_time()
    batch: list[Unit] = []
    for number, unit in enumerate(units(sentences, count), 1):
        if number <= there:
            continue
        batch.append(unit)
        if len(batch) == BATCH:
            memory.add(batch)
            batch = []
    memory.add(batch)
    if new := count - there:
        print(f"{count:,} units; filling: {1e6 * (time.process_time() - started) / new:,.0f} us of CPU time a unit")


def ask(memory: Memory, sentences: list[str], count: int) -> None:
    draw = random.Random(2)
    step = max(1, count // ASKED)
    there = [
        unit.source for number, unit in enumerate(units(sentences, count)) if number % step == draw.randrange(step)
    ]
    other = [sentence + " ثم." for sentence in sentences[:ASKED]]
    for name, asked in (("that are there", there[:ASKED]), ("that are not", other)):
        started = time.process_time()
        found = recall(memory, asked, SIGNATURE, None)
        each = 1e6 * (time.process_time() - started) / len(asked)
        print(f"asking for {len(asked):,} {name}: {each:,.0f} us of CPU time each ({len(found)} found)")
    started = time.process_time()
    matches = sum(len(similar(memory, sentence)) for sentence in other[:20])
    print(
        f"what is alike: {1000 * (time.process_time() - started) / 20:,.0f} ms each ({matches} matches of 20 sentences)"
    )


if __name__ == "__main__":
    main()
