"""bicleaner-ai and COMET: what they are given, and what becomes of what they say.

Neither can be installed beside jisr[train], nor run without weights of gigabytes. Two small programs take their places
that know the published options only (bicleaner-ai 3.6, unbabel-comet 2.2.7) and read and write files as those do.
"""

import os
import sys
from pathlib import Path

import pytest

from corpus.score.bicleaner import Bicleaner
from corpus.score.comet import Comet, comet
from corpus.score.program import find_program, run_program
from models.errors import MissingExtraError, ModelError

AR, EN = ["كيف\tحالك؟", "وصل القطار\nأمس."], ["How are\tyou?", "The train arrived\r\nyesterday."]

# Says how many words of the English are in the Arabic column, where the first column must be English.
CLASSIFY = """
parser.add_argument("input"), parser.add_argument("output"), parser.add_argument("model")
parser.add_argument("--scol", type=int), parser.add_argument("--tcol", type=int)
for flag in ("--score_only", "--disable_hardrules", "-q", "--quiet"):
    parser.add_argument(flag, action="store_true", dest=flag.strip("-"))
options = parser.parse_args()
assert options.score_only and options.disable_hardrules
with open(options.input, encoding="utf-8") as rows, open(options.output, "w") as out:
    for row in rows:
        cells = row.rstrip("\\n").split("\\t")
        en, ar = cells[options.scol - 1].strip(), cells[options.tcol - 1].strip()
        if options.model == "short":
            break
        out.write(f"{len(en.split()) / 10 if en.isascii() and not ar.isascii() else -1:.3f}\\n")
"""
SCORE = """
parser.add_argument("-s"), parser.add_argument("-t"), parser.add_argument("-r")
parser.add_argument("--model"), parser.add_argument("--to_json")
parser.add_argument("--gpus", type=int), parser.add_argument("--num_workers", type=int)
parser.add_argument("--quiet", action="store_true"), parser.add_argument("--only_system", action="store_true")
options = parser.parse_args()
if options.model == "with-references" and not options.r:
    parser.error("with-references requires -r/--references or -d/--sacrebleu_dataset.")
files = (options.s, options.t, options.r or options.t)
texts = zip(*([line.strip() for line in open(file, encoding="utf-8")] for file in files), strict=True)
rows = [{"src": s, "mt": t, "COMET": len(t.split()) / 10 - s.isascii() - (t != r) / 2} for s, t, r in texts]
json.dump({options.t: rows}, open(options.to_json, "w"))
print(f"{options.t}\\tscore: 0.5")
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with both programs, in front of PATH."""
    for name, body in (("bicleaner-ai-classify", CLASSIFY), ("comet-score", SCORE)):
        file = tmp_path / name
        file.write_text(f"#!{sys.executable}\nimport argparse, json\nparser = argparse.ArgumentParser()\n{body}")
        file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


@pytest.mark.usefixtures("programs")
def test_each_pair_is_a_line_whatever_is_in_it() -> None:
    Bicleaner().check()
    Comet().check()
    assert Bicleaner().score(AR, EN) == {"bicleaner": [0.3, 0.4]}
    assert Comet().score(AR, EN) == {"comet": [0.3, 0.4]}


def test_comet_is_given_references_where_there_are_some(programs: Path) -> None:
    program, references = str(programs / "comet-score"), [EN[0], "The train came yesterday."]
    assert comet(program, "with-references", AR, EN, references) == [0.3, pytest.approx(-0.1)]


@pytest.mark.usefixtures("programs")
def test_what_goes_wrong_is_told() -> None:
    with pytest.raises(ModelError, match="bicleaner-ai-classify gave 0 scores for 2 pairs; install bicleaner-ai 3"):
        Bicleaner("short").score(AR, EN)
    with pytest.raises(ModelError, match=r"comet-score failed \(exit status 2\): .*requires -r/--references"):
        Comet("with-references").score(AR, EN)


def test_a_model_in_a_folder_is_found_from_another_folder(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "with-references").mkdir()
    assert Comet("with-references").score(AR, EN) == {"comet": [0.3, 0.4]}


def test_programs_that_fail_or_are_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"failed \(exit status 3\): no room for it"):
        run_program(sys.executable, ["-c", "print('no room\\nfor it'); raise SystemExit(3)"], tmp_path)
    with pytest.raises(MissingExtraError, match="--score x needs the program no-such-program, which is not installed"):
        find_program("no-such-program", package="none", purpose="--score x")
