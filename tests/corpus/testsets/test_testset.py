"""Test sets as users and publishers have them."""

import gzip
import json
from pathlib import Path

import datasets
import pytest

from corpus.testsets import KnownRow, known_test_sets, read_test_set
from corpus.testsets.hub import read_hub
from models.errors import InputError

AR = ("افتتحت المكتبة يوم الأحد.", "الاستعارة مجانية.")
EN = ("The library opened on Sunday.", "Borrowing is free.")
ROWS = tuple(zip(AR, EN, strict=True))


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def lines(texts: tuple[str, ...]) -> str:
    return "".join(f"{text}\n" for text in texts)


def tsv(*columns: tuple[str, ...], heading: str = "") -> str:
    return heading + lines(tuple("\t".join(cells) for cells in zip(*columns, strict=True)))


def iwslt(texts: tuple[str, ...]) -> str:
    segments = "".join(f'<seg id="{number}"> {text} </seg>\n' for number, text in enumerate(texts, 1))
    return f'<mteval>\n<refset>\n<doc docid="1">\n<title>Q&A</title>\n{segments}</doc>\n</refset></mteval>'


def jsonl(ar: str, en: str) -> str:
    return lines(tuple(json.dumps({ar: one, en: other, "lp": "en-ar"}) for one, other in ROWS))


SAME = ("x", "x")
TICO = "sourceLang\ttargetLang\tsourceString\ttargetString\n"
LAYOUTS = {
    "flores200": [{"flores200_dataset/dev/arb_Arab.dev": lines(AR), "flores200_dataset/dev/eng_Latn.dev": lines(EN)}],
    "ntrex": [{"NTREX-128/newstest2019-ref.arb.txt": lines(AR), "NTREX-128/newstest2019-src.eng.txt": lines(EN)}],
    "tatoeba": [
        {"data/test/ara-eng/test.txt": tsv(SAME, SAME, AR, EN)},
        {"test/tatoeba-test.ara-eng.tsv": tsv(SAME, SAME, AR, EN)},
    ],
    "iwslt17": [
        {
            "ar-en/IWSLT17.TED.tst2017.ar-en.ar.xml": iwslt(AR),
            "ar-en/IWSLT17.TED.tst2017.en-ar.en.xml": iwslt(EN),
        },
        {"iwslt17.ar-en.src": lines(AR), "iwslt17.ar-en.ref": lines(EN)},
    ],
    "tico19": [{"tico19-testset/test/test.en-ar.tsv": tsv(SAME, SAME, EN, AR, heading=TICO)}],
    "wmt24pp": [{"en-ar_EG.jsonl": jsonl("target", "source")}],
}


def test_every_known_test_set_is_tried_below() -> None:
    assert set(LAYOUTS) == set(known_test_sets())


@pytest.mark.parametrize(("name", "files"), [(name, files) for name, many in LAYOUTS.items() for files in many])
def test_a_known_test_set_is_read_from_its_publishers_folder(tmp_path: Path, name: str, files: dict[str, str]) -> None:
    for path, text in files.items():
        write(tmp_path / path, text)
    test_set = read_test_set(f"{name}={tmp_path}")
    assert test_set.name == name
    assert test_set.rows == ROWS


def test_dialects_are_read_and_other_languages_in_arabic_letters_are_not(tmp_path: Path) -> None:
    for code, texts in {"arb_Arab": AR, "arz_Arab": AR[:1], "pes_Arab": ("کتابخانه باز شد.",), "eng_Latn": EN}.items():
        write(tmp_path / f"devtest/{code}.devtest", lines(texts))
    assert set(read_test_set(f"flores200={tmp_path}").rows) == {*ROWS, (AR[0], "")}


@pytest.mark.parametrize(
    ("file", "text", "rows"),
    [
        ("mine.txt", lines(AR), tuple((text, "") for text in AR)),
        ("mine.en", "\ufeff" + lines(EN) + "\n", tuple(("", text) for text in EN)),
        ("mine.tsv", tsv(EN, AR), ROWS),
        ("mine.jsonl", jsonl("ar", "en"), ROWS),
        ("mine.jsonl", jsonl("target", "source"), None),
        ("mine.jsonl", json.dumps({"translation": {"ar": AR[0], "en": EN[0]}}), ROWS[:1]),
    ],
)
def test_a_file_of_the_users_is_a_test_set(
    tmp_path: Path, file: str, text: str, rows: tuple[tuple[str, str], ...] | None
) -> None:
    path = write(tmp_path / file, text)
    if rows is not None:
        assert read_test_set(str(path)).rows == rows
        assert read_test_set(f"held-out={path}").name == "held-out"
        packed = tmp_path / f"{file}.gz"
        packed.write_bytes(gzip.compress(path.read_bytes()))
        assert read_test_set(str(packed)).rows == rows
    else:
        assert {side for row in read_test_set(str(path)).rows for side in row} == {*AR, *EN}


