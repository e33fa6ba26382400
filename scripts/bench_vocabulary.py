"""Marian tokenisation: models.vocabulary against transformers' MarianTokenizer, same lines, one run.

    python scripts/bench_vocabulary.py FOLDER [FILE]

FOLDER: a Marian model (default: the bundled one). FILE: Arabic lines (default: the sample articles, repeated).
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from transformers import MarianTokenizer

import models
from models.vocabulary import Vocabulary, model_input

ROUNDS = 5


def best(work: Callable[[], object]) -> float:
    """The shortest of a few runs, in CPU seconds: other programs lengthen the rest."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else Path(models.__file__).parent / "bundled"
    files = [Path(arguments[1])] if arguments[1:] else sorted(Path("examples").glob("*.ar.txt"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    lines = (lines * (2000 // len(lines) + 1))[:2000]
    words = sum(len(line.split()) for line in lines)

    vocabulary = Vocabulary(folder)
    tokenizer = MarianTokenizer.from_pretrained(str(folder))
    pieces = vocabulary.encode(lines)
    ids = [vocabulary.ids(some) for some in pieces]
    heard = [model_input(line) for line in lines]
    same = sum(ours == theirs for ours, theirs in zip(ids, tokenizer(heard)["input_ids"], strict=True))

    rows = [
        ("encode to subwords", best(lambda: tokenizer(heard)), best(lambda: vocabulary.encode(lines))),
        (
            "encode to ids",
            best(lambda: tokenizer(heard)),
            best(lambda: [vocabulary.ids(some) for some in vocabulary.encode(lines)]),
        ),
        (
            "decode",
            best(lambda: tokenizer.batch_decode(ids, skip_special_tokens=True)),
            best(lambda: vocabulary.decode(pieces)),
        ),
    ]
    print(f"{len(lines)} lines, {words} words; same ids: {same} lines")
    print(f"{'':20} {'MarianTokenizer':>16} {'Vocabulary':>12} {'ratio':>7}   (CPU ms per 1000 words)")
    for name, theirs, ours in rows:
        print(f"{name:20} {theirs / words * 1e6:16.2f} {ours / words * 1e6:12.2f} {theirs / ours:6.1f}x")


if __name__ == "__main__":
    main(sys.argv[1:])
