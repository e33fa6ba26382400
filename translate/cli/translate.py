"""`jisr translate`."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.cli.arguments import LINES, add_inputs, add_lines, positive

if TYPE_CHECKING:
    from translate.documents import Reading
    from translate.memory.store import Memory
    from translate.run import Job
    from translate.translator import Translator

_BETTER = "opus-mt-tc-big-ar-en"
_INTERRUPTED = 130  # 128 + SIGINT, the shell's convention


def add(subparsers: Any) -> None:
    """Declare the sub-command; nothing heavy is imported until it runs."""
    translate: argparse.ArgumentParser = subparsers.add_parser(
        "translate",
        help="translate Arabic texts into English",
        description="Translate Arabic into English. Documents come out as the kind of file they were, with their "
        "structure, styles and links; the endings of the names say what they are.",
        epilog="Exit status: 0 something was translated, 1 nothing was, 2 wrong use, 130 interrupted.",
    )
    add_inputs(translate, "a file, folder or web address (page, feed, sitemap), or - for standard input (the default)")
    translate.add_argument("-o", "--output", metavar="OUT", help="file, or folder for several inputs (default: stdout)")
    translate.add_argument(
        "--format",
        choices=("auto", "text", "jsonl", "side-by-side"),
        default="auto",
        help="auto: as the input is; text: a line a block; jsonl: an object a sentence; side-by-side: an HTML page of "
        "both languages, sentences linked and doubtful ones marked (a table where OUT ends in .docx)",
    )
    translate.add_argument("--model", metavar="NAME", default="auto", help="a name of `jisr models list`, or a folder")
    translate.add_argument("--engine", choices=("auto", "ctranslate2", "transformers"), default="auto")
    translate.add_argument(
        "--engine-cluster",
        choices=("local", "ray"),
        default="local",
        help="ray: the same translations, by many models on the Ray cluster that RAY_ADDRESS names, or else a cluster "
        "of this machine (needs jisr[ray]; every node needs the model)",
    )
    translate.add_argument(
        "--workers", metavar="N", type=positive, default=0, help="models on the cluster (default: one a CPU of it)"
    )
    translate.add_argument("--jobs", metavar="N", type=positive, default=0, help="cores to use (default: all)")
    translate.add_argument(
        "--force", action="store_true", help="translate again what is newer than its input in the folder OUT already"
    )
    translate.add_argument("--beam", metavar="N", type=positive, default=4, help="hypotheses (default 4; 1 is fast)")
    translate.add_argument(
        "--batch-tokens", metavar="N", type=positive, default=None, help="subwords translated together (default 3072)"
    )
    translate.add_argument(
        "--max-words",
        metavar="N",
        type=_words,
        default="auto",
        help="translate sentences over N words clause by clause (auto: what the model says is best; none: whole)",
    )
    translate.add_argument(
        "--no-guard", action="store_true", help="do not try suspicious translations again, nor flag them (faster)"
    )
    translate.add_argument(
        "--glossary",
        metavar="FILE.tsv",
        default=None,
        help="terms and the English wanted for them: columns arabic, english, flags (case, exact, the, keep), note",
    )
    translate.add_argument(
        "--memory",
        metavar="FILE",
        default="auto",
        help="translation memory to take from and add to (auto: memory.sqlite in JISR_HOME or the user's data folder; "
        "none; see jisr memory)",
    )
    add_lines(translate)
    translate.add_argument(
        "--fields",
        metavar="NAME,…",
        type=_names,
        default=(),
        help="what of a table (names in its first row, or numbers from 1) or of JSON (dotted paths) is translated; "
        "all that is Arabic by default",
    )
    translate.set_defaults(run=run_translate)


def _words(value: str) -> int | str | None:
    if value == "auto":
        return value
    return None if value == "none" else positive(value)


def _names(value: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    if not names:
        raise argparse.ArgumentTypeError("names no column and no path")
    return names


def run_translate(options: argparse.Namespace) -> int:
    """Translate every input that can be; those that cannot are named, and do not stop the others."""
    from translate.inputs import check_places, find_inputs
    from translate.jobs import check_fields, look_through, plan_jobs, unfinished
    from translate.reading import check_encoding
    from translate.run import note

    check_encoding(options.encoding)
    out = Path(options.output) if options.output is not None else None
    found = find_inputs(options.inputs, without=out)
    if options.fields:
        check_fields(found.inputs)
    several = len(options.inputs) > 1 or found.folders
    into_folder = out is not None and (several or out.is_dir() or options.output.endswith("/"))
    if into_folder:
        check_places(found.inputs)
    for failure in found.failures:
        note(str(failure))
    if found.skipped:
        note(f"left out files of other kinds: {found.skipped}")
    jobs = plan_jobs(found.inputs, out, options.format, into_folder=into_folder)
    if into_folder and not options.force and (done := len(jobs) - len(unfinished(jobs))):
        note(f"left out what is newer than its input already: {done} (--force translates it again)")
        jobs = unfinished(jobs)
        if not jobs:
            return 0
    failed = len(found.failures)
    usable, characters = look_through(jobs, _reading(options), options.encoding, note)
    failed += len(jobs) - len(usable)
    if usable:
        code = _translate(usable, characters, options)
        if code:
            return code
    failed += sum(not job.done for job in usable)
    if failed and failed + sum(job.done for job in usable) > 1:
        note(f"{failed} of {len(jobs) + len(found.failures)} inputs failed")
    return 0 if any(job.done for job in usable) else 1


def _translate(jobs: "Sequence[Job]", characters: int | None, options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from models.engines.base import Decoding
    from models.errors import SettingsError
    from translate.batches import Batching
    from translate.glossary import read_glossary
    from translate.guard.settings import DEFAULT
    from translate.run import Run, note
    from translate.translator import Translator

    if options.workers and options.engine_cluster == "local":
        raise SettingsError("--workers: is for --engine-cluster ray; one model on this machine uses all its cores")
    if options.jobs and options.engine_cluster == "ray":
        raise SettingsError("--jobs: is for one machine; on a cluster --workers says how many models there are")
    if any(job.input.is_standard for job in jobs) and sys.stdin.isatty():
        note("reading standard input; Ctrl-D ends it")
    glossary = read_glossary(options.glossary) if options.glossary is not None else None
    batching = Batching(tokens=options.batch_tokens) if options.batch_tokens else Batching()
    # Shown after a second, and only to a person (design.md).
    bar = tqdm(total=characters, unit="char", unit_scale=True, delay=1, disable=not sys.stderr.isatty(), leave=False)

    def advance(count: int) -> None:
        bar.update(count)

    try:
        with (
            bar,
            # Ray prints what becomes of its nodes where only results belong.
            redirect_stdout(sys.stderr),
            _memory(options.memory) as memory,
            Translator(
                options.model,
                options.engine,
                Decoding(beam=options.beam),
                batching=batching,
                max_words=options.max_words,
                guard=None if options.no_guard else DEFAULT,
                glossary=glossary,
                progress=advance,
                cluster=options.engine_cluster,
                workers=options.workers or options.jobs,
                memory=memory,
            ) as translator,
        ):
            _name_model(translator)
            run = Run(
                translator,
                jobs,
                encoding=options.encoding,
                reading=_reading(options),
                tell=note,
                passed=_catch_up(bar),
            )
            run()
    except KeyboardInterrupt:
        left = [job.input.name for job in jobs if not job.done and job.error is None]
        names = ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
        note(f"interrupted; {sum(job.done for job in jobs)} of {len(jobs)} done, left to do: {names}")
        return _INTERRUPTED
    note(str(translator.report))
    return 0


def _memory(name: str) -> "AbstractContextManager[Memory | None]":
    """The translation memory that is asked for; the usual one is done without where it cannot be had, and it is said.

    Raises InputError when one that was named cannot be used.
    """
    from models.errors import InputError
    from translate.memory.store import Memory, default_path
    from translate.memory.usual import UsualMemory
    from translate.run import note

    if name == "none":
        return nullcontext()
    if name != "auto":
        return Memory(Path(name))
    try:
        return UsualMemory(default_path(), note)
    except InputError as error:
        note(f"{error}; going on without")
        return nullcontext()


def _reading(options: argparse.Namespace) -> "Reading":
    from translate.documents import Reading

    return Reading(lines=LINES[options.lines], fields=options.fields)


def _catch_up(bar: Any) -> Any:
    """A function that moves `bar` to the characters of the documents that are done, white space counted."""
    done = 0

    def passed(characters: int) -> None:
        nonlocal done
        done += characters
        if done > bar.n:
            bar.update(done - bar.n)

    return passed


def _name_model(translator: "Translator") -> None:
    from translate.run import note

    better = f"; for better English: jisr models get {_BETTER}" if translator.name == "bundled" else ""
    note(f"model {translator.name} ({translator.revision[:12]}){better}")
