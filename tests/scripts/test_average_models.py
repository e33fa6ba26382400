import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.conftest import ROOT


def folder(path: Path, value: float, width: int = 2) -> Path:
    path.mkdir()
    (path / "config.json").write_text(f'{{"of": "{path.name}"}}', encoding="utf-8")
    save_file({"layer": torch.full((width,), value, dtype=torch.float16)}, path / "model.safetensors")
    return path


def run(first: Path, second: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "scripts/average_models.py",
        str(first),
        str(second),
        "--share",
        "0.75",
        "--out",
        str(out),
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_mean_is_the_seconds_folder_with_other_weights(tmp_path: Path) -> None:
    first, second = folder(tmp_path / "first", 0.0), folder(tmp_path / "second", 4.0)
    done = run(first, second, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    mean = load_file(tmp_path / "out/model.safetensors")["layer"]
    assert (mean.tolist(), mean.dtype) == ([3.0, 3.0], torch.float16)
    assert (tmp_path / "out/config.json").read_text(encoding="utf-8") == '{"of": "second"}'


@pytest.mark.parametrize("width", [1, 3])
def test_other_shapes_are_refused(tmp_path: Path, width: int) -> None:
    done = run(folder(tmp_path / "first", 0.0), folder(tmp_path / "second", 4.0, width), tmp_path / "out")
    assert done.returncode == 1
    assert "models of other shapes" in done.stderr
    assert not (tmp_path / "out").exists()
