"""Encodings, lines and packed files."""

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pytest

from corpus.sources import streams
from corpus.sources.text import count_lines, read_lines
from models.errors import InputError
from tests.corpus.sources.reads import Write, texts, until_error

ROW = "السلام عليكم ورحمة الله\tPeace be upon you\n"
READ = ("السلام عليكم ورحمة الله", "Peace be upon you")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(write: Write, encoding: str) -> None:
    assert texts(write("t.tsv", (ROW * 2).encode(encoding))) == [READ, READ]


@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6", "utf-16-le", "utf-16-be"])
def test_encodings_that_are_named(write: Write, encoding: str) -> None:
    assert texts(write("t.tsv", (ROW * 2).encode(encoding)) + f"?encoding={encoding}") == [READ, READ]


def test_windows_1256_is_recognised(write: Write) -> None:
    seen, error = until_error(write("t.tsv", b"\xe4\xda\xe3\tYes\n" + ROW.encode("windows-1256")))
    assert seen == []
    assert error.startswith(
        "t.tsv: line 1 (byte 0) is not utf-8; it looks like Windows-1256: add --encoding windows-1256"
    )


def test_a_damaged_byte_has_its_line_and_the_rows_before(write: Write) -> None:
    content = (ROW * 20_000).encode() + b"\xd9\xff\tX\n"
    seen, error = until_error(write("t.tsv", content))
    assert len(seen) == 20_000
    assert error.startswith(f"t.tsv: line 20,001 (byte {len(content) - 5:,}) is not utf-8; name the right one")
    assert "--encoding" in error


def test_utf_16_that_ends_within_a_character(write: Write) -> None:
    seen, error = until_error(write("t.tsv", (ROW * 3).encode("utf-16") + b"\x00"))
    assert seen == [READ] * 3
    assert "is not utf-16" in error


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"%PDF-1.7 ...", "t.tsv: is a binary file (PDF), not text; export it as text"),
        (ROW.encode("utf-16-le"), "t.tsv: is a binary file, not text; if it is UTF-16, add ?encoding=utf-16"),
    ],
)
def test_what_is_no_text(write: Write, content: bytes, error: str) -> None:
    assert error in until_error(write("t.tsv", content))[1]


def test_a_zip_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("t.tsv", ROW)
    assert until_error(str(path))[1].startswith("t.tsv: is a ZIP file; unpack it (unzip ")


def test_lines(write: Write) -> None:
    path = Path(write("t.txt", "one\r\ntwo\u2028\x85\x0b\rthree\n\nlast"))
    assert list(read_lines(path)) == [(1, "one"), (2, "two\u2028\x85\x0b\rthree"), (3, ""), (4, "last")]
    assert count_lines(path) == 4
    assert count_lines(Path(write("u.txt", "one\ntwo\n"))) == 2


def test_a_line_without_end(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.sources.text.LONGEST_LINE", 1 << 19)
    seen, error = until_error(write("t.tsv", ROW + "ha" * 600_000))
    assert seen == [READ]
    assert error == "t.tsv: line 2 has more than 524,288 characters; is it a text?"


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "xz": lzma.compress,
    "bz2": bz2.compress,
    "zst": lambda data: pyarrow.compress(data, "zstd", asbytes=True),
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_bomb_is_refused(write: Write, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HARMLESS", 1 << 20)
    spec = write(f"t.tsv.{suffix}", PACKERS[suffix](ROW.encode() + b"ha\tha\n" * 300_000))
    seen, error = until_error(spec)
    assert seen[0] == READ
    assert error.startswith(f"t.tsv.{suffix}: unpacks to more than 200 times its size, which no text does")


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_packed_file_that_ends_early(write: Write, suffix: str) -> None:
    rows = "".join(f"الجملة {n:08x}\tSentence {n * 7 % 99991}\n" for n in range(1, 90_000, 7))
    packed = PACKERS[suffix](rows.encode())
    seen, error = until_error(write(f"t.tsv.{suffix}", packed[: len(packed) * 9 // 10]))
    assert f"t.tsv.{suffix}: is damaged" in error
    assert "fetch or pack it again" in error
    if suffix in ("gz", "xz"):  # the others need a whole block
        assert seen[0] == ("الجملة 00000001", "Sentence 7")
    assert len(seen) < 12_857


def test_an_xz_that_wants_too_much_memory(write: Write) -> None:
    packed = lzma.compress(ROW.encode(), filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29}])
    assert "Memory usage limit" in until_error(write("t.tsv.xz", packed))[1]


def test_no_permission_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        list(streams.read_bytes(tmp_path / "none.tsv"))
    with pytest.raises(InputError, match="is not a file"):
        list(streams.read_bytes(tmp_path))
