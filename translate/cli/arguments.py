"""What the sub-commands that read texts have in common on the command line."""

import argparse

LINES = {"auto": None, "break": True, "wrap": False}


def add_lines(parser: argparse.ArgumentParser) -> None:
    """Declare --lines."""
    parser.add_argument(
        "--lines",
        choices=tuple(LINES),
        default="auto",
        help="what the line breaks of plain text do: end sentences, only wrap lines, or what the text tells (default)",
    )


def add_inputs(parser: argparse.ArgumentParser, text: str) -> None:
    """Declare INPUT, which `text` explains, and --encoding."""
    parser.add_argument("inputs", metavar="INPUT", nargs="*", help=text)
    parser.add_argument("--encoding", metavar="NAME", default="utf-8", help="of the inputs (default utf-8)")


def positive(value: str) -> int:
    """A whole number from 1."""
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, not {value!r}")
    return int(value)
