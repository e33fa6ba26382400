"""`jisr models finetune`."""

import argparse
import math
import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.finetune.gate import Verdict
    from experiments.finetune.record import Record
    from experiments.finetune.task import Task

# Options that are settings of the same name; None leaves each at its default.
_NUMBERS = {
    "epochs": (int, "how often each pair is seen at most (5)"),
    "rate": (float, "of learning, at its highest (0.1 / the model's width; ten times that with --lora)"),
    "batch_tokens": (int, "subwords of an update (1024 on a processor, 4096 on a graphics card)"),
    "max_tokens": (int, "subwords a side, over which a row is left out, and counted (128)"),
    "patience": (int, "epochs without a lower loss on validation rows, after which it stops (2)"),
    "dropout": (float, "share of activations that are dropped in training (0.1)"),
    "label_smoothing": (float, "(0.1)"),
    "warmup": (float, "share of the updates in which the rate rises (0.1)"),
    "rank": (int, "of the low-rank additions (16)"),
    "seed": (int, "another one gives another run (1)"),
}


def add(verbs: Any) -> None:
    """Declare `jisr models finetune` and its options; nothing heavy is imported until it runs."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        "finetune",
        help="go on training a model on texts of your own",
        description="Go on training a model on pairs of your own, and compare the result with it: on rows that were "
        "held out, and on general ones, where a significant fall refuses the result. Stopped, it goes on.",
        epilog="example: jisr models finetune bundled --data my-corpus --replay general.tsv --out my-model. "
        "Exit status: 0 done, 1 refused or nothing usable came out, 2 wrong use, 130 interrupted.",
    )
    parser.add_argument("base", metavar="BASE", help="a name of jisr models list, a name of the hub, or a folder")
    parser.add_argument(
        "--data",
        required=True,
        metavar="CORPUS",
        help="a data set (jisr corpus build, or any with a translation column), or a file of pairs (TSV, TMX …)",
    )
    parser.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="of the new model, and its card")
    parser.add_argument("--lora", action="store_true", help="train low-rank additions only (needs jisr[lora])")
    parser.add_argument(
        "--replay",
        default="",
        metavar="SET[=SHARE]",
        help="general pairs to mix in against forgetting, and the share of an epoch they make (0.25)",
    )
    parser.add_argument(
        "--general",
        default="",
        metavar="SET",
        help="what must not get worse: see jisr models evaluate (30 sentences of jisr's)",
    )
    parser.add_argument("--held-out", default="", metavar="SET", help="what shall get better (rows of CORPUS)")
    for name, (kind, text) in _NUMBERS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, metavar="N", help=text)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop with a checkpoint after so many minutes")
    parser.add_argument(
        "--threads", type=int, default=0, help="processor threads to train with (default: torch's choice)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fine-tune, and say what became of it; the model's folder goes to standard output."""
    from models.engines.processor import keep_memory
    from models.extras import quiet

    keep_memory()  # an update frees and takes its buffers again
    quiet()
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")  # it warns of tied weights, which are stored once
    from experiments.finetune.run import finetune
    from translate.run import note

    task = _task(options)
    outcome = finetune(task, minutes=options.minutes, threads=options.threads, say=note)
    if outcome.verdict is None or outcome.record is None:
        note("time is up; the same command goes on from here")
        return 0
    for comparison in outcome.verdict.comparisons:
        note(f"{comparison}{'' if comparison.fell or comparison.rose else ': no significant difference'}")
    if not outcome.verdict.good:
        for line in _refusal(task, outcome.verdict, outcome.record, outcome.folder):
            note(line)
        return 1
    print(outcome.folder)
    return 0


def _task(options: argparse.Namespace) -> "Task":
    from experiments.finetune.settings import FinetuneSettings
    from experiments.finetune.task import Task

    given = {name: value for name in _NUMBERS if (value := getattr(options, name)) is not None}
    replay, share = _share(options.replay)
    if share is not None:
        given["replay"] = share
    return Task(
        base=options.base,
        data=options.data,
        out=options.out,
        replay=replay,
        general=options.general,
        held_out=options.held_out,
        settings=FinetuneSettings(lora=options.lora, **given),
    )


def _share(spec: str) -> tuple[str, float | None]:
    """The set and the share of `SET[=SHARE]`; a `=` of the set's own settings is none of a share."""
    place, _, share = spec.rpartition("=")
    if not place or ("?" in place and "=" not in re.split("[?&]", place)[-1]):
        return spec, None
    try:
        return place, float(share)
    except ValueError:
        return spec, None


def _refusal(task: "Task", verdict: "Verdict", record: "Record", folder: Path) -> list[str]:
    share = min(0.8, 2 * task.settings.replay) if task.replay else task.settings.replay
    more = shlex.join(["--replay", f"{task.replay or 'GENERAL'}={share:g}"])
    fewer = f", fewer epochs (--epochs {task.settings.epochs // 2})" if task.settings.epochs > 1 else ""
    return [
        *(f"refused: {fault}" for fault in verdict.faults),
        f"it is kept in {folder}; what mends it, in another folder: general pairs ({more}), "
        f"a lower rate (--rate {record.rate / 2:.2g}){fewer}",
    ]
