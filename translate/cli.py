"""`jisr translate` and `jisr segment`."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from translate.documents import Reading
    from translate.inputs import Input
    from translate.run import Job
    from translate.sentences import Sentence
    from translate.translator import Translator

_BETTER = "opus-mt-tc-big-ar-en"
_LINES = {"auto": None, "break": True, "wrap": False}
_INTERRUPTED = 130  # 128 + SIGINT, the shell's convention


def add(subparsers: Any) -> None:
    """Declare the two sub-commands; nothing heavy is imported until one runs."""
    translate: argparse.ArgumentParser = subparsers.add_parser(
        "translate",
        help="translate Arabic texts into English",
        description="Translate Arabic into English. Plain text and Markdown keep their lines and their structure.",
        epilog="Exit status: 0 something was translated, 1 nothing was, 2 wrong use, 130 interrupted.",
    )
    _add_inputs(translate, "a file, a folder, or - for standard input (the default)")
    translate.add_argument("-o", "--output", metavar="OUT", help="file, or folder for several inputs (default: stdout)")
    translate.add_argument(
        "--format",
        choices=("auto", "text", "jsonl"),
        default="auto",
        help="auto: as the input is; text: a line a block; jsonl: an object a sentence",
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
        "--workers", metavar="N", type=_positive, default=0, help="models on the cluster (default: one a CPU of it)"
    )
    translate.add_argument("--beam", metavar="N", type=_positive, default=4, help="hypotheses (default 4; 1 is fast)")
    translate.add_argument(
        "--batch-tokens", metavar="N", type=_positive, default=None, help="subwords translated together (default 3072)"
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
    _add_lines(translate)
    translate.set_defaults(run=run_translate)

    segment: argparse.ArgumentParser = subparsers.add_parser(
        "segment",
        help="cut Arabic texts into sentences and clauses",
        description="Print the sentences of plain text, one a line, or with their offsets in code points.",
    )
    _add_inputs(segment, "a file or - for standard input (the default)")
    segment.add_argument("--format", choices=("text", "jsonl"), default="text")
    segment.add_argument(
        "--clauses", action="store_true", help="cut long sentences further: a clause a line, an empty line a sentence"
    )
    segment.add_argument(
        "--max-words", metavar="N", type=_positive, default=40, help="words of the longest clause (default 40)"
    )
    _add_lines(segment)
    segment.add_argument(
        "--marks-only", action="store_true", help="find no headline or dateline that no mark parts from what follows"
    )
    segment.set_defaults(run=run_segment)


def _add_lines(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lines",
        choices=tuple(_LINES),
        default="auto",
        help="what the line breaks of plain text do: end sentences, only wrap lines, or what the text tells (default)",
    )


def _add_inputs(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("inputs", metavar="INPUT", nargs="*", help=text)
    parser.add_argument("--encoding", metavar="NAME", default="utf-8", help="of the inputs (default utf-8)")


def _positive(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, not {value!r}")
    return int(value)


def _words(value: str) -> int | str | None:
    if value == "auto":
        return value
    return None if value == "none" else _positive(value)


def run_translate(options: argparse.Namespace) -> int:
    """Translate every input that can be; those that cannot are named, and do not stop the others."""
    from translate.inputs import check_encoding, check_places, find_inputs
    from translate.run import note

    check_encoding(options.encoding)
    out = Path(options.output) if options.output is not None else None
    found = find_inputs(options.inputs, without=out)
    several = len(options.inputs) > 1 or found.folders
    into_folder = out is not None and (several or out.is_dir() or options.output.endswith("/"))
    if into_folder:
        check_places(found.inputs)
    for failure in found.failures:
        note(str(failure))
    if found.skipped:
        note(f"left out files of other kinds: {found.skipped}")
    jobs = _jobs(found.inputs, out, options.format, into_folder)
    failed = len(found.failures)
    usable, characters = _look_through(jobs, options)
    failed += len(jobs) - len(usable)
    if usable:
        code = _translate(usable, characters, options)
        if code:
            return code
    failed += sum(not job.done for job in usable)
    if failed and failed + sum(job.done for job in usable) > 1:
        note(f"{failed} of {len(jobs) + len(found.failures)} inputs failed")
    return 0 if any(job.done for job in usable) else 1


def _jobs(inputs: "Sequence[Input]", out: Path | None, rendering: str, into_folder: bool) -> "list[Job]":
    """What is to be done.

    Raises SettingsError when an output would overwrite an input, or a file is where a folder is wanted.
    """
    from models.errors import SettingsError
    from translate.outputs import Output
    from translate.run import Job

    if into_folder and out is not None and out.exists() and not out.is_dir():
        raise SettingsError(f"-o {out}: several inputs need a folder, and this is a file")
    jobs = []
    for one in inputs:
        path = out
        if out is not None and into_folder:
            path = out / one.relative.with_name(one.relative.name + _ending(one.relative.suffix, rendering))
        if rendering == "auto" and path is not None and path.suffix == ".jsonl" and not into_folder:
            rendering = "jsonl"
        if path is not None and one.path is not None and path.is_file() and path.samefile(one.path):
            raise SettingsError(f"-o {out}: {one.name} would be overwritten by its translation; choose another place")
        jobs.append(Job(one, Output(path), rendering))
    return jobs


def _ending(suffix: str, rendering: str) -> str:
    """What is added to a file's name where the result is of another kind than the file."""
    if rendering == "jsonl":
        return ".jsonl"
    return ".txt" if rendering == "text" and suffix.lower() not in (".txt", ".text") else ""


