"""The MarianMT network in training: built, its loss, its validation, saved as a model folder."""

import copy
import json
import math
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.convert import output_tokens
from models.errors import ModelError, SettingsError
from models.extras import require
from models.train.batches import Batch
from models.train.recipe import Recipe
from models.vocabulary import LANGUAGES, UNKNOWN, Vocabulary

# Added to the logits of subwords that only the source side writes; e^-10000 is 0 even in float32, and float16 holds it.
NEVER = -10000.0
IGNORED = -100  # a place in `labels` that holds no subword, as transformers marks it

# What a layer adds to its input starts small (after DS-Init, Zhang et al. 2019, and DeepNet, Wang et al. 2022). With
# Glorot's full gain, six post-norm layers of uniform attention begin at a mean cosine of 0.93 between the states of a
# sentence's words, with 0.2 at 0.20; a run that began at 0.93 stood at 1.00, every word the same, after 2,250 updates.
RESIDUAL_GAIN = 0.2


def build(recipe: Recipe, vocabulary: Vocabulary) -> Any:
    """A `transformers.MarianMTModel` with fresh weights (or those of `recipe.initial`).

    Linear layers start Glorot-uniform and embeddings with deviation width^-0.5, as in Marian and fairseq, but the last
    layer of each residual branch smaller (RESIDUAL_GAIN). Subwords that only the source side writes get the bias NEVER,
    so that they are neither generated nor trained against.

    Raises SettingsError when the initial model cannot take sentences of schedule.max_tokens.
    """
    torch = require("torch", extra="train", purpose="jisr models train")
    transformers = require("transformers", extra="train", purpose="jisr models train")
    shape = recipe.shape
    if recipe.initial:
        dropout = {"dropout": shape.dropout, "attention_dropout": shape.attention_dropout}
        model = transformers.MarianMTModel.from_pretrained(recipe.initial, dtype=torch.float32, **dropout)
        if recipe.schedule.max_tokens >= (positions := model.config.max_position_embeddings):
            raise SettingsError(f"{recipe.initial} has {positions} positions: lower schedule.max_tokens to under that")
    else:
        torch.manual_seed(recipe.schedule.seed)
        model = transformers.MarianMTModel(marian_config(recipe, vocabulary))
        for name, module in model.named_modules():
            if isinstance(module, torch.nn.Linear) and module is not model.lm_head:
                last = name.endswith(("out_proj", "fc2"))
                torch.nn.init.xavier_uniform_(module.weight, gain=RESIDUAL_GAIN if last else 1.0)
                torch.nn.init.zeros_(module.bias)
        with torch.no_grad():
            embedding = model.get_input_embeddings().weight
            embedding.normal_(0.0, shape.width**-0.5)
            embedding[vocabulary.pad_id] = 0  # the decoder starts from it
    if recipe.max_words:
        model.config.max_words = recipe.max_words
    forbid_source(model, vocabulary)
    # On CPUs the fused attention is slow for short sequences in bfloat16: eager took a seventh off an update.
    if not torch.cuda.is_available():
        model.set_attn_implementation("eager")
    return model


def forbid_source(model: Any, vocabulary: Vocabulary) -> None:
    """Give the subwords that only the source side writes the bias NEVER, all others none."""
    bias = model.final_logits_bias
    bias.fill_(NEVER)
    bias[0, target_rows(vocabulary)] = 0.0


def marian_config(recipe: Recipe, vocabulary: Vocabulary) -> Any:
    """The `MarianConfig` of the recipe's shape, generation settings included."""
    transformers = require("transformers", extra="train", purpose="jisr models train")
    shape = recipe.shape
    return transformers.MarianConfig(
        vocab_size=len(vocabulary),
        decoder_vocab_size=len(vocabulary),
        d_model=shape.width,
        encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        encoder_ffn_dim=shape.feed_forward,
        decoder_ffn_dim=shape.feed_forward,
        max_position_embeddings=shape.positions,
        activation_function="swish",
        dropout=shape.dropout,
        attention_dropout=shape.attention_dropout,
        scale_embedding=True,
        pad_token_id=vocabulary.pad_id,
        eos_token_id=vocabulary.end_id,
        forced_eos_token_id=None,
        decoder_start_token_id=vocabulary.pad_id,
    )


def target_rows(vocabulary: Vocabulary) -> list[int]:
    """The ids a translation can hold, ascending: the output layer's after conversion, without `<unk>`."""
    return [vocabulary.index[token] for token in output_tokens(vocabulary) if token != UNKNOWN]


