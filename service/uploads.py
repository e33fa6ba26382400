"""Files that are translated while somebody waits, and kept for a while to be fetched."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from sqlalchemy import delete, select
from starlette.concurrency import run_in_threadpool

from models.errors import InputError
from service.articles.content import file_name, format_of, read_content, storable
from service.database.open import Database
from service.database.tables import File, now
from service.running import Service
from translate.documents import is_read_only, known_extensions
from translate.translation import TranslatedDocument


class UnknownFormatError(InputError):
    """A file is of no format that is read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A translated file: its id, its name and what is in it."""

    id: str
    name: str
    content: bytes


async def translate_file(service: Service, content: bytes, name: str) -> Kept:
    """Translate a file, of the format that the ending of `name` says, and keep the translation.

    Raises UnknownFormatError, InputError when it is broken, empty, too long or holds no Arabic, BusyError and
    ClosedError as the desk does.
    """
    name = storable(file_name(name))
    if PurePath(name).suffix.lower() not in known_extensions():
        endings = ", ".join(sorted(known_extensions()))
        raise UnknownFormatError(f"{name or 'the file'}: its name must end in one of {endings}")
    document = await run_in_threadpool(read_content, content, name, longest=service.settings.longest)
    (done,) = await asyncio.wrap_future(service.desk.translate([document]))
    return await run_in_threadpool(_keep, service.database, name, done)


def find_file(database: Database, file_id: str) -> Kept | None:
    """The translated file of that id, unless it has been removed."""
    with database.reading() as session:
        found = session.get(File, file_id)
        return Kept(found.id, found.name, found.content) if found else None


def remove_old_files(database: Database, hours: float) -> None:
    """Remove the files that have been kept for `hours`."""
    old = File.created < now() - timedelta(hours=hours)
    with database.reading() as session:  # others who write need not wait for what is seldom
        if session.scalar(select(File.id).where(old).limit(1)) is None:
            return
    with database.writing() as session:
        session.execute(delete(File).where(old))


def _keep(database: Database, name: str, done: TranslatedDocument) -> Kept:
    written = format_of(name).write(done.document, done.blocks)
    content = written.encode("utf-8", "replace") if isinstance(written, str) else written
    file = File(name=_english(name), content=content)
    with database.writing() as session:
        session.add(file)
    return Kept(file.id, file.name, content)


def _english(name: str) -> str:
    """What the English of the file `name` is called.

    >>> _english("سد.ar.pdf")
    'سد.en.txt'
    """
    path = PurePath(name)
    return f"{path.stem.removesuffix('.ar')}.en{'.txt' if is_read_only(name) else path.suffix}"
