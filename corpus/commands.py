"""`jisr corpus build|info|export`."""

import argparse
from pathlib import Path
from typing import Any

_FORMATS = ("tmx", "moses", "tsv", "jsonl", "xliff")


def add(subparsers: Any) -> None:
    """Declare the sub-commands; nothing heavy is imported until one runs."""
    corpus = subparsers.add_parser("corpus", help="build bilingual data sets and look into them")
    commands = corpus.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_build(commands)
    info = commands.add_parser("info", help="what a data set holds and why rows were dropped")
    info.add_argument("folder", metavar="OUT", type=Path, help="the data set's folder")
    info.add_argument("--plot", metavar="FILE.png", type=Path, help="draw it too (needs jisr[train])")
    info.set_defaults(run=run_info)
    export = commands.add_parser("export", help="write a data set in a format that other programs read")
    export.add_argument("folder", metavar="OUT", type=Path, help="the data set's folder")
    export.add_argument("--to", required=True, choices=_FORMATS)
    export.add_argument("-o", "--output", required=True, metavar="FILE", type=Path, help="moses: FILE.ar and FILE.en")
    export.add_argument("--split", choices=("train", "validation", "test"), help="one split only")
    export.set_defaults(run=run_export)


def _add_build(commands: Any) -> None:
    build = commands.add_parser(
        "build",
        help="bilingual material in, a Hugging Face data set out",
        description="Build a data set; a second run goes on where an earlier one was stopped.",
        epilog="Exit status: 0 built, 1 nothing usable came out, 2 wrong use, 130 interrupted.",
    )
    build.add_argument("folder", metavar="OUT", help="the data set's folder")
    build.add_argument(
        "sources",
        metavar="SOURCE",
        nargs="+",
        help="TMX, XLIFF, PO, TSV, CSV, JSONL, a Moses pair, a folder of document pairs, a data set; settings may "
        "follow: file.tsv?ar=arabic&en=english&licence=CC-BY-4.0",
    )
    build.add_argument("--rule", action="append", default=[], metavar="NAME=VALUE", help="max_length_ratio=3, or =off")
    build.add_argument(
        "--test-set",
        action="append",
        default=[],
        metavar="SPEC",
        help="rows of it are dropped: a file, NAME=FOLDER, or flores200, wmt24pp (from the hub)",
    )
    build.add_argument("--min-alignment", type=float, default=0.5, metavar="P", help="of aligned documents (0.5)")
    build.add_argument("--licence", default="", help="of all sources that do not state one: an SPDX expression")
    build.add_argument("--domain", default="", help="a word for the card")
    build.add_argument("--encoding", default="", metavar="NAME", help="of text files (utf-8)")
    build.add_argument("--no-near", action="store_true", help="keep near-duplicates")
    build.add_argument("--workers", type=int, default=0, metavar="N", help="processes (one a core)")
    build.set_defaults(run=run_build)


def run_build(options: argparse.Namespace) -> int:
    """Build a data set and say what became of the rows."""
    from corpus.build import BuildSettings, build
    from corpus.sources import SourceSettings
    from models.errors import SettingsError
    from translate.run import note

    rules = dict(rule.partition("=")[::2] for rule in options.rule)
    if bad := [name for name, value in rules.items() if not value]:
        raise SettingsError(f"--rule {bad[0]}: must be NAME=VALUE, such as max_length_ratio=3")
    if options.workers < 0:
        raise SettingsError(f"--workers {options.workers}: must be 1 or more, or 0 for one a core")
    settings = BuildSettings(
        source=SourceSettings(licence=options.licence, domain=options.domain, encoding=options.encoding),
        rules=rules,
        min_alignment=options.min_alignment,
        near=not options.no_near,
        test_sets=tuple(options.test_set),
    )
    built = build(options.folder, options.sources, settings=settings, workers=options.workers, say=note)
    for line in built.notes:
        note(line)
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in built.dropped.items())
    kept = sum(count for name, count in built.rows.items() if name != "dropped")
    note(f"{built.folder}: {kept:,} rows kept, {built.rows['dropped']:,} dropped{': ' * bool(reasons)}{reasons}")
    return 0


def run_info(options: argparse.Namespace) -> int:
    """Show what a data set holds."""
    from corpus.card import count, describe, draw

    counts = count(options.folder)
    print(describe(counts))
    if options.plot:
        draw(counts, options.plot)
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Write a data set for other programs."""
    from corpus.export import export
    from corpus.store import read_pairs
    from translate.run import note

    done = export(read_pairs(options.folder, options.split), options.to, options.output)
    note(f"{', '.join(map(str, done.files))}: {done.rows:,} rows")
    return 0
