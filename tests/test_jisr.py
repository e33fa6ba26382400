"""The command line itself."""

import subprocess
import sys

import pytest

import jisr
from tests.conftest import ROOT

HEAVY = {"torch", "ctranslate2", "transformers", "datasets", "sentencepiece", "numpy", "tqdm", "markdown_it", "pyarrow",
         "sentencex"}  # fmt: skip


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jisr", *arguments], capture_output=True, text=True, cwd=ROOT, encoding="utf-8"
    )


def test_help_names_the_commands() -> None:
    ran = run("--help")
    assert (ran.returncode, ran.stderr) == (0, "")
    for command in ("translate", "segment", "align", "models"):
        assert f"    {command}" in ran.stdout


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import contextlib, sys, jisr\n"
        "with contextlib.suppress(SystemExit): jisr.main(['--help'])\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert ran.stderr.strip() == "[]"


@pytest.mark.parametrize("arguments", [(), ("dance",), ("translate", "--no-such-option")])
def test_wrong_use_is_2_and_says_how_to_use_it(arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("usage: jisr")


def test_an_error_is_one_line_without_a_traceback() -> None:
    ran = run("translate", "لا-يوجد.txt")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "jisr: لا-يوجد.txt: no such file or folder; check the name, or use - for standard input\n"


def test_an_unknown_model_is_an_error_that_says_how_to_get_one() -> None:
    ran = run("translate", "--model", "no-such-model", str(ROOT / "tests" / "translate" / "test_sentences.py"))
    assert ran.returncode == 1
    assert "no-such-model" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert jisr.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("jisr ")
