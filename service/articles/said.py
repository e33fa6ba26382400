"""What people say of a sentence, in whichever article it stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.database.tables import Sentence, Version


@dataclass(frozen=True, slots=True)
class Said:
    """`text`: what counts, None where everybody has taken back what they said; `when`: the last word was."""

    text: str | None
    when: datetime


def said_of(session: Session, source: str) -> Said | None:
    """What was said last of the sentence `source`; None where nobody ever said anything.

    In an article only the newest of its versions counts in which something was said of it: what is taken back there
    does not stand in those before.
    """
    found = session.execute(
        select(Sentence, Version.article_id, Version.number)
        .join(Version, Version.id == Sentence.version_id)
        .where(Sentence.edited_at.is_not(None), Sentence.source == source)
        .order_by(Version.number.desc())
    ).all()
    newest: dict[str, int] = {}
    counting = [one for one, article, number in found if newest.setdefault(article, number) == number]
    moments = [(one.edited_at, one) for one in counting if one.edited_at is not None]
    if not moments:
        return None
    texts = [(when, one.shown) for when, one in moments if one.edited is not None or one.approved]
    return Said(max(texts)[1] if texts else None, max(when for when, _ in moments))
