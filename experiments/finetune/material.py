"""All the rows of a run: to train on, to validate with, to judge by."""

from collections import Counter
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

from corpus.store import settings_hash
from experiments.evaluate.sets import EvaluationSet, read_set
from experiments.finetune.examples import Validation, cut, mixed
from experiments.finetune.gate import TestedSet
from experiments.finetune.rows import Seen, read_corpus, read_pairs
from experiments.finetune.task import Task
from models.errors import InputError
from models.train.batches import Pairs
from models.vocabulary import Vocabulary

OWN_GENERAL = "jisr's 30 general sentences"


@dataclass(frozen=True, slots=True)
class Material:
    """What a run works on.

    `counts`: of rows by what became of them, of the corpus and of the replayed pairs; `described`: what decides it all.
    """

    pairs: Pairs
    validation: Validation
    tested: tuple[TestedSet, ...]
    counts: Counter[str]
    replay_counts: Counter[str]
    licences: Counter[str]
    held_out: str


class Sources:
    """The inputs of a task, opened; not yet cut into subwords."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._corpus = read_corpus(task.data)
        self._replay = read_pairs(task.replay) if task.replay else None
        self.tested = (self._held_out(), self._general())

    @property
    def described(self) -> dict[str, Any]:
        """What decides which rows are used, for a hash."""
        return {
            "data": {self._task.data: self._corpus.fingerprint},
            "replay": {self._task.replay: self._replay[0].fingerprint} if self._replay else {},
            "tested": {one.rows.name: settings_hash(asdict(one.rows)) for one in self.tested},
        }

    def material(self, vocabulary: Vocabulary, max_tokens: int) -> Material:
        """Read, check and cut everything.

        Raises InputError when nothing is left to train on.
        """
        corpus, task = self._corpus, self._task
        tested = [row for one in self.tested for row in zip(one.rows.arabic, one.rows.english, strict=True)]
        seen = Seen([*corpus.validation, *tested])
        counts: Counter[str] = Counter()
        pairs = cut(seen.without(corpus.rows()), vocabulary, max_tokens, counts)
        counts["also held out"] = seen.count
        if not len(pairs):
            raise InputError(f"{task.data}: no row is left to train on ({tally(counts)})")
        replay_counts: Counter[str] = Counter()
        if self._replay:
            again = Seen([*corpus.validation, *tested])
            general = cut(again.without(self._replay[1]), vocabulary, max_tokens, replay_counts)
            replay_counts["also held out"] = again.count
            pairs = mixed(pairs, general, task.settings.replay)
        validation = Validation(corpus.validation, cut(corpus.validation, vocabulary, max_tokens, Counter()))
        return Material(
            pairs, validation, self.tested, +counts, +replay_counts, Counter(corpus.licences), corpus.held_out
        )

    def _held_out(self) -> TestedSet:
        if self._task.held_out:
            return TestedSet("held-out", read_set(self._task.held_out))
        arabic, english = zip(*self._corpus.test, strict=True)
        name = f"test rows of {self._corpus.spec}"
        return TestedSet("held-out", EvaluationSet(name, arabic, english, ("",) * len(arabic)))

    def _general(self) -> TestedSet:
        own = files("experiments") / "data" / "general.tsv"
        return TestedSet("general", read_set(self._task.general or f"{OWN_GENERAL}={own}"))


def tally(counts: Counter[str]) -> str:
    """Rows by what became of them, in words.

    >>> tally(Counter({"kept": 2666, "too long": 12, "English subwords": 99_000}))
    '2,666 kept, 12 too long'
    """
    return ", ".join(f"{number:,} {what}" for what, number in counts.items() if number and "subwords" not in what)
