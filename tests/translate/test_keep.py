"""Addresses and placeholders come out as they went in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.model import Model
from translate.keep import find_kept, kept_spans, put_back
from translate.translator import Translator


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("زر https://a.org/x?y=1، ثم (www.b.com/c).", ["https://a.org/x?y=1", "www.b.com/c"]),
        ("راسل info@jisr.org.", ["info@jisr.org"]),
        ("راسل بinfo@jisr.org وa.b@c.d.", ["info@jisr.org", "a.b@c.d"]),
        ("راسل أحمد@jisr.org.", ["أحمد@jisr.org"]),
        ("ليس <b> ولا </p> ولا <a href='x'> وسما، و 3 < 5 > 2.", ["<b>", "</p>", "<a href='x'>"]),
        ("لديك %d رسائل من %(name)s و%1$s بنسبة 50% فقط", ["%d", "%(name)s", "%1$s"]),
        (
            "مرحبا {name}، {0} {{ user.name }} ${HOME} {% if x %}",
            ["{name}", "{0}", "{{ user.name }}", "${HOME}", "{% if x %}"],
        ),
        ("كتب @sana_ar عن #Syria", ["@sana_ar", "#Syria"]),
        ("قال {إنه} #سوريا وصل @ 5", []),
    ],
)
def test_what_is_kept(text: str, kept: list[str]) -> None:
    assert [text[start:end] for start, end in kept_spans(text)] == kept


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("زر https://a.org/x اليوم", "Visit htps://a.org/x today", "Visit https://a.org/x today"),
        ("زر https://a.org/x اليوم", "Visit https://a.org/x today", "Visit https://a.org/x today"),
        ("من %s إلى %s", "from %s to", "from %s to %s"),
        ("%s", "", "%s"),
    ],
)
def test_what_is_missing_is_put_where_it_belongs(source: str, target: str, expected: str) -> None:
    text, places = put_back(source, target, kept_spans(source), None)
    assert text == expected
    assert [text[a:b] for a, b in places] == [source[a:b] for a, b in kept_spans(source)]


@given(
    st.lists(st.sampled_from(["%s", "https://a.org/x", "{n}", "نص", "info@a.org"]), max_size=6),
    st.text("%s htp:/a.x{n}@", max_size=30),
)
def test_whatever_the_translation_all_of_it_is_there_and_where_it_is_said(words: list[str], target: str) -> None:
    source = " ".join(words)
    text, places = put_back(source, target, kept_spans(source), None)
    assert [text[a:b] for a, b in places] == [source[a:b] for a, b in kept_spans(source)]
    ordered = sorted(places)
    assert all(a[1] <= b[0] for a, b in pairwise(ordered))


def test_a_place_serves_one_of_them() -> None:
    assert find_kept("%s %s", "%s", [(0, 2), (3, 5)]) == [(0, 2), None]


def test_the_model_is_corrected_and_it_is_said(bundled: Model) -> None:
    source = "لديك %d رسائل جديدة يا {name}، راسلنا على help@example.org."
    with Translator(bundled) as translator:
        (found,) = translator.translate([source])
    assert None not in find_kept(source, found.target, kept_spans(source))
    assert "put-back" in found.flags
    assert "addresses" not in found.flags
