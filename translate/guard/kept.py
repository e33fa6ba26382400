"""What a translation must keep: Latin words, addresses, the question."""

import re
import unicodedata

from translate.addresses import MAIL

_ADDRESS = re.compile(rf"(?:[a-z][a-z0-9+.-]{{1,30}}://|(?<!\w)www\.)[^\s،؛]+|{MAIL}", re.IGNORECASE)
_SIGN = re.compile(r"@|://|www\.", re.IGNORECASE)
_TRAILING = ".,;:!?؟…)]}»\"'"
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f]|[&'’+_-](?=[A-Za-z0-9\u00c0-\u024f]))*")
_LEAST_LETTERS = 2
_OTHER = re.compile(r"[\W_]+")
_QUESTION = "?؟"


def missing_addresses(source: str, target: str) -> tuple[str, ...]:
    """The web and mail addresses in `source` that do not stand in `target`, letter by letter but for their case."""
    if _SIGN.search(source) is None:
        return ()
    heard = target.lower()
    found = (address.rstrip(_TRAILING) for address in _ADDRESS.findall(source))
    return tuple(dict.fromkeys(address for address in found if address.lower() not in heard))


def missing_names(source: str, target: str) -> tuple[str, ...]:
    """The Latin words in `source`, of two letters or more, that are not in `target`; case, accents and marks aside.

    >>> missing_names("شركة Apple في iPad-Air", "the apple company")
    ('iPad-Air',)
    """
    if _LATIN.search(source) is None:
        return ()
    wanted = [word for word in _LATIN.findall(_ADDRESS.sub(" ", source)) if _letters(word) >= _LEAST_LETTERS]
    heard = _bare(target)
    return tuple(dict.fromkeys(word for word in wanted if _bare(word) not in heard))


def lost_question(source: str, target: str) -> bool:
    """Whether `source` ends in a question mark and `target` has none."""
    return source.rstrip("\"'»”’)]} \u200f\u200e!").endswith(("?", "؟")) and not any(m in target for m in _QUESTION)


def _letters(word: str) -> int:
    return sum(character.isalpha() for character in word)


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _OTHER.sub("", "".join(c for c in decomposed if not unicodedata.combining(c)))
