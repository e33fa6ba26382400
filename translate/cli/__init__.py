"""`jisr translate` and `jisr segment`."""

from typing import Any

from translate.cli import segment, translate


def add(subparsers: Any) -> None:
    """Declare the two sub-commands; nothing heavy is imported until one runs."""
    translate.add(subparsers)
    segment.add(subparsers)
