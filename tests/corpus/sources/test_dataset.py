"""Data sets on this machine and on the hub."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyarrow
import pytest
from datasets import Dataset, DatasetDict
from pyarrow import parquet

from corpus.pairs import Origin, Pair
from corpus.sources import SourceSettings, open_source
from corpus.sources.hub import read_streamed
from corpus.sources.reading import Reading, Tally
from corpus.store.schema import to_table
from models.errors import InputError, SettingsError
from tests.corpus.sources.reads import pairs, texts, until_error

READ = [("نعم", "Yes"), ("لا", "No"), ("", "")]
COLUMNS = {"ar": ["نعم", "لا", None], "en": ["Yes", "No", ""], "n": [1, 2, 3]}
TRANSLATION = [{"ar": ar, "en": en} for ar, en in READ]


def data_set() -> Dataset:
    return Dataset.from_dict(COLUMNS)


@pytest.mark.parametrize(
    "columns", [COLUMNS, {"translation": TRANSLATION}, {"translation": TRANSLATION, "id": [1, 2, 3]}]
)
def test_a_parquet_file(tmp_path: Path, columns: dict[str, object]) -> None:
    parquet.write_table(pyarrow.table(columns), tmp_path / "x.parquet")
    source = open_source(f"{tmp_path}/x.parquet")
    assert [(row.ar, row.en, row.origin.document, row.origin.block) for row in pairs(source)] == [
        (ar, en, "x.parquet#0", block) for block, (ar, en) in enumerate(READ)
    ]


def test_what_save_to_disk_writes(tmp_path: Path) -> None:
    data_set().save_to_disk(tmp_path / "one", num_shards=2)
    assert texts(f"{tmp_path}/one") == READ
    other = Dataset.from_dict({"ar": ["اختبار"], "en": ["Test"]})
    DatasetDict({"train": data_set(), "test": other}).save_to_disk(tmp_path / "two")
    source = open_source(f"{tmp_path}/two")
    assert [(row.ar, row.en) for row in pairs(source)] == READ
    assert source.notes == [f"{tmp_path}/two: only the split train is read, not test; ?split=NAME reads another"]
    assert texts(f"{tmp_path}/two?split=test") == [("اختبار", "Test")]


def test_a_folder_as_the_hub_has_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    table = pyarrow.table(COLUMNS)
    for name in ("train-00000-of-00002", "train-00001-of-00002", "validation-00000-of-00001"):
        parquet.write_table(table, tmp_path / "data" / f"{name}.parquet")
    (tmp_path / "ledger").mkdir()
    parquet.write_table(table, tmp_path / "ledger" / "dropped-0.parquet")
    rows = pairs(open_source(str(tmp_path)))
    assert [(row.ar, row.en) for row in rows] == READ * 2
    assert [row.origin.block for row in rows] == [0, 1, 2, 3, 4, 5]
    with pytest.raises(SettingsError, match="has no split 'test'; there are: train, validation; add"):
        open_source(f"{tmp_path}?split=test")


def test_a_data_set_of_our_own_keeps_its_origins(tmp_path: Path) -> None:
    origin = Origin("web", "dam.txt", 7, (0, 3), (5, 8), "CC-BY-4.0", "aligned", "e5", "news")
    rows = [
        Pair("نعم", "Yes", origin, {"similarity": 0.5, "mine": 2.0}, ("copy",)),
        Pair("لا", "No", Origin("web", "d", 0)),
    ]
    (tmp_path / "data").mkdir()
    parquet.write_table(to_table(rows), tmp_path / "data" / "train-00000-of-00001.parquet")
    assert pairs(open_source(str(tmp_path))) == rows


def test_batches_go_on(tmp_path: Path) -> None:
    table = pyarrow.table({"ar": [f"جملة {n}" for n in range(2500)], "en": [f"Line {n}" for n in range(2500)]})
    parquet.write_table(table, tmp_path / "x.parquet")
    with pyarrow.OSFile(str(tmp_path / "x.arrow"), "wb") as sink, pyarrow.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    for name in ("x.parquet", "x.arrow"):
        rows = pairs(open_source(f"{tmp_path}/{name}"))
        assert [(row.en, row.origin.document) for row in (rows[0], rows[2499])] == [
            ("Line 0", f"{name}#0"),
            ("Line 2499", f"{name}#2"),
        ]


def test_damage(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    parquet.write_table(pyarrow.table(COLUMNS), path)
    path.write_bytes(path.read_bytes()[:-20])
    assert until_error(str(path))[1].startswith("x.parquet: is damaged or no data set (Parquet magic bytes not found")
    data_set().save_to_disk(tmp_path / "one")
    (part,) = (tmp_path / "one").glob("*.arrow")
    part.unlink()
    with pytest.raises(InputError, match=r"is missing, which .*state.json names"):
        open_source(str(tmp_path / "one"))
    (tmp_path / "one" / "state.json").write_text("{}")
    with pytest.raises(InputError, match=r"state.json: cannot be read as save_to_disk writes it"):
        open_source(str(tmp_path / "one"))


def test_columns_that_are_not_there(tmp_path: Path) -> None:
    parquet.write_table(pyarrow.table({"a": ["نعم"], "b": ["Yes"]}), tmp_path / "x.parquet")
    assert "no field says that it is Arabic; the fields are a, b" in until_error(f"{tmp_path}/x.parquet")[1]
    assert texts(f"{tmp_path}/x.parquet?ar=a&en=b") == [("نعم", "Yes")]


def test_streaming(tmp_path: Path) -> None:
    """What is loaded by name from the hub is streamed from a folder in the same way."""
    (tmp_path / "data").mkdir()
    for split, rows in (("train", TRANSLATION), ("test", TRANSLATION[:1])):
        parquet.write_table(pyarrow.table({"translation": rows}), tmp_path / "data" / f"{split}-00000-of-00001.parquet")
    reading = Reading("org/name", "org/name", (), SourceSettings(), Tally())
    read = list(read_streamed(reading, str(tmp_path), None))
    assert [(row.ar, row.en, row.origin.source, row.origin.document) for row in read] == [
        (ar, en, "org/name", "org/name#0") for ar, en in READ
    ]
    assert reading.tally.notes == ["org/name: only the split train is read, not test; ?split=NAME reads another"]


class Hub(BaseHTTPRequestHandler):
    """Knows one data set at one commit, and speaks of it as huggingface.co does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        found = self.path.partition("?")[0] in ("/api/datasets/org/pairs", "/api/datasets/org/pairs/revision/main")
        body = json.dumps({"id": "org/pairs", "sha": "5ca1ab1e" * 5} if found else {}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(body)))
        if not found:
            self.send_header("X-Error-Code", "RevisionNotFound" if "org/pairs" in self.path else "RepoNotFound")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.usefixtures("hub")
def test_a_hub_data_set_is_known_by_its_commit() -> None:
    source = open_source("org/pairs?licence=MIT")
    assert (source.kind, source.name) == ("hub", "org/pairs")
    assert open_source("org/pairs?licence=MIT").fingerprint == source.fingerprint
    assert open_source("org/pairs?licence=MIT&config=small").fingerprint != source.fingerprint
    with pytest.raises(InputError, match=r"org/pairs: the hub has no revision v9 of it; leave out"):
        open_source("org/pairs?revision=v9")
    with pytest.raises(
        InputError, match=r"org/nothing: no such file or folder, and no data set of this name on the hub"
    ):
        open_source("org/nothing")


@pytest.mark.parametrize("offline", [True, False])
def test_a_hub_out_of_reach(monkeypatch: pytest.MonkeyPatch, offline: bool) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", offline)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(
        InputError, match=r"org/pairs: no such file or folder, and the hub cannot be reached .*hf download"
    ):
        open_source("hf://datasets/org/pairs")
