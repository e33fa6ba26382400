"""Finds what is to be read."""

import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from models.errors import InputError, SettingsError
from translate.documents import known_extensions

if TYPE_CHECKING:
    from translate.web.sources import WebSource

STDIN = "standard input"


@dataclass(frozen=True, slots=True)
class Input:
    """Something to read: a file, what is at a web address, or else standard input.

    `relative` is its place under an output folder.
    """

    name: str
    path: Path | None
    relative: PurePath
    web: "WebSource | None" = None

    @property
    def is_standard(self) -> bool:
        """Whether it is standard input."""
        return self.path is None and self.web is None

    @property
    def reads_twice(self) -> bool:
        """Whether it can be looked through before it is worked on; a pipe cannot."""
        return self.web.page is not None if self.web else self.path is not None and self.path.is_file()


@dataclass(frozen=True, slots=True)
class Found:
    """The inputs, what is wrong with those that are none, and how many files of other kinds folders hold."""

    inputs: tuple[Input, ...]
    failures: tuple[InputError, ...]
    skipped: int
    folders: bool


def find_inputs(names: Sequence[str], *, without: Path | None = None) -> Found:
    """What the INPUT arguments `names` stand for: files, folders (all known kinds of file in them), addresses, `-`.

    `without` is an output folder, which is left out when it lies inside an input folder.
    """
    inputs: list[Input] = []
    failures: list[InputError] = []
    skipped, folders = 0, False
    for name in names or ["-"]:
        try:
            if name == "-":
                inputs.append(Input(STDIN, None, PurePath("stdin.txt")))
            elif re.match("https?://", name):
                from translate.web.sources import web_sources  # brings an HTTP client, which files do without

                sources = web_sources(name)
                folders = folders or len(sources) > 1
                inputs += [_at(source, alone=len(names) == len(sources) == 1) for source in sources]
            elif _is_folder(name):
                folders = True
                prefix = PurePath(Path(name).resolve().name) if len(names) > 1 else PurePath()
                files, others = _walk(Path(name), without, failures)
                inputs += [Input(str(file), file, prefix / file.relative_to(name)) for file in files]
                skipped += others
                if not files:
                    kinds = " or ".join(sorted(known_extensions()))
                    raise InputError(f"{name}: no {kinds} file in this folder; name a file to have it read as text")
            else:
                inputs.append(Input(name, Path(name), PurePath(PurePath(name).name)))
        except InputError as error:
            failures.append(error)
    return Found(tuple(inputs), tuple(failures), skipped, folders)


def _at(source: "WebSource", *, alone: bool) -> Input:
    place = source.place()
    return Input(source.address, None, PurePath(place.name) if alone else place, source)


def check_places(inputs: Iterable[Input]) -> None:
    """Raise SettingsError when two inputs would be written to the same place under the output folder."""
    seen: dict[PurePath, str] = {}
    for one in inputs:
        if one.relative in seen:
            raise SettingsError(
                f"{seen[one.relative]} and {one.name} would both be written to {one.relative}; "
                "rename one, or translate them one after the other"
            )
        seen[one.relative] = one.name


def _walk(folder: Path, without: Path | None, failures: list[InputError]) -> tuple[list[Path], int]:
    """The files under `folder` that can be read, in order, and how many of other kinds there are."""
    files: list[Path] = []
    others = 0
    for root, folders, names in os.walk(folder, onerror=lambda error: failures.append(unreadable(error))):
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "." and (without is None or Path(root, name).resolve() != without.resolve())
        )
        for name in sorted(names):
            if name[0] != "." and PurePath(name).suffix.lower() in known_extensions():
                files.append(Path(root, name))
            else:
                others += name[0] != "."
    return files, others


def _is_folder(name: str) -> bool:
    try:
        return stat.S_ISDIR(Path(name).stat().st_mode)
    except FileNotFoundError:
        raise InputError(f"{name}: no such file or folder; check the name, or use - for standard input") from None
    except (OSError, ValueError) as error:
        raise unreadable(error, name) from error


def unreadable(error: OSError | ValueError, name: str | None = None) -> InputError:
    """What the system says against reading `name`, with the mend."""
    name = name or str(getattr(error, "filename", "") or STDIN)
    if isinstance(error, PermissionError):
        return InputError(f"{name}: permission denied; allow reading it (chmod u+rX) or run as a user who may")
    return InputError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})")
