"""Documents in two languages that belong together by their names."""

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from corpus.sources.reading import DocumentPair, Reading
from models.errors import InputError
from translate.documents.formats import known_extensions

PROSE = ("text", "markdown", "html", "xhtml", "docx", "pptx", "odt", "epub", "pdf", "srt", "vtt")
"""The formats that corpus.align reads; tables and catalogues are sources of their own."""
_TAG = {"ar": re.compile(r"[._-]ar\Z", re.IGNORECASE), "en": re.compile(r"[._-]en\Z", re.IGNORECASE)}


@dataclass(frozen=True, slots=True)
class Found:
    """The pairs of documents by name, files that have no counterpart, and how many are no documents."""

    pairs: tuple[tuple[str, Path, Path], ...]
    alone: tuple[str, ...]
    others: int


def find_documents(paths: tuple[Path, ...]) -> Found:
    """Pair the documents of one folder, of two (Arabic, English), or two files.

    In one folder, with all that is in it, they are called `x.ar.txt` and `x.en.txt` (or another format of PROSE; `_` or
    `-` for the dot), unless it has the folders `ar` and `en`. In two folders they have the same name, with or without
    the language in it. Names that begin with a dot are passed over.

    Raises InputError when no two files belong together.
    """
    if all(path.is_file() for path in paths) and len(paths) == 2:
        return Found(((_bare(PurePath(paths[0].name), "ar"), paths[0], paths[1]),), (), 0)
    folders = paths
    if len(paths) == 1 and all((paths[0] / language).is_dir() for language in ("ar", "en")):
        folders = paths[0] / "ar", paths[0] / "en"
    alone: list[str] = []
    sides: dict[str, dict[str, Path]] = {"ar": {}, "en": {}}
    others = 0
    for folder, language in zip(folders, ("ar", "en"), strict=False) if len(folders) == 2 else ((folders[0], ""),):
        files, more = walk_documents(folder)
        others += more
        for file in files:
            relative = file.relative_to(folder)
            side = language or next((one for one in ("ar", "en") if _TAG[one].search(relative.stem)), "")
            if not side:
                alone.append(
                    f"{file}: no language in its name; call it {file.stem}.ar{file.suffix} or .en{file.suffix}"
                )
                continue
            other = sides[side].setdefault(_bare(relative, side), file)
            if other != file:
                alone.append(f"{file}: {other.name} has the same name; rename one of them")
    names = sorted(sides["ar"].keys() & sides["en"].keys())
    for side, wanted in (("ar", "English"), ("en", "Arabic")):
        missing = sorted(sides[side].keys() - set(names))
        alone += [f"{sides[side][name]}: has no {wanted} counterpart" for name in missing]
    if not names:
        shown = " and ".join(str(folder) for folder in folders)
        raise InputError(
            f"{shown}: no two documents belong together; they are called x.ar.txt and x.en.txt (or .md, .docx …), or "
            f"lie in folders ar/ and en/ under the same name{f' ({alone[0]})' if alone else ''}; name other files"
        )
    return Found(tuple((name, sides["ar"][name], sides["en"][name]) for name in names), tuple(alone), others)


def read_documents(reading: Reading) -> Iterator[DocumentPair]:
    """The pairs of documents, in the order of their names; what has no counterpart is noted and counted."""
    found = find_documents(reading.paths)
    reading.tally.notes += found.alone
    for reason, count in (("no counterpart", len(found.alone)), ("another kind of file", found.others)):
        if count:
            reading.tally.left_out[reason] += count
    settings = reading.settings
    for name, ar, en in found.pairs:
        yield DocumentPair(
            name,
            ar,
            en,
            source=reading.name,
            licence=settings.licence,
            domain=settings.domain,
            encoding=settings.encoding or "utf-8",
        )


def _bare(relative: PurePath, language: str) -> str:
    """The name without suffix and language, `reports/dam` for `reports/dam.ar.txt`."""
    return (relative.parent / (_TAG[language].sub("", relative.stem) or relative.stem)).as_posix()


def walk_documents(folder: Path, formats: Collection[str] = PROSE) -> tuple[list[Path], int]:
    """The documents of `formats` under `folder`, in order, and how many files of other kinds there are."""
    files: list[Path] = []
    others = 0

    def unreadable(error: OSError) -> None:
        raise InputError(f"{error.filename}: cannot be read ({error.strerror}); allow reading it (chmod u+rX)")

    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if name[0] != ".")
        for name in sorted(names):
            if name[0] != "." and PurePath(name).suffix.lower() in known_extensions(formats):
                files.append(Path(root, name))
            else:
                others += name[0] != "."
    return files, others
