"""A folder to write sources into."""

from pathlib import Path

import pytest

from tests.corpus.sources.reads import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file; what it returns is its name for `open_source`."""

    def written(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return written
