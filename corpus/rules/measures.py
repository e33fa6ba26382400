"""The values that are measured of a pair, by name."""

from collections.abc import Callable, Mapping

from corpus.rules import endings, kept, repetition, shape
from corpus.rules.boilerplate import boilerplate
from corpus.rules.damage import damage
from corpus.rules.language import foreign_ar, foreign_en
from corpus.rules.order import reversed_share
from corpus.rules.view import View

Measure = Callable[[View], float]

MEASURES: Mapping[str, Measure] = {
    "ar_letters": lambda view: view.ar.letters,
    "en_letters": lambda view: view.en.letters,
    "ar_chars": lambda view: len(view.ar.form),
    "en_chars": lambda view: len(view.en.form),
    "ar_words": lambda view: len(view.ar.words),
    "en_words": lambda view: len(view.en.words),
    "ar_script": shape.arabic_share,
    "en_script": shape.latin_share,
    "longest_word": shape.longest_word,
    "length_ratio": shape.length_ratio,
    "word_ratio": shape.word_ratio,
    "copied": shape.copied,
    "repeated": repetition.repeated,
    "damage": damage,
    "reversed": reversed_share,
    "unfinished": endings.unfinished,
    "boilerplate": boilerplate,
    "placeholders": kept.placeholders,
    "addresses": kept.addresses,
    "numbers": kept.numbers,
    "foreign_ar": foreign_ar,
    "foreign_en": foreign_en,
}
# They ask a detector, which takes longer than all others together; switched off, they are not measured.
LANGUAGE = frozenset({"foreign_ar", "foreign_en"})
