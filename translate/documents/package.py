"""An archive whose members are XML, as office documents are, read without entities, DTDs or the network."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from models.errors import InputError
from translate.documents.archive import Archive, open_archive

Element = Any  # lxml brings no types

_MOST_XML = 256 << 20
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Package:
    """An archive of XML."""

    archive: Archive

    @property
    def members(self) -> Mapping[str, bytes]:
        return self.archive.members

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
        return self.archive.written({name: _serialised(root) for name, root in changed.items()})


def open_package(source: bytes, kind: str) -> Package:
    """The archive in `source`, all unpacked; `kind` is what it should be, for messages: `Word document (.docx)`.

    Raises InputError when it is no archive, damaged, encrypted, or grows beyond the limits.
    """
    if source.startswith(_OLD_OFFICE):
        raise InputError(
            f"is encrypted or in an old binary format, not a {kind}; open it, and save it as that without a password"
        )
    return Package(open_archive(source, kind))


def _serialised(root: Element) -> bytes:
    tree = root.getroottree()
    data: bytes = etree.tostring(
        tree, xml_declaration=True, encoding=tree.docinfo.encoding or "UTF-8", standalone=tree.docinfo.standalone
    )
    return data
