"""Derive translate/data/lowercase.tsv: English words that are written small inside a sentence.

python scripts/derive_casing.py [ENGLISH.txt.gz]
"""

import argparse
import gzip
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_HERE = Path(__file__).parent
_OUT = _HERE.parent / "translate" / "data" / "lowercase.tsv"
_TEXT = _HERE.parent.parent / "shared" / "data" / "mono" / "en_other.txt.gz"
_INSIDE = re.compile(r"(?<=[a-z,] )([A-Z]?[a-z]+)(?![\w-])(?! [A-Z])")  # beside no name and at no beginning
_LEAST = 40
_SMALL = 0.97  # below: security, federal, west and what else is as often half a name
_HEAD = """\
# English words written small inside a sentence at least 97 times of 100. Read by translate/casing.py.
# Derived by scripts/derive_casing.py from 9 million words of White House briefings
# (brian14708/wh-briefings@737ca03, CC0-1.0) and of addresses to the nation (nltk_data@5db857e, public domain).
# small, capital: times seen.
word\tsmall\tcapital
"""


def count(lines: Iterable[str]) -> Counter[str]:
    """How often each word is seen inside a sentence, as it is written."""
    seen: Counter[str] = Counter()
    for line in lines:
        seen.update(_INSIDE.findall(line))
    return seen


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("text", nargs="?", type=Path, default=_TEXT)
    with gzip.open(parser.parse_args().text, "rt", encoding="utf-8") as lines:
        seen = count(lines)
    small = {word: times for word, times in seen.items() if word.islower() and times >= _LEAST}
    rows = [
        f"{word}\t{times}\t{seen[word.capitalize()]}"
        for word, times in sorted(small.items())
        if times >= _SMALL * (times + seen[word.capitalize()])
    ]
    _OUT.write_text(_HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
