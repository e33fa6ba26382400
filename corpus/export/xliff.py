"""XLIFF 1.2: Arabic source, English target."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from corpus.export.tmx import xml_attribute, xml_text
from corpus.pairs import Pair

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
# A machine's translation is for a person to look at; the qualifier says where it comes from (XLIFF 1.2, 2.4). All
# others are approved: without it programs take them for drafts (translate-toolkit, Weblate).
_MACHINE = ("", ' state="needs-review-translation" state-qualifier="mt-suggestion"')
_TRANSLATED = (' approved="yes"', ' state="translated"')


def write_xliff(pairs: Iterable[Pair]) -> Iterator[str]:
    """XLIFF 1.2, a `file` a source, a `trans-unit` a pair with its id; `resname` is its document."""
    yield _HEAD
    for source, rows in groupby(pairs, key=lambda pair: pair.origin.source):
        yield (
            f'  <file original={xml_attribute(source)} source-language="ar" target-language="en" '
            'datatype="plaintext">\n    <body>\n'
        )
        yield from map(_unit, rows)
        yield "    </body>\n  </file>\n"
    yield "</xliff>\n"


def _unit(pair: Pair) -> str:
    approved, state = _MACHINE if pair.origin.method == "machine" else _TRANSLATED
    document = xml_attribute(pair.origin.document)
    return (
        f'      <trans-unit id="{pair.id}" resname={document}{approved} xml:space="preserve">\n'
        f'        <source xml:lang="ar">{xml_text(pair.ar)}</source>\n'
        f'        <target xml:lang="en"{state}>{xml_text(pair.en)}</target>\n'
        "      </trans-unit>\n"
    )
