"""The numbers of a data set as text and as a picture."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from corpus.card.counts import BIN, BINS, Counts, Tally
from corpus.store.folder import SPLITS
from models.errors import InputError
from models.extras import require

_UNSTATED = "(none stated)"
_NONE = "(none)"
_MOST = 15  # bars in a picture


def describe(counts: Counts) -> str:
    """The numbers as text for a terminal: splits, sources, origins, lengths, what was dropped and why."""
    parts = [
        _summary(counts),
        _tallies("split", {(name,): counts.by("split").get((name,), Tally()) for name in SPLITS}),
        _table(("source", "kept", "dropped", "Arabic words", "English words"), source_rows(counts)),
        *(_tallies(name, counts.by(name)) for name in ("licence", "method")),
        *(_tallies(name, found) for name in ("model", "domain") if [*(found := counts.by(name))] != [("",)]),
        _table(("words", "Arabic texts", "English texts"), length_rows(counts)),
        _table(("dropped because", "rows"), [(name, f"{n:,}") for name, n in counts.dropped_by(1).items()]),
        _table(("flag", "rows"), [(name, f"{n:,}") for name, n in counts.flags.items()]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def source_rows(counts: Counts) -> list[tuple[str, ...]]:
    """Of each source, what was kept, dropped, and how many words that makes; the largest first."""
    kept = {source: tally for (source,), tally in counts.by("source").items()}
    dropped = counts.dropped_by(0)
    names = [*kept, *(name for name in dropped if name not in kept)]
    rows: list[tuple[str, ...]] = []
    for name in names:
        tally = kept.get(name, Tally())
        words = (f"{tally.ar_words:,}", f"{tally.en_words:,}")
        rows.append((name, f"{tally.rows:,}", f"{dropped.get(name, 0):,}", *words))
    return rows


def length_rows(counts: Counts) -> list[tuple[str, ...]]:
    """How many kept texts have how many words; lengths that none has at the end are left out."""
    last = max((place for bins in counts.lengths.values() for place, n in enumerate(bins) if n), default=-1)
    return [
        (bin_name(place), *(f"{counts.lengths[language][place]:,}" for language in ("ar", "en")))
        for place in range(last + 1)
    ]


def bin_name(place: int) -> str:
    """What the `place`-th number of a length histogram counts.

    >>> bin_name(1), bin_name(20)
    ('5-9', '100+')
    """
    return f"{place * BIN}+" if place == BINS - 1 else f"{place * BIN}-{place * BIN + BIN - 1}"


def draw(counts: Counts, path: Path) -> None:
    """Write a picture of the numbers to `path` (PNG): rows by source, dropped rows by reason, lengths.

    Raises MissingExtraError without matplotlib, InputError when the file cannot be written.
    """
    require("matplotlib", extra="train", purpose="a picture of a data set")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 11), layout="constrained")
    FigureCanvasAgg(figure)
    sources, reasons, lengths = figure.subplots(3, 1)
    _bars(sources, {name: tally.rows for (name,), tally in counts.by("source").items()}, "Rows by source")
    _bars(reasons, counts.dropped_by(1), "Dropped rows by reason")
    for shift, (language, name, colour) in enumerate((("ar", "Arabic", "#1b6e53"), ("en", "English", "#d08a2e"))):
        places = [place + 0.4 * shift - 0.2 for place in range(BINS)]
        lengths.bar(places, counts.lengths[language], width=0.4, label=name, color=colour)
    lengths.set_xticks(range(BINS), [bin_name(place) for place in range(BINS)], rotation=60, fontsize=8)
    lengths.set_title("Texts by length in words")
    lengths.legend()
    try:
        figure.savefig(path, format="png", dpi=120, metadata={"Software": "jisr"})
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error}); choose another place") from error


def _bars(axes: Any, numbers: dict[str, int], title: str) -> None:
    """Bars for the largest numbers, and one for all others together."""
    items = list(numbers.items())
    if len(items) > _MOST:
        items = [*items[: _MOST - 1], ("others", sum(number for _, number in items[_MOST - 1 :]))]
    # matplotlib takes what stands between two dollars for a formula.
    axes.barh([name.replace("$", r"\$") for name, _ in items], [number for _, number in items], color="#1b6e53")
    axes.invert_yaxis()
    axes.set_title(title)


def _summary(counts: Counts) -> str:
    total, dropped = counts.total, sum(counts.dropped.values())
    return (
        f"{total.rows:,} rows kept ({total.ar_words:,} Arabic, {total.en_words:,} English words), {dropped:,} dropped"
    )


def _tallies(heading: str, tallies: dict[tuple[str, ...], Tally]) -> str:
    rows = [
        (
            name or (_NONE if heading == "model" else _UNSTATED),
            f"{tally.rows:,}",
            f"{tally.ar_words:,}",
            f"{tally.en_words:,}",
        )
        for (name,), tally in tallies.items()
    ]
    return _table((heading, "rows", "Arabic words", "English words"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns as wide as they must be: names to the left, numbers to the right; nothing where there are no rows."""
    lines = [tuple(heads), *rows]
    if len(lines) == 1:
        return ""
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
