"""Which sentence-transformers model a name means: a folder, what is on this machine, what the hub has."""

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from corpus.align.embed.hub import find_checkpoint
from corpus.align.embed.sentence_transformers import SentenceTransformersEmbedder
from models.errors import ModelError
from tests.corpus.align.embed.model_folder import WIDTH, write_model
from tests.models.conftest import COMMIT
from tests.models.test_hub import Answer, Hub, digest

ORIGIN = "sentence-transformers/tiny"


@pytest.fixture
def model(offline: Path, tmp_path: Path) -> Path:
    """A model in a folder, with the hub out of reach."""
    pooling = {"word_embedding_dimension": WIDTH, "pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    return write_model(tmp_path / "tiny", pooling=pooling, dense={"bias": True})


class NestedAnswer(Answer):
    """Serves ORIGIN with the files of a folder and of the folders in it."""

    def do_GET(self) -> None:  # noqa: N802
        path = self.path.partition("?")[0]
        root = self.server.folder
        files = sorted(file for file in root.rglob("*") if file.is_file())
        for revision in ("main", COMMIT):
            if path == f"/api/models/{ORIGIN}/revision/{revision}":
                siblings = [{"rfilename": str(file.relative_to(root))} for file in files]
                self.reply(200, json.dumps({"id": ORIGIN, "sha": COMMIT, "siblings": siblings}).encode())
                return
            if path.startswith(f"/api/models/{ORIGIN}/tree/{revision}"):
                tree = [
                    {"type": "file", "path": str(file.relative_to(root)), "size": file.stat().st_size}
                    | {"oid": digest(file.read_bytes())}
                    for file in files
                ]
                self.reply(200, json.dumps(tree).encode())
                return
            if path.startswith(f"/{ORIGIN}/resolve/{revision}/"):
                name = path.removeprefix(f"/{ORIGIN}/resolve/{revision}/")
                self.server.sent.append(name)
                self.reply(200, (root / name).read_bytes())
                return
        self.reply(404, b"{}", ("X-Error-Code", "RevisionNotFound" if ORIGIN in path else "RepoNotFound"))


@pytest.fixture
def served(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    folder = Path(shutil.copytree(model, tmp_path / "served"))
    (folder / "onnx").mkdir()
    (folder / "onnx" / "config.json").write_text("{}")
    (folder / "tf_model.h5").write_bytes(b"not wanted")
    server = Hub(folder)
    server.RequestHandlerClass = NestedAnswer
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
    monkeypatch.setattr("huggingface_hub.hf_api.api.endpoint", address)
    monkeypatch.setattr(
        "huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", address + "/{repo_id}/resolve/{revision}/{filename}"
    )
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_folder_is_known_by_its_content(model: Path, tmp_path: Path) -> None:
    found = find_checkpoint(str(model))
    assert (found.name, found.folder, len(found.revision)) == ("tiny", model, 40)
    copy = shutil.copytree(model, tmp_path / "copy")
    assert find_checkpoint(str(copy)).revision == found.revision
    (copy / "1_Pooling" / "config.json").write_text('{"pooling_mode": "max"}')
    assert find_checkpoint(str(copy)).revision != found.revision


@pytest.mark.parametrize("name", [ORIGIN, "tiny", f"{ORIGIN}@{COMMIT}", f"tiny@{COMMIT}"])
def test_what_another_program_fetched_is_found_without_network(model: Path, tmp_path: Path, name: str) -> None:
    repository = tmp_path / "hf" / "models--sentence-transformers--tiny"
    folder = Path(shutil.copytree(model, repository / "snapshots" / COMMIT))
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT)
    found = find_checkpoint(name)
    assert (found.name, found.revision, found.folder) == (ORIGIN, COMMIT, folder)
    assert SentenceTransformersEmbedder(found).signature.startswith(f"{ORIGIN}@{COMMIT[:12]} transformers-5")
    (folder / "model.safetensors").unlink()  # half a download does not count
    with pytest.raises(ModelError, match="is not on this machine"):
        find_checkpoint(name)


@pytest.mark.parametrize("name", ["LaBSE", "sentence-transformers/LaBSE"])
def test_offline_a_hub_name_says_what_to_do(offline: Path, name: str) -> None:
    with pytest.raises(
        ModelError,
        match=r"sentence-transformers/LaBSE is not on this machine and the hub cannot be reached .*"
        r"copy the model's folder here and give its path, or take multilingual-e5-small",
    ):
        find_checkpoint(name)


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/model", "a/b/c", "~/model"])
def test_no_such_folder(offline: Path, name: str) -> None:
    with pytest.raises(ModelError, match=rf"no embedder '{name}': no such folder.*multilingual-e5-small"):
        find_checkpoint(name)


def test_a_folder_of_another_kind_is_refused(offline: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no modules\.json; a model as sentence-transformers saves it"):
        find_checkpoint(str(tmp_path))


@pytest.mark.parametrize("part", ["", "2_Dense"])
def test_a_folder_without_weights_is_refused(model: Path, part: str) -> None:
    (model / part / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=rf"{model / part}: no weights"):
        find_checkpoint(str(model))


def test_what_is_needed_is_fetched_once(served: Hub, model: Path, offline: Path) -> None:
    found = find_checkpoint("tiny")
    assert (found.name, found.revision) == (ORIGIN, COMMIT)
    assert found.folder.is_relative_to(offline / "hub")
    assert {"model.safetensors", "2_Dense/model.safetensors", "1_Pooling/config.json"} <= set(served.sent)
    assert not {"onnx/config.json", "tf_model.h5"} & set(served.sent)
    embedder = SentenceTransformersEmbedder(found)
    same = SentenceTransformersEmbedder(find_checkpoint(str(model)))
    assert (embedder.embed(["نص"]) == same.embed(["نص"])).all()
    served.sent.clear()
    assert find_checkpoint("tiny") == found
    assert served.sent == []


def test_pickled_weights_are_fetched_where_there_are_no_others(served: Hub) -> None:
    layer = served.folder / "2_Dense"
    torch.save(load_file(layer / "model.safetensors"), layer / "pytorch_model.bin")
    (served.folder / "training_args.bin").write_bytes(b"not wanted")
    (layer / "model.safetensors").unlink()
    assert (find_checkpoint("tiny").folder / "2_Dense" / "pytorch_model.bin").is_file()
    assert "training_args.bin" not in served.sent


@pytest.mark.parametrize(
    ("name", "message"),
    [("tiny@v9", "tiny: the hub has no revision v9"), ("tester/nothing", "tester/nothing: no such model on the hub")],
)
def test_what_the_hub_does_not_have(served: Hub, name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        find_checkpoint(name)
