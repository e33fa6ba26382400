from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
import torch

from models.train import checkpoint
from models.train.batches import Pairs
from models.train.lexicon import align_embeddings, count_translations
from models.train.network import build, target_rows
from models.train.prepare import join_vocabularies
from models.train.recipe import Recipe
from models.train.run import train
from models.vocabulary import Vocabulary
from tests.models.train.conftest import PAIRS


@pytest.fixture
def words(tmp_path: Path) -> Vocabulary:
    """A vocabulary of whole words."""
    for name, lines in zip(("source", "target"), zip(*PAIRS, strict=True), strict=True):
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines),
            model_prefix=str(tmp_path / name),
            model_type="word",
            vocab_size=60,
            hard_vocab_limit=False,
            minloglevel=2,
        )
        (tmp_path / f"{name}.model").rename(tmp_path / f"{name}.spm")
    join_vocabularies(tmp_path)
    return Vocabulary(tmp_path)


def test_a_word_stands_for_the_word_it_always_meets() -> None:
    # 10 11 | 20 21,  10 12 | 20 22,  11 12 | 21 22: only one reading fits all three.
    pairs = Pairs.pack([[10, 11], [10, 12], [11, 12]] * 5, [[20, 21], [20, 22], [21, 22]] * 5)
    table = count_translations(pairs, np.array([10, 11, 12]), np.array([20, 21, 22]))
    assert table.shape == (4, 4)
    assert [int(np.argmax(row)) for row in table[1:]] == [1, 2, 3]
    assert table[1:, 1:].diagonal().min() > 0.8
    assert np.allclose(table[1:].sum(axis=1), 1.0)


def test_source_embeddings_move_to_their_translations(recipe: Recipe, words: Vocabulary) -> None:
    arabic, english = zip(*PAIRS, strict=True)
    pairs = Pairs.pack(
        [words.ids(pieces) for pieces in words.encode(arabic)],
        [words.ids(pieces) for pieces in words.encode_target(english)],
    )
    model = build(recipe, words)
    before = model.get_input_embeddings().weight.detach().clone()
    written = target_rows(words)
    moved = align_embeddings(model, words, pairs, written)
    after = model.get_input_embeddings().weight.detach()
    changed = [i for i in range(len(words)) if not torch.equal(before[i], after[i])]
    assert len(changed) == moved >= 18
    assert not set(changed) & {*written, words.pad_id}
    for arabic_word, english_word in (("▁سيارة", "▁car"), ("▁اشترى", "▁bought"), ("▁ليلى", "▁Layla")):
        similar = torch.cosine_similarity(after[words.index[arabic_word]][None], after[written])
        assert words.tokens[written[int(similar.argmax())]] == english_word


def test_a_run_starts_from_the_lexicon(world: Path, recipe: Recipe) -> None:
    still = replace(recipe, lexicon=True, schedule=replace(recipe.schedule, rate=1e-12))
    train(still, [world / "data"], (world / "dev.ar", world / "dev.en"), world / "run")
    fresh = build(recipe, Vocabulary(world / "run" / "prepared")).get_input_embeddings().weight.detach()
    stored = checkpoint.read(checkpoint.found(world / "run")[-1], "weights")["model.shared.weight"]
    assert ((stored - fresh).abs().amax(dim=1) > 0.01).sum() > 10
