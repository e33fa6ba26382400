"""`jisr corpus build|refilter|dedupe|info|export|push`."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.building import Built

_FORMATS = ("tmx", "moses", "tsv", "jsonl", "xliff")
_ENDS = "Exit status: 0 done, 1 nothing usable came out, 2 wrong use, 130 interrupted."


def add(subparsers: Any) -> None:
    """Declare the sub-commands; nothing heavy is imported until one runs."""
    corpus = subparsers.add_parser("corpus", help="build bilingual data sets and look into them")
    commands = corpus.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_build(commands)
    _add_refilter(commands)
    _add_dedupe(commands)
    info = _command(commands, "info", run_info, "what a data set holds and why rows were dropped")
    info.add_argument("--plot", metavar="FILE.png", type=Path, help="draw it too (needs jisr[train])")
    export = _command(commands, "export", run_export, "write a data set in a format that other programs read")
    export.add_argument("--to", required=True, choices=_FORMATS)
    export.add_argument("-o", "--output", required=True, metavar="FILE", type=Path, help="moses: FILE.ar and FILE.en")
    export.add_argument("--split", choices=("train", "validation", "test"), help="one split only")
    push = _command(commands, "push", run_push, "upload a data set to the Hugging Face hub, card and ledger included")
    push.add_argument("repository", metavar="NAME/DATASET", help="made, and private, where there is none")
    push.add_argument("--public", action="store_true", help="make a new repository one that everybody can read")
    push.add_argument("--no-ledger", action="store_true", help="leave the dropped rows at home")
    push.add_argument("--message", default="", metavar="TEXT", help="of the commit")


def _command(commands: Any, name: str, run: Any, text: str, more: str = "") -> argparse.ArgumentParser:
    """A sub-command on a data set's folder."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}{more}.", epilog=_ENDS
    )
    parser.add_argument("folder", metavar="OUT", help="the data set's folder")
    parser.set_defaults(run=run)
    return parser


def _add_build(commands: Any) -> None:
    build = _command(
        commands,
        "build",
        run_build,
        "bilingual material in, a Hugging Face data set out",
        "; a second run goes on where an earlier one was stopped",
    )
    build.add_argument(
        "sources",
        metavar="SOURCE",
        nargs="+",
        help="TMX, XLIFF, PO, TSV, CSV, JSONL, a Moses pair, a folder of document pairs, a data set, service:// "
        "(what people have put right in a service); settings may follow: "
        "file.tsv?ar=arabic&en=english&licence=CC-BY-4.0; to have texts translated: articles/?translate=auto",
    )
    build.add_argument(
        "--append", action="store_true", help="add the sources to the data set that is in OUT, by its own settings"
    )
    _add_rules(build)
    build.add_argument("--licence", default="", help="of all sources that do not state one: an SPDX expression")
    build.add_argument("--domain", default="", help="a word for the card")
    build.add_argument("--encoding", default="", metavar="NAME", help="of text files (utf-8)")
    build.add_argument(
        "--share",
        action="append",
        default=[],
        metavar="SPLIT=SHARE",
        help="of the documents that go to a split: test=0.1 (validation and test 0.01 each; a table's documents are "
        "1,000 rows each unless a column names them)",
    )
    build.add_argument("--no-near", action="store_true", help="keep near-duplicates")
    _add_workers(build)


def _add_refilter(commands: Any) -> None:
    refilter = _command(
        commands,
        "refilter",
        run_refilter,
        "decide anew which rows are kept, by other rules",
        ": kept and dropped rows alike, without aligning or scoring again what was; what is not given stays as it was",
    )
    _add_rules(refilter)
    _add_workers(refilter)


def _add_dedupe(commands: Any) -> None:
    dedupe = _command(commands, "dedupe", run_dedupe, "decide anew which rows are duplicates")
    dedupe.add_argument("--most-translations", type=int, metavar="N", help="rows with the same text that stay")
    dedupe.add_argument("--similarity", type=float, metavar="S", help="from which rows are near-duplicates, 0 to 1")
    dedupe.add_argument(
        "--near", action=argparse.BooleanOptionalAction, default=None, help="whether near-duplicates go"
    )
    _add_workers(dedupe)


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rule", action="append", default=[], metavar="NAME=VALUE", help="max_length_ratio=3, or =off")
    parser.add_argument(
        "--score",
        action="append",
        default=[],
        metavar="NAME",
        help="score what passes: similarity, model=NAME (by a translation model), bicleaner or comet (if installed); "
        "--rule min_similarity=0.7 then drops by it",
    )
    parser.add_argument(
        "--test-set",
        action="append",
        default=[],
        metavar="SPEC",
        help="rows of it are dropped: a file, NAME=FOLDER, NAME=dev.ar,dev.en, or flores200, wmt24pp (from the hub)",
    )


