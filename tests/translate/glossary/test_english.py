"""The English of a term stands in the right letters behind the right article."""

import pytest

from translate.glossary.english import corrected, find_mentions, plural_of, put, sounds_like_vowel


@pytest.mark.parametrize(
    ("text", "forms", "found"),
    [
        ("The SDF said", ["SDF"], ["SDF"]),
        ("The SDF's commander", ["SDF"], ["SDF"]),
        ("SDFs and the XSDF", ["SDF"], []),
        ("al Baghuz, Al-Baghuz and Al-  Baghuz", ["Al-Baghuz"], ["al Baghuz", "Al-Baghuz", "Al-  Baghuz"]),
        ("20 drones and a Drone", ["drone"], ["drones", "Drone"]),
        ("Al-Qa’im", ["Al-Qa'im"], ["Al-Qa’im"]),
        ("Hajin Council in Hajin", ["Hajin", "Hajin Council"], ["Hajin Council", "Hajin"]),
        ("Hajins", ["Hajin"], []),
    ],
)
def test_mentions(text: str, forms: list[str], found: list[str]) -> None:
    assert [text[one.start : one.end] for one in find_mentions(text, forms)] == found


@pytest.mark.parametrize(
    ("text", "form", "case", "expected"),
    [
        ("Isis left", "ISIS", False, "ISIS"),
        ("in al baghuz", "Al-Baghuz", False, "Al-Baghuz"),
        ("Drone attack", "drone", False, "Drone"),
        ("A Drone Attack", "drone", False, "Drone"),
        ("al-qaeda left", "al-Qaeda", False, "Al-Qaeda"),
        ("With al-qaeda", "al-Qaeda", False, "al-Qaeda"),
        ("Al-Qaeda left", "al-Qaeda", True, "al-Qaeda"),
        ("THE SYRIAN ARMY", "Syrian Army", False, "SYRIAN ARMY"),
        ("20 Car Bombs", "car bomb", False, "Car Bombs"),
        ("20 car  bombs", "car bomb", False, "car bombs"),
    ],
)
def test_letters(text: str, form: str, case: bool, expected: str) -> None:
    (mention,) = find_mentions(text, [form])
    assert corrected(text, mention, case=case) == expected


@pytest.mark.parametrize(
    ("before", "form", "the", "expected"),
    [
        ("", "SDF", False, "SDF"),
        ("", "SDF", True, "The SDF"),
        ("He said the ", "SDF", True, "He said the SDF"),
        ("He said: “", "SDF", True, "He said: “The SDF"),
        ("with a ", "SDF", False, "with an SDF"),
        ("An ", "drone", False, "A drone"),
        ("A ", "explosive device", False, "An explosive device"),
        ("in the ", "the Hague", False, "in the Hague"),
        ("The ", "the Hague", False, "The Hague"),
    ],
)
def test_put(before: str, form: str, the: bool, expected: str) -> None:
    assert put(before, form, the=the) == expected


@pytest.mark.parametrize(
    ("form", "vowel"),
    [
        ("SDF", True),
        ("HTS", True),
        ("PMF", False),
        ("ISIS", True),
        ("UAV", False),
        ("UNRWA", False),
        ("Idlib", True),
        ("Euphrates", False),
        ("one-man", False),
        ("hour", True),
        ("Hajin", False),
        ("united front", False),
        ("umbrella", True),
    ],
)
def test_which_article(form: str, vowel: bool) -> None:
    assert sounds_like_vowel(form) is vowel


@pytest.mark.parametrize(
    ("form", "plural"), [("drone", "drones"), ("militia", "militias"), ("ISIS", None), ("army", None), ("forces", None)]
)
def test_plural(form: str, plural: str | None) -> None:
    assert plural_of(form) == plural
