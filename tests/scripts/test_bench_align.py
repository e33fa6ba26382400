"""bench_align.py as it is run, with every aligner and the real vectors, on two small documents."""

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, environment
from tests.scripts.test_bench_segment import cells

AR = [
    "وصل الوفد إلى القرية صباح اليوم بعد رحلة طويلة.",
    "ارتفعت أسعار النفط بنسبة خمسة في المئة هذا الأسبوع.",
    "خسر الفريق المباراة النهائية بهدفين مقابل لا شيء.",
    "تساقطت الثلوج على قمم الجبال طوال الليل.",
]
EN = [
    "The delegation arrived in the village this morning after a long journey.",
    "Oil prices rose by five percent this week.",
    "The team lost the final by two goals to nil.",
    "Snow fell on the mountain tops all night long.",
]


def write_gold(file: Path) -> None:
    links = [[[i], [i]] for i in range(4)]
    fewer = [[[0], [0]], [[1], []], [[2], [1]], [[3], [2]]]
    rows = [
        {"id": "whole", "difficulty": "clean", "src": AR, "tgt": EN, "links": links},
        {"id": "less", "difficulty": "del15", "src": AR, "tgt": [EN[0], *EN[2:]], "links": fewer},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def bench(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(ROOT / "scripts" / "bench_align.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=environment(), timeout=300)


def test_jisr_stands_beside_its_peers_and_the_table_goes_into_the_page(tmp_path: Path) -> None:
    data, page, picture = tmp_path / "gold.jsonl", tmp_path / "page.md", tmp_path / "plot.png"
    write_gold(data)
    page.write_text("# Page\n<!-- alignment -->\n<!-- /alignment -->\nend\n", encoding="utf-8")
    ran = bench("--data", data, "--long", 20, "--write", page, "--plot", picture)
    assert (ran.returncode, ran.stderr) == (0, b"")
    parts = ran.stdout.decode().split("\n\n")
    table = cells(parts[0])
    assert [name.partition(" (")[0] for name in table] == [
        "Gale-Church",
        "vecalign's scheme",
        "bertalign's scheme",
        "**jisr**",
    ]
    assert {row["clean"] for row in table.values()} == {"100.0"}
    assert table["**jisr**"]["del15"] == "100.0"
    length_only = next(row for name, row in table.items() if name.startswith("Gale-Church"))
    assert length_only["pairs/s"] == length_only["with embedding"]
    for row in list(table.values())[1:]:
        assert float(row["pairs/s"]) > float(row["with embedding"]) > 0
    assert parts[2].startswith("Scores of all links: expected calibration error 0.")
    assert parts[4].startswith("Scores of filled links: expected calibration error 0.")
    assert sum(int(row["links"]) for row in cells(parts[3]).values()) == 8
    assert sum(int(row["links"]) for row in cells(parts[5]).values()) == 7
    ((length, long),) = cells(parts[7]).items()
    assert min(map(int, length.split(" x "))) in range(20, 24)
    assert (long["different ones"], float(long["peak MB"]) > 100) == ("8", True)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert page.read_text(encoding="utf-8") == (
        f"# Page\n<!-- alignment -->\n{parts[0]}\n\n{parts[1]}\n<!-- /alignment -->\nend\n"
    )


def test_wrong_links_are_shown_to_be_read(tmp_path: Path) -> None:
    data = tmp_path / "gold.jsonl"
    wrong = {"id": "wrong", "difficulty": "clean", "src": AR, "tgt": EN, "links": [[[i], [i]] for i in range(3)]}
    data.write_text(json.dumps(wrong), encoding="utf-8")
    ran = bench("--data", data, "--errors", "clean")
    assert (ran.returncode, ran.stderr) == (0, b"")
    head, place = ran.stdout.decode().strip().split("\n\n")
    assert head == "wrong: 1 wrong places, 3 gold links"
    ours, *texts = place.split("\n")
    assert ours.startswith("  ours 3 : 3  0.")
    assert texts == [f"    ar 3: {AR[3]}", f"    en 3: {EN[3]}"]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    data = tmp_path / "gold.jsonl"
    ran = bench("--data", data)
    assert (ran.returncode, b"name one of gold documents with --data" in ran.stderr) == (1, True)
    write_gold(data)
    ran = bench("--data", data, "--conditions", "real")
    assert (ran.returncode, b"no documents of real; it has clean, del15" in ran.stderr) == (1, True)
    ran = bench("--data", data, "--only", "hunalign")
    assert (ran.returncode, b"no aligner named hunalign; --only takes gale-church" in ran.stderr) == (2, True)
