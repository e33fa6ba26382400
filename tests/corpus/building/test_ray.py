"""The same corpus on a Ray cluster of two nodes, to the byte, also when a worker dies."""

from pathlib import Path

import pytest
import ray
from ray.cluster_utils import Cluster

from corpus.building import BuildSettings, build
from tests.conftest import ROOT
from tests.corpus.building.test_build import PAIRS, digest

SMALL = BuildSettings(unit=100)


@pytest.fixture
def tsv(tmp_path: Path) -> Path:
    path = tmp_path / "rows.tsv"
    rows = [(f"{ar} قال {k}.", f"{en} said {k}.") for k in range(12) for ar, en in PAIRS]
    path.write_text("".join(f"{ar}\t{en}\n" for ar, en in rows), encoding="utf-8")
    return path


def test_two_nodes_give_the_same_bytes(cluster: Cluster, tsv: Path, tmp_path: Path) -> None:
    nodes = ray.nodes()  # type: ignore[no-untyped-call]
    assert sum(node["Alive"] for node in nodes) == 2
    for engine in ("local", "ray"):
        build(tmp_path / engine / "out", [str(tsv)], settings=SMALL, workers=1, engine=engine)
    local, on_ray = digest(tmp_path / "local" / "out"), digest(tmp_path / "ray" / "out")
    assert {name for name in local if local[name] != on_ray[name]} <= {"README.md"}  # it names its folder
    assert len(local) == len(on_ray) >= 3


def test_a_node_that_dies_loses_and_doubles_nothing(cluster: Cluster, tsv: Path, tmp_path: Path) -> None:
    node = cluster.add_node(num_cpus=2)
    seen: list[str] = []

    def kill_once(line: str) -> None:
        if not seen:
            cluster.remove_node(node, allow_graceful=False)
        seen.append(line)

    build(tmp_path / "ray" / "out", [str(tsv)], settings=SMALL, engine="ray", say=kill_once)
    build(tmp_path / "local" / "out", [str(tsv)], settings=SMALL, workers=1)
    local, on_ray = digest(tmp_path / "local" / "out"), digest(tmp_path / "ray" / "out")
    assert {name for name in local if local[name] != on_ray[name]} <= {"README.md"}
    assert len(seen) >= 3


def test_documents_are_aligned_on_the_cluster(cluster: Cluster, tmp_path: Path) -> None:
    for engine in ("ray", "local"):
        build(tmp_path / engine / "out", [str(ROOT / "examples/pairs")], settings=SMALL, workers=1, engine=engine)
    local, on_ray = digest(tmp_path / "local" / "out"), digest(tmp_path / "ray" / "out")
    assert {name for name in local if local[name] != on_ray[name]} <= {"README.md"}
