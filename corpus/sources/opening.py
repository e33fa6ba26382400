"""Finds out what a source is, and opens it."""

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from corpus.sources.arrow import is_data_set
from corpus.sources.hub import find_commit, is_hub_name
from corpus.sources.kinds import KINDS, has_known_suffix, kind_of_file
from corpus.sources.reading import Reading, Tally
from corpus.sources.schemes import open_scheme, scheme_name
from corpus.sources.settings import SourceSettings, parse_spec
from corpus.sources.source import Source
from corpus.sources.streams import bare_name
from corpus.sources.untranslated import UNTRANSLATED, translator_signature
from models.errors import InputError, SettingsError

_DEFAULT = SourceSettings()
_VERSION = 2  # of the readers: another where they make other rows of the same file
_FOLDERS = ("documents", "dataset", UNTRANSLATED)  # kinds of source that can be one
_PACKED = ("", ".gz", ".xz", ".zst", ".bz2")


def open_source(spec: str, *, settings: SourceSettings = _DEFAULT) -> Source:
    """Open a source.

    `spec`: a file (TMX, XLIFF, PO, TSV, CSV, JSON Lines, Parquet; packed with gzip, bzip2, xz or zstd or not), a
    folder (of document pairs, or a data set), two files or two folders `ARABIC,ENGLISH`, the common part of the names
    of a Moses pair (`train` for `train.ar` and `train.en`), or the name of a data set on the hub. Settings may follow,
    as in `file.tsv?ar=arabic&en=english` (see corpus.sources.settings), and go before those in `settings`.
    `service://` is what people have put right in a service (see service.articles.source, and corpus.sources.schemes
    for others like it). With `?translate=MODEL` it is a file, a folder or JSON Lines of texts to translate: Arabic
    ones, or English ones for a model that writes Arabic.

    Unless `name` is set, a source is called by its path as it was given, absolute or not, with `/` between its parts
    and without `./` and `/` where they say nothing: `./corpora//news/` is `corpora/news`. The name is in every row, and
    in the hash that decides a row's split.

    Raises InputError when there is no such source, or it is empty or none of these kinds, SettingsError for a wrong
    setting, and ModelError when a model that is to translate is not here.
    """
    if (scheme := scheme_name(spec)) is not None:
        return _open_scheme(scheme, spec, settings)
    place, settings = parse_spec(spec, settings)
    if settings.kind and settings.kind not in KINDS:
        near = difflib.get_close_matches(settings.kind, KINDS, n=1, cutoff=0.0)
        raise SettingsError(f"{place}: kind={settings.kind}: no such kind of source; did you mean '{near[0]}'?")
    if settings.translate and settings.kind not in ("", UNTRANSLATED):
        raise SettingsError(
            f"{place}: translate={settings.translate}: is for texts of one language, not {settings.kind}"
        )
    paths = _find(place)
    kind = _kind(place, paths, settings)
    _check_shape(place, kind, paths)
    reading = Reading(settings.name or _name(place, paths), place, paths, settings, Tally())
    return Source(kind, _fingerprint(kind, reading), reading)


def _open_scheme(name: str, spec: str, settings: SourceSettings) -> Source:
    opened = open_scheme(name, spec, settings)
    reading = Reading(opened.settings.name or name, opened.place, (), opened.settings, Tally())
    fingerprint = _digest(_told(name, reading), opened.scheme.fingerprint)
    return Source(name, fingerprint, reading, opened.scheme)


def _find(place: str) -> tuple[Path, ...]:
    """The files or folders that `place` stands for; none where it is to be looked for on the hub."""
    if not place:
        raise InputError("a source without a name; name a file or a folder")
    if place == "-":
        raise InputError(
            "-: standard input cannot be read twice, which resuming needs; save it to a file and name that"
        )
    path = Path(place)
    if _exists(path):
        return (path,)
    if pair := find_pair(place):
        return pair
    # `corpora/trian.tsv` is a name with an error in it, not a data set of the organisation `corpora`.
    if is_hub_name(place) and not has_known_suffix(place) and not _exists(path.parent):
        return ()
    raise InputError(f"{place}: no such file or folder{_near(path)}; check the name")


