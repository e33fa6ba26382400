"""Pairs in, numbered subwords out: everything a training run reads, in one small folder."""

import gzip
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sentencepiece

from models.errors import InputError, SettingsError
from models.train.noise import noised
from models.train.recipe import Recipe
from models.vocabulary import END, LANGUAGES, PAD, UNKNOWN, Vocabulary, model_input

_KEY = re.compile(r"[\W_]+")
_MARKER = "prepared.json"


@dataclass(frozen=True, slots=True)
class WeightedPair:
    source: str
    target: str
    weight: float


def comparison_key(text: str) -> str:
    """The letters and digits of `text` alone, for finding pairs that differ in marks, case or spaces only."""
    return _KEY.sub(" ", model_input(text).casefold()).strip()


def read_pairs(recipe: Recipe, data: Sequence[Path], counts: Counter[str]) -> Iterator[WeightedPair]:
    """Yield the recipe's pairs from the folders `data`, each once: one met again under a later source is left out.

    `counts` is filled with what was read and what was dropped, by source and reason.

    Raises InputError when a source has no file or a file is not what its name says.
    """
    seen: set[bytes] = set()
    for source in recipe.sources:
        files = [file for folder in data for file in sorted(folder.glob(source.files))]
        if not files:
            where = " or ".join(map(str, data))
            raise InputError(f"{source.files}: no such file in {where}; see 'data' and [[sources]] in the recipe")
        for file in files:
            for sides in _sides(file, reverse=recipe.direction == "en-ar"):
                reason = _reject(*sides)
                key = hashlib.blake2b("\t".join(map(comparison_key, sides)).encode(), digest_size=12).digest()
                if reason is None and key in seen:
                    reason = "repeated"
                if reason is not None:
                    counts[f"{source.files}: {reason}"] += 1
                    continue
                seen.add(key)
                counts[f"{source.files}: kept"] += 1
                read, written = sides
                yield WeightedPair(f"{source.tag} {read}" if source.tag else read, written, source.weight)


def _sides(file: Path, *, reverse: bool) -> Iterator[tuple[str, str]]:
    """What the model reads and what it writes; `reverse`: from English into Arabic.

    The Arabic is written as a model reads it on either side: what is learned is then what is asked for.
    """
    if file.name.endswith(".txt.gz"):
        for line in _lines(file):
            written = model_input(line).strip() if reverse else line.strip()
            yield model_input(noised(written)), written
        return
    for arabic, english in _parquet(file) if file.suffix == ".parquet" else _table(file):
        sides = model_input(arabic).strip(), english.strip()
        yield (sides[1], sides[0]) if reverse else sides


