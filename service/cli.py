"""`jisr serve`, and the options of whoever runs a service."""

import argparse
from pathlib import Path
from typing import Any

from models.extras import require
from service import cli_keys
from translate.cli.arguments import positive


def add(subparsers: Any) -> None:
    """Declare the sub-commands; nothing heavy is imported until one runs."""
    serve: argparse.ArgumentParser = subparsers.add_parser(
        "serve",
        help="translate over HTTP, with a page for people",
        description="Serve translations over HTTP: to programs as LibreTranslate and DeepL do, to people as a page.",
    )
    serve.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine only)"
    )
    serve.add_argument("--port", type=int, default=5000, help="port (default 5000; 0: any free one)")
    _add_common(serve)
    serve.add_argument(
        "--watch", metavar="PLACE", action="append", default=[], help="a folder or a feed to watch; may be said again"
    )
    serve.add_argument(
        "--watch-root", metavar="FOLDER", type=Path, action="append", default=[],
        help="a folder below which folders may be named over HTTP to be watched (default: none may)",
    )  # fmt: skip
    _add_admission(serve)
    serve.set_defaults(run=run_serve)
    _add_watch(subparsers)
    cli_keys.add(subparsers)


def _add_watch(subparsers: Any) -> None:
    watch: argparse.ArgumentParser = subparsers.add_parser(
        "watch",
        help="translate what comes into folders and feeds",
        description="Watch folders and feeds (RSS, Atom, JSON Feed, sitemaps), and translate each file and article "
        "that comes in, once, also when it is ended and begun again. Changed files are translated anew.",
        epilog="Exit status: 0 done or told to end, 1 nothing usable came out, 2 wrong use.",
    )
    watch.add_argument("places", metavar="PLACE", nargs="+", help="a folder, or the web address of a feed")
    watch.add_argument("-o", "--output", metavar="OUT", help="folder for the translations (default: the database only)")
    watch.add_argument(
        "--format",
        choices=("auto", "txt", "html", "docx", "tmx", "jsonl"),
        default="auto",
        help="auto: as it came; txt: its English; html, docx: both languages side by side; tmx, jsonl: by sentence",
    )
    watch.add_argument("--once", action="store_true", help="do what is there now, and end")
    _add_common(watch)
    watch.set_defaults(run=run_watch)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database", metavar="URL", default="", help="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    )
    parser.add_argument("--queue", metavar="URL", default="", help="redis://HOST where many processes share the work")
    parser.add_argument("--model", metavar="NAME", default="auto", help="a name of `jisr models list`, or a folder")
    parser.add_argument("--engine", choices=("auto", "ctranslate2", "transformers"), default="auto")
    parser.add_argument("--glossary", metavar="FILE.tsv", type=Path, default=None, help="as in jisr translate")
    parser.add_argument("--memory", metavar="FILE", default="auto", help="as in jisr translate")
    parser.add_argument("--threads", metavar="N", type=positive, default=0, help="cores the model uses (default: all)")
    parser.add_argument(
        "--every", metavar="SECONDS", type=float, default=300.0, help="between two looks at a feed (default 300)"
    )
    parser.add_argument(
        "--allow-private", metavar="HOST", nargs="+", default=(),
        help="hosts of your own network that may be fetched from (default: public ones only)",
    )  # fmt: skip


def _add_admission(parser: argparse.ArgumentParser) -> None:
    door = parser.add_argument_group("who may ask, and how much")
    door.add_argument("--require-keys", action="store_true", help="let nobody in before `jisr keys add` has made a key")
    door.add_argument(
        "--rate", metavar="N", type=int, default=None,
        help="requests a minute of an address or a key; 0: any number (default: any number on this machine, else 300)",
    )  # fmt: skip
    door.add_argument("--requests", metavar="N", type=int, default=256, help="answered at a time (default 256)")
    door.add_argument("--seconds", metavar="N", type=float, default=300.0, help="one may take (default 300)")
    door.add_argument(
        "--characters", metavar="N", type=positive, default=200_000, help="one may have translated (default 200000)"
    )
    door.add_argument("--grace", metavar="N", type=float, default=20.0, help="seconds to finish work in (default 20)")
    door.add_argument("--cors", metavar="ORIGIN", nargs="+", default=(), help="other sites whose pages may ask")
    door.add_argument("--allow-host", metavar="NAME", nargs="+", default=(), help="other names of this service")
    door.add_argument(
        "--proxies", metavar="ADDRESS", nargs="+", default=(), help="proxies whose X-Forwarded-For is believed"
    )
    door.add_argument("--log", choices=("text", "json"), default="text", help="lines on standard error (default text)")


def run_serve(options: argparse.Namespace) -> int:
    """Serve until told to end."""
    require("uvicorn", extra="serve", purpose="jisr serve")
    require("fastapi", extra="serve", purpose="jisr serve")
    from service.admission import Admission
    from service.logs import set_up
    from service.server import run
    from service.settings import Settings

    admission = Admission(
        require_keys=options.require_keys, rate=options.rate, requests=options.requests, seconds=options.seconds,
        grace=options.grace, origins=tuple(options.cors),
        names=tuple(options.allow_host), proxies=tuple(options.proxies),
    )  # fmt: skip
    settings = Settings(
        host=options.host, port=options.port, admission=admission, characters=options.characters,
        watch=tuple(options.watch), watch_roots=tuple(options.watch_root), **_common(options),
    )  # fmt: skip
    set_up(options.log)
    run(settings)
    return 0


def run_watch(options: argparse.Namespace) -> int:
    """Watch until told to end, or once."""
    require("sqlalchemy", extra="serve", purpose="jisr watch")
    from service.inbox.command import Watching, run
    from service.settings import Settings

    watching = Watching.of(options.places, options.output, options.format, once=options.once)
    return run(watching, Settings(**_common(options)))


def _common(options: argparse.Namespace) -> dict[str, Any]:
    """The settings of services that are common to both commands."""
    return {
        "database": options.database, "queue": options.queue, "model": options.model, "engine": options.engine,
        "glossary": options.glossary, "memory": options.memory, "threads": options.threads,
        "watch_seconds": options.every,
        "private_hosts": frozenset(host.rstrip(".").lower() for host in options.allow_private),
    }  # fmt: skip