@pytest.mark.parametrize(
    ("files", "place", "name"),
    [
        (("dev.ar", "dev.en"), "dev.ar,dev.en", "dev"),
        (("dev.ar", "dev.en"), "dev", "dev"),
        (("news.dev.ar.gz", "news.dev.en.gz"), "news.dev", "news"),
        (("arabic.txt", "english.txt"), "arabic.txt,english.txt", "arabic"),
    ],
)
def test_two_files_line_by_line_are_a_test_set(tmp_path: Path, files: tuple[str, str], place: str, name: str) -> None:
    for file, texts in zip(files, (AR, EN), strict=True):
        data = lines(("", *texts)).encode()
        (tmp_path / file).write_bytes(gzip.compress(data) if file.endswith(".gz") else data)
    spec = ",".join(str(tmp_path / half) for half in place.split(","))
    test_set = read_test_set(spec)
    assert (test_set.name, test_set.rows) == (name, ROWS)
    assert read_test_set(f"held-out={spec}").name == "held-out"


def test_a_data_set_in_the_hubs_layout_is_read_with_all_its_splits(tmp_path: Path) -> None:
    for code, texts in (("arb_Arab", AR), ("eng_Latn", EN)):
        for split, text in zip(("dev", "devtest"), texts, strict=True):
            (tmp_path / split).mkdir(exist_ok=True)
            table = datasets.Dataset.from_dict({"id": [1], "text": [text]})
            table.to_parquet(tmp_path / split / f"{code}.parquet")
    configs = "".join(
        f"- config_name: {code}\n  data_files:\n"
        + "".join(f"  - split: {split}\n    path: {split}/{code}.parquet\n" for split in ("dev", "devtest"))
        for code in ("arb_Arab", "eng_Latn")
    )
    write(tmp_path / "README.md", f"---\nconfigs:\n{configs}---\n")
    rows = read_hub("flores200", place=str(tmp_path))
    assert rows == [KnownRow(AR[0], EN[0], "dev"), KnownRow(AR[1], EN[1], "devtest")]
    assert read_test_set(f"flores200={tmp_path}").rows == ROWS


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("flores", r"give a file, one of flores200, ntrex, .* can be fetched \(flores200, wmt24pp, iwslt17\)"),
        ("ntrex", "get it from its publisher"),
        ("ntrex={folder}", r"none of its files is there or below \(newstest2019-ref"),
        ("mine={folder}", "the folders of flores200, ntrex, .* are known"),
        ("{folder}/broken.jsonl", "line 2: no JSON"),
        ("mine={folder}/uneven", r"uneven\.ar has 2 lines and .*uneven\.en has 1: they are not"),
        ("mine={folder}/uneven.ar,{folder}/gone.en", r"gone\.en: no such file or folder; check the name"),
        ("{folder}/latin.txt", "line 2: no UTF-8; convert it"),
        ("{folder}/empty.txt", "no sentences in it"),
        ("{folder}/other.jsonl", r"line 1: no field for Arabic or English \(id\)"),
    ],
)
def test_errors_name_the_input_and_the_mend(tmp_path: Path, spec: str, told: str) -> None:
    write(tmp_path / "broken.jsonl", '{"ar": "نعم"}\n{"ar":')
    write(tmp_path / "other.jsonl", '{"id": 1}')
    write(tmp_path / "uneven.ar", lines(AR))
    write(tmp_path / "uneven.en", lines(EN[:1]))
    write(tmp_path / "empty.txt", "\n\n")
    (tmp_path / "latin.txt").write_bytes("نعم\n".encode() + "نعم\n".encode("cp1256"))
    with pytest.raises(InputError, match=told):
        read_test_set(spec.format(folder=tmp_path))


def test_a_data_set_that_changed_is_named(tmp_path: Path) -> None:
    write(tmp_path / "en-ar_EG.jsonl", jsonl("ar", "en"))
    write(tmp_path / "README.md", "---\nconfigs:\n- config_name: en-ar_EG\n  data_files: en-ar_EG.jsonl\n---\n")
    with pytest.raises(InputError, match=r"google/wmt24pp has no column target any more \(ar, en, lp\)"):
        read_hub("wmt24pp", place=str(tmp_path))
    with pytest.raises(InputError, match=r"cannot be fetched .*flores200=FOLDER"):
        read_hub("flores200", place=str(tmp_path))
