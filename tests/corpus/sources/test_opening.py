"""What a source is, and how it is told apart."""

import os
import pickle
from pathlib import Path

import pytest

from corpus.pairs import Pair
from corpus.sources import DocumentPair, SourceSettings, Untranslated, open_source
from models.errors import InputError, SettingsError
from tests.corpus.sources.reads import Write, pairs

TMX = '<tmx><body><tu><tuv xml:lang="ar"><seg>نعم</seg></tuv><tuv xml:lang="en"><seg>Yes</seg></tuv></tu></body></tmx>'
XLIFF = (
    '<xliff><file source-language="ar" target-language="en"><trans-unit><source>نعم</source><target>Yes</target>'
    "</trans-unit></file></xliff>"
)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.tmx", TMX, "tmx"),
        ("a.XLF", XLIFF, "xliff"),
        ("a.po", 'msgid "Yes"\nmsgstr "نعم"\n', "po"),
        ("a.tab", "نعم\tYes\n", "tsv"),
        ("a.csv", "نعم,Yes\n", "csv"),
        ("a.ndjson", '{"ar": "نعم", "en": "Yes"}', "jsonl"),
        ("a.xml", f'<?xml version="1.0"?>\n<!-- <xliff> -->\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n{TMX}', "tmx"),
        ("b.xml", f"\ufeff\n{XLIFF}", "xliff"),
        ("catalogue", '# By hand\n\nmsgid "Yes"\nmsgstr "نعم"\n', "po"),
        ("rows", ' {"ar": "نعم", "en": "Yes"}', "jsonl"),
        ("table.txt", "نعم\tYes\n", "tsv"),
    ],
)
def test_kinds_by_suffix_and_first_look(write: Write, name: str, content: str, kind: str) -> None:
    source = open_source(write(name, content))
    assert source.kind == kind
    if name != "b.xml":  # a blank line before the XML is allowed without a declaration
        assert [(row.ar, row.en) for row in pairs(source)] == [("نعم", "Yes")]


def test_what_cannot_be_told(write: Write) -> None:
    with pytest.raises(
        InputError, match=r"neither its name nor its beginning says what it is; add \?kind=KIND, one of"
    ):
        open_source(write("a.txt", "Only a text\n"))
    with pytest.raises(InputError, match=r"a\.tsv: is empty"):
        open_source(write("a.tsv", ""))


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ("?licens=MIT", "unknown setting 'licens'; did you mean 'licence'?"),
        ("?ar=1&ar=2", "ar is given twice"),
        ("?ar=1&2", "'2' is no setting; write name=value"),
        ("?header=maybe", "header=maybe: must be one of auto, yes, no"),
        ("?method=magic", "method=magic: must be one of human, aligned, machine"),
        ("?encoding=utf8000", "encoding=utf8000: no such encoding; common ones are utf-8"),
        ("?kind=tsx", "kind=tsx: no such kind of source; did you mean 'tsv'?"),
    ],
)
def test_wrong_settings(write: Write, options: str, error: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_source(write("a.tsv", "نعم\tYes\n") + options)
    assert error in str(caught.value)


def test_settings_of_the_source_go_before_those_of_all(write: Write) -> None:
    spec = write("a.tsv", "نعم\tYes\n")
    settings = SourceSettings(licence="MIT", domain="news")
    (row,) = pairs(open_source(f"{spec}?licence=CC0-1.0", settings=settings))
    assert (row.origin.licence, row.origin.domain) == ("CC0-1.0", "news")


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("a.tsv", "a.tsv"),
        ("./a.tsv", "a.tsv"),
        ("./news/.//b.tsv?licence=MIT", "news/b.tsv"),
        ("news/../a.tsv", "news/../a.tsv"),
        ("documents/", "documents"),
        ("./train", "train"),
        ("./train.ar,news//../train.en", "train.ar,news/../train.en"),
        ("{}/a.tsv", "{}/a.tsv"),
        ("./a.tsv?name=./mine/", "./mine/"),
    ],
)
def test_a_source_is_called_by_its_path(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in ("a.tsv", "news/b.tsv"):
        write(file, "نعم\tYes\n")
    for file in ("train.ar", "documents/x.ar.txt"):
        write(file, "نعم\n")
    for file in ("train.en", "documents/x.en.txt"):
        write(file, "Yes\n")
    assert open_source(spec.replace("{}", str(tmp_path))).name == name.replace("{}", str(tmp_path))


def test_a_file_with_a_question_mark_or_a_comma_in_its_name(write: Write) -> None:
    assert open_source(write("who?ar=x.tsv", "نعم\tYes\n")).kind == "tsv"
    assert open_source(write("one,two.tsv", "نعم\tYes\n") + "?licence=MIT").kind == "tsv"


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        ("", "a source without a name"),
        ("-", "standard input cannot be read twice"),
        ("{}/trian.tsv", "no such file or folder; did you mean {}/train.tsv?; check the name"),
        ("{}/train.tsv,{}/gone.tsv", "{}/gone.tsv: no such file or folder"),
        ("nosuchfolder/train.tsv", "no such file or folder"),
        ("{}/train.tsv?kind=documents", "document pairs are a folder, or two files or folders"),
        ("{}/train.tsv?kind=moses", "a Moses pair is two files; name both"),
        ("{}/train.tsv?kind=hub", "no name of a data set on the hub"),
        ("{}?kind=tmx", "is a folder; name the tmx file in it"),
        ("{}?kind=dataset", "no data set: it has no Parquet files, in it or in data/, and no state.json"),
        ("{}/train.tsv,{}/train.tsv?kind=tsv", "tsv is one file"),
    ],
)
def test_what_is_not_there(write: Write, tmp_path: Path, spec: str, error: str) -> None:
    write("train.tsv", "نعم\tYes\n")
    with pytest.raises(InputError) as caught:
        open_source(spec.replace("{}", str(tmp_path)))
    assert error.replace("{}", str(tmp_path)) in str(caught.value)


