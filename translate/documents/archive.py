"""A zip archive that is not believed: its members are counted and unpacked against limits, whatever it says of them."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.errors import InputError

# Books of 2,000 pages with 500 pictures stay an order of magnitude below these.
_MOST_MEMBERS = 20_000
_MOST_BYTES = 1 << 30
# The XML of long tables packs 60:1; deflate reaches 1,030:1 on what is all the same. Small archives may be anything.
_MOST_RATIO = 200
_RATIO_FROM = 32 << 20
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Archive:
    """The members of an archive, in order: what the directory says of each, and its bytes."""

    source: bytes
    members: Mapping[str, bytes]
    infos: tuple[zipfile.ZipInfo, ...]

    def written(self, changed: Mapping[str, bytes]) -> bytes:
        """The archive with the members in `changed` replaced; the source itself where there is none."""
        if not changed:
            return self.source
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for info in self.infos:
                fresh = zipfile.ZipInfo(info.filename, info.date_time)
                fresh.compress_type, fresh.external_attr = info.compress_type, info.external_attr
                fresh.create_system = info.create_system
                archive.writestr(fresh, changed.get(info.filename, self.members[info.filename]))
        return out.getvalue()


def open_archive(source: bytes, kind: str) -> Archive:
    """The archive in `source`, all unpacked; `kind` is what it should be, for messages: `book (.epub)`.

    Raises InputError when it is no archive, damaged, encrypted, or grows beyond the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            infos = archive.infolist()
            _check_directory(infos)
            return Archive(source, _unpacked(archive, infos, len(source)), tuple(infos))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise InputError(
            f"is no {kind}, or a damaged one ({error}); open it in the program that made it and save it again"
        ) from error


def _check_directory(infos: Iterable[zipfile.ZipInfo]) -> None:
    names: set[str] = set()
    for info in infos:
        if info.flag_bits & 1:
            raise InputError("is encrypted; open it and save it without a password")
        if info.filename in names:
            raise InputError(f"holds {info.filename} twice; open it in the program that made it and save it again")
        names.add(info.filename)
        if len(names) > _MOST_MEMBERS:
            raise InputError(f"holds more than {_MOST_MEMBERS:,} members; a document has no need of so many")


def _unpacked(archive: zipfile.ZipFile, infos: Iterable[zipfile.ZipInfo], size: int) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    total = 0
    for info in infos:
        pieces: list[bytes] = []
        with archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                total += len(piece)
                if total > _MOST_BYTES or (total > _RATIO_FROM and total > _MOST_RATIO * size):
                    raise InputError(
                        f"unpacks to over {total >> 20} MiB from {size:,} bytes, as no document does; it is not read"
                    )
                pieces.append(piece)
        members[info.filename] = b"".join(pieces)
    return members
