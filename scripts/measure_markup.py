#!/usr/bin/env python3
"""How often markup ends up round the right words of a translation.

    scripts/measure_markup.py ../shared/eval/mt/flores/dev.ar [--model bundled] [--lines 300]

Words that look the same in both languages need no judge: every number in digits and every Latin word of the Arabic is
marked, each sentence translated, and the mark looked for. It is right when what it stands round holds the number or
word, and exact when it holds nothing else. Only those count that are in the translation at all. Beside it the same
without the model's attention, by how far along the sentence the words stand, as a tool without alignment would.
"""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.documents import Block, Document, Mark
from translate.filling import Align, fill
from translate.translation import Translation
from translate.translator import Translator

_SAME = re.compile(r"(?<![\w.,])(?:[0-9]+(?:[.,:][0-9]+)*|[A-Za-z]{2,})(?![\w])")


@dataclass(frozen=True, slots=True)
class Counts:
    """Marks whose words are in the translation; those round the right words, and round nothing else."""

    marks: int
    right: int
    exact: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--lines", type=int, default=300)
    options = parser.parse_args()
    lines = [line for line in options.texts.read_text(encoding="utf-8").splitlines() if _SAME.search(line)]
    blocks = [marked(line) for line in lines[: options.lines]]
    with Translator(options.model) as translator:
        documents = list(translator.translate_documents(Document((block,), block.text) for block in blocks))
        translations = [list(one.translations) for one in documents]
        placed = [one.blocks[0] for one in documents]
    guessed = [with_align(block, some, dict.fromkeys) for block, some in zip(blocks, translations, strict=True)]
    print(f"{len(blocks)} lines, {sum(len(block.marks) for block in blocks)} marks")
    for name, found in (("attention", placed), ("place in the sentence", guessed)):
        counts = count(blocks, found)
        print(
            f"{name}: {counts.marks} marks in the translation, "
            f"{counts.right / counts.marks:.1%} right, {counts.exact / counts.marks:.1%} exact"
        )


def marked(line: str) -> Block:
    """`line` with a mark round every number and Latin word."""
    return Block(line, "line", (), tuple(Mark(*found.span(), tag=found[0]) for found in _SAME.finditer(line)))


def with_align(block: Block, translations: Sequence[Translation], align: Align) -> Block:
    return fill([block], translations, align)[0]


def count(sources: Sequence[Block], blocks: Sequence[Block]) -> Counts:
    marks = right = exact = 0
    for source, block in zip(sources, blocks, strict=True):
        for mark in block.marks:
            same = re.compile(rf"(?<!\w){re.escape(mark.tag)}(?!\w)", re.IGNORECASE)
            if len(same.findall(block.text)) != len(same.findall(source.text)):
                continue
            inside = block.text[mark.start : mark.end]
            marks += 1
            right += same.search(inside) is not None
            exact += same.fullmatch(inside) is not None
    return Counts(marks, right, exact)


if __name__ == "__main__":
    main()
