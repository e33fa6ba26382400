"""Test sets with both sides: files, data sets, and those that everybody knows by name."""

from dataclasses import dataclass
from pathlib import Path

from corpus.decontaminate import known_test_sets, read_test_set
from corpus.pairs import Pair
from corpus.sources import SourceSettings, open_source
from corpus.sources.arrow import is_data_set
from models.errors import InputError, SettingsError
from models.extras import require

_SPLITS = ("test", "validation", "train")  # the first that a data set has, unless one is named


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Rows of Arabic and English that translate each other; `domains`: a word for each row, "" where none is known."""

    name: str
    arabic: tuple[str, ...]
    english: tuple[str, ...]
    domains: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.arabic)


def read_set(spec: str) -> EvaluationSet:
    """Read the test set that `spec` names; rows that lack a side are left out.

    `spec`: two files ARABIC,ENGLISH or what both are called (`dev` for `dev.ar` and `dev.en`), one file with both sides
    (TSV, JSON Lines), a data set's folder, FOLDER:SPLIT (`test` where it has one, else `validation`, else `train`), or
    a name that is known (flores200, ntrex, iwslt17, tico19, tatoeba, wmt24pp): NAME=FOLDER as its publisher lays it
    out, or alone from sacrebleu's cache or the hub. [NAME=]… gives any of them a name.

    Raises InputError when there is nothing of the kind, or no row has both sides.
    """
    name, given, place = spec.rpartition("=")
    folder, split = _folder(place)
    if folder is not None:
        return _data_set(name or folder.name, folder, split)
    found = read_test_set(spec if given else _cached(spec))
    rows = [row for row in found.rows if all(row)]
    if not rows:
        raise InputError(f"test set {spec}: no row has both sides; give the file of the other side too: ARABIC,ENGLISH")
    arabic, english = zip(*rows, strict=True)
    return EvaluationSet(found.name, arabic, english, ("",) * len(rows))


def _folder(place: str) -> tuple[Path | None, str]:
    """The folder of a data set and the split wanted, if `place` is one."""
    for path, split in ((Path(place), ""), (Path(place.rpartition(":")[0] or place), place.rpartition(":")[2])):
        if path.is_dir() and is_data_set(path):
            return path, split
    return None, ""


def _data_set(name: str, folder: Path, split: str) -> EvaluationSet:
    pairs: list[Pair] = []
    for wanted in [split] if split else _SPLITS:
        try:
            source = open_source(str(folder), settings=SourceSettings(kind="dataset", split=wanted))
            pairs = [item for item in source.items() if isinstance(item, Pair)]
        except SettingsError:  # there is no such split
            if split:
                raise
        if pairs:
            break
    rows = [(pair.ar, pair.en, pair.origin.domain or pair.origin.source) for pair in pairs if pair.ar and pair.en]
    if not rows:
        raise InputError(f"test set {folder}{':' * bool(split)}{split}: no rows with both sides; name another split")
    arabic, english, domains = zip(*rows, strict=True)
    return EvaluationSet(f"{name}:{wanted}", arabic, english, domains if len(set(domains)) > 1 else ("",) * len(rows))


def _cached(spec: str) -> str:
    """`spec`, with the folder of sacrebleu's cache where that is what is meant by a name; fetched if it can be."""
    if Path(spec).exists() or "," in spec or spec not in known_test_sets():
        return spec
    dataset = require("sacrebleu.dataset", extra="evaluate", purpose="jisr models evaluate")
    folder = Path(require("sacrebleu.utils", extra="evaluate", purpose="jisr models evaluate").SACREBLEU_DIR) / spec
    if not folder.is_dir() and "ar-en" in getattr(dataset.DATASETS.get(spec), "langpairs", {}):
        _fetch(dataset.DATASETS[spec], spec, folder)
    return f"{spec}={folder}" if folder.is_dir() else spec


def _fetch(published: object, name: str, folder: Path) -> None:
    try:
        published.process_to_text("ar-en")  # type: ignore[attr-defined]
    except Exception as error:  # whatever sacrebleu, the archive and the network think of
        raise InputError(
            f"test set {name}: sacrebleu cannot fetch it ({' '.join(str(error).split())[:200]}); where there is a "
            f"connection: sacrebleu -t {name} -l ar-en --echo src; bring {folder} here, or give its folder: "
            f"{name}=FOLDER"
        ) from error