def test_the_fingerprint_is_of_the_file_and_the_settings(write: Write) -> None:
    spec = write("a.tsv", "نعم\tYes\n")
    first = open_source(spec).fingerprint
    assert len(first) == 32
    assert open_source(spec).fingerprint == first
    others = [open_source(f"{spec}?licence=MIT").fingerprint, open_source(f"{spec}?kind=csv").fingerprint]
    os.utime(spec, ns=(1, 1))
    others.append(open_source(spec).fingerprint)
    write("a.tsv", "نعم\tYes!\n")
    os.utime(spec, ns=(1, 1))
    others.append(open_source(spec).fingerprint)
    assert len({first, *others}) == 5


def test_the_fingerprint_of_a_folder_is_that_of_its_documents(write: Write, tmp_path: Path) -> None:
    for name in ("a.ar.txt", "a.en.txt"):
        os.utime(write(name, "نص"), ns=(1, 1))
    first = open_source(str(tmp_path)).fingerprint
    write("notes.png", "x")
    assert open_source(str(tmp_path)).fingerprint == first
    write("b.ar.txt", "نص")
    write("b.en.txt", "Text")
    assert open_source(str(tmp_path)).fingerprint != first


def test_a_source_is_read_again_the_same_and_can_be_sent_to_a_worker(write: Write) -> None:
    source = open_source(write("a.tsv", "ar\ten\nنعم\tYes\n\n"))
    first = pairs(source)
    assert pairs(source) == first
    assert source.left_out == {"header": 1, "blank line": 1}
    assert pairs(pickle.loads(pickle.dumps(source))) == first


def test_an_error_in_the_first_rows_comes_behind_them(write: Write) -> None:
    """The look at the first rows holds back neither them nor the error, and is not confused by untranslated ones."""
    content = '{"ar": "Save", "en": "Save"}\n' * 5 + '{"ar": "نعم", "en": "Yes"}\n' + "broken\n"
    source = open_source(write("a.jsonl", content))
    seen: list[Pair | DocumentPair | Untranslated] = []
    with pytest.raises(InputError, match="line 7: is no JSON"):
        seen.extend(source.items())  # extends as it goes
    assert len(seen) == 6
