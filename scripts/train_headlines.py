"""Trains the network of translate/headlines.py and writes translate/data/headlines.npz.

    python scripts/train_headlines.py [--data ../shared/data] [--out translate/data/headlines.npz]

Newspapers print a headline, without a full stop, on a line of its own before the article. An example is the words of
a headline and of the first sentence behind it, or a sentence that has lost its full stop and the one behind it, or a
sentence by itself, in which there is no boundary. From `mono/ar_news.txt.gz` and the Arabic of prose in `parallel/`;
their SOURCES.md give the licences (all open). Word vectors begin as the main axes of which words stand beside which.
Takes about 25 minutes on one processor core; the same seed gives the same weights on the same machine.
"""

import argparse
import gzip
import itertools
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from translate import headlines
from translate.sentences import split_sentences

PROSE = (
    "tatoeba xquad nllb_seed_moroccan nllb_seed_egyptian syrian_archive yemeni_archive sudanese_archive "
    "opensource_guide ud_pud ms_iot qiskit_docs bitcoin_org react_docs i2p tella ailmanac"
)
SOURCE = f"scripts/train_headlines.py from ar_news (Apache-2.0 as stated by its collectors) and prose: {PROSE}"
PROSE_LINES = 6000  # of one source, so that none outweighs the news
WORDS, WIDTH, HIDDEN = 20_000, 48, 64
NEIGHBOURS = 1000  # the frequent words that a word is described by
BATCH, EPOCHS, RATE = 256, 3, 2e-3
HELD_BACK = 20_000  # lines at the head of the news (a Tunisian site), by which the choice of threshold is told
_END = re.compile(r"[.!?؟…]+[\"'»”’)\]]*$")
_MARKS = re.compile(r"[.!?؟…]+(?=[\"'»”’)\]]*$)")


def read_lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip()]


def sentences(line: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(line, unmarked=False)]


def examples(lines: Sequence[str], rng: random.Random) -> Iterator[tuple[list[str], int]]:
    """The words of each example, and the number of the word before which the second sentence begins, or 0."""
    for line, following in itertools.pairwise(lines):
        pieces = sentences(line)
        first = pieces[0].split()
        if not _END.search(line):
            second = sentences(following)[0]
            if len(pieces) == 1 and _END.search(second) and len(first) >= 3:
                yield first + second.split(), len(first)
            if rng.random() < 0.2:
                yield first, 0  # a headline by itself
            continue
        if rng.random() < 0.45:
            yield first, 0
        if len(pieces) == 1 and rng.random() < 0.15:
            stopped = _MARKS.sub("", line).split()
            if len(stopped) >= 3:
                yield stopped + sentences(following)[0].split(), len(stopped)


def prose(data: Path) -> Iterator[tuple[list[str], int]]:
    """Examples of other kinds of text: neighbouring lines are not of one text, but each is a sentence or two."""
    for name in PROSE.split():
        rng = random.Random(name)
        lines = [row.split("\t")[0] for row in read_lines(data / "parallel" / f"{name}.tsv.gz")]
        lines = [line for line in lines if len(line.split()) >= 4]
        rng.shuffle(lines)
        yield from examples(lines[:PROSE_LINES], rng)


def vocabulary(lines: Sequence[str]) -> dict[str, int]:
    """Rows for the commonest words, then for the shapes of the others, what is unknown, and nothing."""
    counts = Counter(headlines.bare(word) for line in lines for word in line.split())
    counts.pop("", None)
    common = [word for word, _ in counts.most_common(WORDS)]
    shapes = Counter(headlines.shape(word) for word, count in counts.items() if count < 50)
    names = ["", *common, *(name for name, count in shapes.items() if count >= 30 and name != "#"), "#", "?", " "]
    return {name: row for row, name in enumerate(names)}


