"""Reads a glossary out of a tab-separated file."""

import difflib
from pathlib import Path

from models.errors import InputError
from translate.arabic.letters import has_arabic
from translate.glossary.matching import spelling
from translate.glossary.term import EXACT, FLAGS, KEEP, Glossary, Term

_HEADER = ("arabic", "english", "flags", "note")


def read_glossary(path: str | Path) -> Glossary:
    """The glossary in a file of UTF-8 text with the columns `arabic`, `english`, `flags` and `note`, tabs between them.

    Several spellings, and several accepted English forms, are parted by `|`; several flags by blanks (see
    translate.glossary.term). Lines that are empty or begin with `#` are passed over, and cells at the end of a line
    may be missing.

    Raises InputError, with the line and what mends it, where that is not what stands there.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); --glossary wants a tab-separated file") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 at byte {error.start}; save it as tab-separated UTF-8 text") from error
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    header = tuple(cell.strip() for cell in lines[0][1].split("\t")) if lines else ()
    if header != _HEADER:
        first = f"line {lines[0][0]}" if lines else "an empty file"
        raise InputError(f"{path}, {first}: the first line must be {'<tab>'.join(_HEADER)}")
    terms: list[Term] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, line in lines[1:]:
        term = _term(line, f"{path}, line {number}")
        for arabic in term.arabic:
            earlier = seen.setdefault(spelling(arabic, exact=EXACT in term.flags), number)
            if earlier != number:
                raise InputError(
                    f"{path}, line {number}: {arabic} is found by line {earlier} already; keep one of them (several "
                    "English forms stand in one line, with | between them)"
                )
        terms.append(term)
    if not terms:
        raise InputError(f"{path}: holds no terms; write one a line under the header")
    return Glossary(tuple(terms))


def _term(line: str, where: str) -> Term:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) > len(_HEADER):
        raise InputError(f"{where}: has {len(cells)} cells, and {len(_HEADER)} are wanted; take out a tab")
    arabic, english, flags, note = cells + [""] * (len(_HEADER) - len(cells))
    found = frozenset(flags.replace(",", " ").split())
    for flag in sorted(found.difference(FLAGS)):
        near = difflib.get_close_matches(flag, FLAGS, n=1, cutoff=0.0)
        raise InputError(f"{where}: no flag '{flag}'; did you mean '{near[0]}'? (there are {', '.join(FLAGS)})")
    term = Term(_forms(arabic), _forms(english), found, note)
    if not term.arabic or not all(spelling(one) for one in term.arabic):
        raise InputError(f"{where}: no word in the column arabic; write the term as texts have it")
    if (KEEP in found) == bool(term.english):
        mend = "is not translated (keep); leave english empty" if term.english else "has no English; write it, or keep"
        raise InputError(f"{where}: {term.arabic[0]} {mend}")
    if any(has_arabic(one) or not any(map(str.isalnum, one)) for one in term.english):
        raise InputError(f"{where}: '{english}' is no English; the Arabic stands in the first column")
    return term


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(form.split()) for form in cell.split("|") if form.strip()))
