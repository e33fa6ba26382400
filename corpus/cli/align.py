"""`jisr align`."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.align.documents import AlignedDocuments
    from corpus.align.output import Selection
    from corpus.align.sides import Side

_FORMATS = ("tsv", "jsonl", "tmx")
_LINES = {"auto": None, "break": True, "wrap": False}


def add(subparsers: Any) -> None:
    """Declare the sub-command; nothing heavy is imported until it runs."""
    align: argparse.ArgumentParser = subparsers.add_parser(
        "align",
        help="find which sentences of an Arabic and an English document translate each other",
        description="Align an Arabic document with its English translation, sentence by sentence.",
        epilog="Exit status: 0 pairs were found, 1 none were, 2 wrong use, 130 interrupted.",
    )
    align.add_argument("ar", metavar="AR", help="the Arabic document: plain text or Markdown, or - (standard input)")
    align.add_argument("en", metavar="EN", help="the English document, likewise")
    align.add_argument("-o", "--output", metavar="FILE", help="where to write the pairs (default: stdout)")
    align.add_argument(
        "--format",
        choices=_FORMATS,
        help="tsv: Arabic, English, score; jsonl: an object a link, all; tmx: 1.4b (default: as FILE ends, or tsv)",
    )
    align.add_argument(
        "--sentences", action="store_true", help="the documents have a sentence a line already: cut nothing"
    )
    align.add_argument(
        "--lines",
        choices=tuple(_LINES),
        default="auto",
        help="what the line breaks of plain text do: end sentences, only wrap lines, or what the text tells (default)",
    )
    align.add_argument(
        "--encoding",
        metavar="NAME",
        default="utf-8",
        help="of both documents, or of each: windows-1256,utf-8 (default utf-8)",
    )
    align.add_argument(
        "--min-score",
        metavar="P",
        type=_probability,
        default=0.0,
        help="a link whose probability of being right is below P is no pair (default 0; jsonl has it with kept: false)",
    )
    align.add_argument(
        "--all", action="store_true", help="write sentences without a counterpart too (tsv; jsonl always has them)"
    )
    align.add_argument(
        "--embedder", metavar="NAME", default=None, help="the sentence encoder: a name or a folder (default: built in)"
    )
    align.set_defaults(run=run_align)


def _probability(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 1, not {value!r}")
    return number


def run_align(options: argparse.Namespace) -> int:
    """Align two documents and write the pairs."""
    from corpus.align.check import check_sides
    from corpus.align.settings import AlignSettings
    from translate.run import note

    rendering = _rendering(options)
    out = Path(options.output) if options.output is not None else None
    settings = AlignSettings() if options.embedder is None else AlignSettings(embedder=options.embedder)
    ar, en = _read(options, out)
    for line in check_sides(ar, en):
        note(line)

    # The aligner comes in here: what is wrong with the input is said without waiting for it.
    from corpus.align.documents import align_sides
    from corpus.align.output import Selection, summarise

    note(f"{len(ar.segments):,} Arabic and {len(en.segments):,} English sentences, vectors by {settings.embedder}")
    aligned = align_sides(ar, en, settings=settings)
    selection = Selection(least=options.min_score, unaligned=options.all)
    _check_pairs(aligned, selection, ar, en)
    _write(aligned, selection, rendering, out)
    for line in aligned.notes:
        note(line)
    note(summarise(aligned, selection))
    return 0


def _rendering(options: argparse.Namespace) -> str:
    """The format to write.

    Raises SettingsError when it cannot hold what is wanted.
    """
    from models.errors import SettingsError

    ending = Path(options.output or "").suffix.lower().lstrip(".")
    rendering = str(options.format or (ending if ending in _FORMATS else "tsv"))
    if options.all and rendering == "tmx":
        raise SettingsError("--all: a TMX unit has both languages; use --format tsv or jsonl, or leave --all out")
    return rendering


def _read(options: argparse.Namespace, out: Path | None) -> "tuple[Side, Side]":
    """Read both documents, after a look at what else could fail.

    Raises SettingsError when the two are one, an encoding is unknown or the output would overwrite a document, and
    InputError when a document cannot be read or the output cannot be written.
    """
    from corpus.align.sides import find_document, read_side
    from models.errors import SettingsError
    from translate.reading import check_encoding
    from translate.run import note

    of_ar, _, of_en = options.encoding.partition(",")
    for encoding in (of_ar, of_en or of_ar):
        check_encoding(encoding)
    if options.ar == options.en == "-":
        raise SettingsError("only one of the two documents can come from standard input; name a file for the other")
    ar, en = find_document(options.ar), find_document(options.en)
    for one in (ar, en):
        if out is not None and one.path is not None and out.is_file() and out.samefile(one.path):
            raise SettingsError(f"-o {out}: {one.name} would be overwritten by the pairs; choose another place")
    if out is not None:
        _check_writable(out)
    if "-" in (options.ar, options.en) and sys.stdin.isatty():
        note("reading standard input; Ctrl-D ends it")
    lines = _LINES[options.lines]
    return (
        read_side(ar, "ar", sentences=options.sentences, lines=lines, encoding=of_ar),
        read_side(en, "en", sentences=options.sentences, lines=lines, encoding=of_en or of_ar),
    )


def _check_writable(out: Path) -> None:
    """Raise InputError where it is plain that `out` cannot be written, before any work is done for it."""
    from models.errors import InputError

    # A file is written under another name beside it; a device or a pipe as it is.
    direct = out.exists() and not out.is_file()
    place = out if direct else next(folder for folder in out.absolute().parents if folder.exists())
    reason = None
    if out.is_dir():
        reason = "is a folder"
    elif not direct and not place.is_dir():
        reason = f"{place} is no folder"
    elif not os.access(place, os.W_OK):
        reason = "permission denied"
    if reason:
        raise InputError(f"{out}: cannot be written ({reason}); choose another place with -o")


def _check_pairs(aligned: "AlignedDocuments", selection: "Selection", ar: "Side", en: "Side") -> None:
    """Raise AlignmentError when there is no pair to write."""
    from corpus.errors import AlignmentError

    if not any(selection.keeps(link) for link in aligned.links):
        best = max((link.score for link in aligned.links if link.ar and link.en), default=0.0)
        raise AlignmentError(
            f"{ar.name} and {en.name}: no link has a score of {selection.least:g}, the best has {best:.4f}; "
            "lower --min-score"
        )


def _write(aligned: "AlignedDocuments", selection: "Selection", rendering: str, out: Path | None) -> None:
    from corpus.align.output import WRITERS, count_forbidden
    from translate.outputs import Output
    from translate.run import note

    output = Output(out)
    try:
        for part in WRITERS[rendering](aligned, selection):
            output.write(part)
        output.commit()
    finally:
        output.discard()
    if rendering == "tmx" and (dropped := count_forbidden(aligned, selection)):
        note(f"{out or 'standard output'}: {dropped:,} control characters that XML cannot hold were left out")
