"""`jisr segment`."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

from translate.cli.arguments import LINES, add_inputs, add_lines, positive

if TYPE_CHECKING:
    from translate.inputs import Input
    from translate.sentences import Sentence


def add(subparsers: Any) -> None:
    """Declare the sub-command; nothing heavy is imported until it runs."""
    segment: argparse.ArgumentParser = subparsers.add_parser(
        "segment",
        help="cut Arabic texts into sentences and clauses",
        description="Print the sentences of plain text, one a line, or with their offsets in code points.",
    )
    add_inputs(segment, "a file or - for standard input (the default)")
    segment.add_argument("--format", choices=("text", "jsonl"), default="text")
    segment.add_argument(
        "--clauses", action="store_true", help="cut long sentences further: a clause a line, an empty line a sentence"
    )
    segment.add_argument(
        "--max-words", metavar="N", type=positive, default=40, help="words of the longest clause (default 40)"
    )
    add_lines(segment)
    segment.add_argument(
        "--marks-only", action="store_true", help="find no headline or dateline that no mark parts from what follows"
    )
    segment.set_defaults(run=run_segment)


def run_segment(options: argparse.Namespace) -> int:
    """Print the sentences of every input that can be read."""
    from models.errors import InputError
    from translate.inputs import find_inputs
    from translate.reading import check_encoding
    from translate.run import note

    check_encoding(options.encoding)
    found = find_inputs(options.inputs)
    failures = list(found.failures)
    done = 0
    for one in found.inputs:
        try:
            _segment(one, options)
            done += 1
        except InputError as error:
            failures.append(error)
    for failure in failures:
        note(str(failure))
    sys.stdout.buffer.flush()
    return 0 if done else 1


def _segment(one: "Input", options: argparse.Namespace) -> None:
    from models.errors import InputError
    from translate.reading import read_pieces
    from translate.sentences import Sentence, split_sentences

    offset = 0
    found = False
    for piece in read_pieces(one, options.encoding):
        mark = offset == 0 and piece.startswith("\ufeff")  # a byte order mark is no part of the first sentence
        for sentence in split_sentences(piece[mark:], lines=LINES[options.lines], unmarked=not options.marks_only):
            start = offset + mark + sentence.start
            _print(Sentence(sentence.text, start, start + len(sentence.text)), options, first=not found)
            found = True
        offset += len(piece)
    if not found:
        raise InputError(f"{one.name}: is empty; there are no sentences in it")


def _print(sentence: "Sentence", options: argparse.Namespace, *, first: bool) -> None:
    """Write one sentence, or its clauses, to standard output; what was wrapped comes out on one line."""
    import json

    from translate.clauses import split_clauses

    clauses = split_clauses(sentence, options.max_words) if options.clauses else []
    if options.format == "jsonl":
        row: dict[str, object] = {"start": sentence.start, "end": sentence.end, "text": sentence.text}
        if options.clauses:
            row["clauses"] = [[clause.start, clause.end] for clause in clauses]
        lines = [json.dumps(row, ensure_ascii=False)]
    else:
        lines = [" ".join(text.splitlines()) for text in [clause.text.strip() for clause in clauses] or [sentence.text]]
        if options.clauses and not first:
            lines.insert(0, "")
    sys.stdout.buffer.write("".join(line + "\n" for line in lines).encode())
