"""The card of a data set: README.md with the header that the Hub and datasets read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from corpus.card.counts import Counts, Tally
from corpus.card.tables import source_rows
from corpus.export.tmx import jisr_version
from corpus.store.disk import write_bytes
from corpus.store.folder import DROPPED, SPLITS
from corpus.store.schema import features, ledger_features
from models.errors import InputError

CARD = "README.md"
LEDGER_CONFIG = "ledger"
LEDGER_NOTE = "The dropped rows are in `ledger/`."  # how their paragraph begins
# Hub identifiers for how many rows there are (huggingface.co/docs/hub/datasets-cards).
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
)
_LARGEST = "n>1B"
_LICENCES = Path(str(files("corpus.card") / "data" / "licences.tsv"))
_TEMPLATE = Path(str(files("corpus.card") / "data" / "card.md"))


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the numbers do not say.

    `address`: what `load_dataset` is given, a folder or the name on the hub; `signatures`: of the aligner, the model,
    the rules …, by name; `decontamination`: a line a test set; `limits`: sentences, beside those that hold for all.
    """

    title: str = "An Arabic-English parallel corpus"
    description: str = "Parallel text for machine translation."
    address: str = "FOLDER"
    signatures: Mapping[str, str] = field(default_factory=dict)
    decontamination: Sequence[str] = ()
    limits: Sequence[str] = ()


def write_card(folder: Path, counts: Counts, about: About) -> Path:
    """Write README.md into the data set's folder.

    Raises InputError when it cannot be written.
    """
    path = folder / CARD
    try:
        write_bytes(path, render_card(counts, about).encode())
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error}); make room or mend that") from error
    return path


def render_card(counts: Counts, about: About) -> str:
    """The card's text: YAML header and Markdown."""
    total, dropped = counts.total, sum(counts.dropped.values())
    text = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=about.title,
        description=about.description,
        address=about.address,
        rows=f"{total.rows:,}",
        ar_words=f"{total.ar_words:,}",
        en_words=f"{total.en_words:,}",
        dropped=f"{dropped:,}",
        ledger_use=_ledger_use(about) if dropped else "",
        splits=_tallies("split", {(name,): counts.by("split").get((name,), Tally()) for name in SPLITS}),
        sources=_table(("source", "kept", "dropped", "Arabic words", "English words"), source_rows(counts)),
        licences=_tallies("licence", counts.by("licence")),
        methods=_tallies("method", counts.by("method", "model")),
        domains=_tallies("domain", counts.by("domain")),
        reasons=_table(("reason", "rows"), [(name, f"{n:,}") for name, n in counts.dropped_by(1).items()])
        or "No row was dropped.",
        decontamination=_list(about.decontamination) or "No test set was given: rows of one may be in here.",
        signatures=_list(f"{name}: `{value}`" for name, value in _signatures(counts, about).items()),
        limits=_list([*about.limits, *_limits(counts)]),
    )
    text = re.sub(r"\n{3,}", "\n\n", text)  # where a part has nothing to say
    return f"---\n{_header(counts, about)}---\n\n{text}"


def without_ledger(text: str) -> str:
    """The text of a card for a copy of the data set that has no ledger."""
    from huggingface_hub import DatasetCard

    card = DatasetCard(text)
    for key in ("configs", "dataset_info"):
        value = card.data.get(key)
        if isinstance(value, list):
            card.data[key] = [item for item in value if item.get("config_name") != LEDGER_CONFIG]
    return re.sub(rf"{re.escape(LEDGER_NOTE)}.*?\n\n", "", str(card), flags=re.DOTALL)


