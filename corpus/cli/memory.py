"""`jisr memory info|search|add|import|export|forget`: the translation memory that `jisr translate` uses.

Here and not in translate/, because a memory takes in and gives out what corpora are read from and written to.
"""

import argparse
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.pairs import Pair
    from translate.memory.store import Memory, Unit

_AT_ONCE = 1000  # units in a transaction
_ENDS = "Exit status: 0 done, 1 nothing found or taken in, 2 wrong use."
_SIGNS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}  # as wdiff marks them


def add(subparsers: Any) -> None:
    """Declare the sub-commands; nothing heavy is imported until one runs."""
    memory = subparsers.add_parser("memory", help="look into the translation memory, correct it, take it elsewhere")
    commands = memory.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _command(commands, "info", run_info, "how many units there are, and of whom")
    search = _command(commands, "search", run_search, "sentences like one, with the difference")
    search.add_argument("sentence", metavar="ARABIC")
    search.add_argument("--most", metavar="N", type=int, default=5, help="matches (default 5)")
    correct = _command(commands, "add", run_add, "say how a sentence is to be translated from now on")
    correct.add_argument("sentence", metavar="ARABIC")
    correct.add_argument("translation", metavar="ENGLISH")
    take = _command(commands, "import", run_import, "take in TMX, or whatever `jisr corpus build` reads")
    take.add_argument("sources", metavar="SOURCE", nargs="+")
    export = _command(commands, "export", run_export, "write it as TMX")
    export.add_argument("-o", "--output", metavar="FILE.tmx", type=Path, help="default: stdout")
    export.add_argument("--origin", choices=("human", "machine"), help="only a person's units, or only a model's")
    forget = _command(commands, "forget", run_forget, "remove what models have made, or all")
    forget.add_argument("--all", action="store_true", help="a person's units too")


def _command(commands: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=_ENDS
    )
    parser.add_argument("--memory", metavar="FILE", type=Path, help="the memory (default: that of `jisr translate`)")
    parser.set_defaults(run=run)
    return parser


def _open(options: argparse.Namespace, *, new: bool = False) -> "Memory":
    from models.errors import InputError
    from translate.memory.store import Memory, default_path

    path: Path = options.memory or default_path()
    if not new and not path.is_file():
        raise InputError(f"{path}: there is no translation memory; `jisr translate` or `jisr memory import` makes one")
    return Memory(path)


def run_info(options: argparse.Namespace) -> int:
    """Print the place and the numbers."""
    with _open(options) as memory:
        counts = memory.counts()
        print(f"{memory.path}: {counts['human']:,} units by people, {counts['machine']:,} by models")
    return 0


def run_search(options: argparse.Namespace) -> int:
    """Print the matches: how alike, the difference, the translation, and who made it."""
    from translate.memory.similar import similar

    with _open(options) as memory:
        matches = similar(memory, options.sentence, most=options.most)
    for match in matches:
        print(f"{match.share:.0%}\t{' '.join(_SIGNS[kind].format(words) for kind, words in match.difference)}")
        print(f"\t{match.unit.target}\t({match.unit.signature or 'human'})")
    return 0 if matches else 1


def run_add(options: argparse.Namespace) -> int:
    """Keep a person's translation."""
    from models.errors import SettingsError
    from translate.memory.store import Unit

    source, target = options.sentence.strip(), options.translation.strip()
    if not source or not target:
        raise SettingsError("jisr memory add: wants a sentence and its translation, and one of them is empty")
    with _open(options, new=True) as memory:
        memory.add([Unit(source, target)])
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Take in every pair of the sources; those of a model that says its signature stay that model's."""
    from corpus.pairs import Pair
    from corpus.sources import open_source
    from models.errors import SettingsError

    taken = 0
    with _open(options, new=True) as memory:
        for name in options.sources:
            source = open_source(name)
            read = new = 0
            for item in _batches(source.items()):
                pairs = [pair for pair in item if isinstance(pair, Pair)]
                if len(pairs) < len(item):
                    raise SettingsError(f"{name}: holds documents; align them first (jisr align --format tmx)")
                read += len(pairs)
                new += memory.add(_unit(pair) for pair in pairs if pair.ar.strip() and pair.en.strip())
            print(f"jisr: {name}: {read:,} pairs, {new:,} of them new", file=sys.stderr)
            taken += read
    return 0 if taken else 1


def _batches(items: "Iterator[Any]") -> "Iterator[list[Any]]":
    while some := list(itertools.islice(items, _AT_ONCE)):
        yield some


def _unit(pair: "Pair") -> "Unit":
    from translate.memory.store import Unit

    machine = pair.origin.method == "machine"
    return Unit(pair.ar.strip(), pair.en.strip(), (pair.origin.model or "machine") if machine else "")


def run_export(options: argparse.Namespace) -> int:
    """Write all units, or those of one origin."""
    from corpus.export.tmx import tmx_head, tmx_tail, tmx_unit
    from translate.outputs import Output

    output = Output(options.output)
    try:
        with _open(options) as memory:
            output.write(tmx_head())
            for unit in memory.units(options.origin):
                told = [("method", unit.origin), ("model", unit.signature)]
                output.write(tmx_unit(unit.source, unit.target, [(name, value) for name, value in told if value]))
            output.write(tmx_tail())
            output.commit()
    finally:
        output.discard()
    return 0


def run_forget(options: argparse.Namespace) -> int:
    """Remove units and say how many."""
    with _open(options) as memory:
        count = memory.forget(origin=None if options.all else "machine")
    print(f"jisr: {count:,} units removed", file=sys.stderr)
    return 0
