"""A data set to a hub of our own on this machine that speaks huggingface.co's protocol."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import DatasetCard

from corpus.card import About, count, write_card
from corpus.export import push
from corpus.store import DataSetWriter, Layout
from models.errors import InputError, ModelError, SettingsError
from tests.corpus.store.rows import fill

NAME = "tester/pairs"
COMMIT = "1" * 40


class Hub(ThreadingHTTPServer):
    """One data set, NAME, that whoever has the token "writes" may write."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.blobs: dict[str, bytes] = {}
        self.commits: list[str] = []
        self.private: object = None
        super().__init__(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.partition("?")[0].startswith(f"/api/datasets/{NAME}/tree/main"):
            self.reply(200, [self.describe(name) for name in self.server.files])
        elif self.path.startswith(f"/api/datasets/{NAME}"):
            self.reply(
                200, {"id": NAME, "sha": COMMIT, "siblings": [{"rfilename": name} for name in self.server.files]}
            )
        else:
            self.reply(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.partition("?")[0]
        token = self.headers.get("Authorization")
        if path == "/api/validate-yaml":
            self.reply(200, {"errors": [], "warnings": []})
        elif token is None:
            self.reply(401, {"error": "Unauthorized"})
        elif token != "Bearer writes":
            self.reply(403, {"error": "Forbidden"})
        elif path == "/api/repos/create":
            asked = json.loads(body)
            self.server.private = asked.get("private", asked.get("visibility") == "private")
            self.reply(200, {"url": f"{self.server.address}/datasets/{NAME}", "name": NAME, "id": NAME})
        elif path == f"/api/datasets/{NAME}/preupload/main":
            self.reply(200, {"files": [self.mode(file["path"]) for file in json.loads(body)["files"]]})
        elif path == f"/datasets/{NAME}.git/info/lfs/objects/batch":
            self.reply(200, {"transfer": "basic", "objects": [self.upload(one) for one in json.loads(body)["objects"]]})
        elif path == f"/api/datasets/{NAME}/commit/main":
            self.commit([json.loads(line) for line in body.splitlines()])
            self.reply(
                200, {"commitUrl": f"{self.server.address}/datasets/{NAME}/commit/{COMMIT}", "commitOid": COMMIT}
            )
        else:
            self.reply(404, {})

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.blobs[hashlib.sha256(data).hexdigest()] = data
        self.reply(200, {})

    def mode(self, name: str) -> dict[str, object]:
        return {"path": name, "uploadMode": "lfs" if name.endswith(".parquet") else "regular", "shouldIgnore": False}

    def upload(self, one: dict[str, object]) -> dict[str, object]:
        href = f"{self.server.address}/upload/{one['oid']}"
        return {"oid": one["oid"], "size": one["size"], "actions": {"upload": {"href": href, "header": {}}}}

    def commit(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            kind, value = line["key"], line["value"]
            if kind == "header":
                self.server.commits.append(value["summary"])
            elif kind == "file":
                self.server.files[value["path"]] = base64.b64decode(value["content"])
            elif kind == "lfsFile":
                self.server.files[value["path"]] = self.server.blobs[value["oid"]]
            elif kind == "deletedFile":
                del self.server.files[value["path"]]

    def describe(self, name: str) -> dict[str, object]:
        data = self.server.files[name]
        return {"type": "file", "path": name, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}

    def reply(self, code: int, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    reach(monkeypatch, server.address)
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def reach(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Make `address` the hub, which takes uploads by HTTP alone, and nobody logged in."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", "/nonexistent")
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build(tmp_path / "pairs", range(60))


def build(out: Path, numbers: range) -> Path:
    with DataSetWriter(out, {"rows": len(numbers)}, layout=Layout(rows_per_shard=12), replace=True) as writer:
        fill(writer, numbers)
        writer.finish()
    write_card(out, count(out), About(address=NAME))
    return out


def files(folder: Path) -> dict[str, bytes]:
    found = [folder / "README.md", *folder.glob("data/*"), *folder.glob("ledger/*")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_hub_gets_the_data_set_in_one_commit(served: Hub, folder: Path) -> None:
    assert push(folder, NAME, token="writes", message="First") == f"{served.address}/datasets/{NAME}"
    assert served.files == files(folder)
    assert served.commits == ["First"]
    assert served.private is True


def test_old_shards_go_with_the_same_commit(served: Hub, folder: Path) -> None:
    served.files = {".gitattributes": b"", "data/notes.txt": b"mine"}
    push(folder, NAME, token="writes")
    build(folder, range(90))
    push(folder, NAME, token="writes", private=False)
    assert served.files == files(folder) | {".gitattributes": b"", "data/notes.txt": b"mine"}
    assert len(served.commits) == 2
    assert served.private is False


def test_the_ledger_can_stay_at_home(served: Hub, folder: Path) -> None:
    push(folder, NAME, token="writes", ledger=False)
    assert {name for name in served.files if name.startswith("ledger/")} == set()
    text = served.files["README.md"].decode()
    assert "ledger" not in text
    card = DatasetCard(text)
    assert [config["config_name"] for config in card.data["configs"]] == ["default"]
    assert "## Contents" in text


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("", "does not know who you are; log in with a token that writes: hf auth login"),
        ("reads", "may not write there"),
    ],
)
def test_who_may_not_write_is_told(served: Hub, folder: Path, token: str, message: str) -> None:
    with pytest.raises(ModelError, match=f"{NAME}: .*{message}"):
        push(folder, NAME, token=token)
    assert served.files == {}


def test_without_a_connection(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reach(monkeypatch, "http://127.0.0.1:9")
    with pytest.raises(ModelError, match=f"{NAME}: the hub cannot be reached .* push again when there is a connection"):
        push(folder, NAME, token="writes")


def test_offline_by_wish(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="HF_HUB_OFFLINE is set"):
        push(folder, NAME, token="writes")


def test_a_name_the_hub_does_not_take(served: Hub, folder: Path) -> None:
    with pytest.raises(SettingsError, match="no name for a data set on the hub; it has the form NAME/DATASET"):
        push(folder, "tester/pairs/ar en", token="writes")


def test_a_damaged_data_set_stays_at_home(served: Hub, folder: Path) -> None:
    shard = next(folder.glob("data/train-*"))
    shard.write_bytes(shard.read_bytes() + b"?")
    with pytest.raises(InputError, match="changed since it was written"):
        push(folder, NAME, token="writes")
    assert served.commits == []
