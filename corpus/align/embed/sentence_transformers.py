"""Any sentence-transformers model of text, on transformers in float32; it needs the extra `train`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from safetensors import SafetensorError

from corpus.align.embed.layout import Dense, Layout, read_layout
from corpus.align.embed.windows import Floats, Ids, cut, distinct, embed_windows, means, normalised, padded
from models.checkpoint import Checkpoint
from models.errors import ModelError, SettingsError
from models.extras import require

_LONGEST = 512  # where neither the folder nor the tokenizer nor the network says


class SentenceTransformersEmbedder:
    """Runs the model of `checkpoint`, a folder as sentence-transformers saves it.

    Gives that package's vectors, scaled to length 1, but never truncates: a text with more tokens than the model takes
    is pooled in windows, each counting as much as it has tokens. `threads`: of torch, in the whole process; 0: as
    torch has it.

    Raises ModelError when the model is damaged or of an unsupported kind, SettingsError for a negative number of
    threads, MissingExtraError without torch and transformers.
    """

    def __init__(self, checkpoint: Checkpoint, *, threads: int = 0) -> None:
        if threads < 0:
            raise SettingsError(f"threads must be 0 (as torch has it) or more, not {threads}")
        self._torch = require("torch", extra="train", purpose=f"the embedder {checkpoint.name}")
        transformers = require("transformers", extra="train", purpose=f"the embedder {checkpoint.name}")
        if threads:
            self._torch.set_num_threads(threads)
        self.name = checkpoint.name
        self.signature = f"{self.name}@{checkpoint.revision[:12]} transformers-{transformers.__version__}/float32"
        self._layout = read_layout(checkpoint.folder, checkpoint.name)
        self._tokenizer, self._network = _load(transformers, self._torch.float32, self._layout.transformer)
        self._dense = [_load_dense(self._torch, dense) for dense in self._layout.dense]
        self._head, self._tail = _frame(self._tokenizer)
        self._longest = _longest(self._layout, self._tokenizer, self._network) - len(self._head) - len(self._tail)
        self._pooled_width: int = self._network.config.hidden_size * len(self._layout.pooling)
        self.width: int = self._dense[-1][0].out_features if self._dense else self._pooled_width

    def embed(self, texts: Sequence[str]) -> Floats:
        """See Embedder.embed."""
        once, places = distinct(texts)
        windows = cut(self._ids(once), self._longest)
        extra = len(self._head) + len(self._tail)
        pooled = embed_windows(windows, self._compute, width=self._pooled_width, extra=extra, workers=1)
        return normalised(self._finish(means(windows, pooled, len(once))))[places]

    def _ids(self, texts: list[str]) -> list[list[int]]:
        if not texts:
            return []
        lines = [f"{self._layout.prefix}{text}".encode(errors="replace").decode() for text in texts]
        lines = [line.lower() for line in lines] if self._layout.lowercase else lines
        found: list[list[int]] = self._tokenizer(lines, add_special_tokens=False, verbose=False)["input_ids"]
        return found

    def _compute(self, batch: list[Ids]) -> Floats:
        padding = self._tokenizer.pad_token_id or 0
        rows = [[*self._head, *ids, *self._tail] or [padding] for ids in batch]
        length = padded(max(map(len, rows)))
        ids = self._torch.tensor([row + [padding] * (length - len(row)) for row in rows])
        mask = self._torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in rows])
        with self._torch.inference_mode():
            states = self._network(input_ids=ids, attention_mask=mask).last_hidden_state
            parts = [_pool(self._torch, mode, states, mask.unsqueeze(-1)) for mode in self._layout.pooling]
            pooled: Floats = self._torch.cat(parts, dim=1).numpy()
        return pooled

    def _finish(self, pooled: Floats) -> Floats:
        with self._torch.inference_mode():
            vectors = self._torch.from_numpy(pooled)
            for linear, activation in self._dense:
                vectors = activation(linear(vectors))
            finished: Floats = vectors.numpy()
        return finished


def _load(transformers: Any, dtype: Any, folder: Path) -> tuple[Any, Any]:
    """Tokenizer and network; only the encoder of one that has a decoder too."""
    known: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        with _quiet(transformers.utils.logging):
            tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **known)
            network, found = transformers.AutoModel.from_pretrained(
                folder, dtype=dtype, output_loading_info=True, **known
            )
    except (ImportError, KeyError, OSError, RuntimeError, ValueError, SafetensorError, UnpicklingError) as error:
        raise ModelError(f"{folder}: transformers cannot load the model ({error})") from error
    # What is missing transformers makes up at random. Neither a pooler nor a decoder is asked for anything.
    missing = sorted(name for name in found["missing_keys"] if not name.startswith(("pooler.", "decoder.")))
    if missing:
        raise ModelError(f"{folder}: the weights have no '{missing[0]}' ({len(missing)} missing); fetch them again")
    return tokenizer, (network.get_encoder() if hasattr(network, "decoder") else network).eval()


@contextmanager
def _quiet(logging: Any) -> Iterator[None]:
    """No progress bars, nor the report of a decoder that is missing, which here is no fault."""
    bars, level = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def _load_dense(torch: Any, dense: Dense) -> tuple[Any, Any]:
    from safetensors.torch import load_file

    try:
        if (dense.folder / "model.safetensors").is_file():
            weights = load_file(dense.folder / "model.safetensors")
        else:
            weights = torch.load(dense.folder / "pytorch_model.bin", map_location="cpu", weights_only=True)
        matrix = weights["linear.weight"].float()
        linear = torch.nn.Linear(matrix.shape[1], matrix.shape[0], bias="linear.bias" in weights)
        linear.load_state_dict({key.removeprefix("linear."): value.float() for key, value in weights.items()})
    except (EOFError, KeyError, OSError, RuntimeError, ValueError, SafetensorError, UnpicklingError) as error:
        raise ModelError(f"{dense.folder}: the layer's weights cannot be loaded ({error})") from error
    return linear, getattr(torch.nn, dense.activation)()


def _frame(tokenizer: Any) -> tuple[list[int], list[int]]:
    """The special tokens that the tokenizer puts before and after a text."""
    inner = tokenizer("a", add_special_tokens=False)["input_ids"]
    whole = tokenizer("a")["input_ids"]
    start = next((place for place in range(len(whole)) if whole[place : place + len(inner)] == inner), None)
    if start is None:
        raise ModelError(f"{tokenizer.name_or_path}: special tokens inside a text are not supported")
    return whole[:start], whole[start + len(inner) :]


def _longest(layout: Layout, tokenizer: Any, network: Any) -> int:
    """The most tokens the network reads at a time, special ones included."""
    positions = getattr(network.config, "max_position_embeddings", None)
    table: Any = getattr(getattr(network, "embeddings", None), "position_embeddings", None)
    if positions and getattr(table, "padding_idx", None) is not None:
        positions -= table.padding_idx + 1  # RoBERTa and its like number positions from there
    said = [layout.longest, positions, tokenizer.model_max_length]
    return int(min([most for most in said if most and most < 10**9], default=_LONGEST))


def _pool(torch: Any, mode: str, states: Any, mask: Any) -> Any:
    """One vector a row out of `states` (rows, tokens, width); `mask` (rows, tokens, 1) is 0 where a row is padded."""
    lengths = mask.sum(dim=1)
    if mode == "cls":
        return states[:, 0]
    if mode == "lasttoken":
        return states[torch.arange(len(states)), lengths[:, 0] - 1]
    if mode == "max":
        return states.masked_fill(mask == 0, -torch.inf).amax(dim=1)
    if mode == "weightedmean":
        weights = mask.cumsum(dim=1) * mask
        return (states * weights).sum(dim=1) / weights.sum(dim=1)
    return (states * mask).sum(dim=1) / (lengths if mode == "mean" else lengths.sqrt())
