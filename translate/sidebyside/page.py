"""Side by side as one HTML page that needs nothing else."""

from html import escape
from string import Template

from translate.sidebyside.rows import Row, rows
from translate.tables import read_text
from translate.translation import TranslatedDocument


class Page:
    """A page that grows as the parts of a document are translated: `begin`, `part` for each, `end`.

    Sentences that belong together light up together under the pointer or the keyboard's focus; doubtful ones are
    underlined, with the reasons below. On paper all of it is there.
    """

    def __init__(self, title: str, model: str) -> None:
        self._title, self._model = title, model
        self._sentences = self._doubtful = 0

    def begin(self) -> str:
        """The page down to the first row."""
        return self._halves()[0]

    def part(self, translated: TranslatedDocument) -> str:
        """The rows of a document, or of the next part of one."""
        return "".join(map(self._row, rows(translated)))

    def end(self) -> str:
        """What comes behind the last row, with the sums."""
        return self._halves()[1]

    def _halves(self) -> list[str]:
        doubtful = f", {self._doubtful:,} of them doubtful" if self._doubtful else ", none of them doubtful"
        filled = Template(read_text("side-by-side.html")).substitute(
            title=escape(self._title),
            model=escape(self._model),
            summary=f"{self._sentences:,} sentences{doubtful}. Translated by a machine ({escape(self._model)}).",
        )
        return filled.split("<!-- rows -->\n")

    def _row(self, row: Row) -> str:
        sides: dict[str, list[str]] = {"ar": [], "en": []}
        reasons = []
        for one in row.sentences:
            self._sentences += 1
            number = self._sentences
            self._doubtful += bool(one.doubts)
            title = f' title="{escape("; ".join((*one.doubts, *one.notes)))}"' if one.doubts or one.notes else ""
            name = "s doubtful" if one.doubts else "s"
            for side, text in (("ar", one.ar), ("en", one.en)):
                focus = ' tabindex="0"' if side == "en" else ""
                text = f'<span class="{name}" data-s="{number}"{title}{focus}>{escape(text)}</span>'
                sides[side].append(escape(one.before) + text)
            reasons += [f"<li>“{escape(_head(one.en))}”: {escape('; '.join(one.doubts))}</li>"] if one.doubts else []
        why = f'<ul class="why">{"".join(reasons)}</ul>' if reasons else ""
        kind = "row heading" if row.kind == "heading" else "row"
        return (
            f'<div class="{kind}{" has-doubts" if reasons else ""}"><p class="en">{"".join(sides["en"])}</p>'
            f'<p class="ar" lang="ar" dir="rtl">{"".join(sides["ar"])}</p>{why}</div>\n'
        )


def _head(text: str, words: int = 5) -> str:
    """The first words of `text`."""
    parts = text.split()
    return " ".join(parts[:words]) + ("…" if len(parts) > words else "")
