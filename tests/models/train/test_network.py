from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import MarianMTModel, MarianTokenizer

from models.train.batches import Batch
from models.train.network import (
    IGNORED,
    NEVER,
    Loss,
    build,
    cross_entropy_function,
    rate_at,
    save_folder,
    target_rows,
    translate_greedily,
)
from models.train.prepare import prepare
from models.train.recipe import Recipe
from models.vocabulary import Vocabulary
from tests.models.train.conftest import PAIRS


@pytest.fixture
def vocabulary(world: Path, recipe: Recipe) -> Vocabulary:
    prepare(recipe, [world / "data"], world / "prepared")
    return Vocabulary(world / "prepared")


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_cross_entropy_has_torch_s_value_and_gradient(smoothing: float) -> None:
    torch.manual_seed(1)
    logits = torch.randn(40, 70, requires_grad=True)
    targets = torch.randint(0, 70, (40,))
    ours = cross_entropy_function()(logits, targets, smoothing)
    torchs = torch.nn.functional.cross_entropy(logits, targets, label_smoothing=smoothing, reduction="sum")
    assert ours.item() == pytest.approx(torchs.item())
    gradients = [torch.autograd.grad(loss / 7, logits)[0] for loss in (ours, torchs)]
    assert torch.allclose(gradients[0], gradients[1], atol=1e-6)


def test_the_loss_is_that_of_the_model_s_own_forward(recipe: Recipe, vocabulary: Vocabulary) -> None:
    model = build(recipe, vocabulary).eval()
    source, target = (
        vocabulary.ids(pieces[0])
        for pieces in (vocabulary.encode([PAIRS[0][0]]), vocabulary.encode_target([PAIRS[0][1]]))
    )
    loss, tokens = Loss(vocabulary, 0.0, torch.device("cpu"))(model, Batch(np.array([source]), np.array([target])))
    reference = model(input_ids=torch.tensor([source]), labels=torch.tensor([target])).loss
    assert tokens == len(target)
    assert loss.item() / tokens == pytest.approx(reference.item(), abs=1e-4)


def test_labels_are_shifted_once_smoothed_over_what_can_be_written_and_padding_does_not_count(
    recipe: Recipe, vocabulary: Vocabulary
) -> None:
    """The value of transformers' logits for labels that its own forward shifts, by torch's own smoothing."""
    model = build(recipe, vocabulary).eval()
    rows = target_rows(vocabulary)
    with torch.no_grad():
        model.final_logits_bias[0, rows[::2]] = 0.5  # a model from the hub has one
    sources, targets = (
        [vocabulary.ids(pieces) for pieces in cut]
        for cut in (
            vocabulary.encode([ar for ar, _ in PAIRS[:40:13]]),
            vocabulary.encode_target([en for _, en in PAIRS[:40:13]]),
        )
    )
    source, labels = (
        torch.nn.utils.rnn.pad_sequence([torch.tensor(ids) for ids in side], batch_first=True, padding_value=filler)
        for side, filler in ((sources, vocabulary.pad_id), (targets, IGNORED))
    )
    assert (labels == IGNORED).any()
    logits = model(input_ids=source, attention_mask=(source != vocabulary.pad_id).long(), labels=labels).logits
    place = {row: number for number, row in enumerate(rows)}
    kept = labels != IGNORED
    wanted = torch.tensor([place[int(row)] for row in labels[kept]])
    reference = torch.nn.functional.cross_entropy(logits[kept][:, rows], wanted, label_smoothing=0.1, reduction="sum")
    loss, tokens = Loss(vocabulary, 0.1, torch.device("cpu")).of(model, source, labels)
    assert tokens == sum(map(len, targets))
    assert loss.item() == pytest.approx(reference.item(), rel=1e-5)


def test_a_deep_encoder_starts_with_the_words_of_a_sentence_apart(recipe: Recipe, vocabulary: Vocabulary) -> None:
    deep = build(replace(recipe, shape=replace(recipe.shape, width=128, encoder_layers=8)), vocabulary).eval()
    ids = torch.tensor([vocabulary.ids(vocabulary.encode([PAIRS[0][0]])[0])])
    states = deep.get_encoder()(input_ids=ids).last_hidden_state[0].detach()
    cosines = torch.cosine_similarity(states[:, None], states[None], dim=-1)
    assert ((cosines.sum() - len(states)) / (len(states) * (len(states) - 1))).item() < 0.5


