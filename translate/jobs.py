"""What is to be done for each input of `jisr translate`, and what of it can be."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from models.errors import InputError, SettingsError
from translate.documents import Reading, format_name, is_read_only
from translate.documents.formats import FIELDED
from translate.inputs import Input
from translate.outputs import Output
from translate.reading import count_characters
from translate.renderings import ending
from translate.run import Job


def check_fields(inputs: Sequence[Input]) -> None:
    """Raise SettingsError when no input has fields."""
    if inputs and not any(format_name(one.relative.name) in FIELDED for one in inputs):
        raise SettingsError(f"--fields: is for {', '.join(FIELDED)}; no input is one, by its name")


def plan_jobs(inputs: Sequence[Input], out: Path | None, kind: str, *, into_folder: bool) -> list[Job]:
    """A job for each of `inputs`, written as `kind` says to `out`, or into it.

    Raises SettingsError when an output would overwrite an input, or a file is where a folder is wanted.
    """
    if into_folder and out is not None and out.exists() and not out.is_dir():
        raise SettingsError(f"-o {out}: several inputs need a folder, and this is a file")
    return [_planned(one, out, kind, into_folder) for one in inputs]


def _planned(one: Input, out: Path | None, kind: str, into_folder: bool) -> Job:
    if out is None:
        return Job(one, Output(None), kind)
    path = out
    if into_folder:
        path = out / one.relative.with_name(one.relative.name + ending(one.relative.name, kind))
    elif kind == "auto" and path.suffix == ".jsonl" and format_name(one.relative.name) != "jsonl":
        kind = "jsonl"
    if is_read_only(path.name):
        raise SettingsError(f"-o {out}: {path.suffix} is read, not written; end it in .txt, or .jsonl")
    if one.path is not None and path.is_file() and path.samefile(one.path):
        raise SettingsError(f"-o {out}: {one.name} would be overwritten by its translation; choose another place")
    if kind == "auto" and path.suffix == ".html" and one.web is not None and one.relative.suffix == ".txt":
        one = replace(one, relative=one.relative.with_suffix(".html"))  # an article as a page
    return Job(one, Output(path), kind)


def unfinished(jobs: Sequence[Job]) -> list[Job]:
    """Those of `jobs` whose output is not there, or older than the input."""
    return [job for job in jobs if not _is_fresh(job.input.path, job.output.path)]


def _is_fresh(source: Path | None, path: Path | None) -> bool:
    if source is None or path is None or not path.is_file():
        return False
    return path.stat().st_mtime_ns >= source.stat().st_mtime_ns


def look_through(
    jobs: Sequence[Job], reading: Reading, encoding: str, tell: Callable[[str], None]
) -> tuple[list[Job], int | None]:
    """The jobs whose input can be translated, and their characters (None where an input cannot be read twice).

    `tell` is given what is wrong with the others.
    """
    usable = []
    total: int | None = 0
    for job in jobs:
        try:
            if job.input.reads_twice:
                count = count_characters(job.input, reading, encoding)
                total = None if total is None else total + count
            else:
                total = None
            usable.append(job)
        except InputError as error:
            tell(str(error))
    return usable, total
