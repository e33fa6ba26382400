"""`jisr align`, `jisr corpus` and `jisr memory`."""

from typing import Any

from corpus.cli import align, data_set, memory


def add(subparsers: Any) -> None:
    """Declare the sub-commands; nothing heavy is imported until one runs."""
    align.add(subparsers)
    data_set.add(subparsers)
    memory.add(subparsers)
