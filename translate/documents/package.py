"""A zip archive whose members are XML: what office documents and books are.

The archive is not believed: its members are counted and unpacked against limits, and their XML is read without
entities, DTDs or the network.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from models.errors import InputError

Element = Any  # lxml brings no types

# Books of 2,000 pages with 500 pictures stay an order of magnitude below these.
_MOST_MEMBERS = 20_000
_MOST_BYTES = 1 << 30
_MOST_XML = 256 << 20
# The XML of long tables packs 60:1; deflate reaches 1,030:1 on what is all the same. Small archives may be anything.
_MOST_RATIO = 200
_RATIO_FROM = 32 << 20
_PIECE = 1 << 20
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Package:
    """The members of an archive, in order: what the directory says of each, and its bytes."""

    source: bytes
    members: Mapping[str, bytes]
    infos: tuple[zipfile.ZipInfo, ...]

    def xml(self, name: str) -> Element:
        """The root element of the member `name`.

        Raises InputError when there is none, or it is no XML, is larger than it ought to be, or declares entities.
        """
        if name not in self.members:
            raise InputError(f"lacks {name}, so it is damaged; open it in the program that made it and save it again")
        data = self.members[name]
        if len(data) > _MOST_XML:
            raise InputError(f"{name} in it is larger than {_MOST_XML >> 20} MiB; split the document")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, strip_cdata=False)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise InputError(
                f"{name} in it is no sound XML ({error}); open it in the program that made it and save it again"
            ) from error
        if root.getroottree().docinfo.doctype:
            raise InputError(f"{name} in it has a document type, which such documents must not have; save it again")
        return root

    def written(self, changed: Mapping[str, Element]) -> bytes:
        """The archive with the members in `changed` replaced by those trees; the source itself where there is none."""
        if not changed:
            return self.source
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for info in self.infos:
                fresh = zipfile.ZipInfo(info.filename, info.date_time)
                fresh.compress_type, fresh.external_attr = info.compress_type, info.external_attr
                fresh.create_system = info.create_system
                data = self.members.get(info.filename, b"")
                if info.filename in changed:
                    data = _serialised(changed[info.filename])
                archive.writestr(fresh, data)
        return out.getvalue()


def open_package(source: bytes, kind: str) -> Package:
    """The archive in `source`, all unpacked; `kind` is what it should be, for messages: `Word document (.docx)`.

    Raises InputError when it is no archive, damaged, encrypted, or grows beyond the limits.
    """
    if source.startswith(_OLD_OFFICE):
        raise InputError(
            f"is encrypted or in an old binary format, not a {kind}; open it, and save it as that without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            infos = archive.infolist()
            _check_directory(infos)
            return Package(source, _unpacked(archive, infos, len(source)), tuple(infos))
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
    """What every member holds, counted as it comes out, whatever the directory says of its size."""
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


def _serialised(root: Element) -> bytes:
    tree = root.getroottree()
    data: bytes = etree.tostring(
        tree, xml_declaration=True, encoding=tree.docinfo.encoding or "UTF-8", standalone=tree.docinfo.standalone
    )
    return data
