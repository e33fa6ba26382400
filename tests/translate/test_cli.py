"""`jisr translate` and `jisr segment`, run as a user runs them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from models import Model
from models.engines.base import Decoding
from tests.conftest import Jisr, environment
from translate import Translator

TEXT = "وصل الوفد إلى العاصمة.\r\n\r\n  هل عاد؟ نعم عاد.  \r\n123\r\n"
BUNDLED = ("--model", "bundled", "--beam", "1", "--memory", "none")


@pytest.fixture(scope="module")
def english(bundled: Model) -> dict[str, str]:
    sentences = ["وصل الوفد إلى العاصمة.", "هل عاد؟", "نعم عاد.", "عنوان", "شكرا.", "مهم"]
    translator = Translator(bundled, decoding=Decoding(beam=1))
    return {one.source: one.target for one in translator.translate(sentences)}


def written(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def expected(english: dict[str, str]) -> str:
    first, second, third = (english[s] for s in ("وصل الوفد إلى العاصمة.", "هل عاد؟", "نعم عاد."))
    return f"{first}\r\n\r\n  {second} {third}  \r\n123\r\n"


def test_a_file_gives_its_lines_in_english(jisr: Jisr, tmp_path: Path, english: dict[str, str]) -> None:
    written(tmp_path / "in.txt", TEXT)
    ran = jisr("translate", "in.txt", *BUNDLED)
    assert (ran.returncode, ran.stdout.decode()) == (0, expected(english))
    notes = ran.stderr.decode().splitlines()
    assert notes[0].startswith("jisr: model bundled (")
    assert notes[0].endswith("for better English: jisr models get opus-mt-tc-big-ar-en")
    assert notes[1].startswith("jisr: 4 sentences, 9 words in ")
    assert len(notes) == 2


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input_is_read_where_no_file_is_named(
    jisr: Jisr, arguments: tuple[str, ...], english: dict[str, str]
) -> None:
    ran = jisr("translate", *arguments, *BUNDLED, stdin=TEXT.encode())
    assert (ran.returncode, ran.stdout.decode()) == (0, expected(english))


def test_json_lines_have_their_fields_in_order(jisr: Jisr, tmp_path: Path, english: dict[str, str]) -> None:
    written(tmp_path / "in.txt", TEXT)
    ran = jisr("translate", "in.txt", *BUNDLED, "--format", "jsonl")
    rows = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    fields = ["document", "block", "start", "end", "source", "target", "score", "flags", "model", "cached"]
    assert list(rows[0]) == fields
    assert [(r["document"], r["block"], r["start"], r["end"], r["source"], r["flags"]) for r in rows] == [
        ("in.txt", 0, 0, 22, "وصل الوفد إلى العاصمة.", []),
        ("in.txt", 1, 0, 7, "هل عاد؟", []),
        ("in.txt", 1, 8, 16, "نعم عاد.", []),
        ("in.txt", 2, 0, 3, "123", ["copied"]),
    ]
    assert rows[1]["target"] == english["هل عاد؟"]
    assert rows[0]["score"] < 0
    assert rows[3]["score"] is None
    assert (rows[0]["model"], rows[0]["cached"]) == ("bundled", False)


def test_what_is_newer_than_its_input_is_left_alone(jisr: Jisr, tmp_path: Path, english: dict[str, str]) -> None:
    for name in ("a", "b"):
        written(tmp_path / "in" / f"{name}.txt", "شكرا.\n")
    assert jisr("translate", "in", "-o", "out", *BUNDLED, "--jobs", "1").returncode == 0
    written(tmp_path / "out" / "a.txt", "Edited by hand.\n")
    os.utime(tmp_path / "out" / "b.txt", (1, 1))
    ran = jisr("translate", "in", "-o", "out", *BUNDLED)
    assert ran.returncode == 0
    assert "newer than its input already: 1 (--force translates it again)" in ran.stderr.decode()
    assert (tmp_path / "out" / "a.txt").read_text() == "Edited by hand.\n"
    assert (tmp_path / "out" / "b.txt").stat().st_mtime > 1
    again = jisr("translate", "in", "-o", "out", *BUNDLED)
    assert (again.returncode, len(again.stderr.decode().splitlines())) == (0, 1)
    assert jisr("translate", "in", "-o", "out", *BUNDLED, "--force").returncode == 0
    assert (tmp_path / "out" / "a.txt").read_text() == english["شكرا."] + "\n"


def test_a_folder_gives_a_folder_of_the_same_shape(jisr: Jisr, tmp_path: Path, english: dict[str, str]) -> None:
    written(tmp_path / "in" / "a.txt", TEXT)
    written(tmp_path / "in" / "sub" / "b.md", "# عنوان\n\n**مهم**\n")
    written(tmp_path / "in" / "c.xyz", "شكرا.")
    written(tmp_path / "in" / ".hidden.txt", "شكرا.")
    ran = jisr("translate", "in", "-o", "in/out", *BUNDLED)
    assert ran.returncode == 0
    out = tmp_path / "in" / "out"
    assert sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()) == ["a.txt", "sub/b.md"]
    assert (out / "a.txt").read_bytes().decode() == expected(english)
    assert (out / "sub" / "b.md").read_text() == f"# {english['عنوان']}\n\n**{english['مهم']}**\n"
    assert "left out files of other kinds: 1" in ran.stderr.decode()
    # Again: what lies in the output folder is no input.
    assert jisr("translate", "in", "-o", "in/out", *BUNDLED, "--format", "jsonl").returncode == 0
    assert sorted(p.name for p in out.rglob("*.jsonl")) == ["a.txt.jsonl", "b.md.jsonl"]


def test_one_bad_file_among_many_does_not_stop_the_others(jisr: Jisr, tmp_path: Path, english: dict[str, str]) -> None:
    written(tmp_path / "good.txt", "شكرا.\n")
    written(tmp_path / "bad.txt", b"\xd8\xb4\xff")
    ran = jisr("translate", "bad.txt", "missing.txt", "good.txt", "-o", "out", *BUNDLED)
    assert ran.returncode == 0
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["good.txt"]
    assert (tmp_path / "out" / "good.txt").read_text() == english["شكرا."] + "\n"
    told = ran.stderr.decode()
    assert "bad.txt: byte 2 is not utf-8" in told
    assert "missing.txt: no such file or folder" in told
    assert told.endswith("jisr: 2 of 3 inputs failed\n")


LETTERS = "وصل الوفد إلى المدينة مساء أمس\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "in.txt: is empty; nothing to translate"),
        (b" \n\r\n", "in.txt: is empty; nothing to translate"),
        (b"Only English, and 123.\n", "in.txt: no Arabic letters in it; jisr translates from Arabic"),
        (b"%PDF-1.7\n\xe2\xe3", "in.txt: is a binary file (PDF), not text; export it as text"),
        (b"abc\0def", "in.txt: is a binary file, not text"),
        (LETTERS.encode("utf-16"), "in.txt: is UTF-16, not utf-8; add --encoding utf-16"),
        (LETTERS.encode("windows-1256"), "it looks like Windows-1256: add --encoding windows-1256"),
        (LETTERS.encode() * 20_000 + b"\xff", f"in.txt: byte {len(LETTERS.encode()) * 20_000:,} is not utf-8; name"),
        (LETTERS.encode()[:-2], f"in.txt: byte {len(LETTERS.encode()) - 3} is not utf-8; name the right one"),
    ],
)
def test_what_cannot_be_translated_is_named_with_what_mends_it(
    jisr: Jisr, tmp_path: Path, data: bytes, message: str
) -> None:
    written(tmp_path / "in.txt", data)
    ran = jisr("translate", "in.txt", "-o", "out.txt", *BUNDLED)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert message in ran.stderr.decode()
    assert [p.name for p in tmp_path.iterdir()] == ["in.txt"]


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1256", "utf-8-sig"])
def test_other_encodings_can_be_named(jisr: Jisr, tmp_path: Path, encoding: str, english: dict[str, str]) -> None:
    written(tmp_path / "in.txt", TEXT.encode(encoding))
    ran = jisr("translate", "in.txt", "--encoding", encoding, *BUNDLED)
    assert (ran.returncode, ran.stdout.decode()) == (0, expected(english))


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"", "standard input: is empty"),
        (b"English only\n", "standard input: no Arabic letters in it"),
        ("شكرا.\n".encode() + b"\xff\n", "standard input: byte 10 is not utf-8"),
    ],
)
def test_standard_input_that_cannot_be_translated_fails(jisr: Jisr, stdin: bytes, message: str) -> None:
    ran = jisr("translate", *BUNDLED, stdin=stdin)
    assert ran.returncode == 1
    assert message in ran.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("in.txt", "-o", "in.txt"), "in.txt would be overwritten"),
        (("in.txt", "sub/in.txt", "-o", "out"), "in.txt and sub/in.txt would both be written to in.txt"),
        (("in.txt", "other.txt", "-o", "other.txt"), "several inputs need a folder"),
        (("in.txt", "--encoding", "latin-arabic"), "no such encoding"),
        (("in.txt", "--beam", "0"), "must be a whole number from 1"),
        (("in.txt", "--format", "pdf"), "invalid choice"),
    ],
)
def test_wrong_use_is_2_and_changes_nothing(
    jisr: Jisr, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    for name in ("in.txt", "sub/in.txt", "other.txt"):
        written(tmp_path / name, "شكرا.\n")
    ran = jisr("translate", *arguments)
    assert ran.returncode == 2
    assert message in ran.stderr.decode()
    assert (tmp_path / "in.txt").read_text() == (tmp_path / "other.txt").read_text() == "شكرا.\n"
    assert not (tmp_path / "out").exists()


def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    # Permission bits do not bind root, so the command runs as the user nobody, who can read this checkout or a copy.
    closed = written(tmp_path / "closed" / "a.txt", "شكرا.\n").parent
    secret = written(tmp_path / "secret.txt", "شكرا.\n")
    closed.chmod(0)
    secret.chmod(0)
    code = (
        "import os, sys, jisr, translate.inputs, translate.run, tqdm\n"
        "if os.getuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "sys.exit(jisr.main(sys.argv[1:]))"
    )
    for folder in [tmp_path, *tmp_path.parents][:3]:
        folder.chmod(folder.stat().st_mode | 0o055)
    try:
        ran = subprocess.run(
            [sys.executable, "-c", code, "translate", str(closed), str(secret), "-o", str(tmp_path / "out")],
            capture_output=True,
            env=environment(),
        )
    finally:
        closed.chmod(0o755)
        secret.chmod(0o644)
    told = ran.stderr.decode()
    assert ran.returncode == 1, told
    assert f"{closed}: permission denied; allow reading it (chmod u+rX)" in told
    assert f"{secret}: permission denied" in told


def test_an_output_that_cannot_be_written_is_named(jisr: Jisr, tmp_path: Path) -> None:
    written(tmp_path / "in.txt", "شكرا.\n")
    written(tmp_path / "file", "")
    ran = jisr("translate", "in.txt", "-o", "file/out.txt", *BUNDLED)
    assert ran.returncode == 1
    assert "file/out.txt: cannot be written (" in ran.stderr.decode()


def test_interrupted_it_keeps_what_is_finished_and_says_what_is_left(tmp_path: Path) -> None:
    written(tmp_path / "a.txt", "شكرا.\n" * 10)
    process = subprocess.Popen(
        [sys.executable, "-m", "jisr", "translate", "a.txt", "-", "-o", "out", *BUNDLED],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    )
    assert process.stdin is not None
    process.stdin.write("شكرا.\n".encode() * 60_000)  # fills more than a window; standard input stays open
    process.stdin.flush()
    finished = tmp_path / "out" / "a.txt"
    for _ in range(600):
        if finished.exists():
            break
        time.sleep(0.1)
    # A window is translated by then, and the command waits for more; a moment, so that it is not between two reads.
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    process.stdin.close()
    assert process.stderr is not None
    told = process.stderr.read().decode()
    process.stderr.close()
    assert told.endswith("jisr: interrupted; 1 of 2 done, left to do: standard input\n")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a.txt"]
    assert len(finished.read_text().splitlines()) == 10


def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path) -> None:
    written(tmp_path / "in.txt", "شكرا.\n" * 60_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "jisr", "translate", "in.txt", *BUNDLED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    told = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 0
    assert "Traceback" not in told
    assert "Broken" not in told


def test_a_long_text_comes_in_pieces_and_its_blocks_are_counted_through(jisr: Jisr, tmp_path: Path) -> None:
    lines = 26_000  # some 280 kB: more than one piece
    written(tmp_path / "in.txt", "شكرا.\n" * lines)
    ran = jisr("translate", "in.txt", "-o", "out.jsonl", *BUNDLED)
    assert ran.returncode == 0
    with (tmp_path / "out.jsonl").open(encoding="utf-8") as rows:
        assert [json.loads(row)["block"] for row in rows] == list(range(lines))
    assert f"{lines - 1:,} repeated" in ran.stderr.decode()


def test_markdown_as_text_is_a_line_a_block(jisr: Jisr, tmp_path: Path, english: dict[str, str]) -> None:
    written(tmp_path / "in.md", "# عنوان\n\n- **مهم**\n")
    ran = jisr("translate", "in.md", *BUNDLED, "--format", "text")
    assert ran.stdout.decode() == f"{english['عنوان']}\n{english['مهم']}\n"


def test_segment_prints_a_sentence_a_line(jisr: Jisr, tmp_path: Path) -> None:
    written(tmp_path / "in.txt", "\ufeff" + TEXT)
    ran = jisr("segment", "in.txt")
    assert ran.returncode == 0
    assert ran.stdout.decode() == "وصل الوفد إلى العاصمة.\nهل عاد؟\nنعم عاد.\n123\n"


def test_segment_gives_offsets_into_the_whole_text(jisr: Jisr, tmp_path: Path) -> None:
    text = "\ufeff" + TEXT + "سطر 😀 هنا. آخر\n" * 12_000
    ran = jisr("segment", "--format", "jsonl", stdin=text.encode())
    rows = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    assert list(rows[0]) == ["start", "end", "text"]
    assert rows[0] == {"start": 1, "end": 23, "text": "وصل الوفد إلى العاصمة."}
    assert len(rows) == 4 + 24_000
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)


def test_segment_names_what_it_cannot_read(jisr: Jisr, tmp_path: Path) -> None:
    written(tmp_path / "good.txt", "نعم. لا.\n")
    ran = jisr("segment", "missing.txt", "good.txt")
    assert (ran.returncode, ran.stdout.decode()) == (0, "نعم.\nلا.\n")
    assert "missing.txt: no such file or folder" in ran.stderr.decode()
    assert jisr("segment", "missing.txt").returncode == 1


def test_a_pipe_can_be_named_as_a_file(tmp_path: Path, english: dict[str, str]) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    process = subprocess.Popen(
        [sys.executable, "-m", "jisr", "translate", "pipe.txt", *BUNDLED],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
        env=environment(),
    )
    (tmp_path / "pipe.txt").write_text("شكرا.\n")
    out, _ = process.communicate(timeout=100)
    assert out.decode() == english["شكرا."] + "\n"


def test_long_sentences_are_cut_where_the_user_says_and_the_guard_can_be_left_out(jisr: Jisr, tmp_path: Path) -> None:
    written(tmp_path / "in.txt", "وصل الوفد إلى العاصمة، وقال الوزير إن العمل بدأ، وعاد الوفد إلى المطار في المساء.\n")

    def rows(*options: str) -> list[dict[str, object]]:
        ran = jisr("translate", "in.txt", *BUNDLED, "--format", "jsonl", *options)
        assert ran.returncode == 0
        return [json.loads(line) for line in ran.stdout.decode().splitlines()]

    assert rows("--max-words", "none", "--no-guard")[0]["flags"] == []
    assert "cut" in str(rows("--max-words", "8")[0]["flags"])
    assert rows("--max-words", "8", "--no-guard")[0]["flags"] == ["cut"]
    refused = jisr("translate", "in.txt", *BUNDLED, "--max-words", "7")
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"max_words must be at least 8, not 7" in refused.stderr


def test_segment_shows_clauses(jisr: Jisr, tmp_path: Path) -> None:
    text = (
        "أعلنت وزارة الصحة أمس تسجيل إصابات جديدة في ثلاث محافظات شمالية، "
        "وقالت إن فرق التلقيح ستبدأ جولتها صباح الثلاثاء في المدارس والمخيمات.\nشكرا."
    )
    written(tmp_path / "in.txt", text)
    ran = jisr("segment", "in.txt", "--clauses", "--max-words", "12")
    first, second, empty, last = ran.stdout.decode().splitlines()
    assert f"{first} {second}\n{last}" == text
    assert second.startswith("وقالت")
    assert empty == ""
    ran = jisr("segment", "in.txt", "--clauses", "--max-words", "12", "--format", "jsonl")
    rows = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    start = text.index("وقالت")
    assert [row["clauses"] for row in rows] == [[[0, start], [start, rows[0]["end"]]], [[rows[1]["start"], len(text)]]]


def test_line_breaks_end_sentences_or_wrap_lines(jisr: Jisr) -> None:
    wrapped = "قال وزير المالية أمس إن الحكومة تعمل على\nخطة جديدة لدعم المزارعين، وإن النتائج\nستظهر قريبا. ثم غادر."
    lines = wrapped.split("\n")
    joined = [" ".join([*lines[:2], "ستظهر قريبا."]), "ثم غادر."]
    for mode, expected in (("auto", joined), ("wrap", joined), ("break", [*lines[:2], "ستظهر قريبا.", "ثم غادر."])):
        ran = jisr("segment", "--lines", mode, stdin=wrapped.encode())
        assert ran.stdout.decode().splitlines() == expected
    assert jisr("translate", "--lines", "wrap", *BUNDLED, stdin=wrapped.encode()).returncode == 0


def test_headlines_can_be_left_alone(jisr: Jisr) -> None:
    text = "الصين لن تنهار لندن ــ في اجتماع صندوق النقد الدولي السنوي قال كثيرون إن الصين في خطر."
    assert len(jisr("segment", stdin=text.encode()).stdout.decode().splitlines()) == 2
    assert len(jisr("segment", "--marks-only", stdin=text.encode()).stdout.decode().splitlines()) == 1


def test_a_memory_is_kept_between_runs_and_a_correction_comes_out(jisr: Jisr, tmp_path: Path) -> None:
    written(tmp_path / "in.txt", "وصل الوفد إلى العاصمة.\nهل عاد؟\n")
    command = ("translate", "in.txt", "--model", "bundled", "--memory", "m.sqlite", "--format", "jsonl")
    first, again = (
        [json.loads(line) for line in jisr(*command).stdout.decode().splitlines()] for _ in ("first", "again")
    )
    assert [row["target"] for row in again] == [row["target"] for row in first]
    assert [row["flags"] for row in again] == [["memory", *row["flags"]] for row in first]
    assert jisr("memory", "add", "--memory", "m.sqlite", "هل عاد ؟", "Is he back?").returncode == 0
    assert jisr("memory", "add", "--memory", "m.sqlite", "هل عاد؟", "Is he back?").returncode == 0
    rows = [json.loads(line) for line in jisr(*command).stdout.decode().splitlines()]
    assert [(row["target"], row["flags"]) for row in rows[1:]] == [("Is he back?", ["human"])]
    assert (
        jisr("memory", "info", "--memory", "m.sqlite").stdout.decode() == "m.sqlite: 2 units by people, 2 by models\n"
    )


def test_a_memory_that_cannot_be_used_is_named(jisr: Jisr, tmp_path: Path) -> None:
    written(tmp_path / "m.sqlite", "no database\n" * 100)
    ran = jisr("translate", "--model", "bundled", "--memory", "m.sqlite", stdin="شكرا.".encode())
    assert ran.returncode == 1
    assert "m.sqlite: this translation memory cannot be used" in ran.stderr.decode()