def find_pair(place: str) -> tuple[Path, Path] | None:
    """The two files or folders of `ARABIC,ENGLISH`, or `PLACE.ar` and `PLACE.en`, packed or not; None without such.

    Raises InputError when one of two that are named is not there.
    """
    halves = place.split(",")
    if len(halves) == 2 and all(halves):
        for half in halves:
            if not _exists(Path(half)):
                raise InputError(f"{half}: no such file or folder; check the name")
        return Path(halves[0]), Path(halves[1])
    for packed in _PACKED:
        pair = Path(f"{place}.ar{packed}"), Path(f"{place}.en{packed}")
        if all(map(_exists, pair)):
            return pair
    return None


def _name(place: str, paths: tuple[Path, ...]) -> str:
    halves = place.split(",") if len(paths) == 2 else [place]
    return ",".join(Path(half).as_posix() for half in halves) if paths else place


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error


def _near(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.iterdir()]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, n=1)
    return f"; did you mean {path.parent / near[0]}?" if near else ""


def _kind(place: str, paths: tuple[Path, ...], settings: SourceSettings) -> str:
    if settings.translate:
        return UNTRANSLATED
    if settings.kind:
        return settings.kind
    if not paths:
        return "hub"
    if len(paths) == 1:
        (path,) = paths
        if path.is_dir():
            return "dataset" if is_data_set(path) else "documents"
        if bare_name(path).endswith((".ar", ".en")):
            raise InputError(f"{path}: is one half of a Moses pair; name both: ARABIC,ENGLISH")
        _check_filled(path)
        return kind_of_file(path, settings.encoding)
    if all(path.is_dir() for path in paths) or {path.suffix.lower() for path in paths} == {".md"}:
        return "documents"
    if [Path(bare_name(path)).suffix.lower() for path in paths] == [".ar", ".en"]:
        return "moses"
    if [Path(bare_name(path)).suffix.lower() for path in paths] == [".en", ".ar"]:
        raise InputError(f"{place}: name the Arabic file first: {paths[1]},{paths[0]}")
    raise InputError(
        f"{place}: are these each other's translation line by line (add ?kind=moses), or documents that have to be "
        "aligned (add ?kind=documents)?"
    )


def _check_shape(place: str, kind: str, paths: tuple[Path, ...]) -> None:
    """Raise InputError when a kind that was named does not fit what is there."""
    pairs = len(paths) == 2
    if kind == "moses" and not pairs:
        raise InputError(f"{place}: a Moses pair is two files; name both: ARABIC,ENGLISH")
    if kind == "documents" and not (pairs or all(path.is_dir() for path in paths)):
        raise InputError(f"{place}: document pairs are a folder, or two files or folders: ARABIC,ENGLISH")
    if kind not in ("moses", "documents", "hub") and (pairs or not paths):
        raise InputError(
            f"{place}: {kind} is one file{' or folder' * (kind in _FOLDERS)}, which must be there; check the name"
        )
    if kind == "hub" and not is_hub_name(place):
        raise InputError(f"{place}: no name of a data set on the hub; they are called ORGANISATION/NAME")
    for path in paths:
        if path.is_dir() and kind not in _FOLDERS:
            raise InputError(f"{path}: is a folder; name the {kind} file in it")
        if path.is_dir() and kind == "dataset" and not is_data_set(path):
            raise InputError(f"{path}: no data set: it has no Parquet files, in it or in data/, and no state.json")
        if path.is_file():
            _check_filled(path)


def _check_filled(path: Path) -> None:
    try:
        size = path.stat().st_size if path.is_file() else 1
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    if not size:
        raise InputError(f"{path}: is empty; leave it out, or fetch it again")


def _fingerprint(kind: str, reading: Reading) -> str:
    """What decides the rows, in 32 hexadecimal digits."""
    parts = _told(kind, reading)
    if kind == UNTRANSLATED:
        parts.append(translator_signature(reading))
    if kind == "hub":
        parts.append(find_commit(reading))
    else:
        for path in KINDS[kind].files(reading):
            state = path.stat()
            parts.append(f"{path.as_posix()} {state.st_size} {state.st_mtime_ns}")
    return _digest(parts)


def _told(kind: str, reading: Reading) -> list[str]:
    settings = reading.settings
    return [
        str(_VERSION),
        kind,
        reading.name,
        *(f"{one.name}={getattr(settings, one.name)}" for one in fields(settings)),
    ]


def _digest(parts: Sequence[str], *more: str) -> str:
    return hashlib.blake2b("\x1f".join([*parts, *more]).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