def describe(lines: Sequence[str], known: dict[str, int]) -> torch.Tensor:
    """(rows, WIDTH): the main axes of the positive mutual information of words and the words right beside them."""
    flat = np.concatenate([[0, *headlines.word_rows(line.split(), known)] for line in lines])
    counts = np.zeros((len(known), 2 * NEIGHBOURS), np.float32)
    left, right = flat[:-1], flat[1:]
    near = left < NEIGHBOURS
    np.add.at(counts, (right[near], left[near]), 1)
    near = right < NEIGHBOURS
    np.add.at(counts, (left[near], NEIGHBOURS + right[near]), 1)
    table = torch.from_numpy(counts)
    total = table.sum(1, keepdim=True).clamp(min=1)
    expected = table.sum(0, keepdim=True) ** 0.75  # Levy et al. 2015, context distribution smoothing
    information = (table / total / (expected / expected.sum()).clamp(min=1e-9)).clamp(min=1).log()
    axes, values, _ = torch.svd_lowrank(information, q=WIDTH, niter=4)
    return torch.nn.functional.normalize(axes * values.sqrt(), dim=1)


class Network(torch.nn.Module):
    """The network of translate/headlines.py, for batches."""

    def __init__(self, vectors: torch.Tensor) -> None:
        super().__init__()
        self.vectors = torch.nn.Embedding(len(vectors), WIDTH, _weight=vectors)
        self.near = torch.nn.Parameter(torch.randn(headlines.LEFT + headlines.RIGHT, WIDTH, HIDDEN) * 0.15)
        self.features = torch.nn.Embedding(headlines.FEATURES, HIDDEN)
        torch.nn.init.normal_(self.features.weight, std=0.05)
        self.bias = torch.nn.Parameter(torch.zeros(HIDDEN))
        self.out = torch.nn.Parameter(torch.randn(HIDDEN) * 0.1)
        self.none = torch.nn.Parameter(torch.zeros(()))
        self.dropout = torch.nn.Dropout(0.2)

    def forward(self, around: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        """Scores (gaps,) from the rows of the words around each gap and the numbers of its features."""
        seen = self.dropout(self.vectors(around))
        hidden = torch.einsum("gpw,pwh->gh", seen, self.near) + self.features(features).sum(1) + self.bias
        scores: torch.Tensor = self.dropout(torch.relu(hidden)) @ self.out
        return scores


class Examples:
    """All examples as arrays: for each gap the rows around it and its features, for each example its gaps."""

    def __init__(self, found: Iterator[tuple[list[str], int]], known: dict[str, int]) -> None:
        around: list[NDArray[np.int32]] = []
        features: list[NDArray[np.int8]] = []
        self.starts, self.answers = [0], []
        for words, answer in found:
            words = words[: headlines.SEEN]
            gaps = headlines.candidates(words)
            if len(words) < headlines.SHORTEST or not gaps or (answer and answer not in gaps):
                continue
            padded = np.asarray(headlines.padded(headlines.word_rows(words, known), known[" "]), np.int32)
            around.append(padded[np.asarray(gaps)[:, None] + np.arange(headlines.LEFT + headlines.RIGHT)])
            features.append(headlines.features(words, gaps).astype(np.int8))
            self.answers.append(gaps.index(answer) if answer else -1)
            self.starts.append(self.starts[-1] + len(gaps))
        self.around, self.features = np.concatenate(around), np.concatenate(features)

    def __len__(self) -> int:
        return len(self.answers)

    def batch(self, chosen: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Rows, features and example of each gap, and the place of each example's answer among its scores."""
        spans = [range(self.starts[i], self.starts[i + 1]) for i in chosen]
        gaps = np.concatenate([np.arange(span.start, span.stop) for span in spans])
        owner = np.repeat(np.arange(len(chosen)), [len(span) for span in spans])
        answers = np.asarray([self.answers[i] for i in chosen])
        return (
            torch.from_numpy(self.around[gaps]).long(),
            torch.from_numpy(self.features[gaps]).long(),
            torch.from_numpy(owner),
            torch.from_numpy(answers),
        )


def log_odds(network: Network, batch: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, torch.Tensor]:
    """The scores of all gaps laid out (examples, GAPS + 1), no boundary last, and the right columns."""
    around, features, owner, answers = batch
    scores = network(around, features)
    count = int(owner[-1]) + 1
    place = torch.arange(len(owner)) - torch.searchsorted(owner, owner)
    table = torch.full((count, headlines.GAPS + 1), -1e9)
    table = table.index_put((owner, place), scores)
    table = torch.cat([table[:, : headlines.GAPS], network.none.expand(count, 1)], 1)
    return table, torch.where(answers < 0, torch.tensor(headlines.GAPS), answers)


def fit(network: Network, train: Examples, unknown: int) -> None:
    steps = EPOCHS * (len(train) // BATCH)
    optimiser = torch.optim.Adam(
        [
            {"params": network.vectors.parameters(), "lr": RATE / 4},
            {"params": [p for name, p in network.named_parameters() if not name.startswith("vectors")], "lr": RATE},
        ]
    )
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.02, steps)
    for epoch in range(EPOCHS):
        order = np.random.default_rng(epoch).permutation(len(train))
        total = 0.0
        for start in range(0, len(order) - BATCH, BATCH):
            around, *others = train.batch(order[start : start + BATCH].tolist())
            # Words that will not be known are common: some of those that are must do without their vector.
            around = around.masked_fill(torch.rand(around.shape) < 0.05, unknown)
            loss = torch.nn.functional.cross_entropy(*log_odds(network, (around, *others)))
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / (len(order) // BATCH):.4f}", flush=True)


def show(network: Network, held: Examples) -> None:
    """Precision and recall of the boundaries of the examples held back, by threshold."""
    network.eval()
    found = []
    with torch.no_grad():
        for start in range(0, len(held), BATCH):
            table, right = log_odds(network, held.batch(range(start, min(start + BATCH, len(held)))))
            probability, best = table.softmax(1)[:, : headlines.GAPS].max(1)
            some = 1 - table.softmax(1)[:, headlines.GAPS]
            some = some.where(probability >= headlines.LEAST, torch.tensor(0.0))
            found += list(zip(some.tolist(), (best == right).tolist(), strict=True))
    wanted = sum(answer >= 0 for answer in held.answers)
    for sure in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        hits = [right for probability, right in found if probability >= sure]
        print(f"sure {sure:.1f}: precision {sum(hits) / max(len(hits), 1):.3f}, recall {sum(hits) / wanted:.3f}")


def save(network: Network, known: dict[str, int], out: Path) -> None:
    """Half precision: a word's score moves by less than a thousandth."""
    arrays: dict[str, Any] = {name: value.detach().numpy() for name, value in network.named_parameters()}
    np.savez_compressed(
        out,
        source=np.asarray(SOURCE),
        words=np.asarray("\n".join(known)),
        vectors=arrays["vectors.weight"].astype(np.float16),
        near=arrays["near"].astype(np.float16),
        features=arrays["features.weight"].astype(np.float16),
        bias=arrays["bias"],
        out=arrays["out"],
        none=arrays["none"],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("translate/data/headlines.npz"))
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    news = read_lines(options.data / "mono" / "ar_news.txt.gz")
    known = vocabulary(news)
    vectors = describe(news, known)
    print(f"{len(known):,} rows", flush=True)
    train = Examples(itertools.chain(examples(news[HELD_BACK:], random.Random(1)), prose(options.data)), known)
    held = Examples(examples(news[:HELD_BACK], random.Random(2)), known)
    print(f"{len(train):,} examples, {train.starts[-1]:,} gaps; {len(held):,} held back", flush=True)
    network = Network(vectors)
    fit(network, train, known["?"])
    show(network, held)
    save(network, known, options.out)


if __name__ == "__main__":
    main()
