"""`jisr serve`."""

import argparse
from pathlib import Path
from typing import Any

from models.errors import SettingsError
from models.extras import require
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
    serve.set_defaults(run=run_serve)


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


def run_serve(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    uvicorn = require("uvicorn", extra="serve", purpose="jisr serve")
    require("fastapi", extra="serve", purpose="jisr serve")
    from service.app import create_app
    from service.settings import Settings

    settings = Settings(
        host=options.host, port=options.port, database=options.database, queue=options.queue, model=options.model,
        engine=options.engine, glossary=options.glossary, memory=options.memory, threads=options.threads,
    )  # fmt: skip
    server = uvicorn.Server(uvicorn.Config(create_app(settings), host=settings.host, port=settings.port))
    server.run()
    if not server.started:
        raise SettingsError(
            f"--host {settings.host} --port {settings.port}: cannot be listened on; choose another port"
        )
    return 0
