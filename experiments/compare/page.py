"""A comparison as one HTML page that needs nothing else."""

import difflib
import re
from collections.abc import Sequence
from html import escape
from string import Template

from experiments.compare.run import Comparison, Difference, rows_of_tests

_SHOWN = 50  # rows of a set
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
:root { color-scheme: light dark; --line: light-dark(#ddd, #444); --soft: light-dark(#666, #aaa);
  --mark: light-dark(#ffe9a8, #5b4a00); --good: light-dark(#0a6b2d, #6fd08c); }
body { background: Canvas; color: CanvasText; font: 16px/1.5 system-ui, sans-serif; max-width: 72rem;
  margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
table { border-collapse: collapse; }
th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid var(--line); }
th:first-child { text-align: left; } .scores { overflow-x: auto; }
article { border-top: 1px solid var(--line); padding: .8rem 0; }
article h3 { font-size: .9rem; font-weight: normal; color: var(--soft); margin: 0 0 .3rem; }
.ar { font-size: 1.15rem; } .reference { color: var(--soft); }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; } .pair p { margin: .3rem 0; }
.pair b { display: block; font-size: .8rem; font-weight: 600; } .better b { color: var(--good); }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr; } }
</style>
</head>
<body>
<h1>$title</h1>
$sets
</body>
</html>
""")


def page(comparisons: Sequence[Comparison]) -> str:
    """The page: for each set the verdict, the tests, and the rows that differ most with the differing words marked."""
    first, second = comparisons[0].first.system, comparisons[0].second.system
    sets = "\n".join(map(_set, comparisons))
    return _PAGE.substitute(title=f"{escape(first)} and {escape(second)}", sets=sets)


def _set(comparison: Comparison) -> str:
    name, rows = comparison.set.name, len(comparison.set)
    shown = comparison.differences[:_SHOWN]
    differ = f"{len(comparison.differences):,} of {rows:,} rows differ"
    most = f"; the {len(shown)} that differ most in chrF" if len(comparison.differences) > len(shown) else ""
    articles = "\n".join(_row(comparison, one) for one in shown)
    return (
        f"<section>\n<h2>{escape(name)}</h2>\n<p>{escape(comparison.verdict)}.</p>\n{_tests(comparison)}\n"
        f"<p>{differ}{most}.</p>\n{articles}\n</section>"
    )


def _tests(comparison: Comparison) -> str:
    head, *rows = rows_of_tests(comparison)
    cells = "".join(f"<th scope=col>{escape(text)}</th>" for text in head)
    lines = "".join(
        f"<tr><th scope=row>{name}</th>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for name, *row in rows
    )
    return f'<div class="scores"><table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table></div>'


def _row(comparison: Comparison, difference: Difference) -> str:
    row, one = difference.row, comparison.set
    texts = (comparison.first.texts[row], comparison.second.texts[row])
    sides = "".join(
        f'<p class="{"better" if better else "other"}"><b>{escape(outputs.system)}</b>'
        f"<bdi>{text or '<i>nothing</i>'}</bdi></p>"
        for outputs, text, better in zip(
            (comparison.first, comparison.second),
            _marked(*texts),
            (difference.points < 0, difference.points > 0),
            strict=True,
        )
    )
    domain = f", {escape(one.domains[row])}" if one.domains[row] else ""
    return (
        f"<article>\n<h3>row {row + 1}{domain}: {difference.points:+.1f} chrF</h3>\n"
        f'<p class="ar" lang="ar" dir="rtl">{escape(one.arabic[row])}</p>\n'
        f'<p class="reference">{escape(one.english[row])}</p>\n<div class="pair">{sides}</div>\n</article>'
    )


def _marked(first: str, second: str) -> tuple[str, str]:
    """Both texts as HTML, the words that the other does not have in their place marked."""
    words = _WORDS.findall(first), _WORDS.findall(second)
    made: tuple[list[str], list[str]] = ([], [])
    for what, a, b, c, d in difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        for side, some in zip(made, (words[0][a:b], words[1][c:d]), strict=True):
            text = escape("".join(some))
            side.append(text if what == "equal" or not text.strip() else f"<mark>{text}</mark>")
    return "".join(made[0]), "".join(made[1])
