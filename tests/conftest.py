"""The bundled model, loaded once, and the command line as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import models

if TYPE_CHECKING:
    from ray.cluster_utils import Cluster

ROOT = Path(__file__).parents[1]
Jisr = Callable[..., subprocess.CompletedProcess[bytes]]

settings.register_profile("jisr", deadline=None)  # what is right is right on a busy machine as well
settings.load_profile("jisr")


def environment() -> dict[str, str]:
    """What a sub-process needs to import jisr from this checkout, whatever its working folder."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A JISR_HOME of the tests' own: nothing that is installed on this machine is used, or touched."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        patch.setenv("JISR_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def bundled(home: Path) -> Iterator[models.Model]:
    with models.load("bundled") as model:
        yield model


@pytest.fixture(scope="session")
def cluster(home: Path) -> Iterator["Cluster"]:
    """A Ray cluster of two nodes with a CPU each, to which this process is connected."""
    import ray  # takes a second, which tests of other things need not wait for
    from ray.cluster_utils import Cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
        patch.setenv("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        found = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
        found.add_node(num_cpus=1)
        ray.init(address=found.address, log_to_driver=False)
        yield found
        ray.shutdown()
        found.shutdown()  # type: ignore[no-untyped-call]


@pytest.fixture
def jisr(tmp_path: Path) -> Jisr:
    """Run `python -m jisr …` in a folder of its own."""

    def run(*arguments: str, stdin: bytes = b"", **options: object) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "jisr", *arguments]
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            command, input=stdin, capture_output=True, cwd=tmp_path, env=environment(), timeout=100, **options
        )

    return run