def _add_workers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="ray: on the Ray cluster that RAY_ADDRESS names, whose nodes see the same folders (needs jisr[ray])",
    )
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="processes of --engine local (one a core)")


def run_build(options: argparse.Namespace) -> int:
    """Build a data set and say what became of the rows."""
    from corpus.building import BuildSettings, build, settings_of
    from corpus.sources import SourceSettings
    from translate.run import note

    settings = settings_of(options.folder) if options.append else BuildSettings()
    given: dict[str, Any] = {
        "source": SourceSettings(licence=options.licence, domain=options.domain, encoding=options.encoding)
    }
    if rules := _rules(options.rule):
        given["rules"] = {**settings.rules, **rules}
    if options.score:
        given["scores"] = tuple(options.score)
    if options.share:
        given["shares"] = {**settings.shares, **_shares(options.share)}
    if options.no_near:
        given["near"] = False
    if options.test_set:
        given["test_sets"] = tuple(options.test_set)
    return tell(
        build(
            options.folder,
            options.sources,
            settings=replace(settings, **given),
            append=options.append,
            workers=_workers(options),
            engine=options.engine,
            say=note,
        )
    )


def run_refilter(options: argparse.Namespace) -> int:
    """Decide anew by other rules and say what became of the rows."""
    from corpus.building import refilter
    from models.errors import SettingsError
    from translate.run import note

    rules = _rules(options.rule)
    if not (rules or options.test_set or options.score):
        raise SettingsError("nothing to decide by: give --rule NAME=VALUE, --score or --test-set")
    return tell(
        refilter(
            options.folder,
            rules=rules,
            scores=options.score,
            test_sets=options.test_set,
            workers=_workers(options),
            engine=options.engine,
            say=note,
        )
    )


def run_dedupe(options: argparse.Namespace) -> int:
    """Decide anew which rows are duplicates and say what became of the rows."""
    from corpus.building import refilter, settings_of
    from models.errors import SettingsError
    from translate.run import note

    given = {"most_translations": options.most_translations, "similarity": options.similarity}
    given = {name: value for name, value in given.items() if value is not None}
    if not given and options.near is None:
        raise SettingsError("nothing to decide by: give --most-translations, --similarity, --near or --no-near")
    dedupe = replace(settings_of(options.folder).dedupe, **given)
    return tell(
        refilter(
            options.folder,
            dedupe=dedupe,
            near=options.near,
            workers=_workers(options),
            engine=options.engine,
            say=note,
        )
    )


def run_info(options: argparse.Namespace) -> int:
    """Show what a data set holds."""
    from corpus.card import count, describe, draw

    counts = count(Path(options.folder))
    print(describe(counts))
    if options.plot:
        draw(counts, options.plot)
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Write a data set for other programs."""
    from corpus.export import export
    from corpus.store import read_pairs
    from translate.run import note

    done = export(read_pairs(Path(options.folder), options.split), options.to, options.output)
    note(f"{', '.join(map(str, done.files))}: {done.rows:,} rows")
    return 0


def run_push(options: argparse.Namespace) -> int:
    """Upload a data set and say where it is."""
    from corpus.export import push
    from translate.run import note

    address = push(
        Path(options.folder),
        options.repository,
        private=not options.public,
        ledger=not options.no_ledger,
        message=options.message,
    )
    note(f"{options.folder} is at {address}")
    return 0


def _rules(given: Sequence[str]) -> dict[str, str]:
    from models.errors import SettingsError

    rules = dict(rule.partition("=")[::2] for rule in given)
    if bad := [name for name, value in rules.items() if not value]:
        raise SettingsError(f"--rule {bad[0]}: must be NAME=VALUE, such as max_length_ratio=3")
    return rules


def _shares(given: Sequence[str]) -> dict[str, float]:
    from models.errors import SettingsError

    shares = {}
    for share in given:
        name, _, value = share.partition("=")
        try:
            shares[name] = float(value)
        except ValueError:
            raise SettingsError(f"--share {share}: must be SPLIT=SHARE, such as test=0.1") from None
    return shares


def _workers(options: argparse.Namespace) -> int:
    from models.errors import SettingsError

    if options.workers < 0:
        raise SettingsError(f"--workers {options.workers}: must be 1 or more, or 0 for one a core")
    if options.workers and options.engine == "ray":
        raise SettingsError(
            f"--workers {options.workers}: is for --engine local; on Ray every CPU of the cluster works"
        )
    return int(options.workers)


def tell(built: "Built") -> int:
    """Say what became of the rows, on standard error; the exit status is 0."""
    from translate.run import note

    for line in built.notes:
        note(line)
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in built.dropped.items())
    kept = sum(count for name, count in built.rows.items() if name != "dropped")
    note(f"{built.folder}: {kept:,} rows kept, {built.rows['dropped']:,} dropped{': ' * bool(reasons)}{reasons}")
    return 0
