"""bench_segment.py as it is run, with every peer, on a folder of two documents."""

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, environment

ARTICLE = ["وصل الوفد إلى القرية صباح اليوم.", "هل عاد منها؟", "قال د. أحمد إن 3.5 مليون، أو أكثر، عادوا!", "انتهى."]


def write_set(file: Path, sentences: list[str], gap: str) -> None:
    boundaries: list[int] = []
    for sentence in sentences[:-1]:
        boundaries.append(sum(boundaries[-1:]) + len(gap) * bool(boundaries) + len(sentence))
    row = {"text": gap.join(sentences), "boundaries": boundaries, "kinds": ["T"] * len(boundaries), "ignore": []}
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")


def bench(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(ROOT / "scripts" / "bench_segment.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=environment(), timeout=100)


def cells(table: str) -> dict[str, dict[str, str]]:
    """The cells of a Markdown table by the first cell of the row and the head of the column."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("|")]
    return {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[2:]}


def test_jisr_stands_beside_its_peers_and_the_table_goes_into_the_page(tmp_path: Path) -> None:
    write_set(tmp_path / "dev" / "flores.jsonl", ARTICLE, " ")
    write_set(tmp_path / "stress" / "s_glued.jsonl", ARTICLE, "")
    page = tmp_path / "page.md"
    page.write_text("# Page\n<!-- segmentation -->\n<!-- /segmentation -->\nend\n", encoding="utf-8")
    ran = bench("--data", tmp_path, "--sizes", "1,2", "--write", page)
    assert (ran.returncode, ran.stderr) == (0, b"")
    parts = ran.stdout.decode().split("\n\n")
    table = cells(parts[0])
    assert list(table) == [
        "**jisr**", "regex", "choppa-srx `ar_two`", "choppa-srx `ar_one`", "blingfire", "sentencex", "pysbd"
    ]  # fmt: skip
    assert {name: row["core F1"] for name, row in table.items()} == {
        "**jisr**": "100.0",
        "regex": "85.7",  # a cut after د.: 3 of 3 boundaries and 1 false cut
        "choppa-srx `ar_two`": "100.0",
        "choppa-srx `ar_one`": "100.0",
        "blingfire": "85.7",
        "sentencex": "85.7",
        "pysbd": "66.7",  # and one after each comma
    }
    assert {name: row["glued"] for name, row in table.items() if name in ("**jisr**", "regex")} == {
        "**jisr**": "100.0",
        "regex": "0.0",
    }
    assert table["**jisr**"]["false cuts"] == "0 of 4"
    assert table["regex"]["false cuts"] == "1 of 4"
    assert page.read_text(encoding="utf-8") == (
        f"# Page\n<!-- segmentation -->\n{parts[0]}\n\n{parts[1]}\n<!-- /segmentation -->\nend\n"
    )


def test_a_folder_without_sets_is_refused(tmp_path: Path) -> None:
    ran = bench("--data", tmp_path)
    assert ran.returncode == 1
    assert b"name the folder that holds dev/ and stress/ with --data" in ran.stderr
