"""Evidence that a translation is sound, and what is tried where it is not."""

from translate.guard.settings import Guard

__all__ = ["Guard"]
