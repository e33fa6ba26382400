"""One run of `jisr translate`: inputs through a translator into outputs, whatever goes wrong with some of them."""

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from models.errors import InputError
from translate.documents import Document, Format, Reading, format_name, format_named
from translate.inputs import STDIN, Input
from translate.outputs import Output
from translate.reading import check_worth, read_documents
from translate.renderings import Rendering, rendering
from translate.translation import COPIED, TranslatedDocument
from translate.translator import Translator


@dataclass(slots=True)
class Job:
    """An input on its way to its output; `kind` says how it is written (translate.renderings)."""

    input: Input
    output: Output
    kind: str
    blocks: int = 0  # written so far, as a long text comes in several documents
    begun: bool = False
    translated: bool = False
    error: InputError | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A document and the job it is part of; `last` where nothing of that job follows."""

    job: Job
    rendering: Rendering
    last: bool = False


class Run:
    """Works through `jobs`; `tell` is given each error as it happens, `passed` the characters that are done.

    `reading`: what is said of how documents are read.
    """

    def __init__(
        self,
        translator: Translator,
        jobs: Sequence[Job],
        *,
        encoding: str,
        reading: Reading | None = None,
        tell: Callable[[str], None],
        passed: Callable[[int], None],
    ) -> None:
        self._translator = translator
        self._jobs = jobs
        self._encoding = encoding
        self._reading = reading or Reading()
        self._tell = tell
        self._passed = passed
        self._parts: deque[_Part] = deque()

    def __call__(self) -> None:
        """Translate all jobs. Outputs that are not complete when it ends, for whatever reason, are removed."""
        try:
            for translated in self._translator.translate_documents(self._documents()):
                part = self._parts.popleft()
                if part.job.error is None:
                    try:
                        self._write(part, translated)
                    except InputError as error:
                        self._fail(part.job, error)
                self._passed(translated.document.size)
        finally:
            for job in self._jobs:
                if not job.done:
                    job.output.discard()

    def _documents(self) -> Iterator[Document]:
        """The documents of every job, noted in `_parts` in the same order."""
        for job in self._jobs:
            form = format_named(format_name(job.input.relative.name), self._reading)
            rendering = self._rendering(job, form)
            try:
                for document in read_documents(job.input, form, self._encoding):
                    if job.error is not None:
                        break
                    self._parts.append(_Part(job, rendering))
                    yield document
            except InputError as error:
                self._fail(job, error)
            self._parts.append(_Part(job, rendering, last=True))
            yield Document((), "")

    def _rendering(self, job: Job, form: Format) -> Rendering:
        return rendering(
            job.kind,
            form,
            name="-" if job.input.is_standard else job.input.name,
            title=STDIN if job.input.is_standard else job.input.relative.name,
            out=job.output.path,
            model=self._translator.name,
        )

    def _write(self, part: _Part, translated: TranslatedDocument) -> None:
        job = part.job
        if part.last:
            if not job.input.reads_twice:  # those that do have been looked at before
                check_worth(job.input.name, visible=job.blocks > 0, arabic=job.translated)
            job.output.write(part.rendering.end())
            job.output.commit(last=job is self._jobs[-1])
            job.done = True
            return
        if not job.begun:
            job.output.write(part.rendering.begin())
            job.begun = True
        job.output.write(part.rendering.part(translated))
        job.output.flush()
        job.blocks += len(translated.document.blocks)
        job.translated = job.translated or any(COPIED not in one.flags for one in translated.translations)

    def _fail(self, job: Job, error: InputError) -> None:
        job.error = error
        job.output.discard()
        self._tell(str(error))


def note(message: str) -> None:
    """Print a note where it does not mix with results."""
    print(f"jisr: {message}", file=sys.stderr, flush=True)
