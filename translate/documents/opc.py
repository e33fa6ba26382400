"""Which members of a Word or PowerPoint file are what: Open Packaging Conventions (ECMA-376, part 2)."""

import re
from dataclasses import dataclass

from models.errors import InputError
from translate.documents.office import local
from translate.documents.package import Package

_TYPES = "[Content_Types].xml"
_NUMBERS = re.compile(r"(\d+)")
_APPLICATIONS = {
    "Word": ("wordprocessingml.", "ms-word."),
    "PowerPoint": ("presentationml.", "ms-powerpoint."),
    "Excel": ("spreadsheetml.", "ms-excel."),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A member and its role, the last word of its type: `header`, `slide`, `main`."""

    name: str
    role: str


def typed_members(package: Package, application: str, kind: str) -> list[Typed]:
    """Each member that there is and has a type of its own, in the order of their names, numbers by their value.

    Raises InputError when the main one is not of `application`: the archive is something else, or damaged.
    """
    types: dict[str, str] = {}
    for element in package.xml(_TYPES) if _TYPES in package.members else ():
        name = element.get("PartName", "").lstrip("/")
        if local(element) == "Override" and name in package.members:
            types[name] = element.get("ContentType", "").removesuffix("+xml")
    main = next((one for one in types.values() if one.endswith(".main")), "")
    found = next((name for name, signs in _APPLICATIONS.items() if any(sign in main for sign in signs)), None)
    if found != application:
        what = (
            f"holds a document of {found}; give it the right ending" if found else "lacks its main part; save it again"
        )
        raise InputError(f"is no {kind}: it {what}")
    names = sorted(types, key=lambda name: [(int(n), "") if n.isdecimal() else (0, n) for n in _NUMBERS.split(name)])
    return [Typed(name, types[name].rpartition(".")[2]) for name in names]
