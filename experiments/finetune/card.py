"""The card of a fine-tuned model, made from its run."""

import re
import shlex
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from string import Template

from corpus.card.markdown import hub_licences
from corpus.store.disk import write_bytes
from experiments.finetune.gate import FEW, Verdict
from experiments.finetune.material import Material, tally
from experiments.finetune.record import Record
from experiments.finetune.task import Task
from experiments.significance import TITLES
from models.catalog import entry
from models.checkpoint import Checkpoint

_LICENCE = re.compile(r"^license:\s*(\S+)\s*$", re.MULTILINE)
_PACKAGES = ("jisr", "transformers", "torch", "peft")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card tells."""

    task: Task
    base: Checkpoint
    material: Material
    record: Record
    verdict: Verdict


def write_card(path: Path, facts: Facts) -> None:
    """Write the card.

    Raises OSError.
    """
    write_bytes(path, render_card(facts).encode())


def render_card(facts: Facts) -> str:
    """The card's text: YAML header and Markdown."""
    task, record, material = facts.task, facts.record, facts.material
    known = entry(facts.base.name)
    hub_name = known.origin if known and "/" in known.origin else facts.base.name
    template = Template((files("experiments") / "data" / "card.md").read_text(encoding="utf-8"))
    share = f"{record.trained:,} of {record.parameters:,} parameters"
    text = template.substitute(
        title=task.out.absolute().name,
        base=facts.base.name,
        linked=f"[{facts.base.name}](https://huggingface.co/{hub_name})" if "/" in hub_name else facts.base.name,
        revision=facts.base.revision[:12],
        base_licence=_base_licence(facts.base),
        data=task.data,
        rows=tally(material.counts),
        licences=_licences(material.licences),
        replay=_replay(task, material),
        refusal="".join(f"\n\n**Refused:** {fault}." for fault in facts.verdict.faults),
        held_out=material.held_out,
        method=f"low-rank additions (rank {task.settings.rank}), merged" if task.settings.lora else "all weights",
        parameters=share,
        settings=_settings(task, record),
        updates=f"{record.updates:,} of {record.planned:,}; the weights are those of update {record.best:,}",
        time=_minutes(record.seconds),
        hardware=record.hardware,
        scores=_scores(facts.verdict),
        notes=_notes(facts.verdict),
        signatures=_signatures(facts.verdict),
        command=shlex.join(task.words),
        versions=", ".join(f"{name} {found}" for name in _PACKAGES if (found := _version(name))),
    )
    return _header(facts, hub_name) + re.sub(r"\n{3,}", "\n\n", text)


def _header(facts: Facts, hub_name: str) -> str:
    licences = hub_licences([_base_licence(facts.base), *facts.material.licences])
    lines = ["language: [ar, en]", f"license: {licences[0] if len(licences) == 1 else 'other'}"]
    lines += ["library_name: transformers", "pipeline_tag: translation", "tags: [translation, marian, arabic, english]"]
    lines += [f"base_model: {hub_name}"] if "/" in hub_name else []
    return "\n".join(["---", *lines, "---", "", ""])


def _base_licence(base: Checkpoint) -> str:
    """The licence that the catalogue or the base's own card states, or "unknown"."""
    if known := entry(base.name):
        return known.licence
    try:
        found = _LICENCE.search((base.folder / "README.md").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else "unknown"


def _licences(rows: Counter[str]) -> str:
    return ", ".join(f"{name or 'none stated'} ({number:,} rows)" for name, number in rows.most_common()) or "none"


def _replay(task: Task, material: Material) -> str:
    if not task.replay:
        return ""
    share = f"{task.settings.replay:.0%} of an epoch"
    return f"| mixed in | `{task.replay}`: {tally(material.replay_counts)}; {share} |\n"


def _settings(task: Task, record: Record) -> str:
    told = task.settings.described() | {"rate": f"{record.rate:.3g}", "batch_tokens": record.batch_tokens}
    left_out = {"lora", "rank", "replay"}
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in told.items() if name not in left_out)


def _scores(verdict: Verdict) -> str:
    rows = [
        (
            f"{one.role}: {one.name}",
            f"{one.sentences:,}",
            TITLES[test.metric],
            f"{test.baseline:.1f}",
            f"{test.candidate:.1f}",
            f"{test.difference:+.1f}",
            f"{test.p_value:.4f}",
        )
        for one in verdict.comparisons
        for test in one.tests
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _notes(verdict: Verdict) -> str:
    few = [one.name for one in verdict.comparisons if one.sentences < FEW]
    return f"Of {' and '.join(few)} there are too few rows to show a small difference." if few else ""


def _signatures(verdict: Verdict) -> str:
    return "; ".join(dict.fromkeys(f"`{test.signature}`" for one in verdict.comparisons for test in one.tests))


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
