"""What stands in one side in figures or code, and must stand in the other: numbers, addresses, placeholders, tags."""

import re
from collections import Counter
from decimal import Decimal

from corpus.rules.alphabet import decode
from corpus.rules.marks import without_marks
from corpus.rules.view import Side, View
from models.characters import unescaped
from translate.arabic.digits import find_numbers
from translate.guard.numbers import missing_numbers

# On the form, which is ASCII but for Arabic: in علىsecurity@example.com the preposition is none of the address.
_ADDRESS = re.compile(rb"(?:[a-z][a-z0-9+.-]{1,30}://|\bwww\.)[!#-;=?-~]+|[a-z0-9._+-]{1,64}@[a-z0-9-]+\.[a-z0-9.-]+")
_NONE: frozenset[bytes] = frozenset()
_TRAILING = b".,;:!?)]}'*_"
# The same page in the other language: /ar/, page.ar.html, ?lang=ar. Of ar.example.org only the host: the names of its
# pages are Arabic.
_LANGUAGE = re.compile(
    rb"[/._-](?:arabic|english|(?:ar|en)(?:[-_][a-z]{2})?)(?=[/.?#]|$)|[?&](?:lang|language|locale|hl)=(?:ar|en)[a-z_-]*"
)
_EDITION = re.compile(rb"(?<=//)(?:www\.)?(?:ar|en)\.([^/]*).*")
_AT, _DOT = re.compile(rb" ?[\[(]at[\])] ?"), re.compile(rb" ?[\[(]dot[\])] ?")
_RUN, _DIGITS = re.compile(r"\d+"), re.compile(rb"[0-9]+")
# I2P, HTML5: not to be missed where the name is left out; 24/7 is said in words.
_OF_A_NAME = re.compile(r"(?<=[A-Za-z])[0-9](?![0-9])|\b24/7\b")
_SPELLED_BELOW = Decimal(21)  # Arabic writes the small ones in words; missing_numbers reads English words, not these
_DECADE = ("s", "'s", "’s")
# The numerals of Arabic, without the ending of their case and gender; found inside words too, so it forgives much.
_NUMERAL = re.compile("عشر|ثلاث|ثلث|اربع|خمس|ست[هو]?|سبع|ثمان|تسع|الف|الاف|مليون|ملايين|مليار|بليون|نصف|ربع")
# مئة، مائة، مئتين by themselves or behind 3 to 9; ميه is the end of كمية and رسمية too.
_HUNDRED = re.compile(r"(?:\b[وفبلك]?(?:ال)?|ثلاث|ثلث|تلت|ربع|خمس|ست|سبع|ثمان|تمن|تسع)ما?ي(?:ه|تي|تين|تان|تا)\b")
_PLACEHOLDER = re.compile(
    r"%(?:[0-9]+\$)?[-+#0]?[0-9]*(?:\.[0-9]+)?(?:hh|h|ll|l|z|q|j|t|L)?[sdiufxXcgp@](?![^\W\d_])"
    r"|%\([A-Za-z_]\w*\)[sdif]|\$?\{\{?\s*[A-Za-z_$][\w.$-]*\s*\}?\}|\{[0-9]*\}|%[0-9]+(?![0-9%])|%[A-Za-z_]+%"
)
_TAG = re.compile(r"<\s*(/?\s*[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*|/)?>")


def numbers(view: View) -> float:
    """The share of the numbers in digits, of both sides, that have no counterpart in the other, in digits or words.

    Numbers of list items and footnotes count where both sides have such.
    """
    ar, en = view.ar, view.en
    if not ar.digits and not en.digits:
        return 0.0
    left, right = set(_DIGITS.findall(ar.form)), set(_DIGITS.findall(en.form))
    if left == right or (left < right and all(len(run) < 2 for run in right - left)):
        return 0.0
    ar_text, en_text = without_marks(unescaped(ar.text), unescaped(en.text))
    total = len(set(_RUN.findall(ar_text))) + len(set(_RUN.findall(en_text)))
    lost = len(missing_numbers(_OF_A_NAME.sub("", ar_text), unescaped(en.text)))
    lost += _missing_in_arabic(ar, _OF_A_NAME.sub("", en_text), contradicted=lost > 0)
    return min(1.0, lost / max(total, 1))


def _missing_in_arabic(ar: Side, text: str, *, contradicted: bool) -> int:
    """How many numbers of the English `text` are missing in `ar`; small ones only where `ar` has one too many."""
    known = {value for number in find_numbers(unescaped(ar.text)) for reading in number.readings for value in reading}
    form = decode(ar.form)
    hundreds = _HUNDRED.search(form) is not None
    spelled = hundreds or _NUMERAL.search(form) is not None
    missing = 0
    for number in find_numbers(text, language="en"):
        if any(known.issuperset(reading) for reading in number.readings):
            continue
        value = max(number.readings[0])
        if text.startswith(_DECADE, number.start + len(number.text)):  # the 1960s: الستينيات
            continue
        if spelled:
            missing += value >= 100 and value % 100 != 0 and not (hundreds and value < 1000)
        else:
            missing += contradicted or value >= _SPELLED_BELOW
    return missing


def addresses(view: View) -> float:
    """How many web and mail addresses of one side are missing in the other.

    Addresses that differ in the language they name (/ar/ and /en/, ar. and en.) are one.
    """
    ar, en = view.ar.form, view.en.form
    missing_en = [address for address in _addresses(view.ar) if address not in en]
    missing_ar = [address for address in _addresses(view.en) if address not in ar]
    if not missing_en and not missing_ar:
        return 0.0
    ar, en = _neutral(ar), _neutral(en)
    return sum(_page(one) not in en for one in missing_en) + sum(_page(one) not in ar for one in missing_ar)


def _neutral(form: bytes) -> bytes:
    """A text whose addresses are written out and name no language."""
    return _ADDRESS.sub(lambda found: _page(found[0]), _DOT.sub(b".", _AT.sub(b"@", form)))


def _page(address: bytes) -> bytes:
    return _LANGUAGE.sub(b"", _EDITION.sub(rb"\1", address.rstrip(_TRAILING))).rstrip(b"/")


def _addresses(side: Side) -> frozenset[bytes]:
    if b"@" not in side.signs and b"://" not in side.signs and b"www" not in side.form:
        return _NONE
    return frozenset(address.rstrip(_TRAILING) for address in _ADDRESS.findall(side.form))


def placeholders(view: View) -> float:
    """The share of the placeholders and tags of both sides (%s, {name}, <b>) that are missing in the other."""
    signs = view.ar.signs + view.en.signs
    if not signs or not (b"%" in signs or b"{" in signs or b"$" in signs or b"<" in signs):
        return 0.0
    left, right = _code(view.ar.text), _code(view.en.text)
    if left == right:
        return 0.0
    total = left.total() + right.total()
    return ((left - right).total() + (right - left).total()) / total


def _code(text: str) -> Counter[str]:
    found = Counter("".join(match.split()) for match in _PLACEHOLDER.findall(text))
    found.update("<" + "".join(match.split()).lower() for match in _TAG.findall(text))
    return found
