"""What can be seen of a translation without reading it."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.characters import model_input
from translate.arabic.letters import count_arabic
from translate.guard.kept import lost_question, missing_addresses, missing_names
from translate.guard.numbers import missing_numbers
from translate.guard.repetition import compression_ratio, count_stammers, repeated_share


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for or against a translation.

    `log_probability`: the mean a subword, None where nothing was generated. `length_ratio`: characters of the target a
    character of the source, vowel marks left out. `compression`: bytes ÷ bytes of its zlib compression. `repeated`: the
    share of words in phrases said again at once, less that of the source. `stammers`: words said three times in a row,
    phrases said twice and letters written three times, less those of the source. `copied`: the share of Arabic letters
    among the letters of the target. `numbers`, `names`, `addresses`: what stands in the source (digits, Latin words,
    web and mail addresses) and is missing. `lost_question`: ؟ without ?. `terms`: what a glossary has in the source and
    the target has no accepted English for.
    """

    log_probability: float | None
    length_ratio: float
    compression: float = 0.0
    repeated: float = 0.0
    stammers: int = 0
    copied: float = 0.0
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    lost_question: bool = False
    terms: tuple[str, ...] = ()


def gather(source: str, target: str, score: float | None, *, kept: Iterable[str] = ()) -> Evidence:
    """The evidence for `target`; `score` is its mean log-probability, `kept` what is right in Arabic letters.

    >>> gather("وصل ٤١ وفدا؟", "A delegation arrived.", -0.4).numbers
    ('٤١',)
    """
    heard = model_input(source)
    read = target
    for words in kept:
        read = read.replace(words, "")
    letters = sum(map(str.isalpha, read))
    repeated, stammers = repeated_share(target), count_stammers(target)
    return Evidence(
        score,
        len(target) / max(len(heard), 1),
        compression_ratio(target),
        max(0.0, repeated - repeated_share(heard)) if repeated else 0.0,
        max(0, stammers - count_stammers(heard)) if stammers else 0,
        count_arabic(read) / letters if letters else 0.0,
        missing_numbers(source, target),
        missing_names(heard, target),
        missing_addresses(source, target),
        lost_question(source, target),
    )
