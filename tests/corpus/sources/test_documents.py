"""Documents that are still to be aligned."""

from pathlib import Path

import pytest

from corpus.sources import DocumentPair, open_source
from models.errors import InputError
from tests.corpus.sources.reads import Write


def found(spec: str, folder: Path) -> list[tuple[str, str, str]]:
    items = list(open_source(spec).items())
    assert all(isinstance(item, DocumentPair) for item in items)
    return [
        (item.name, item.ar_path.relative_to(folder).as_posix(), item.en_path.relative_to(folder).as_posix())
        for item in items
        if isinstance(item, DocumentPair)
    ]


def test_one_folder(write: Write, tmp_path: Path) -> None:
    for name in (
        "dam.ar.txt",
        "dam.en.txt",
        "sub/port.ar.md",
        "sub/port.en.md",
        "a_ar.txt",
        "a_en.md",
        ".git/x.ar.txt",
    ):
        write(name, "نص")
    assert found(str(tmp_path), tmp_path) == [
        ("a", "a_ar.txt", "a_en.md"),
        ("dam", "dam.ar.txt", "dam.en.txt"),
        ("sub/port", "sub/port.ar.md", "sub/port.en.md"),
    ]


@pytest.mark.parametrize("names", [("ar/dam.txt", "en/dam.txt"), ("ar/dam.ar.txt", "en/dam.en.md")])
def test_a_folder_of_two(write: Write, tmp_path: Path, names: tuple[str, str]) -> None:
    for name in names:
        write(name, "نص")
    assert found(str(tmp_path), tmp_path) == [("dam", *names)]
    assert found(f"{tmp_path}/ar,{tmp_path}/en", tmp_path) == [("dam", *names)]


def test_two_files(write: Write, tmp_path: Path) -> None:
    ar, en = write("dam-final.md", "نص"), write("dam.md", "Text")
    assert found(f"{ar},{en}", tmp_path) == [("dam-final", "dam-final.md", "dam.md")]
    ar, en = write("dam.ar.txt", "نص"), write("dam.en.txt", "Text")
    assert found(f"{ar},{en}?kind=documents", tmp_path) == [("dam", "dam.ar.txt", "dam.en.txt")]


def test_other_formats_of_prose(write: Write, tmp_path: Path) -> None:
    for name in ("dam.ar.docx", "dam.en.html", "film.ar.srt", "film.en.vtt", "book.ar.epub", "book.en.pdf", "t.ar.csv"):
        write(name, "نص")
    assert [name for name, _, _ in found(str(tmp_path), tmp_path)] == ["book", "dam", "film"]


def test_what_is_alone_is_reported(write: Write, tmp_path: Path) -> None:
    for name in ("dam.ar.txt", "dam.en.txt", "port.ar.txt", "road.en.md", "README.md", "map.png", "dam.ar.md"):
        write(name, "نص")
    source = open_source(f"{tmp_path}?licence=MIT&domain=news&encoding=windows-1256")
    (pair,) = source.items()
    assert pair == DocumentPair(
        "dam",
        tmp_path / "dam.ar.md",
        tmp_path / "dam.en.txt",
        source=str(tmp_path),
        licence="MIT",
        domain="news",
        encoding="windows-1256",
    )
    assert [note.removeprefix(f"{tmp_path}/") for note in source.notes] == [
        "README.md: no language in its name; call it README.ar.md or .en.md",
        "dam.ar.txt: dam.ar.md has the same name; rename one of them",
        "port.ar.txt: has no English counterpart",
        "road.en.md: has no Arabic counterpart",
    ]
    assert source.left_out == {"no counterpart": 4, "another kind of file": 1}


def test_a_folder_without_pairs(write: Write, tmp_path: Path) -> None:
    write("memory.tmx", "<tmx/>")
    with pytest.raises(InputError, match="no two documents belong together; they are called"):
        open_source(str(tmp_path))
    write("dam.ar.txt", "نص")
    with pytest.raises(InputError, match=r"dam\.ar\.txt: has no English counterpart"):
        open_source(str(tmp_path))
