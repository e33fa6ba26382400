"""`jisr align` and `jisr corpus`."""

from typing import Any

from corpus.cli import align, data_set


def add(subparsers: Any) -> None:
    """Declare the sub-commands; nothing heavy is imported until one runs."""
    align.add(subparsers)
    data_set.add(subparsers)
