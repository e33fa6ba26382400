"""One fine-tuning from beginning to end: rows, training, the gate, and the folder that comes of it."""

import math
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.store.disk import read_json, write_json
from experiments.finetune.card import Facts, write_card
from experiments.finetune.examples import Plan
from experiments.finetune.folder import REFUSED, RunFolder
from experiments.finetune.gate import Verdict, judge
from experiments.finetune.material import Material, Sources, tally
from experiments.finetune.network import PURPOSE, load_network, save_network
from experiments.finetune.record import Record, write_record
from experiments.finetune.task import Task
from models.checkpoint import Checkpoint
from models.convert import read_config
from models.errors import ModelError
from models.extras import require
from models.model import load
from models.settings import from_mapping
from models.store import find
from models.vocabulary import Vocabulary

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a fine-tuning ended: `folder` holds the model; both others are None where only its time was up."""

    folder: Path
    verdict: Verdict | None
    record: Record | None


def finetune(task: Task, *, minutes: float = math.inf, threads: int = 0, say: Say = lambda _: None) -> Outcome:
    """Fine-tune a Marian model, and judge the result against its base.

    Stopped or killed, the same task goes on from its last checkpoint, to the same weights. A good result stands in
    `task.out` as a model folder, one that is refused (see gate.judge) in `task.out/refused`. `minutes`: stop with a
    checkpoint after so many. `threads` to train with: torch's choice unless given. `say` is told what was left out.

    Raises ModelError, InputError or SettingsError when an input or a setting is wrong, or the folder is for another
    task; MissingExtraError without the extra `train`, or `lora`.
    """
    for module in ("torch", "transformers", "accelerate", "sacrebleu"):
        require(module, extra="train", purpose=PURPOSE)
    base, sources = find(task.base), Sources(task)
    if (languages := Vocabulary(base.folder).languages) != ("ar", "en"):
        raise ModelError(f"{task.base}: translates {'-'.join(languages)}; only ar-en models can be fine-tuned")
    folder = RunFolder(task.out, {"base": base.revision, **sources.described, **task.settings.described()})
    if marked := folder.marked:
        verdict = from_mapping(Verdict, marked["verdict"], where=str(task.out))
        record = from_mapping(Record, marked["record"], where=str(task.out))
        return Outcome(folder.out if verdict.good else folder.out / REFUSED, verdict, record)
    load(task.base).close()  # a base that does not translate is better found out now than by the gate
    with folder.begun():
        return _worked(task, base, sources, folder, minutes, threads, say)


def _worked(
    task: Task, base: Checkpoint, sources: Sources, folder: RunFolder, minutes: float, threads: int, say: Say
) -> Outcome:
    limit = min(task.settings.max_tokens, int(read_config(base.folder)["max_position_embeddings"]) - 1)
    material = sources.material(Vocabulary(base.folder), limit)
    for line in _told(material, limit):
        say(line)
    if not folder.candidate.is_dir() and not _train(task, base, material, folder, minutes, threads):
        return Outcome(folder.run, None, None)
    record = from_mapping(Record, read_json(folder.run / "record.json") or {}, where=str(folder.run))
    say("translating with the base and with the result")
    verdict = judge(task.base, folder.candidate, material.tested)
    write_card(folder.candidate / "README.md", Facts(task, base, material, record, verdict))
    place = folder.finish({"verdict": asdict(verdict), "record": asdict(record)}, good=verdict.good)
    return Outcome(place, verdict, record)


def _told(material: Material, limit: int) -> list[str]:
    lines = [
        f"training rows: {tally(material.counts)}; a row is too long with more than {limit} subwords on a side",
        f"held out: {material.held_out}",
    ]
    if unknown := material.counts["unknown English subwords"]:
        lines.append(f"unknown to the model: {unknown:,} of {material.counts['English subwords']:,} English subwords")
    if material.replay_counts:
        lines.insert(1, f"general rows to mix in: {tally(material.replay_counts)}")
    return lines


def _train(task: Task, base: Checkpoint, material: Material, folder: RunFolder, minutes: float, threads: int) -> bool:
    """Train, and leave the candidate; False when the time was up before."""
    # Late: it imports transformers, whose absence an error above says better.
    from experiments.finetune.trainer import Finetuner, device, train

    settings = task.settings
    if threads:
        require("torch", extra="train", purpose=PURPOSE).set_num_threads(threads)
    tokens = settings.batch_tokens_on(device().type)
    plan = Plan(material.pairs, seed=settings.seed, epochs=settings.epochs, batch_tokens=tokens)
    trainer = Finetuner(
        load_network(base.folder, settings),
        Vocabulary(base.folder),
        material.pairs,
        plan,
        material.validation,
        settings,
        folder.run,
        minutes=minutes,
    )
    if not train(trainer):
        return False
    part = folder.run / "result.part"
    shutil.rmtree(part, ignore_errors=True)
    save_network(trainer.model, base.folder, part)
    write_json(folder.run / "record.json", asdict(write_record(trainer, tokens, part)))
    folder.candidate.parent.mkdir(exist_ok=True)
    part.replace(folder.candidate)
    return True
