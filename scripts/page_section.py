"""A measured section of a page: the text between `<!-- NAME -->` and `<!-- /NAME -->`."""

import re
from pathlib import Path


def replace_section(file: Path, name: str, text: str) -> None:
    """Put `text` into the section `name` of `file`.

    Raises ValueError when the file has no such section.
    """
    page = file.read_text(encoding="utf-8")
    block = f"<!-- {name} -->\n{text}\n<!-- /{name} -->"
    new, count = re.subn(f"<!-- {name} -->.*?<!-- /{name} -->", lambda _: block, page, flags=re.DOTALL)
    if not count:
        raise ValueError(f"{file}: no section between <!-- {name} --> and <!-- /{name} -->; add the two lines")
    file.write_text(new, encoding="utf-8")
