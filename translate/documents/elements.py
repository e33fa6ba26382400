"""What the elements of HTML are to a translator (translate/data/elements.tsv)."""

from functools import cache

from translate.documents.html_tags import Token
from translate.tables import read_table

_PARTING = ("block", "heading", "cell", "break", "frame")

# Elements whose end tag may be left out, and what ends them (HTML standard, 13.1.2.4).
_ENDED_BY = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th", "tr", "tbody", "tfoot"}),
    "th": frozenset({"td", "th", "tr", "tbody", "tfoot"}),
    "tr": frozenset({"tr", "tbody", "tfoot"}),
    "option": frozenset({"option", "optgroup"}),
}


def kind_of(name: str) -> str:
    """What the element called `name` is: a kind of the table, or `inline`."""
    return _kinds().get(name, "inline")


def parts(name: str) -> bool:
    """Whether the element called `name` parts paragraphs."""
    return kind_of(name) in _PARTING


@cache
def named(kind: str) -> frozenset[str]:
    """The names in the table that are of `kind`."""
    return frozenset(name for row in read_table("elements.tsv") if row["kind"] == kind for name in row["names"].split())


@cache
def _kinds() -> dict[str, str]:
    rows = [row for row in read_table("elements.tsv") if row["kind"] not in ("attribute", "meta", "button", "note")]
    return {name: row["kind"] for row in rows for name in row["names"].split()}


def ends(name: str, following: str) -> bool:
    """Whether an element called `following` ends one called `name` that has no end tag."""
    if name == "p":
        return parts(following) and following != "br"
    return following in _ENDED_BY.get(name, ())


def _classes(token: Token) -> list[str]:
    return (token.value("class") or "").split()


def is_untouched(token: Token) -> bool:
    """Whether the author wants the words of the element left alone."""
    return (token.value("translate") or "").lower() == "no" or "notranslate" in _classes(token)


def is_note(token: Token) -> bool:
    """Whether the element refers to a footnote."""
    names = {*_classes(token), *(token.value("role") or "").split(), *(token.value("epub:type") or "").split()}
    return token.name == "a" and not names.isdisjoint(named("note"))
