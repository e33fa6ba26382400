"""The tables; what changes here needs a migration in service.database.migrations."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

# Constraints need names for a migration to change them.
_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """32 hexadecimal digits that nobody guesses."""
    return uuid.uuid4().hex


class Moment(TypeDecorator[datetime]):
    """A time in UTC; SQLite keeps no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo:
            return value  # type: ignore[no-any-return]
        return value.replace(tzinfo=UTC)  # type: ignore[no-any-return]


class Table(DeclarativeBase):
    """What all tables have in common."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {str: Text, datetime: Moment, bytes: LargeBinary, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012


class Article(Table):
    """Something that came in to be translated, whatever has become of it since.

    `identity`: what makes a later arrival a new version of it, unique: an address, a path, or its id where it was
    pasted. `name`: the file's name, whose ending says its format. `owner`: the key that brought it, "" without keys.
    """

    __tablename__ = "articles"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    identity: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="", index=True)
    created: Mapped[datetime] = mapped_column(default=now)
    updated: Mapped[datetime] = mapped_column(default=now, index=True)
    versions: Mapped[list["Version"]] = relationship(
        back_populates="article", order_by="Version.number", cascade="all, delete-orphan", passive_deletes=True
    )


class Version(Table):
    """An article as it was at a time.

    `number`: from 1. `digest`: of `content`, the bytes that came. `state`: waiting, working, done or failed (`error`
    says why, with the mend). `worker`, `lease`: the process that works on it, and until when it need not be doubted.
    `sentences`, `finished_sentences`: in all, and translated so far. `signature`: of the translator.
    """

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("article_id", "number"), Index("ix_versions_state_lease", "state", "lease"))

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    number: Mapped[int]
    digest: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    state: Mapped[str] = mapped_column(default="waiting")
    error: Mapped[str] = mapped_column(default="")
    worker: Mapped[str] = mapped_column(default="")
    lease: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    sentences: Mapped[int] = mapped_column(default=0)
    finished_sentences: Mapped[int] = mapped_column(default=0)
    signature: Mapped[str] = mapped_column(default="")
    created: Mapped[datetime] = mapped_column(default=now)
    finished: Mapped[datetime | None] = mapped_column(default=None)
    article: Mapped[Article] = relationship(back_populates="versions")


class Block(Table):
    """A block of a version, as translate.documents read it: `kind` and `text`."""

    __tablename__ = "blocks"

    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    text: Mapped[str]


class Sentence(Table):
    """A sentence of a version and its translation.

    `position`: in the version, from 0. `block`, `start`, `end`: code points in that block's text. `target`: the
    machine's, None until it is there; `edited`: a person's, None where nobody wrote one; `approved`: a person has said
    that what is shown is right; `editor`, `edited_at`: who said something last, if only to take it back, and when.
    `score`, `flags`, `evidence`, `signature`, `cached`: as in Translation; `doubtful`: one of the flags is a reason to
    doubt it. `turn`: as which of its version it was finished, from 1.
    """

    __tablename__ = "sentences"
    __table_args__ = (Index("ix_sentences_version_id_turn", "version_id", "turn"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    block: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    source: Mapped[str]
    target: Mapped[str | None] = mapped_column(default=None)
    score: Mapped[float | None] = mapped_column(default=None)
    flags: Mapped[list[str]] = mapped_column(default=list)
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    signature: Mapped[str] = mapped_column(default="")
    cached: Mapped[bool] = mapped_column(default=False)
    doubtful: Mapped[bool] = mapped_column(default=False)
    turn: Mapped[int | None] = mapped_column(default=None)
    edited: Mapped[str | None] = mapped_column(default=None)
    editor: Mapped[str] = mapped_column(default="")
    edited_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    approved: Mapped[bool] = mapped_column(default=False)

    @property
    def shown(self) -> str:
        """The translation that counts: a person's, else the machine's, "" where there is none yet."""
        return (self.edited if self.edited is not None else self.target) or ""


class Suggestion(Table):
    """A translation that somebody sent through `/suggest`; `accepted` by a person, refused, or (None) not looked at."""

    __tablename__ = "suggestions"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    source: Mapped[str]
    target: Mapped[str]
    owner: Mapped[str] = mapped_column(default="")
    accepted: Mapped[bool | None] = mapped_column(default=None)
    created: Mapped[datetime] = mapped_column(default=now)


class File(Table):
    """A translated file that somebody sent through `/translate_file`, and may fetch; removed when it is old."""

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    content: Mapped[bytes]
    created: Mapped[datetime] = mapped_column(default=now, index=True)


class Inbox(Table):
    """A folder or a feed that is watched.

    `kind`: folder or feed. `owner`: the key whose the articles from it are, "" where a service was told to watch it.
    `standing`: every service watches it; otherwise those that are told to. `tag`: what its server said of its version
    last. `failures`: in a row; `error`: the last one; `next_try`: not before.
    """

    __tablename__ = "inboxes"
    __table_args__ = (UniqueConstraint("place", "owner"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    place: Mapped[str]
    owner: Mapped[str] = mapped_column(default="")
    standing: Mapped[bool] = mapped_column(default=False)
    tag: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    checked: Mapped[datetime | None] = mapped_column(default=None)
    next_try: Mapped[datetime] = mapped_column(default=now)
    created: Mapped[datetime] = mapped_column(default=now)


class Item(Table):
    """What came into an inbox: each once, by `identity` (a file's path, stamp and size, or a feed's own name for it).

    `place`: path or address. `changed`: when it did last, as a feed says. `content`: HTML, what a feed itself holds of
    it, until it is taken. `state`: waiting, taken (`version_id` says as what), or aside (`error` says why). `next_try`:
    not before; where a process is taking it, until when it need not be doubted.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("inbox_id", "identity"),
        Index("ix_items_inbox_id_state_next_try", "inbox_id", "state", "next_try"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    inbox_id: Mapped[str] = mapped_column(ForeignKey("inboxes.id", ondelete="CASCADE"))
    identity: Mapped[str]
    place: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    changed: Mapped[str] = mapped_column(default="")
    content: Mapped[str] = mapped_column(default="", deferred=True)
    state: Mapped[str] = mapped_column(default="waiting")
    error: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime] = mapped_column(default=now)
    version_id: Mapped[str | None] = mapped_column(ForeignKey("versions.id", ondelete="SET NULL"), index=True)
    created: Mapped[datetime] = mapped_column(default=now)


class Delivery(Table):
    """A file in the folder of translations: `path` in `folder` is the article's for good.

    `number`: of the version that was written there last, 0 for none. `ready`: of the one whose file is whole beside it,
    and only wants its name. `until`: a process is writing until then.
    """

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("folder", "path"),)

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    folder: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str]
    number: Mapped[int] = mapped_column(default=0)
    ready: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime] = mapped_column(default=now)


class Key(Table):
    """An API key; only the `digest` of its secret is kept.

    `rate`: requests a minute (0: the service's). `characters`: that it has had translated while it waited.
    """

    __tablename__ = "keys"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(default=list)
    rate: Mapped[int] = mapped_column(default=0)
    characters: Mapped[int] = mapped_column(BigInteger, default=0)
    created: Mapped[datetime] = mapped_column(default=now)
    used: Mapped[datetime | None] = mapped_column(default=None)
    revoked: Mapped[datetime | None] = mapped_column(default=None)
