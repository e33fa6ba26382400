"""The kinds of source there are, and how to tell which one a file is."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.pairs import Pair
from corpus.sources.arrow import find_parts, read_arrow
from corpus.sources.documents import find_documents, read_documents
from corpus.sources.hub import read_hub
from corpus.sources.jsonl import read_jsonl
from corpus.sources.moses import read_moses
from corpus.sources.po import read_po
from corpus.sources.reading import DocumentPair, Reading, Untranslated
from corpus.sources.streams import bare_name
from corpus.sources.table import read_csv, read_tsv
from corpus.sources.text import decode
from corpus.sources.tmx import read_tmx
from corpus.sources.untranslated import UNTRANSLATED, read_untranslated, untranslated_files
from corpus.sources.xliff import read_xliff
from models.errors import InputError


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: its reader, which files decide its content, and what to do when the sides are swapped.

    `documents`: whether it has no rows yet, whose sides could be.
    """

    read: Callable[[Reading], Iterator[Pair | DocumentPair | Untranslated]]
    mend: str
    files: Callable[[Reading], Sequence[Path]] = lambda reading: reading.paths
    documents: bool = False


def _document_files(reading: Reading) -> list[Path]:
    return [path for _, ar, en in find_documents(reading.paths).pairs for path in (ar, en)]


_LABELS = "its language codes are the wrong way round; put them right in the file"
_FIELDS = "add ?ar=…&en=… with the two names exchanged"
KINDS: dict[str, Kind] = {
    "documents": Kind(read_documents, "", _document_files, documents=True),
    UNTRANSLATED: Kind(read_untranslated, "", untranslated_files, documents=True),
    "tmx": Kind(read_tmx, _LABELS),
    "xliff": Kind(read_xliff, _LABELS),
    "po": Kind(read_po, "its header lacks or has the wrong Language; put it right in the file"),
    "moses": Kind(read_moses, "name the Arabic file first: ARABIC,ENGLISH"),
    "tsv": Kind(read_tsv, _FIELDS),
    "csv": Kind(read_csv, _FIELDS),
    "jsonl": Kind(read_jsonl, _FIELDS),
    "dataset": Kind(read_arrow, _FIELDS, find_parts),
    "hub": Kind(read_hub, _FIELDS),
}
_SUFFIXES = {
    ".tmx": "tmx",
    **dict.fromkeys((".xlf", ".xliff", ".sdlxliff", ".mxliff", ".mqxliff"), "xliff"),
    **dict.fromkeys((".po", ".pot"), "po"),
    **dict.fromkeys((".tsv", ".tab"), "tsv"),
    ".csv": "csv",
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".parquet", ".arrow"), "dataset"),
}
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_FIRST_LOOK = (
    ("jsonl", re.compile(r"\s*\{")),
    ("po", re.compile(r'(?:#[^\n]*\n|\s)*(?:msgctxt|msgid)\s*"')),
    ("tsv", re.compile(r"[^\n]*\t")),
)


def has_known_suffix(name: str) -> bool:
    """Whether the suffix of a file says what kind of source it is."""
    return Path(bare_name(Path(name))).suffix.lower() in _SUFFIXES


def kind_of_file(path: Path, encoding: str = "") -> str:
    """What kind of source a file is, by its suffix, or by how it begins.

    Raises InputError when neither tells.
    """
    if kind := _SUFFIXES.get(Path(bare_name(path)).suffix.lower()):
        return kind
    begin = next(decode(path, encoding), "")[:65536]
    # What is commented out may be another kind of XML.
    root = _ROOT.search(_COMMENT.sub("", begin)) if begin.lstrip().startswith("<") else None
    if root and root[1] in ("tmx", "xliff"):
        return root[1]
    for kind, look in _FIRST_LOOK:
        if look.match(begin):
            return kind
    raise InputError(
        f"{path}: neither its name nor its beginning says what it is; add ?kind=KIND, one of {', '.join(KINDS)}, "
        "or name two files: ARABIC,ENGLISH"
    )
