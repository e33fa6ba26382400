"""What people say of translations: kept beside the machine's, and in the translation memory at once."""

import logging
from contextlib import closing

from sqlalchemy.orm import Session

from models.errors import InputError
from service.articles.content import storable
from service.articles.read import MissingArticleError, SentenceView, find_version, viewed
from service.articles.said import said_of
from service.database.tables import Sentence, now
from service.running import Service, memory_path
from translate.memory.store import Memory, Unit

_LONGEST = 20_000  # code points

_log = logging.getLogger("jisr.memory")


def correct(
    service: Service, article_id: str, number: int, position: int, text: str, *, editor: str = ""
) -> SentenceView:
    """Put a sentence right: `text` counts from now on, for the same sentence everywhere; "" takes it back.

    Raises MissingArticleError when there is no such sentence, InputError when `text` is far too long.
    """
    wanted = storable(text).strip()
    if len(wanted) > _LONGEST:
        raise InputError(f"sentence {position}: a correction has at most {_LONGEST:,} characters, not {len(wanted):,}")
    with service.database.writing() as session:
        one = _find(session, article_id, number, position)
        before = _said(one)
        one.edited = wanted or None
        one.approved = one.approved and bool(wanted)
        _remember(service, session, one, before, editor)
        return viewed(one)


def approve(
    service: Service, article_id: str, number: int, position: int, approved: bool = True, *, editor: str = ""
) -> SentenceView:
    """Say that what is shown of a sentence is right, or take that back; the machine's counts as a person's then.

    Raises MissingArticleError when there is no such sentence, InputError when it has no translation yet.
    """
    with service.database.writing() as session:
        one = _find(session, article_id, number, position)
        if approved and not one.shown:
            raise InputError(f"sentence {position}: has no translation yet that could be approved")
        before = _said(one)
        one.approved = approved
        _remember(service, session, one, before, editor)
        return viewed(one)


def _find(session: Session, article_id: str, number: int, position: int) -> Sentence:
    version = find_version(session, article_id, number)
    one = session.get(Sentence, (version.id, position), with_for_update=True) if 0 <= position < 2**31 else None
    if one is None:
        raise MissingArticleError(f"sentence {position}: version {number} has {version.sentences:,}, from 0")
    return one


def _said(one: Sentence) -> str | None:
    """What a person stands for, if anybody does."""
    return one.shown if one.edited is not None or one.approved else None


def _remember(service: Service, session: Session, one: Sentence, before: str | None, editor: str) -> None:
    """Note who said it when, and let the memory say what people say now."""
    said = _said(one)
    one.editor, one.edited_at = editor, now()
    session.flush()
    path = memory_path(service.settings)
    if path is None or said == before:
        return
    elsewhere = said_of(session, one.source) if said is None else None
    text = elsewhere.text if elsewhere is not None else said
    try:
        with closing(Memory(path)) as memory:
            if text is not None:
                memory.add([Unit(one.source, text)])
            elif before is not None:
                memory.revoke(one.source, before)
    except InputError as error:
        if service.settings.memory != "auto":
            raise
        _log.warning("%s; what was said of a sentence gets there when it can", error)  # by service.articles.spread