class Loss:
    """Label-smoothed cross-entropy over the target side's subwords only.

    The rows that only the source side writes would be pushed down in every update and cost half of the time.
    """

    def __init__(self, vocabulary: Vocabulary, smoothing: float, device: Any) -> None:
        self._torch = require("torch", extra="train", purpose="jisr models train")
        self._smoothing = smoothing
        self._pad = vocabulary.pad_id
        self._device = device
        rows = target_rows(vocabulary)
        self._rows = self._torch.tensor(rows, device=device)
        self._place = np.full(len(vocabulary), -1)
        self._place[rows] = np.arange(len(rows))
        self._cross_entropy = cross_entropy_function()

    def __call__(self, model: Any, batch: Batch, *, smooth: bool = True, still: bool = False) -> tuple[Any, int]:
        """The summed loss of a batch (a tensor, in nats) and the number of target tokens it is the sum over.

        With `still` nothing is learned about the source: no gradient goes into the encoder.
        """
        # What counts is worked out here, so that a graphics card is never waited for.
        places = self._place[batch.target].ravel()
        wanted = np.flatnonzero(places >= 0)
        begun = np.full_like(batch.target, self._pad)
        begun[:, 0] = model.config.decoder_start_token_id
        begun[:, 1:] = batch.target[:, :-1]
        source, begun, at, places = map(self._moved, (batch.source, begun, wanted, places[wanted]))
        torch = self._torch
        mask = source != self._pad
        # In four dimensions transformers takes it as it is; in two it waits for the card, to see if anything is masked.
        mask = mask[:, None, None, :] if self._device.type == "cuda" else mask.long()
        with torch.set_grad_enabled(torch.is_grad_enabled() and not still):
            read = model.get_encoder()(input_ids=source, attention_mask=mask)
        states = model.model(
            encoder_outputs=read, attention_mask=mask, decoder_input_ids=begun, use_cache=False
        ).last_hidden_state
        bias = model.final_logits_bias[0, self._rows]
        weight = model.lm_head.weight.index_select(0, self._rows)
        logits = torch.nn.functional.linear(states.flatten(0, 1).index_select(0, at), weight, bias)
        return self._cross_entropy(logits, places, self._smoothing if smooth else 0.0), len(wanted)

    def of(self, model: Any, source: Any, labels: Any, *, smooth: bool = True) -> tuple[Any, int]:
        """The same of ids in tensors: `source` padded with `<pad>`, `labels` with IGNORED, as transformers has them.

        The decoder's input is made here, so `labels` are those of the sentence as it is, not shifted.
        """
        target = labels.masked_fill(labels == IGNORED, self._pad)
        return self(model, Batch(source.cpu().numpy(), target.cpu().numpy()), smooth=smooth)

    def _moved(self, array: npt.NDArray[np.int64]) -> Any:
        tensor = self._torch.from_numpy(array)
        if self._device.type == "cuda":
            tensor = tensor.pin_memory()
        return tensor.to(self._device, non_blocking=True)


@cache
def cross_entropy_function() -> Any:
    """A function (logits, targets, smoothing) → summed label-smoothed cross-entropy (Szegedy et al. 2016, section 7).

    Same value and gradient as `torch.nn.functional.cross_entropy`, which on a CPU spends a quarter of a small model's
    update on it: this one keeps a single buffer and turns it into the gradient in place.
    """
    torch = require("torch", extra="train", purpose="jisr models train")

    class CrossEntropy(torch.autograd.Function):  # type: ignore[name-defined, misc]
        @staticmethod
        def forward(context: Any, logits: Any, targets: Any, smoothing: float) -> Any:
            logits = logits.to(torch.float32, copy=True)
            normaliser = torch.logsumexp(logits, dim=1, keepdim=True)
            at_target = logits.gather(1, targets[:, None])
            mean = logits.mean(dim=1, keepdim=True)
            context.save_for_backward(logits.sub_(normaliser).exp_(), targets)
            context.smoothing = smoothing
            return (normaliser - (1 - smoothing) * at_target - smoothing * mean).sum()

        @staticmethod
        def backward(context: Any, grad: Any) -> Any:
            probabilities, targets = context.saved_tensors
            gradient = probabilities.sub_(context.smoothing / probabilities.shape[1])
            gradient[torch.arange(len(targets), device=targets.device), targets] -= 1 - context.smoothing
            return gradient.mul_(grad), None, None

    return CrossEntropy.apply


