from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch

from experiments.finetune.examples import Plan, batch, cut, mixed
from models.train.batches import Pairs
from models.vocabulary import Vocabulary
from tests.experiments.finetune.conftest import TEXTS

ROWS = [("ذهب الولد إلى المدرسة.", "The boy went to school."), ("أين الكتاب؟", "Where?")]


@pytest.fixture
def vocabulary(base: Path) -> Vocabulary:
    return Vocabulary(base)


def test_each_side_is_cut_with_its_own_subwords(vocabulary: Vocabulary) -> None:
    pairs = cut(ROWS, vocabulary, 128, Counter())
    some = batch(pairs, [0, 1], vocabulary.pad_id)
    for row, (ar, en) in enumerate(ROWS):
        for name, pieces in (("input_ids", vocabulary.encode([ar])), ("labels", vocabulary.encode_target([en]))):
            ids = vocabulary.ids(pieces[0])
            assert some[name][row, : len(ids)].tolist() == ids
    wrong = vocabulary.ids(vocabulary.encode([ROWS[0][1]])[0])  # English cut as Arabic is (transformers#6262)
    assert some["labels"][0].tolist()[: len(wrong)] != wrong


def test_vowel_marks_and_digits_are_folded_as_in_use(vocabulary: Vocabulary) -> None:
    plain, marked = (cut([(ar, "Where?")], vocabulary, 128, Counter()) for ar in ("أين الكتاب 5؟", "أَيْنَ الكِتابُ ٥؟"))
    assert plain.source.tolist() == marked.source.tolist()


def test_padding_is_no_label(vocabulary: Vocabulary) -> None:
    some = batch(cut(ROWS, vocabulary, 128, Counter()), [0, 1], vocabulary.pad_id)
    assert vocabulary.pad_id not in some["labels"]
    assert (some["labels"] == -100).sum() > 0
    assert torch.equal(some["attention_mask"], (some["input_ids"] != vocabulary.pad_id).long())


def test_rows_that_are_too_long_are_left_out_whole_and_counted(vocabulary: Vocabulary) -> None:
    counts: Counter[str] = Counter()
    rows = [*ROWS, (ROWS[0][0] * 9, "Long."), ("قصير", ROWS[0][1] * 9), ("فارغ", " ")]
    pairs = cut(rows, vocabulary, 30, counts)
    assert len(pairs) == counts["kept"] == 2
    assert (counts["too long"], counts["with an empty side"]) == (2, 1)
    assert np.diff(pairs.target_at).tolist() == [
        len(vocabulary.ids(p)) for p in vocabulary.encode_target([en for _, en in ROWS])
    ]


def test_general_pairs_make_their_share_of_each_epoch(vocabulary: Vocabulary) -> None:
    pairs, general = (cut(rows, vocabulary, 128, Counter()) for rows in (TEXTS[:80], TEXTS[80:]))
    plan = Plan(mixed(pairs, general, 0.25), seed=1, epochs=2, batch_tokens=256)
    batches = list(plan)
    assert len(batches) == len(plan)
    first = [row for rows in batches[: plan.ends[0]] for row in rows]
    second = [row for rows in batches[plan.ends[0] :] for row in rows]
    for epoch in (first, second):
        assert sorted(row for row in epoch if row < 80) == list(range(80))
        assert 16 <= sum(row >= 80 for row in epoch) <= 38
    assert {row for row in first if row >= 80} != {row for row in second if row >= 80}
    assert list(Plan(mixed(pairs, general, 0.25), seed=1, epochs=2, batch_tokens=256)) == batches


def test_large_vocabularies_fit() -> None:
    assert Pairs.join([Pairs.pack([[70_000, 1]], [[2]]), Pairs.pack([[3]], [[4, 5]])]).source.tolist() == [70_000, 1, 3]
