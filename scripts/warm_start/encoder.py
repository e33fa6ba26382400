"""The first layers of multilingual-e5-small as a MarianMT encoder: copied, fitted, and taught the rest.

Both encoders' layers have the same parts in the same order. What differs comes before the first: BERT adds learned
positions and normalises, Marian adds fixed sinusoids to scaled embeddings. So the embeddings are taken after the norm
and made long beside the sinusoids, the first layer's attention reads them through the linear map that fits best, and
what is then still missing is learned by imitation: the states after every layer, token by token (Jiao et al. 2020,
TinyBERT, arXiv:1909.10351).
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from corpus.align.embed.weights import Floats, Weights
from models.convert import positions
from models.train.precision import autocast
from models.vocabulary import Vocabulary
from warm_start.fit import fit

_LONG = 6.0  # the length of an embedding, in those of the changing part of a row of sinusoids
_WINDOW = 40  # positions that means are taken over: most sentences are shorter
_WARMUP = 20
_REPORT = 20

# The parts of a layer: transformers' names in Marian and in BERT, and the file's.
_LINEAR = (
    ("self_attn.q_proj", "attention.self.query", "q"),
    ("self_attn.k_proj", "attention.self.key", "k"),
    ("self_attn.v_proj", "attention.self.value", "v"),
    ("self_attn.out_proj", "attention.output.dense", "ao"),
    ("fc1", "intermediate.dense", "fi"),
    ("fc2", "output.dense", "fo"),
)
_NORMS = (
    ("self_attn_layer_norm", "attention.output.LayerNorm", "aln"),
    ("final_layer_norm", "output.LayerNorm", "oln"),
)
_MARIAN, _BERT = 0, 1


def their_ids(vocabulary: Vocabulary, weights: Weights) -> NDArray[np.int64]:
    """e5's id for each subword of `vocabulary`, and for `<s>` at the end; what e5 does not have is its `<unk>`."""
    subwords = weights.subwords
    known = {piece: number for number, piece in enumerate(subwords.pieces)}
    known |= {"</s>": subwords.end, "<unk>": subwords.unknown, "<pad>": subwords.padding}
    return np.array([*(known.get(token, subwords.unknown) for token in vocabulary.tokens), subwords.start])


def teacher(weights: Weights, layers: int, theirs: Sequence[int] | NDArray[np.int64]) -> Any:
    """The first `layers` layers of multilingual-e5-small as a `transformers.BertModel` over the subwords `theirs`."""
    import transformers

    shape = weights.shape
    config = transformers.BertConfig(
        vocab_size=len(theirs),
        hidden_size=shape.hidden,
        num_hidden_layers=layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feedforward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
    )
    model = transformers.BertModel(config, add_pooling_layer=False).eval()
    embeddings = model.embeddings
    with torch.no_grad():
        embeddings.word_embeddings.weight.copy_(torch.from_numpy(_words(weights, theirs)))
        embeddings.position_embeddings.weight.copy_(_table(weights, "emb.pos"))
        embeddings.token_type_embeddings.weight.copy_(_table(weights, "emb.type"))
        _copy_norm(embeddings.LayerNorm, weights, "emb.ln")
        _copy_layers(model.encoder.layer, weights, _BERT)
    return model


def start(
    encoder: Any, weights: Weights, fixed: Sequence[int], theirs: NDArray[np.int64], sample: Sequence[list[int]]
) -> None:
    """Give a MarianMT `encoder` the weights of e5's first layers, all but the embeddings of the ids in `fixed`.

    `theirs`: see their_ids. `sample`: sentences, from which the map that the first layer reads through is fitted.
    """
    width = weights.shape.hidden
    words, kind = _words(weights, theirs[:-1]), weights.vector("emb.type")[:width]
    places = weights.vector("emb.pos").reshape(-1, width)[1 : _WINDOW + 1]  # <s> has the first
    gamma, beta = weights.vector("emb.ln.w"), weights.vector("emb.ln.b")

    def normalised(rows: Floats) -> Floats:
        centred = rows - rows.mean(axis=-1, keepdims=True)
        scaled: Floats = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True)) * gamma + beta
        return scaled

    clean = normalised(words + kind + places.mean(axis=0))
    waves = positions(weights.shape.positions, width)
    usual = waves[:_WINDOW].mean(axis=0)
    changing = float(np.linalg.norm(waves[:_WINDOW] - usual, axis=1).mean())
    long = _LONG * changing / float(np.linalg.norm(clean, axis=1).mean())
    root = math.sqrt(width) if encoder.config.scale_embedding else 1.0
    table = encoder.embed_tokens.weight
    rows = np.setdiff1d(np.arange(len(table)), np.array(fixed))
    with torch.no_grad():
        table[torch.from_numpy(rows)] = torch.from_numpy((long * clean[rows] - usual) / root)
        ids = np.concatenate([np.array(sentence[:_WINDOW]) for sentence in sample])
        at = np.concatenate([np.arange(min(len(sentence), _WINDOW)) for sentence in sample])
        matrix, constant = fit(table.numpy()[ids] * root + waves[at], normalised(words[ids] + kind + places[at]))
        _copy_layers(encoder.layers, weights, _MARIAN)
        attention = encoder.layers[0].self_attn
        for part in (attention.q_proj, attention.k_proj, attention.v_proj):
            part.bias += part.weight @ torch.from_numpy(constant)
            part.weight.copy_(part.weight @ torch.from_numpy(matrix))
        attention.out_proj.weight *= long
        attention.out_proj.bias *= long


