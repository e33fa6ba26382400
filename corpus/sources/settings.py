"""What can be said about a source, and how it is written behind its name.

`file.tsv?ar=arabic&en=english&licence=CC-BY-4.0`: a question mark, then settings parted by `&`. Values are
percent-decoded, so that `%26` is an `&` in a value; a `+` stays one. A file that is called so in full is that file.
"""

import codecs
import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from models.errors import SettingsError
from models.settings import from_mapping

_OPTIONS = re.compile(r"\?(?=[A-Za-z_]+=)")
_CHOICES = {
    "header": ("auto", "yes", "no"),
    "quotes": ("auto", "yes", "no"),
    "separator": ("auto", "tab", "comma", "semicolon"),
    "method": ("", "human", "aligned", "machine"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """What the user knows of a source; "" and `auto` leave it to the reader.

    `ar`, `en`, `document`: columns, by name (`translation.ar` for one inside another) or number, from 1; `licence`: an
    SPDX expression; `domain`: a word of the user's; `method`: human, aligned or machine; `encoding`: of text files,
    UTF-8 or what a byte order mark says unless given; `header`, `quotes`: whether a table has them (auto: a header
    where the first row names both languages, quotes in CSV, and in TSV where the first row is quoted); `separator`:
    of a table's columns; `kind`: one of corpus.sources.kinds.KINDS, by suffix and a first look unless given; `split`,
    `config`, `revision`: which part of a Hugging Face data set, the split `train` unless given; `translate`: the model
    that translates a source of texts in one language (see models.store.find); `name`: what the source is called in
    every row, unless set its path (see corpus.sources.open_source).

    Raises SettingsError for a value that cannot be.
    """

    ar: str = ""
    en: str = ""
    document: str = ""
    licence: str = ""
    domain: str = ""
    method: str = ""
    encoding: str = ""
    header: str = "auto"
    quotes: str = "auto"
    separator: str = "auto"
    kind: str = ""
    split: str = ""
    config: str = ""
    revision: str = ""
    translate: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                shown = ", ".join(filter(None, choices))
                raise SettingsError(f"{name}={getattr(self, name)}: must be one of {shown}")
        if self.ar and self.ar == self.en:
            raise SettingsError(f"ar={self.ar}&en={self.en}: the two languages must be in different columns")
        try:
            codecs.getincrementaldecoder(self.encoding or "utf-8")
        except LookupError:
            raise SettingsError(
                f"encoding={self.encoding}: no such encoding; common ones are utf-8, utf-16, windows-1256, iso-8859-6"
            ) from None


def parse_spec(spec: str, settings: SourceSettings) -> tuple[str, SourceSettings]:
    """Part `spec` into the name of the source and its settings, which go before those in `settings`.

    Raises SettingsError for an unknown setting (naming the nearest valid one), one given twice or a wrong value.
    """
    if _exists(spec):
        return spec, settings
    place, given = parse_options(spec)
    from_mapping(SourceSettings, given, where=place)  # refuses unknown names
    return place, dataclasses.replace(settings, **given)


def parse_options(spec: str) -> tuple[str, dict[str, Any]]:
    """Part `spec` into the name of the source and what is set behind it.

    Raises SettingsError for what is no setting, or one that is given twice.
    """
    found = _OPTIONS.search(spec)
    if found is None:
        return spec, {}
    place, given = spec[: found.start()], {}
    for option in spec[found.end() :].split("&"):
        key, equals, value = option.partition("=")
        if not equals:
            raise SettingsError(f"{spec}: '{option}' is no setting; write name=value, and %26 for an & in a value")
        if key in given:
            raise SettingsError(f"{spec}: {key} is given twice")
        given[key] = unquote(value)
    return place, given


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False
