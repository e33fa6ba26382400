"""The command line: names the sub-commands, and says what went wrong in one line."""

import argparse
import os
import sys
from collections.abc import Sequence

import corpus.cli
import experiments.cli
import models.cli
import service.cli
import translate.cli
from models.errors import JisrError, SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `jisr`; the exit status is 0 done, 1 nothing usable came out, 2 wrong use, 130 interrupted."""
    parser = argparse.ArgumentParser(prog="jisr", description="Arabic to English translation and bilingual corpora.")
    parser.add_argument("--version", action="store_true", help="show the version and leave")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for part in (translate.cli, corpus.cli, service.cli):
        part.add(commands)
    experiments.cli.add(models.cli.add(commands))
    options = parser.parse_args(arguments)
    if options.version:
        return _print_version()
    if not hasattr(options, "run"):
        parser.error("no command; try: jisr translate FILE")
    try:
        return int(options.run(options))
    except JisrError as error:
        print(f"jisr: {error}", file=sys.stderr)
        return 2 if isinstance(error, SettingsError) else 1
    except KeyboardInterrupt:
        print("jisr: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough (`| head`). Python flushes once more on leaving, which must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _print_version() -> int:
    from importlib.metadata import PackageNotFoundError, version

    try:
        print(f"jisr {version('jisr')}")
    except PackageNotFoundError:
        print("jisr (not installed)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
