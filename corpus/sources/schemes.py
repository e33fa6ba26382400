"""Sources that other parts of jisr, or other packages, bring: `NAME://`, by the entry points of `jisr.sources`."""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import cast

from corpus.pairs import Pair
from corpus.sources.reading import Reading
from corpus.sources.settings import SourceSettings, parse_options
from models.errors import InputError
from models.settings import from_mapping

_GROUP = "jisr.sources"
_NAME = re.compile(r"([a-z][a-z0-9+.-]*)://")
_ELSEWHERE = ("hf", "http", "https")  # what begins so is none of these
_COMMON = ("licence", "domain", "method", "name")  # the settings of every source that say something to such a one


@dataclass(frozen=True, slots=True)
class Scheme:
    """A source that is no file; it can be pickled.

    `fingerprint`: of its rows, another where they are others. `read`: the rows, always in the same order. `mend`: what
    to do where Arabic and English are swapped.
    """

    fingerprint: str
    read: Callable[[Reading], Iterator[Pair]]
    mend: str


# What an entry point of `jisr.sources` is: it is given the place as it was written, without settings, and those
# settings that are its own. It raises InputError where there is no such source, SettingsError for a wrong setting.
Opener = Callable[[str, Mapping[str, str]], Scheme]


@dataclass(frozen=True, slots=True)
class Opened:
    """A source of the scheme `name`, at `place`."""

    name: str
    place: str
    settings: SourceSettings
    scheme: Scheme


def scheme_name(spec: str) -> str | None:
    """The name in `NAME://…`; None where `spec` is a file, or is on the web or the hub."""
    found = _NAME.match(spec)
    return None if found is None or found[1] in _ELSEWHERE else found[1]


def open_scheme(name: str, spec: str, settings: SourceSettings) -> Opened:
    """The source that `spec` names, whose scheme is `name`; settings in it go before `settings`.

    Raises InputError when there is none, SettingsError for a wrong setting.
    """
    place, given = parse_options(spec)
    common = {key: given.pop(key) for key in _COMMON if key in given}
    from_mapping(SourceSettings, common, where=place)
    return Opened(name, place, dataclasses.replace(settings, **common), _opener(name)(place, given))


def _opener(name: str) -> Opener:
    known = {one.name: one for one in entry_points(group=_GROUP)}
    if name not in known:
        there = " and ".join(f"{one}://" for one in sorted(known)) or "none: install jisr again"
        raise InputError(f"{name}://: no such kind of source; there is {there}")
    return cast(Opener, known[name].load())
