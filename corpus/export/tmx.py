"""TMX 1.4b: units of an Arabic and an English segment."""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from xml.sax.saxutils import escape, quoteattr

from corpus.pairs import Pair

# All that is not a Char of XML 1.0 (section 2.2).
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT = {"\r": "&#13;"}  # a reader makes a line feed of the character itself (XML 1.0, section 2.11)


def xml_text(text: str) -> str:
    """`text` as the content of an element, without the characters that XML cannot hold."""
    return escape(NO_XML.sub("", text), _KEPT)


def xml_attribute(text: str) -> str:
    """`text` as a quoted value, without the characters that XML cannot hold."""
    return quoteattr(NO_XML.sub("", text), {char: f"&#{ord(char)};" for char in "\t\n\r"})


def count_forbidden(texts: Iterable[str]) -> int:
    """How many characters `xml_text` leaves out."""
    return sum(len(NO_XML.findall(text)) for text in texts)


def tmx_head() -> str:
    """Everything before the first unit; a unit is a sentence where it does not say otherwise."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f'  <header creationtool="jisr" creationtoolversion={xml_attribute(jisr_version())} segtype="sentence" '
        'o-tmf="jisr" adminlang="en" srclang="ar" datatype="plaintext"/>\n  <body>\n'
    )


def tmx_unit(ar: str, en: str, properties: Iterable[tuple[str, str]], *, attributes: str = "") -> str:
    """One unit; `properties`: types and values; `attributes`: more of the unit's own, as XML with a space before."""
    props = "".join(f"      <prop type={xml_attribute(name)}>{xml_text(value)}</prop>\n" for name, value in properties)
    return (
        f"    <tu{attributes}>\n{props}"
        f'      <tuv xml:lang="ar"><seg>{xml_text(ar)}</seg></tuv>\n'
        f'      <tuv xml:lang="en"><seg>{xml_text(en)}</seg></tuv>\n    </tu>\n'
    )


def tmx_tail() -> str:
    """Everything after the last unit."""
    return "  </body>\n</tmx>\n"


def write_tmx(pairs: Iterable[Pair]) -> Iterator[str]:
    """TMX 1.4b, a unit a pair, with its id, its origin, its scores and its flags.

    Whether a pair of a corpus is one sentence is not known, so its units are blocks: programs leave them as they are.
    """
    yield tmx_head()
    for pair in pairs:
        origin = pair.origin
        stated = [(name, str(getattr(origin, name))) for name in ("source", "document", "block")]
        stated += [(name, getattr(origin, name)) for name in ("licence", "method", "model", "domain")]
        stated += [(f"score-{name}", f"{value:.6g}") for name, value in sorted(pair.scores.items())]
        stated += [("flag", flag) for flag in pair.flags]
        given = ((name, value) for name, value in stated if value)
        yield tmx_unit(pair.ar, pair.en, given, attributes=f' tuid="{pair.id}" segtype="block"')
    yield tmx_tail()


def jisr_version() -> str:
    """The version of jisr that is installed, or "unknown" when it runs from a bare checkout."""
    try:
        return version("jisr")
    except PackageNotFoundError:
        return "unknown"
