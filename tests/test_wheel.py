"""What is installed is whole: every file that the packages hold is in the wheel."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import ROOT

PACKAGES = ("models", "translate", "corpus", "experiments", "service")


LEFT_OUT = "models/bundled/pairs/"  # what the bundled model was trained with, besides


def held() -> set[str]:
    """The files of the packages."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    names = {path.relative_to(ROOT).as_posix() for path in paths if "__pycache__" not in path.parts}
    return {name for name in names if not name.startswith(LEFT_OUT)}


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    names = held()
    for name in (*names, "pyproject.toml", "README.md", "LICENSE", "jisr.py"):
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / "source" / name)
    # In the folder of the source, and with what is installed: building fetches nothing.
    code = f"from setuptools import build_meta; build_meta.build_wheel({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path / "source", check=True, capture_output=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    kept = set(zipfile.ZipFile(wheel).namelist())
    assert "service/database/migrations/env.py" in names
    assert names - kept == set()
    assert "jisr.py" in kept