def test_only_target_subwords_can_be_written(recipe: Recipe, vocabulary: Vocabulary) -> None:
    model = build(recipe, vocabulary)
    allowed = {vocabulary.tokens[i] for i in target_rows(vocabulary)}
    assert not allowed & {"<pad>", "<unk>", "▁المدينة"}
    assert {"</s>", "."} <= allowed
    bias = model.final_logits_bias[0]
    assert {float(bias[vocabulary.index[token]]) for token in allowed} == {0.0}
    assert float(bias[vocabulary.pad_id]) == NEVER
    output = translate_greedily(model.eval(), vocabulary, [PAIRS[0][0]])
    assert not any("\u0600" <= letter <= "\u06ff" for letter in output[0])


def test_an_initial_model_keeps_its_weights_and_takes_the_recipe_s_dropout(
    world: Path, recipe: Recipe, vocabulary: Vocabulary
) -> None:
    first = build(recipe, vocabulary)
    save_folder(first, world / "prepared", world / "model")
    other = replace(recipe, initial=str(world / "model"), shape=replace(recipe.shape, dropout=0.25))
    second = build(other, vocabulary)
    assert (first.model.encoder.layers[0].dropout, second.model.encoder.layers[0].dropout) == (0.1, 0.25)
    before, after = (model.model.encoder.layers[0].fc1.weight for model in (first, second))
    assert torch.allclose(before, after, atol=1e-3)


def test_the_rate_climbs_falls_and_cools_down(recipe: Recipe) -> None:
    schedule = replace(recipe.schedule, updates=1000, warmup=100, cooldown=200, rate=1.0)
    recipe = replace(recipe, schedule=schedule, checkpoints=replace(recipe.checkpoints, rewarm=10))

    def rate(update: int, left: int | None = None, since_start: int = 1000) -> float:
        return rate_at(update, recipe, left=1000 - update if left is None else left, since_start=since_start)

    assert rate(50) == 0.5
    assert rate(100) == 1.0
    assert rate(400) == 0.5
    assert rate(800) == pytest.approx(8**-0.5)
    assert rate(900) == pytest.approx(8**-0.5 / 2)
    assert rate(1000) == 0.0
    assert rate(400, since_start=5) == 0.25  # a new optimiser warms up again
    assert rate(50, left=100) == 0.25  # or from the start, and it climbs all the same
    assert rate(500, left=100) == pytest.approx(4**-0.5 / 2)  # the time is enough for 600: they cool down from 400 on


def test_a_saved_folder_is_read_by_transformers_with_the_same_logits(
    world: Path, recipe: Recipe, vocabulary: Vocabulary
) -> None:
    model = build(recipe, vocabulary).eval()
    save_folder(model, world / "prepared", world / "model")
    assert {path.name for path in (world / "model").iterdir()} == {
        "config.json", "generation_config.json", "model.safetensors", "source.spm", "target.spm",
        "tokenizer_config.json", "vocab.json",
    }  # fmt: skip
    stored = load_file(world / "model" / "model.safetensors")
    assert {tensor.dtype for tensor in stored.values()} == {torch.float16}
    assert "model.shared.weight" in stored
    assert "lm_head.weight" not in stored
    tokenizer = MarianTokenizer.from_pretrained(world / "model")
    again = MarianMTModel.from_pretrained(world / "model", dtype=torch.float32).eval()
    batch = tokenizer([PAIRS[5][0]], return_tensors="pt")
    start = torch.tensor([[vocabulary.pad_id]])
    logits = [m(**batch, decoder_input_ids=start).logits for m in (model, again)]
    assert torch.allclose(logits[0], logits[1], atol=2e-2)
    assert again.get_input_embeddings().weight[vocabulary.pad_id].abs().max().item() == 0.0
