"""When a row counts as taken from a test set."""

from dataclasses import dataclass

from models.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class ContaminationSettings:
    """`exact_words`: a side of so many words is enough when it equals a test sentence's; of shorter rows both must.

    `ar_ngram`, `en_ngram`: runs of so many words are looked for. A row goes when the runs that it shares with one test
    sentence cover `share` of the sentence's words, or `fragment` of the row's; so a formula or a quotation that both
    begin with takes none.

    Raises SettingsError for a value out of range.
    """

    # 5: "Thank you very much." and "Where are you from?" are in Tatoeba's test set and in every corpus.
    exact_words: int = 5
    # GPT-3 (Brown et al. 2020, appendix C) looks for 13 words and datatrove for 12, which suits documents. Of FLORES'
    # sentences with two words changed on each side 13 and 10 find 63 %, 8 and 7 find 89 %; of 830,000 lines of news and
    # 383,000 pairs without the test sets' lines the latter take six, of which three are copies with changes.
    ar_ngram: int = 7
    en_ngram: int = 8
    share: float = 0.5
    fragment: float = 0.8

    def __post_init__(self) -> None:
        for name in ("exact_words", "ar_ngram", "en_ngram"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} = {getattr(self, name)}: must be 1 or more")
        for name in ("share", "fragment"):
            if not 0 < getattr(self, name) <= 1:
                raise SettingsError(f"{name} = {getattr(self, name)}: must be above 0 and at most 1")
