"""The tables beside the code."""

from pathlib import Path


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a table with tabs between its cells, `#` before remarks, and a heading."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]