def _table(file: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(_lines(file), start=1):
        sides = line.split("\t")
        if len(sides) != 2:
            raise InputError(f"{file}, line {number}: {len(sides)} columns; wanted Arabic, tab, English")
        yield sides[0], sides[1]


def _lines(file: Path) -> Iterator[str]:
    try:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield line.rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: not readable as gzipped UTF-8 text: {error}") from error


def _parquet(file: Path) -> Iterator[tuple[str, str]]:
    from pyarrow import ArrowException, parquet

    try:
        with parquet.ParquetFile(file) as opened:
            for batch in opened.iter_batches(columns=["translation"]):
                for row in batch.to_pydict()["translation"]:
                    yield row["ar"], row["en"]
    except (ArrowException, OSError, KeyError) as error:
        raise InputError(f"{file}: not readable as a data set with `translation` of ar and en: {error}") from error


def _reject(source: str, target: str) -> str | None:
    """Why a pair is not worth training on, or None. The filters proper are the corpus builder's."""
    words = len(source.split()), len(target.split())
    if not all(words):
        return "empty side"
    if max(words) > 120:
        return "over 120 words"
    # 3.0: the length ratio of bicleaner-hardrules and OpusFilter; short phrases vary more.
    if min(words) >= 5 and max(words) / min(words) > 3.0:
        return "length ratio over 3"
    if comparison_key(source) == comparison_key(target):
        return "copy"
    return None


def prepare(recipe: Recipe, data: Sequence[Path], out: Path) -> Counter[str]:
    """Read the pairs, train the subword models and number everything, into the folder `out`.

    Leaves `source.spm`, `target.spm`, `vocab.json`, `pairs.parquet` (columns source, target: lists of ids with
    `</s>`; weight) and a marker. A folder already prepared with the same settings is used as it is.

    Raises SettingsError when the folder holds the data of other settings.
    """
    marker = out / _MARKER
    if marker.exists():
        done = json.loads(marker.read_text(encoding="utf-8"))
        if done["signature"] != recipe.signature():
            raise SettingsError(f"{out}: prepared with other settings ({done['signature']}); use another --out folder")
        return Counter(done["counts"])
    from pyarrow import parquet

    out.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    pairs = list(read_pairs(recipe, data, counts))
    write_languages(out, recipe.direction)
    if recipe.initial:
        translates = str(Vocabulary(Path(recipe.initial)).languages)
        if translates != recipe.direction:
            raise SettingsError(f"{recipe.initial} translates {translates}; the recipe wants {recipe.direction}")
        for name in ("source.spm", "target.spm", "vocab.json"):
            shutil.copyfile(Path(recipe.initial) / name, out / name)
    else:
        train_subwords(
            (pair.source for pair in pairs if pair.weight >= 0.2), out / "source.spm", recipe.shape.source_subwords
        )
        train_subwords(
            (pair.target for pair in pairs if pair.weight >= 0.2), out / "target.spm", recipe.shape.target_subwords
        )
        join_vocabularies(out)
    vocabulary = Vocabulary(out)
    sources = [vocabulary.ids(pieces) for pieces in vocabulary.encode([pair.source for pair in pairs])]
    targets = [vocabulary.ids(pieces) for pieces in vocabulary.encode_target([pair.target for pair in pairs])]
    limit = recipe.schedule.max_tokens
    kept = [i for i in range(len(pairs)) if len(sources[i]) <= limit and len(targets[i]) <= limit]
    counts[f"over {limit} subwords"] = len(pairs) - len(kept)
    table = as_table([sources[i] for i in kept], [targets[i] for i in kept], [pairs[i].weight for i in kept])
    parquet.write_table(table, out / "pairs.parquet", compression="zstd", compression_level=19)  # it may have to travel
    marker.write_text(json.dumps({"signature": recipe.signature(), "counts": counts}, indent=1), encoding="utf-8")
    return counts


def as_table(sources: Sequence[list[int]], targets: Sequence[list[int]], weights: Sequence[float]) -> Any:
    """Numbered pairs as the pyarrow table that `pairs.parquet` holds."""
    import pyarrow

    ids = pyarrow.list_(pyarrow.uint16())
    columns = (pyarrow.array(sources, ids), pyarrow.array(targets, ids), pyarrow.array(weights, pyarrow.float32()))
    return pyarrow.table(columns, names=["source", "target", "weight"])


def write_languages(folder: Path, direction: str) -> None:
    """Write into `folder` which languages its vocabulary is for: `direction` is ar-en or en-ar."""
    source, target = direction.split("-")
    languages = {"source_lang": source, "target_lang": target}
    (folder / LANGUAGES).write_text(json.dumps(languages), encoding="utf-8")


def train_subwords(lines: Iterable[str], file: Path, size: int) -> None:
    """Train a unigram sentencepiece model of at most `size` pieces on `lines` and write it to `file`.

    Normalised as Marian's own (nmt_nfkc: presentation forms become letters); digits are split one by one, so that
    numbers can be copied; without byte pieces, as the published Marian vocabularies are.
    """
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_prefix=str(file.with_suffix("")),
        vocab_size=size,
        hard_vocab_limit=False,
        model_type="unigram",
        character_coverage=0.9998,
        normalization_rule_name="nmt_nfkc",
        split_digits=True,
        max_sentence_length=20000,
        num_threads=2,
        minloglevel=1,
    )
    file.with_suffix(".model").rename(file)
    file.with_suffix(".vocab").unlink()


def join_vocabularies(folder: Path) -> None:
    """Write `vocab.json`, the union of both subword models, laid out as in Marian's: `</s>`, `<unk>`, …, `<pad>`."""
    index = {END: 0, UNKNOWN: 1}
    for name in ("target.spm", "source.spm"):
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / name))
        for i in range(model.get_piece_size()):
            if not (model.is_control(i) or model.is_unknown(i)):
                index.setdefault(model.id_to_piece(i), len(index))
    index[PAD] = len(index)
    (folder / "vocab.json").write_text(json.dumps(index, ensure_ascii=False, indent=0), encoding="utf-8")
