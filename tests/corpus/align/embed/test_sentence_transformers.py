"""Any sentence-transformers model: what its modules say, computed here a second time, one text at a time."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from corpus.align.embed import load_embedder
from corpus.align.embed.hub import find_checkpoint
from corpus.align.embed.sentence_transformers import SentenceTransformersEmbedder
from corpus.align.embed.windows import Floats
from models.errors import MissingExtraError, ModelError, SettingsError
from tests.corpus.align.embed.model_folder import WIDTH, bert, write, write_model

TEXTS = ["كتاب جديد", "a new book.", "", "دخل", "hall: abc"]
MEAN = {"word_embedding_dimension": WIDTH, "pooling_mode_mean_tokens": True}
CLS = {"word_embedding_dimension": WIDTH, "pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
TANH = {"bias": True, "activation_function": "torch.nn.modules.activation.Tanh"}


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> None:
    torch.set_num_threads(1)  # on a shared machine torch's spinning threads take ten times as long


def load(folder: Path, **options: Any) -> SentenceTransformersEmbedder:
    return SentenceTransformersEmbedder(find_checkpoint(str(folder)), **options)


def states(folder: Path, text: str) -> Any:
    """The last layer's states of one text, unpadded, (tokens, width)."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    network = transformers.BertModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        return network(**tokenizer([text], return_tensors="pt")).last_hidden_state[0].numpy()


def scaled(vectors: list[Any]) -> Floats:
    rows = np.stack(vectors)
    found: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


def test_mean_of_the_states_with_a_prefix(tmp_path: Path) -> None:
    prompts = {"prompts": {"query": "query: ", "passage": "passage: "}, "default_prompt_name": None}
    folder = write_model(tmp_path / "model", pooling=MEAN, prompts=prompts)
    embedder = load(folder)
    expected = scaled([states(folder, f"query: {text}").mean(axis=0) for text in TEXTS])
    np.testing.assert_allclose(embedder.embed(TEXTS), expected, atol=1e-6)
    assert (embedder.name, embedder.width) == ("model", WIDTH)
    assert embedder.embed(TEXTS).dtype == np.float32


@pytest.mark.parametrize("pickled", [False, True])
def test_first_state_and_a_layer_as_labse_has_them(tmp_path: Path, pickled: bool) -> None:
    folder = write_model(tmp_path / "model", pooling=CLS, dense=TANH, pickled=pickled)
    embedder = load(folder)
    if pickled:
        layer = torch.load(folder / "2_Dense" / "pytorch_model.bin", weights_only=True)
    else:
        layer = load_file(folder / "2_Dense" / "model.safetensors")
    weight, bias = layer["linear.weight"].numpy(), layer["linear.bias"].numpy()
    expected = scaled([np.tanh(weight @ states(folder, text)[0] + bias) for text in TEXTS])
    np.testing.assert_allclose(embedder.embed(TEXTS), expected, atol=1e-6)
    assert embedder.width == 16


@pytest.mark.parametrize(
    ("mode", "pool"),
    [
        ("mean", lambda x: x.mean(axis=0)),
        ("cls", lambda x: x[0]),
        ("max", lambda x: x.max(axis=0)),
        ("mean_sqrt_len_tokens", lambda x: x.sum(axis=0) / np.sqrt(len(x))),
        ("weightedmean", lambda x: np.average(x, axis=0, weights=np.arange(1, len(x) + 1))),
        ("lasttoken", lambda x: x[-1]),
        (["max", "cls"], lambda x: np.concatenate([x.max(axis=0), x[0]])),
    ],
)
def test_every_kind_of_pooling(tmp_path: Path, mode: Any, pool: Any) -> None:
    pooling = {"embedding_dimension": WIDTH, "pooling_mode": mode, "include_prompt": True}
    folder = write_model(tmp_path / "model", pooling=pooling, normalize=False)
    expected = scaled([pool(states(folder, text)) for text in TEXTS])
    np.testing.assert_allclose(load(folder).embed(TEXTS), expected, atol=1e-6)