def rate_at(update: int, recipe: Recipe, *, left: int, since_start: int) -> float:
    """The learning rate of update number `update` (from 1).

    `left`: how many come after it; `since_start` counts updates since the optimiser is new.
    """
    schedule = recipe.schedule
    rate = schedule.rate * min(update / schedule.warmup, math.sqrt(schedule.warmup / update))
    if left < schedule.cooldown:
        begun = update + left - schedule.cooldown
        highest = min(update / schedule.warmup, math.sqrt(schedule.warmup / max(begun, schedule.warmup)))
        rate = schedule.rate * highest * left / schedule.cooldown
    if since_start < update and since_start < recipe.checkpoints.rewarm:
        rate *= since_start / recipe.checkpoints.rewarm
    return rate


def translate_greedily(
    model: Any, vocabulary: Vocabulary, lines: Sequence[str], *, rows: int = 64, longest_ratio: float = 2.0
) -> list[str]:
    """Translate `lines` with beam 1, for validation in training: so many `rows` at a time.

    A translation ends at `longest_ratio` times the subwords of the longest of them, and ten more.
    """
    torch = require("torch", extra="train", purpose="jisr models train")
    ids = [vocabulary.ids(pieces) for pieces in vocabulary.encode(lines)]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    texts = [""] * len(ids)
    device = next(model.parameters()).device
    for start in range(0, len(order), rows):
        part = order[start : start + rows]
        longest = max(len(ids[i]) for i in part)
        source = torch.tensor([ids[i] + [vocabulary.pad_id] * (longest - len(ids[i])) for i in part], device=device)
        out = model.generate(
            input_ids=source,
            attention_mask=(source != vocabulary.pad_id).long(),
            num_beams=1,
            do_sample=False,
            max_length=None,
            max_new_tokens=min(int(longest * longest_ratio) + 10, model.config.max_position_embeddings - 1),
        )
        special = {vocabulary.pad_id, vocabulary.end_id}
        pieces = [[vocabulary.tokens[t] for t in row if t not in special] for row in out.tolist()]
        for i, text in zip(part, vocabulary.decode(pieces), strict=True):
            texts[i] = text
    return texts


def save_folder(model: Any, vocabulary_folder: Path, out: Path) -> None:
    """Write `model` as a folder in the Hub's layout, float16, readable by transformers and by jisr.

    How it is tokenised and decoded is what `vocabulary_folder` says of it, or as jisr trains models.

    Raises ModelError when the weights are not finite in float16.
    """
    torch = require("torch", extra="train", purpose="jisr models train")
    out.mkdir(parents=True, exist_ok=True)
    half = copy.deepcopy(model).half()
    if not all(torch.isfinite(value).all() for value in half.state_dict().values()):
        raise ModelError(f"{out}: the weights are not finite; the run has diverged, lower the rate")
    half.save_pretrained(out)
    (out / "model.safetensors").chmod(0o644)  # safetensors makes it for its owner alone
    vocabulary = Vocabulary(vocabulary_folder)
    for name in ("source.spm", "target.spm", "vocab.json"):
        shutil.copyfile(vocabulary_folder / name, out / name)
    for name, usual in _described(model, vocabulary).items():
        said = json.loads((vocabulary_folder / name).read_text("utf-8")) if (vocabulary_folder / name).is_file() else {}
        (out / name).write_text(json.dumps(usual | said, indent=2) + "\n", encoding="utf-8")


def _described(model: Any, vocabulary: Vocabulary) -> dict[str, dict[str, Any]]:
    """What transformers' tokenizer and generation read beside the model, by the name of the file."""
    tokenizer = {
        "tokenizer_class": "MarianTokenizer",
        "source_lang": vocabulary.languages[0],
        "target_lang": vocabulary.languages[1],
        "model_max_length": model.config.max_position_embeddings,
        "separate_vocabs": False,
    }
    generation = {
        "_from_model_config": False,
        "bad_words_ids": [[vocabulary.pad_id]],
        "decoder_start_token_id": vocabulary.pad_id,
        "eos_token_id": vocabulary.end_id,
        "pad_token_id": vocabulary.pad_id,
        "max_length": model.config.max_position_embeddings,
        "num_beams": 4,
    }
    return {LANGUAGES: tokenizer, "generation_config.json": generation}
