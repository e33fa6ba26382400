"""Pairs into files of another format."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from corpus.export.lines import BREAKS, write_ar, write_en, write_jsonl, write_tsv
from corpus.export.tmx import count_forbidden, write_tmx
from corpus.export.xliff import write_xliff
from corpus.pairs import Pair
from models.errors import SettingsError
from translate.outputs import Output

FORMATS = ("tmx", "moses", "tsv", "jsonl", "xliff")

_Writer = Callable[[Iterable[Pair]], Iterator[str]]
_WRITERS: dict[str, _Writer] = {"tmx": write_tmx, "tsv": write_tsv, "jsonl": write_jsonl, "xliff": write_xliff}
_MOSES: dict[str, _Writer] = {"ar": write_ar, "en": write_en}
_LINES, _XML = ("moses", "tsv"), ("tmx", "xliff")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    `spaced`: how many texts had tabs or line ends, which became spaces; `left_out`: how many characters XML cannot
    hold.
    """

    files: tuple[Path, ...]
    rows: int
    spaced: int = 0
    left_out: int = 0


class _Tally:
    """Pairs that go by, and what the format makes of them."""

    def __init__(self, pairs: Iterable[Pair], to: str) -> None:
        self._pairs, self._to = pairs, to
        self.rows = self.spaced = self.left_out = 0

    def __iter__(self) -> Iterator[Pair]:
        for pair in self._pairs:
            self.rows += 1
            texts = (pair.ar, pair.en)
            if self._to in _LINES:
                self.spaced += sum(BREAKS.search(text) is not None for text in texts)
            elif self._to in _XML:
                self.left_out += count_forbidden(texts)
            yield pair


def export(pairs: Iterable[Pair], to: str, out: Path) -> Exported:
    """Write `pairs` to `out` in the format `to`; the file is there when it is whole.

    Moses has two files, `out` with `.ar` and `.en` added. Nothing is held in memory.

    Raises SettingsError for an unknown format, InputError when a file cannot be written, and whatever `pairs` raises.
    """
    if to not in FORMATS:
        raise SettingsError(f"no format {to!r} to export to; there are {', '.join(FORMATS)}")
    if out.is_dir():
        raise SettingsError(f"{out}: is a folder; name a file, such as {out / f'corpus.{to}'}")
    tally = _Tally(pairs, to)
    if to == "moses":
        paths = tuple(out.with_name(f"{out.name}.{language}") for language in _MOSES)
        _write_both(tally, paths)
    else:
        paths = (out,)
        _write(_WRITERS[to](tally), out)
    return Exported(paths, tally.rows, tally.spaced, tally.left_out)


def _write(parts: Iterable[str], out: Path) -> None:
    output = Output(out)
    try:
        for part in parts:
            output.write(part)
        output.commit()
    finally:
        output.discard()


def _write_both(pairs: Iterable[Pair], paths: tuple[Path, ...]) -> None:
    outputs = [Output(path) for path in paths]
    with ExitStack() as stack:
        for output in outputs:
            stack.callback(output.discard)
        for pair in pairs:
            for output, writer in zip(outputs, _MOSES.values(), strict=True):
                for line in writer((pair,)):
                    output.write(line)
        for output in outputs:
            output.commit()