def test_a_long_text_is_pooled_in_windows(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", pooling=MEAN)
    text = "باب كتاب a new book. نجم"
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    ids = tokenizer(text * 3, add_special_tokens=False)["input_ids"]
    windows = [ids[:22], ids[22:44], ids[44:]]
    assert 0 < len(windows[2]) < 22
    sums = []
    for window in windows:
        with torch.inference_mode():
            found = transformers.BertModel.from_pretrained(folder).eval()(torch.tensor([[2, *window, 3]]))
        sums.append(len(window) * found.last_hidden_state[0].mean(dim=0).numpy())
    np.testing.assert_allclose(load(folder).embed([text * 3]), scaled([np.sum(sums, axis=0)]), atol=1e-6)


def test_the_folders_length_holds_and_without_it_the_networks(tmp_path: Path) -> None:
    text = "a b c d e f g h i j k l m n"
    short = load(write_model(tmp_path / "short", pooling=CLS, settings={"max_seq_length": 10}))
    whole = load(write_model(tmp_path / "whole", pooling=CLS, settings={"do_lower_case": False}))
    np.testing.assert_allclose(whole.embed([text]), scaled([states(tmp_path / "whole", text)[0]]), atol=1e-6)
    parts = [8 * states(tmp_path / "short", text[:15])[0], 6 * states(tmp_path / "short", text[16:])[0]]
    np.testing.assert_allclose(short.embed([text]), scaled([np.sum(parts, axis=0)]), atol=1e-6)


def test_positions_that_begin_behind_the_padding(tmp_path: Path) -> None:
    """RoBERTa's first position is the padding's number plus one, so fewer are left than its table has rows."""
    config = bert().config.to_dict() | {"model_type": "xlm-roberta", "pad_token_id": 0}
    shape = {key: value for key, value in config.items() if key not in ("architectures", "transformers_version")}
    network = transformers.XLMRobertaModel(transformers.XLMRobertaConfig(**shape)).eval()
    embedder = load(write_model(tmp_path / "model", pooling=MEAN, settings={"do_lower_case": False}, network=network))
    text = "a b c d e f g h i j k l m n o p q r s t u v"  # 22 tokens; with two special ones 24, as the table has rows
    first, last = embedder.embed([text[:41]])[0], embedder.embed([text])[0]
    assert len(embedder._ids([text])[0]) == 22
    assert 0.5 < first @ last < 0.9999


def test_vectors_do_not_depend_on_company(tmp_path: Path) -> None:
    embedder = load(write_model(tmp_path / "model", pooling=MEAN))
    texts = [text[start:] for text in ("كتاب جديد على الطاولة", "a new book on the table") for start in range(20)]
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    np.testing.assert_allclose(embedder.embed(texts), alone, atol=1e-6)
    assert embedder.embed([]).shape == (0, WIDTH)


def test_lower_case_where_the_model_wants_it(tmp_path: Path) -> None:
    mixed, small = "Hall", "hall"
    plain = load(write_model(tmp_path / "plain", pooling=MEAN, settings={"do_lower_case": False}))
    lower = load(write_model(tmp_path / "lower", pooling=MEAN, settings={"do_lower_case": True}))
    for embedder in (plain, lower):
        embedder._tokenizer.backend_tokenizer.normalizer = None  # BERT's own would lower anyway
    assert np.any(plain.embed([mixed]) != plain.embed([small]))
    np.testing.assert_array_equal(lower.embed([mixed]), lower.embed([small]))


@pytest.mark.parametrize(
    ("name", "prompts", "prefix"),
    [
        ("model", None, ""),
        ("model", {"prompts": {"query": "q: ", "BitextMining": "pair: "}, "default_prompt_name": "query"}, "pair: "),
        ("model", {"prompts": {"query": "q: ", "sts": "same: "}, "default_prompt_name": "sts"}, "same: "),
        ("model", {"prompts": {"query": "", "document": ""}, "default_prompt_name": None}, ""),
        ("multilingual-e5-large", {"__version__": {}}, "query: "),
        ("e5-base", None, "query: "),
        ("multilingual-e5-large-instruct", None, ""),
    ],
)
def test_prefixes(tmp_path: Path, name: str, prompts: dict[str, Any] | None, prefix: str) -> None:
    folder = write_model(tmp_path / name, pooling=MEAN, prompts=prompts)
    expected = scaled([states(folder, f"{prefix}abc").mean(axis=0)])
    np.testing.assert_allclose(load(folder).embed(["abc"]), expected, atol=1e-6)


def test_load_embedder_takes_a_folder_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_model(tmp_path / "model", pooling=MEAN)
    embedder = load_embedder(str(folder))
    monkeypatch.chdir(tmp_path)
    assert load_embedder("./model") is embedder
    revision = find_checkpoint(str(folder)).revision[:12]
    assert embedder.signature == f"model@{revision} transformers-{transformers.__version__}/float32"


def test_a_model_without_some_of_its_weights_is_refused(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", pooling=MEAN)
    weights = load_file(folder / "model.safetensors")
    del weights["encoder.layer.1.output.dense.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"the weights have no 'encoder\.layer\.1\.output\.dense\.weight'"):
        load(folder)


def test_damaged_weights_are_named(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", pooling=CLS, dense=TANH)
    (folder / "2_Dense" / "model.safetensors").write_bytes(b"none")
    with pytest.raises(ModelError, match=r"2_Dense: the layer's weights cannot be loaded"):
        load(folder)
    write(folder / "config.json", {"model_type": "no such"})
    with pytest.raises(ModelError, match=rf"{folder}: transformers cannot load the model"):
        load(folder)


def test_nothing_is_printed_while_loading(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = write_model(tmp_path / "model", pooling=MEAN)
    capfd.readouterr()
    shown = transformers.utils.logging.is_progress_bar_enabled()
    load(folder)
    assert capfd.readouterr() == ("", "")
    assert transformers.utils.logging.is_progress_bar_enabled() == shown


def test_threads_are_torchs_and_checked(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", pooling=MEAN)
    with pytest.raises(SettingsError, match="threads must be 0"):
        load(folder, threads=-1)
    try:
        load(folder, threads=2)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(1)


def test_without_torch_the_extra_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_model(tmp_path / "model", pooling=MEAN)
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"the embedder model needs torch.*pip install 'jisr\[train\]'"):
        load(folder)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("modules.json", [{"type": "x.Transformer", "path": ""}, {"type": "x.CNN", "path": "1"}], "Transformer, CNN"),
        ("modules.json", [{"type": "x.Pooling", "path": ""}], "a model of Pooling is not supported"),
        ("modules.json", {"type": "Pooling"}, "modules.json: not a list of modules"),
        ("1_Pooling/config.json", {"pooling_mode": "attention"}, "pooling 'attention' is not supported"),
        ("1_Pooling/config.json", {"include_prompt": False}, r"leaves out the prompt \('query: '\)"),
        ("2_Dense/config.json", {"activation_function": "a.b.Mish"}, "activation 'Mish' is not supported"),
        ("2_Dense/config.json", {"use_residual": True}, "only plain layers"),
        ("2_Dense/config.json", {"module_input_name": "token_embeddings"}, "only plain layers"),
    ],
)
def test_what_is_not_supported_is_refused(tmp_path: Path, file: str, content: Any, message: str) -> None:
    prompts = {"prompts": {"query": "query: "}, "default_prompt_name": None}
    folder = write_model(tmp_path / "model", pooling=MEAN, dense=TANH, prompts=prompts)
    load(folder)
    (folder / file).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        load(folder)
