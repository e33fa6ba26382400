"""The files in translate/data."""

from pathlib import Path

_DATA = Path(__file__).parent / "data"


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of the data file `name`: tab-separated, with a header, lines that begin with # left out."""
    lines = [line for line in read_text(name).splitlines() if line and line[0] != "#"]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]


def read_text(name: str) -> str:
    """All of the data file `name`."""
    return (_DATA / name).read_text(encoding="utf-8")