def _look_through(jobs: "Sequence[Job]", options: argparse.Namespace) -> "tuple[list[Job], int | None]":
    """The jobs whose input can be translated, and their characters (None where an input cannot be read twice)."""
    from models.errors import InputError
    from translate.inputs import count_characters
    from translate.run import note

    usable = []
    total: int | None = 0
    for job in jobs:
        try:
            if job.input.reads_twice:
                count = count_characters(job.input, _reading(options), options.encoding)
                total = None if total is None else total + count
            else:
                total = None
            usable.append(job)
        except InputError as error:
            note(str(error))
    return usable, total


def _translate(jobs: "Sequence[Job]", characters: int | None, options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from models.engines.base import Decoding
    from models.errors import SettingsError
    from translate.batches import Batching
    from translate.guard.settings import DEFAULT
    from translate.run import Run, note
    from translate.translator import Translator

    if options.workers and options.engine_cluster == "local":
        raise SettingsError("--workers: is for --engine-cluster ray; one model on this machine uses all its cores")
    if any(job.input.path is None for job in jobs) and sys.stdin.isatty():
        note("reading standard input; Ctrl-D ends it")
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
            Translator(
                options.model,
                options.engine,
                Decoding(beam=options.beam),
                batching=batching,
                max_words=options.max_words,
                guard=None if options.no_guard else DEFAULT,
                progress=advance,
                cluster=options.engine_cluster,
                workers=options.workers,
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


def _reading(options: argparse.Namespace) -> "Reading":
    from translate.documents import Reading

    return Reading(lines=_LINES[options.lines])


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


def run_segment(options: argparse.Namespace) -> int:
    """Print the sentences of every input that can be read."""
    from models.errors import InputError
    from translate.inputs import check_encoding, find_inputs
    from translate.run import note

    check_encoding(options.encoding)
    found = find_inputs(options.inputs)
    failures = list(found.failures)
    done = 0
    for one in found.inputs:
        try:
            _segment(one, options)
            done += 1
        except InputError as error:
            failures.append(error)
    for failure in failures:
        note(str(failure))
    sys.stdout.buffer.flush()
    return 0 if done else 1


def _segment(one: "Input", options: argparse.Namespace) -> None:
    from models.errors import InputError
    from translate.inputs import read_pieces
    from translate.sentences import Sentence, split_sentences

    offset = 0
    found = False
    for piece in read_pieces(one, options.encoding):
        mark = offset == 0 and piece.startswith("\ufeff")  # a byte order mark is no part of the first sentence
        for sentence in split_sentences(piece[mark:], lines=_LINES[options.lines], unmarked=not options.marks_only):
            start = offset + mark + sentence.start
            _print(Sentence(sentence.text, start, start + len(sentence.text)), options, first=not found)
            found = True
        offset += len(piece)
    if not found:
        raise InputError(f"{one.name}: is empty; there are no sentences in it")


def _print(sentence: "Sentence", options: argparse.Namespace, *, first: bool) -> None:
    """Write one sentence, or its clauses, to standard output; what was wrapped comes out on one line."""
    import json

    from translate.clauses import split_clauses

    clauses = split_clauses(sentence, options.max_words) if options.clauses else []
    if options.format == "jsonl":
        row: dict[str, object] = {"start": sentence.start, "end": sentence.end, "text": sentence.text}
        if options.clauses:
            row["clauses"] = [[clause.start, clause.end] for clause in clauses]
        lines = [json.dumps(row, ensure_ascii=False)]
    else:
        lines = [" ".join(text.splitlines()) for text in [clause.text.strip() for clause in clauses] or [sentence.text]]
        if options.clauses and not first:
            lines.insert(0, "")
    sys.stdout.buffer.write("".join(line + "\n" for line in lines).encode())
