"""Back-translations on a graphics card: English text chosen, put into Arabic, and paired (Sennrich et al. 2016).

    python scripts/back_translations.py choose FILE… --most COUNT --out ENGLISH.txt.gz
    python scripts/back_translations.py translate MODEL ENGLISH.txt.gz --out ARABIC.txt
    python scripts/back_translations.py pair ENGLISH.txt.gz ARABIC.txt --out PAIRS.tsv.gz
    python scripts/back_translations.py add PAIRS.tsv.gz --tag TAG --out RUN/prepared

`jisr models backtranslate` does the same on a processor, with the corpus builder's rules. Here all but the first step
can run where the card is, and needs no more than torch and transformers there. The last adds the pairs to those that
`jisr models train --prepare-only` prepared, to save the card's minutes; elsewhere name them under [[first]] in its
recipe, with the tag.
"""

import argparse
import gzip
import random
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.extras import quiet
from models.train.prepare import as_table, comparison_key
from models.vocabulary import Vocabulary
from translate.guard.repetition import count_stammers

WORDS = range(5, 41)
ROWS = 4096  # sentences translated at a time
LONGEST = 1.3  # subwords of Arabic to one of English: what goes on beyond that stammers
# A sentence as prose has it: it opens with a capital, a digit or a quotation mark, and what it ends with closes it.
SENTENCE = re.compile(r"[A-Z0-9\"“‘'].*[^:;,—–-]")
ARABIC = re.compile(r"[\u0621-\u064a]")
LONGEST_RATIO = 2.5  # of the sides' words, either way


def read(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        return [line.rstrip("\n") for line in lines]


def write(path: Path, lines: Iterable[str]) -> None:
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as out:
        out.writelines(f"{line}\n".encode() for line in lines)


def choose(files: list[Path], most: int) -> list[str]:
    """Sentences of the files in their order, at most so many of each, taken at random."""
    seen: set[str] = set()
    chosen: list[str] = []
    for file in files:
        new = {}
        for line in read(file):
            key = comparison_key(line)
            if len(line.split()) in WORDS and SENTENCE.fullmatch(line) and key not in seen:
                seen.add(key)
                new[key] = line
        lines = list(new.values())
        chosen += random.Random(1).sample(lines, min(most, len(lines)))
    return chosen


def translate(model: Path, english: list[str]) -> list[str]:
    """The Arabic of each line, by beam 1."""
    import torch
    import transformers

    from models.train.network import translate_greedily

    device, kind = ("cuda", torch.bfloat16) if torch.cuda.is_available() else ("cpu", torch.float32)
    network = transformers.MarianMTModel.from_pretrained(model, dtype=kind).to(device).eval()
    with torch.inference_mode():
        return translate_greedily(network, Vocabulary(model), english, rows=ROWS, longest_ratio=LONGEST)


def pair(english: list[str], arabic: list[str]) -> Iterator[str]:
    """The pairs worth training on: Arabic of a fitting length that does not stammer, by the guard's measure of it."""
    for en, ar in zip(english, arabic, strict=True):
        words, written = len(en.split()), len(ar.split())
        letters = len(ARABIC.findall(ar)) > len(ar.replace(" ", "")) / 2
        if words <= written * LONGEST_RATIO and written <= words * LONGEST_RATIO and letters and not count_stammers(ar):
            yield f"{ar}\t{en}"


def add(pairs: Path, tag: str, weight: float, most_subwords: int, prepared: Path) -> int:
    """Number the pairs and add them to the folder `prepared`; how many they are."""
    import pyarrow
    from pyarrow import parquet

    vocabulary = Vocabulary(prepared)
    arabic, english = zip(*(line.split("\t") for line in read(pairs)), strict=True)
    cut = vocabulary.encode([f"{tag} {line}" for line in arabic]), vocabulary.encode_target(english)
    sides = zip(*([vocabulary.ids(pieces) for pieces in side] for side in cut), strict=True)
    kept = [both for both in sides if max(map(len, both)) <= most_subwords]
    table = as_table([source for source, _ in kept], [target for _, target in kept], [weight] * len(kept))
    file = prepared / "pairs.parquet"
    parquet.write_table(pyarrow.concat_tables([parquet.read_table(file), table]), file)
    return len(kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    choosing, translating, pairing, adding = map(verbs.add_parser, ("choose", "translate", "pair", "add"))
    choosing.add_argument("files", type=Path, nargs="+")
    choosing.add_argument("--most", type=int, default=200_000, help="sentences of a file")
    translating.add_argument("model", type=Path, help="a folder that jisr models train wrote, direction en-ar")
    translating.add_argument("english", type=Path)
    pairing.add_argument("english", type=Path)
    pairing.add_argument("arabic", type=Path)
    adding.add_argument("pairs", type=Path)
    adding.add_argument("--tag", required=True, help="a character before the Arabic, which the subwords know")
    adding.add_argument("--weight", type=float, default=1.0, help="how often a pair is seen in an epoch")
    adding.add_argument("--most-subwords", type=int, default=80, help="of a side: the recipe's max_tokens")
    for verb in (choosing, translating, pairing, adding):
        verb.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    quiet()
    if options.verb == "choose":
        write(options.out, choose(options.files, options.most))
    elif options.verb == "translate":
        lines = translate(options.model, read(options.english))
        options.out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    elif options.verb == "add":
        count = add(options.pairs, options.tag, options.weight, options.most_subwords, options.out)
        print(f"{count:,} pairs", file=sys.stderr)
    else:
        english, arabic = read(options.english), options.arabic.read_text(encoding="utf-8").split("\n")[:-1]
        pairs = list(pair(english, arabic))
        print(f"{len(pairs):,} of {len(english):,}", file=sys.stderr)
        write(options.out, pairs)


if __name__ == "__main__":
    main()
