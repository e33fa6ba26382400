"""The reference engine: transformers' MarianMTModel in float32, with our own decoding loop.

Kept because fine-tuning and debugging need it; tests hold CTranslate2's text against it. It needs the extra `train`.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from models.convert import output_tokens, read_config
from models.engines.attention import Attention
from models.engines.base import Batch, Decoding, Hypothesis
from models.engines.groups import Group, check_lengths, groups, scorable, trimmed, ungrouped
from models.engines.search import Floats, beam_search
from models.engines.settings import EngineSettings
from models.errors import ModelError
from models.extras import require
from models.vocabulary import PAD, UNKNOWN, Vocabulary


class TransformersEngine:
    """Runs the checkpoint in `folder` as it is; `settings.target_vocabulary` masks the rows CTranslate2 leaves out."""

    name = "transformers"

    def __init__(self, folder: Path, vocabulary: Vocabulary, *, settings: EngineSettings) -> None:
        self._torch = require("torch", extra="train", purpose="--engine transformers")
        transformers = require("transformers", extra="train", purpose="--engine transformers")
        self.version: str = transformers.__version__
        self._positions = int(read_config(folder)["max_position_embeddings"])
        self.max_source = self._positions - 1
        self._vocabulary = vocabulary
        try:
            self._model: Any = transformers.MarianMTModel.from_pretrained(
                folder, dtype=self._torch.float32, local_files_only=True
            ).eval()
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"{folder}: transformers cannot load the model ({error})") from error
        self._start = self._model.config.decoder_start_token_id
        self._forbidden = self._mask(settings.target_vocabulary)

    def generate(self, batches: Iterable[Batch], decoding: Decoding) -> Iterator[list[Hypothesis]]:
        """See Engine.generate."""
        for batch in batches:
            yield self.complete(batch, [()] * len(batch), decoding)

    def complete(self, sources: Batch, prefixes: Batch, decoding: Decoding) -> list[Hypothesis]:
        """See Engine.complete."""
        check_lengths(sources, self.max_source)
        found = ungrouped(sources, prefixes)
        for group in groups(sources, prefixes, decoding, self._positions):
            for index, hypothesis in self._search(sources, group, decoding):
                found[index] = hypothesis
        return found

    def score(self, sources: Batch, targets: Batch) -> list[float | None]:
        """See Engine.score."""
        scores: list[float | None] = [None] * len(sources)
        with self._torch.inference_mode():
            for index in scorable(sources, targets, self._positions):
                scores[index] = self._forced(sources[index], targets[index])
        return scores

    def attend(self, sources: Batch, targets: Batch) -> list[Attention | None]:
        """See Engine.attend."""
        found: list[Attention | None] = [None] * len(sources)
        self._model.set_attn_implementation("eager")  # the others do not give it away
        with self._torch.inference_mode():
            for index in scorable(sources, targets, self._positions):
                found[index] = self._looked_at(sources[index], targets[index])
        return found

    def close(self) -> None:
        self._model = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _search(self, batch: Batch, group: Group, decoding: Decoding) -> Iterator[tuple[int, Hypothesis]]:
        with self._torch.inference_mode():
            results = beam_search(
                _Decoder(self._torch, self._model, self._encode(batch, group), self._forbidden),
                [tuple(self._vocabulary.ids(prefix)[:-1]) for prefix in group.prefixes],
                start=self._start,
                end=self._vocabulary.end_id,
                decoding=decoding,
                steps=group.steps,
            )
        tokens = self._vocabulary.tokens
        begun = len(group.prefixes[0])
        for index, limit, (ids, score) in zip(group.indices, group.limits, results, strict=True):
            yield index, trimmed([tokens[i] for i in ids], score / (len(ids) - begun), limit)

    def _looked_at(self, source: Sequence[str], target: Sequence[str]) -> Attention:
        seen = self._model(
            input_ids=self._torch.tensor([self._vocabulary.ids(source)]),
            decoder_input_ids=self._torch.tensor([[self._start, *self._vocabulary.ids(target)[:-2]]]),
            output_attentions=True,
        ).cross_attentions[-1]
        attention: Attention = seen[0, 0, :, :-1].numpy()
        return attention

    def _forced(self, source: Sequence[str], target: Sequence[str]) -> float:
        unknown = self._vocabulary.index[UNKNOWN]
        mask = self._forbidden.clone()
        mask[unknown] = 0
        ids = [number if mask[number] == 0 else unknown for number in self._vocabulary.ids(target)]
        logits = self._model(
            input_ids=self._torch.tensor([self._vocabulary.ids(source)]),
            decoder_input_ids=self._torch.tensor([[self._start, *ids[:-1]]]),
        ).logits[0]
        log_probs = self._torch.log_softmax(logits + mask, dim=-1)[range(len(ids)), ids]
        return float(log_probs.mean())

    def _encode(self, batch: Batch, group: Group) -> Any:
        rows = [self._vocabulary.ids(batch[index]) for index in group.indices]
        return self._model.get_encoder()(input_ids=self._torch.tensor(rows)).last_hidden_state

    def _mask(self, target_vocabulary: str) -> Any:
        """What is added to the logits: -inf for `<pad>`, `<unk>` and the rows that CTranslate2's model has not."""
        mask = self._torch.zeros(self._model.config.decoder_vocab_size)
        index = self._vocabulary.index
        if target_vocabulary == "target-only":
            mask.fill_(-np.inf)
            mask[[index[token] for token in output_tokens(self._vocabulary)]] = 0
        mask[[index[PAD], index[UNKNOWN]]] = -np.inf
        return mask


class _Decoder:
    """The model's decoder with its cache, as the search's step function."""

    def __init__(self, torch: Any, model: Any, encoded: Any, mask: Any) -> None:
        from transformers.cache_utils import DynamicCache, EncoderDecoderCache

        self._torch, self._model, self._encoded, self._mask = torch, model, encoded, mask
        self._cache = EncoderDecoderCache(DynamicCache(config=model.config), DynamicCache(config=model.config))
        self._begun = False

    def __call__(self, tokens: Sequence[int], parents: Sequence[int]) -> Floats:
        rows = self._torch.tensor(parents)
        if self._begun:
            self._cache.reorder_cache(rows)
            self._encoded = self._encoded[rows]
        self._begun = True
        logits = self._model(
            encoder_outputs=(self._encoded,),
            decoder_input_ids=self._torch.tensor(tokens)[:, None],
            past_key_values=self._cache,
            use_cache=True,
        ).logits[:, -1]
        masked: Floats = (logits + self._mask).numpy()
        return masked
