"""models.hub: fetching, from a hub of our own on this machine that speaks huggingface.co's protocol."""

import hashlib
import json
import shutil
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from models import hub, store
from models.errors import MissingExtraError, ModelError
from tests.models.conftest import COMMIT

ORIGIN = "tester/marian-ar-en"


class Hub(ThreadingHTTPServer):
    """One repository, `ORIGIN`, with the files of a folder at one commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sent: list[str] = []
        super().__init__(("127.0.0.1", 0), Answer)


class Answer(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        for revision in ("main", COMMIT):
            if path == f"/api/models/{ORIGIN}/revision/{revision}":
                files = [{"rfilename": file.name} for file in sorted(self.server.folder.iterdir())]
                self.reply(200, json.dumps({"id": ORIGIN, "sha": COMMIT, "siblings": files}).encode())
                return
            if path.startswith(f"/api/models/{ORIGIN}/tree/{revision}"):
                self.reply(200, json.dumps([self.describe(file) for file in self.server.folder.iterdir()]).encode())
                return
            if path.startswith(f"/{ORIGIN}/resolve/{revision}/"):
                name = path.rsplit("/", 1)[1]
                self.server.sent.append(name)
                self.reply(200, (self.server.folder / name).read_bytes())
                return
        known = ORIGIN in path
        self.reply(404, b"{}", ("X-Error-Code", "RevisionNotFound" if known else "RepoNotFound"))

    def describe(self, file: Path) -> dict[str, object]:
        return {"type": "file", "path": file.name, "size": file.stat().st_size, "oid": digest(file.read_bytes())}

    def reply(self, code: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(code)
        for name, value in (("Content-Length", str(len(body))), ("X-Repo-Commit", COMMIT), *headers):
            self.send_header(name, value)
        self.send_header("ETag", f'"{digest(body)}"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def digest(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


@pytest.fixture
def served(taught_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    folder = Path(shutil.copytree(taught_checkpoint, tmp_path / "served"))
    (folder / "tf_model.h5").write_bytes(b"not wanted")
    server = Hub(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
    monkeypatch.setattr("huggingface_hub.hf_api.api.endpoint", address)
    monkeypatch.setattr(
        "huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", address + "/{repo_id}/resolve/{revision}/{filename}"
    )
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_get_fetches_what_is_needed_and_records_the_commit(served: Hub, home: Path) -> None:
    checkpoint = store.get(ORIGIN)
    assert (checkpoint.name, checkpoint.revision) == (ORIGIN, COMMIT)
    assert checkpoint.folder.is_relative_to(home / "hub")
    assert "tf_model.h5" not in served.sent
    assert "model.safetensors" in served.sent
    assert store.find(ORIGIN) == checkpoint


def test_a_model_with_pickled_weights_only(served: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save(load_file(served.folder / "model.safetensors"), served.folder / "pytorch_model.bin")
    (served.folder / "model.safetensors").unlink()
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "torch", None)
        with pytest.raises(MissingExtraError, match=r"pytorch_model.bin only; .*pip install 'jisr\[train\]'"):
            hub.fetch_snapshot(ORIGIN, "main")
    assert "pytorch_model.bin" not in served.sent
    assert (store.get(ORIGIN).folder / "pytorch_model.bin").is_file()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (f"{ORIGIN}@v9", "the hub has no revision v9; try jisr models get tester/marian-ar-en@main"),
        ("tester/nothing", "no such model on the hub, or it is private"),
    ],
)
def test_what_the_hub_does_not_have(served: Hub, name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        store.get(name)


def test_a_model_of_another_kind_is_refused(served: Hub) -> None:
    (served.folder / "source.spm").unlink()
    with pytest.raises(ModelError, match="no Marian model"):
        store.get(ORIGIN)
