"""The same translations on a Ray cluster of two nodes, to the byte, also when a node dies."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import ray
from ray.cluster_utils import Cluster

from models import Model
from models.engines.base import Decoding
from models.errors import ModelError, SettingsError
from tests.conftest import ROOT, Jisr, environment
from translate import Translator
from translate.batches import Batching
from translate.translation import Report, Translation

GREEDY = Decoding(beam=1)
ARTICLE = (ROOT / "examples/dam.ar.txt").read_text(encoding="utf-8").splitlines()
# Every time with another number; repeated within a window and far apart, without Arabic, long.
TEXTS = [text for k in range(8) for text in [*(f"{line} {k}." for line in ARTICLE), "شكرا.", "BBC News", "هل عاد؟"]]
WINDOWS = Batching(sentences=20, remembered=100)


def counts(report: Report) -> Report:
    return replace(report, seconds=0.0)


@pytest.fixture(scope="module")
def here(bundled: Model) -> tuple[list[Translation], Report]:
    one = Translator(bundled, decoding=GREEDY, batching=WINDOWS)
    found = list(one.translate(TEXTS))
    assert any(translation.cached for translation in found)
    return found, counts(one.report)


def test_two_nodes_translate_as_one_process_does(cluster: Cluster, here: tuple[list[Translation], Report]) -> None:
    passed: list[int] = []
    with Translator(
        "bundled", decoding=GREEDY, batching=WINDOWS, cluster="ray", workers=2, progress=passed.append
    ) as one:
        assert list(one.translate(TEXTS)) == here[0]
        assert counts(one.report) == here[1]
        assert sum(passed) > sum(len(text) for text in {translation.source for translation in here[0]})
        # What one reader does not wait for is there for the next.
        assert next(one.translate(["وصل الوفد. ثم غادر."])).source == "وصل الوفد."
        assert [(found.source, found.cached) for found in one.translate(["ثم غادر."])] == [("ثم غادر.", True)]
        assert (one.name, one.signature) == ("bundled", here[0][0].signature)


class Occupant:
    """Takes a CPU."""

    def is_there(self) -> bool:
        return True


def test_a_node_that_dies_loses_and_doubles_nothing(cluster: Cluster, here: tuple[list[Translation], Report]) -> None:
    occupant: Any = ray.remote(num_cpus=1)(Occupant)
    occupants = [occupant.remote() for _ in range(2)]
    ray.get([one.is_there.remote() for one in occupants])
    node = cluster.add_node(num_cpus=2)  # both models are on it, as there is no other CPU
    pieces: list[int] = []

    def kill_once(characters: int) -> None:
        pieces.append(characters)
        if len(pieces) == 6:
            cluster.remove_node(node, allow_graceful=False)
            for one in occupants:
                ray.kill(one)

    with Translator("bundled", decoding=GREEDY, batching=WINDOWS, cluster="ray", workers=2, progress=kill_once) as one:
        assert list(one.translate(TEXTS)) == here[0]
        assert counts(one.report) == here[1]
    assert len(pieces) > 10


def test_the_command_writes_the_same_bytes(
    cluster: Cluster, jisr: Jisr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    (tmp_path / "list.md").write_text("# عنوان\n\n- شكرا.\n- **مهم**\n", encoding="utf-8")
    arguments = (str(ROOT / "examples/pairs/bridge.ar.txt"), "list.md", "--model", "bundled", "--beam", "1")
    there = jisr("translate", *arguments, "--memory", "none", "--format", "jsonl", "--engine-cluster", "ray")
    here = jisr("translate", *arguments, "--memory", "none", "--format", "jsonl")
    assert (there.returncode, there.stdout) == (here.returncode, here.stdout)
    assert here.stdout.count(b"\n") > 20
    assert notes(there.stderr) == notes(here.stderr)


def notes(told: bytes) -> list[bytes]:
    """What jisr says but for the time it took; Ray says, there too, that a node has died (in the test before)."""
    lines = [line for line in told.splitlines() if line.startswith(b"jisr: ")]
    return [re.sub(rb"in [\d.,]+ s, [\d,]+ words/s", b"", line) for line in lines]


def test_a_model_that_a_node_has_not_got_is_named(cluster: Cluster, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"node [\d.]+: .*no model 'opus-of-nowhere'.*every node needs the model"):
        Translator("opus-of-nowhere", cluster="ray", workers=1)


def test_what_cannot_be_sent_is_refused(bundled: Model) -> None:
    with pytest.raises(SettingsError, match="bundled is loaded here; a cluster needs the name"):
        Translator(bundled, cluster="ray")
    with pytest.raises(SettingsError, match="cluster must be local or ray, not 'dask'"):
        Translator("bundled", cluster="dask")
    with pytest.raises(SettingsError, match="workers must be 1 or more"):
        Translator("bundled", cluster="ray", workers=-1)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--engine-cluster", "ray"), 1, "no Ray cluster answers"),
        (("--workers", "2"), 2, "--workers: is for --engine-cluster ray"),
    ],
)
def test_the_command_says_what_is_wrong(
    jisr: Jisr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, message: str
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "not-an-address")
    ran = jisr("translate", "--model", "bundled", *arguments, stdin="شكرا.".encode())
    assert (ran.returncode, ran.stdout) == (code, b"")
    assert message in ran.stderr.decode()


def test_without_the_extra_it_says_how_to_get_it() -> None:
    code = "import sys; sys.modules['ray'] = None; from translate import Translator; Translator(cluster='ray')"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), timeout=60)
    message = "--engine-cluster ray needs ray, which is not installed: pip install 'jisr[ray]'"
    assert ran.stderr.decode().rstrip().endswith(message)
