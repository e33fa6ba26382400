"""A source, opened: what it is, and its rows or documents one after the other."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.pairs import Pair
from corpus.sources.kinds import KINDS, Kind
from corpus.sources.orientation import check_orientation
from corpus.sources.reading import DocumentPair, Reading, Untranslated
from corpus.sources.schemes import Scheme


@dataclass(frozen=True, slots=True)
class Source:
    """A source; made by corpus.sources.open_source.

    `kind`: one of corpus.sources.kinds.KINDS, or the NAME of a `NAME://`; `fingerprint`: 32 hexadecimal digits, others
    where the files (their sizes and times, the commit of a hub data set), the rows of such a place, or the settings
    are others.
    """

    kind: str
    fingerprint: str
    _reading: Reading
    _scheme: Scheme | None = None

    @property
    def name(self) -> str:
        """What the source is called in its rows."""
        return self._reading.name

    @property
    def left_out(self) -> Counter[str]:
        """What the reader has left out on purpose so far, by reason."""
        return self._reading.tally.left_out

    @property
    def repaired(self) -> Counter[str]:
        """What the reader has put right so far, by what it did; such rows are flagged."""
        return self._reading.tally.repaired

    @property
    def notes(self) -> list[str]:
        """What people should know of the source, as far as it has been read."""
        return self._reading.tally.notes

    def items(self) -> Iterator[Pair | DocumentPair | Untranslated]:
        """The rows, the pairs of documents or the texts to translate, always in the same order; counts begin anew.

        Raises InputError where the source is damaged, behind all that comes before; other sources are not concerned.
        """
        kind = Kind(self._scheme.read, self._scheme.mend) if self._scheme else KINDS[self.kind]
        for counts in (self.left_out, self.repaired, self.notes):
            counts.clear()
        items = kind.read(self._reading)
        if kind.documents:
            yield from items
        else:
            pairs = (item for item in items if isinstance(item, Pair))
            yield from check_orientation(pairs, self.name, kind.mend)
