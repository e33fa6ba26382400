"""`jisr models list|get|remove`."""

import argparse
import json
from pathlib import Path

import pytest

from models.cli import add
from models.errors import ModelError
from tests.models.conftest import COMMIT

ORIGIN = "Helsinki-NLP/opus-mt-tiny-ar-en"


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser(prog="jisr")
    add(parser.add_subparsers())
    options = parser.parse_args(["models", *arguments])
    code: int = options.run(options)
    return code


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["name", "licence", "size", "here", "published", "scores"]
    assert rows[0].split("  ")[0] == "opus-mt-tc-big-ar-en"
    assert "CC-BY-4.0" in rows[0]
    assert "FLORES-101 devtest: 42.6 BLEU" in rows[0]
    assert rows[1].split()[:5] == ["opus-mt-ar-en", "Apache-2.0", "312", "MB", "no"]


def test_list_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--json") == 0
    lines = json.loads(capsys.readouterr().out)
    assert [line["name"] for line in lines] == ["opus-mt-tc-big-ar-en", "opus-mt-ar-en", "bundled"]
    assert lines[0]["scores"][0]["value"] == 42.6
    assert lines[0]["installed"] is False


def test_get_list_remove(snapshot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("get", ORIGIN) == 0
    said = capsys.readouterr()
    assert said.out == f"{ORIGIN}\t{COMMIT}\n"
    assert f"jisr translate --model {ORIGIN} FILE" in said.err
    run("list")
    assert f"{ORIGIN}" in capsys.readouterr().out
    assert run("remove", ORIGIN) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_get_of_an_unknown_name_is_an_error() -> None:
    with pytest.raises(ModelError, match="no model 'opus'"):
        run("get", "opus")


@pytest.mark.parametrize("arguments", [[], ["fetch"], ["get"], ["remove"]])
def test_wrong_use_exits_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as error:
        run(*arguments)
    assert error.value.code == 2
