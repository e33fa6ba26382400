"""What is in a watched folder: files that are whole, and of kinds that are read."""

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from models.errors import InputError
from translate.documents import known_extensions
from translate.inputs import unreadable

_STILL = 2.0  # seconds without a change after which a file is whole; FAT counts time in twos
_OFFICE = "~$"  # how Word and its like name what they have open
_TRASH = frozenset({"#recycle", "$recycle.bin", "@eadir"})  # what file servers keep beside people's files


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something in a folder or a feed.

    `identity`: what tells it from all else that was ever in there: a changed file is another. `place`: its path or
    address. `content`: HTML, what the feed itself holds of it. `changed`: when it did last, as the feed says.
    """

    identity: str
    place: str
    title: str = ""
    content: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a folder finds: files that are whole, how many are not yet, and what is wrong with others."""

    arrivals: tuple[Arrival, ...]
    moving: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    stamp: str
    changed: float


def stamp_of(path: Path) -> str:
    """When the file at `path` was changed, and its size.

    Raises OSError when it cannot be looked at.
    """
    return _stamp(path.stat())


class Folder:
    """A folder that is looked at again and again; it remembers which files were changing when it looked last.

    Hidden files and folders are left alone, what other programs are writing, other kinds of files, links that lead
    out of it, and what is in `without`, the folder of translations.
    """

    def __init__(self, path: Path, without: Path | None = None) -> None:
        self.path = path
        self._without = without
        self._moving: dict[Path, tuple[str, float]] = {}

    def look(self) -> Look:
        """What is in it now.

        Raises InputError when it cannot be looked into.
        """
        problems: list[str] = []
        whole: list[Arrival] = []
        moving: dict[Path, tuple[str, float]] = {}
        for one in self._files(problems):
            if self._is_still(one):
                whole.append(Arrival(f"{one.path} {one.stamp}", str(one.path), one.path.name))
            else:
                before, since = self._moving.get(one.path, ("", 0.0))
                moving[one.path] = (one.stamp, since if before == one.stamp else time.monotonic())
        self._moving = moving
        return Look(tuple(whole), len(moving), tuple(problems))

    def _is_still(self, one: _File) -> bool:
        before, since = self._moving.get(one.path, ("", 0.0))
        if before == one.stamp and time.monotonic() - since >= _STILL:  # whatever the file server's clock says
            return True
        return not before and time.time() - one.changed >= _STILL

    def _files(self, problems: list[str]) -> Iterator[_File]:
        if self.path.resolve() != self.path or not self.path.is_dir():
            raise InputError(f"{self.path}: is not there, or no folder any more; put it back, or watch it no longer")

        def tell(error: OSError) -> None:
            if error.filename == str(self.path):
                raise unreadable(error, str(self.path))
            problems.append(str(unreadable(error)))

        for root, folders, names in os.walk(self.path, onerror=tell):
            folders[:] = sorted(name for name in folders if self._is_looked_into(Path(root, name)))
            for name in sorted(names):
                if is_wanted(name) and (found := self._found(Path(root, name), problems)):
                    yield found

    def _is_looked_into(self, folder: Path) -> bool:
        return folder.name[0] != "." and folder.name.lower() not in _TRASH and folder != self._without

    def _found(self, path: Path, problems: list[str]) -> _File | None:
        try:
            path.name.encode()
            if path.is_symlink() and not path.resolve(strict=True).is_relative_to(self.path):
                problems.append(f"{path}: is a link that leads out of the folder; put the file itself there")
                return None
            said = path.stat()
        except UnicodeEncodeError:
            problems.append(f"{os.fsencode(path)!r}: has a name that is no UTF-8; give it another")
            return None
        except FileNotFoundError:  # it has gone meanwhile
            return None
        except OSError as error:
            problems.append(str(unreadable(error, str(path))))
            return None
        return _File(path, _stamp(said), said.st_mtime) if stat.S_ISREG(said.st_mode) else None


def is_wanted(name: str) -> bool:
    """Whether a file of that name is taken: it is of a kind that is read, not hidden, and nobody's working copy.

    >>> [is_wanted(name) for name in ("سد.docx", "~$سد.docx", ".سد.txt", "سد.docx.part", "صورة.jpg")]
    [True, False, False, False, False]
    """
    return not name.startswith((".", _OFFICE)) and PurePath(name).suffix.lower() in known_extensions()


def count_others(folder: Path, without: Path | None = None) -> int:
    """How many files in a folder are of kinds that are not read."""
    others = 0
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name[0] != "." and Path(root, name) != without]
        others += sum(not is_wanted(name) and name[0] not in ".~" for name in names)
    return others


def read_file(arrival: str, path: Path, most: int) -> bytes | None:
    """The bytes of the file that arrived, None where it has changed since, or is no longer there.

    Raises InputError when it cannot be read, or has more than `most` bytes.
    """
    try:
        if f"{path} {stamp_of(path)}" != arrival:
            return None
        with path.open("rb") as file:
            content = file.read(most + 1)
        if f"{path} {stamp_of(path)}" != arrival:
            return None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(error, str(path)) from error
    if len(content) > most:
        raise InputError(f"{path}: is larger than {most:,} bytes; cut it into parts")
    return content


def _stamp(said: os.stat_result) -> str:
    return f"{said.st_mtime_ns}-{said.st_size}"
