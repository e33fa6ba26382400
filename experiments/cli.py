"""`jisr models`: the commands that measure models and make better ones."""

from typing import Any


def add(verbs: Any) -> None:
    """Declare the commands under `jisr models`; nothing heavy is imported until one runs."""