def batches(sentences: Sequence[list[int]], pad: int, *, tokens: int, seed: int) -> Iterator[Any]:
    """Tensors of sentences of like length, at most `tokens` ids with padding, in random order."""
    random = np.random.default_rng(seed)
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]) * (1 + 0.1 * random.random()))
    groups: list[list[int]] = [[]]
    for index in order:
        longest = max(len(sentences[i]) for i in (*groups[-1], index))
        if groups[-1] and longest * (len(groups[-1]) + 1) > tokens:
            groups.append([])
        groups[-1].append(index)
    for number in random.permutation(len(groups)):
        rows = [torch.tensor(sentences[index]) for index in groups[number]]
        yield torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=pad)


def imitate(
    encoder: Any,
    master: Any,
    stream: Iterator[Any],
    *,
    fixed: Sequence[int],
    updates: int,
    rate: float,
    report: Callable[[str], None],
) -> None:
    """Train `encoder` to give the states of `master` after every layer; the embeddings of the ids in `fixed` stay.

    Reported is the share of the variance of the states, unit by unit, that is still missing.
    """
    pad, opening = encoder.config.pad_token_id, master.config.vocab_size - 1
    optimiser = torch.optim.AdamW(encoder.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True)
    still = torch.tensor(list(fixed))
    encoder.eval()  # without dropout: the master has none either
    missing, since = [], time.monotonic()
    for update, ids in zip(range(1, updates + 1), stream, strict=False):
        for group in optimiser.param_groups:
            group["lr"] = rate * min(update / _WARMUP, 1) * (1 - (update - 1) / updates)
        opened = torch.cat([torch.full_like(ids[:, :1], opening), ids], dim=1)
        with autocast(torch.device("cpu")):
            with torch.no_grad():
                wanted = _states(master, opened, pad)
            given = _states(encoder, ids, pad)
        words = ids != pad
        layers = []
        for ours, goal in zip(given, (state[:, 1:][words].float() for state in wanted), strict=True):
            layers.append(((ours[words].float() - goal) ** 2 / goal.var(dim=0).clamp_min(1e-4)).mean())
        loss: Any = torch.stack(layers)
        loss.sum().backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        encoder.embed_tokens.weight.grad[still] = 0
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        missing.append((loss[-1].item(), loss.mean().item()))
        if update % _REPORT == 0 or update == 1:
            last, every = np.mean(missing[-_REPORT:], axis=0)
            report(
                f"imitation: update {update} of {updates}, missing of the last layer {last:.3f}, of all {every:.3f}, "
                f"{time.monotonic() - since:.0f} s"
            )


def _states(model: Any, ids: Any, pad: int) -> Any:
    """The states after each layer."""
    return model(input_ids=ids, attention_mask=(ids != pad).long(), output_hidden_states=True).hidden_states[1:]


def _words(weights: Weights, ids: Sequence[int] | NDArray[np.int64]) -> Floats:
    # Row by row: all 250,000 would take 400 MB.
    rows = [weights.matrix("emb.word", weights.shape.hidden, slice(int(i), int(i) + 1)) for i in ids]
    return np.concatenate(rows)


def _table(weights: Weights, name: str) -> Any:
    return torch.from_numpy(weights.vector(name).reshape(-1, weights.shape.hidden))


def _copy_layers(layers: Any, weights: Weights, architecture: int) -> None:
    for number, layer in enumerate(layers):
        for *parts, name in _LINEAR:
            part = layer.get_submodule(parts[architecture])
            part.weight.copy_(torch.from_numpy(weights.matrix(f"l{number}.{name}.w", part.in_features)))
            part.bias.copy_(torch.from_numpy(weights.vector(f"l{number}.{name}.b")))
        for *parts, name in _NORMS:
            _copy_norm(layer.get_submodule(parts[architecture]), weights, f"l{number}.{name}")


def _copy_norm(norm: Any, weights: Weights, name: str) -> None:
    norm.weight.copy_(torch.from_numpy(weights.vector(f"{name}.w")))
    norm.bias.copy_(torch.from_numpy(weights.vector(f"{name}.b")))
