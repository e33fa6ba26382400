"""`jisr keys`."""

import argparse
from datetime import datetime
from typing import Any

from models.extras import require

_SCOPES = "translate,articles,correct"


def add(subparsers: Any) -> None:
    """Declare `jisr keys add|list|revoke`."""
    keys: argparse.ArgumentParser = subparsers.add_parser(
        "keys",
        help="who may use a service",
        description="Make, list and revoke API keys. As soon as there is one, a service lets nobody in without.",
    )
    actions = keys.add_subparsers(title="actions", metavar="ACTION", required=True)
    adding = actions.add_parser("add", help="make a key; it is shown this once")
    adding.add_argument("name", help="whose it is; its articles bear this name")
    adding.add_argument(
        "--scopes", metavar="A,B", default=_SCOPES, help=f"what it may do, of translate, articles, correct, admin "
        f"(default {_SCOPES}; admin: everything, and everybody's articles)",
    )  # fmt: skip
    adding.add_argument(
        "--rate", metavar="N", type=int, default=0, help="requests a minute (default: the service's --rate)"
    )
    adding.set_defaults(run=run_add)
    listing = actions.add_parser("list", help="names, scopes, characters translated, when made, last used, revoked")
    listing.set_defaults(run=run_list)
    revoking = actions.add_parser("revoke", help="let a key open nothing any more, within a second")
    revoking.add_argument("name")
    revoking.set_defaults(run=run_revoke)
    for action in (adding, listing, revoking):
        action.add_argument("--database", metavar="URL", default="", help="the service's, as in jisr serve")


def run_add(options: argparse.Namespace) -> int:
    """Make a key and print its secret."""
    with _opened(options) as database:
        from service.keys import add_key

        scopes = [scope.strip() for scope in options.scopes.split(",") if scope.strip()]
        with database.writing() as session:
            secret = add_key(session, options.name, scopes, options.rate)
    print(secret)
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Print every key there has been, a line each, with tabs between; no secret is known."""
    with _opened(options) as database:
        from service.keys import list_keys

        with database.reading() as session:
            keys = list_keys(session)
    for key in keys:
        state = f"revoked {_day(key.revoked)}" if key.revoked else f"used {_day(key.used)}"
        rate = f"{key.rate} a minute" if key.rate else "-"
        print(
            key.name,
            ",".join(key.scopes),
            rate,
            f"{key.characters} characters",
            f"made {_day(key.created)}",
            state,
            sep="\t",
        )
    return 0


def run_revoke(options: argparse.Namespace) -> int:
    """Revoke a key."""
    with _opened(options) as database:
        from service.keys import revoke_key

        with database.writing() as session:
            revoke_key(session, options.name)
    return 0


def _opened(options: argparse.Namespace) -> Any:
    require("sqlalchemy", extra="serve", purpose="jisr keys")
    from service.database.open import Database
    from service.settings import default_database

    return Database(options.database or default_database())


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"
