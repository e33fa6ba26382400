"""What there is in a data set: numbers, a table, a picture, and the card that goes with it."""

from corpus.card.counts import Counts, Tally, count
from corpus.card.markdown import About, render_card, write_card
from corpus.card.tables import describe, draw

__all__ = ["About", "Counts", "Tally", "count", "describe", "draw", "render_card", "write_card"]