def hub_licences(expressions: Iterable[str]) -> list[str]:
    """The Hub's identifiers for SPDX expressions; "unknown" where none is stated, "other" for what it has no name for.

    >>> hub_licences(["CC-BY-4.0 AND MIT", "", "LicenseRef-ours"])
    ['cc-by-4.0', 'mit', 'other', 'unknown']
    """
    known = dict(
        line.split("\t") for line in _LICENCES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    lowered = {spdx.lower(): name for spdx, name in known.items()}
    names = set()
    for expression in expressions:
        # An exception (WITH …) makes a licence no other one.
        parts = re.split(r"\s+(?:AND|OR)\s+", re.sub(r"\s+WITH\s+\S+|[()]", "", expression).strip())
        names |= {lowered.get(part.lower(), "other") if part else "unknown" for part in parts}
    return sorted(names)


def size_category(rows: int) -> str:
    """The Hub's word for a data set of this many rows.

    >>> size_category(999), size_category(1_000), size_category(2_000_000_000)
    ('n<1K', '1K<n<10K', 'n>1B')
    """
    return next((name for least, name in _SIZES if rows < least), _LARGEST)


def _header(counts: Counts, about: About) -> str:
    from datasets import DatasetInfo, Split, SplitDict, SplitInfo
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    rows = counts.by("split")
    used = [split for split in SPLITS if (split,) in rows]
    splits = SplitDict()
    for split in used:
        size = counts.sizes.get(split, 0)
        splits.add(SplitInfo(name=str(Split(split)), num_bytes=size, num_examples=rows[split,].rows))
    infos = {
        "default": DatasetInfo(
            features=features(),
            splits=splits,
            download_size=sum(counts.files.values()),
            dataset_size=sum(counts.sizes.values()),
        )
    }
    configs: list[dict[str, Any]] = [
        {
            "config_name": "default",
            "data_files": [{"split": split, "path": f"data/{split}-*.parquet"} for split in used],
            "default": True,
        }
    ]
    if counts.dropped:
        infos[LEDGER_CONFIG] = DatasetInfo(features=ledger_features())
        path = f"ledger/{DROPPED}-*.parquet"
        configs.append({"config_name": LEDGER_CONFIG, "data_files": [{"split": DROPPED, "path": path}]})
    data = DatasetCardData(
        language=["ar", "en"],
        license=hub_licences(licence for (licence,) in counts.by("licence")) or ["unknown"],
        multilinguality=["translation"],
        pretty_name=about.title,
        size_categories=[size_category(counts.rows)],
        task_categories=["translation"],
        configs=configs,
    )
    DatasetInfosDict(infos).to_dataset_card_data(data)
    return str(data.to_yaml()) + "\n"


def _signatures(counts: Counts, about: About) -> dict[str, str]:
    return {"jisr": jisr_version(), **about.signatures}


def _limits(counts: Counts) -> list[str]:
    """What has to be said of such a data set, from its numbers."""
    tallies = {method: tally.rows for (method,), tally in counts.by("method").items()}
    lines = []
    if tallies.get("machine"):
        lines.append(
            f"{tallies['machine']:,} of {counts.rows:,} rows were translated by a machine (`origin.method`): "
            "leave them out where a model is tested."
        )
    if tallies.get("aligned"):
        lines.append(
            f"{tallies['aligned']:,} rows were aligned by a program (`scores.alignment`): some links are wrong."
        )
    if ("",) in counts.by("licence"):
        lines.append(
            "Some rows state no licence (`origin.licence` is empty): ask their owners before you pass them on."
        )
    lines.append("Texts are as they were found: nobody read all of them, and they can be wrong, biased or personal.")
    return lines


def _ledger_use(about: About) -> str:
    return (
        f"{LEDGER_NOTE} They have the same columns, `reason`, and `values`, the numbers that rules decided by.\n"
        f'`load_dataset("{about.address}", "{LEDGER_CONFIG}")` opens them.'
    )


def _tallies(heading: str, tallies: Mapping[tuple[str, ...], Tally]) -> str:
    rows = [
        (
            " ".join(part for part in names if part) or "(none stated)",
            f"{tally.rows:,}",
            f"{tally.ar_words:,}",
            f"{tally.en_words:,}",
        )
        for names, tally in tallies.items()
    ]
    return _table((heading, "rows", "Arabic words", "English words"), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown, numbers to the right; nothing where there are no rows."""
    if not rows:
        return ""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
