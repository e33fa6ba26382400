"""How many sentences a second `jisr serve` translates for many clients, beside the LibreTranslate way of doing it.

    python scripts/bench_service.py TEXT [--clients 1,4,16,64] [--sentences 6] [--rounds 2] [--hold 60]

TEXT holds one Arabic sentence a line; every client sends one sentence a request, the next when it has its answer, and
no sentence comes twice. All servers run under uvicorn, each in a process of its own, and take turns in each round (a b
c, c b a), so that what else the machine does falls on all alike; `per core` counts the processor time of the server, on
which other programs have less influence than on the clock.

jisr: the service as it comes.
loop: each request by itself, in a thread, through the same translator (sentences, guard, retries), engine and model.
argos: the same model without guard and retries, with the engine as LibreTranslate's library sets it up: one batch at a
time on all cores, the whole vocabulary, a sentence a call.

`--hold` then lets the most clients ask jisr for so many seconds, and counts what was not answered.
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import psutil

_LEAST = 40  # sentences of a measurement
_FOREVER = 1e9
_KINDS = ("jisr", "loop", "argos")
Translate = Callable[[str], str]


@dataclass(slots=True)
class Result:
    """What was answered: latencies, and the seconds of the clock and of the server's cores from first to last."""

    latencies: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0
    cores: float = 0.0

    def add(self, other: "Result") -> None:
        self.latencies += other.latencies
        self.errors += other.errors
        self.seconds += other.seconds
        self.cores += other.cores

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def per_core(self) -> float:
        return len(self.latencies) / self.cores

    def percentile(self, share: int) -> float:
        some = sorted(self.latencies)
        return statistics.quantiles(some, n=100, method="inclusive")[share - 1] if len(some) > 1 else sum(some)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, and the sentences it has not seen yet."""

    kind: str
    url: str
    process: psutil.Process
    sentences: Iterator[str]

    @property
    def cores(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)


def loop() -> Translate:
    """Each text by itself through the translator; one a thread, over one model."""
    from models.model import load
    from translate import Translator
    from translate.batches import Batching

    model, mine = load("bundled"), threading.local()

    def translate(text: str) -> str:
        if not hasattr(mine, "translator"):
            mine.translator = Translator(model, batching=Batching(remembered=0))
        return " ".join(one.target for one in mine.translator.translate([text]))

    return translate


def argos() -> Translate:
    """Each sentence by itself through CTranslate2, as argostranslate.settings and its translate_batch have it."""
    import ctranslate2

    from models.convert import convert
    from models.model import load
    from models.vocabulary import END
    from translate.sentences import split_sentences

    vocabulary = load("bundled").vocabulary
    folder = Path(tempfile.mkdtemp())
    convert(Path(__file__).resolve().parent.parent / "models" / "bundled", folder, target_vocabulary="full")
    engine = ctranslate2.Translator(str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=0)

    def translate(text: str) -> str:
        pieces = vocabulary.encode([one.text for one in split_sentences(text)])
        found = [
            engine.translate_batch([[*some, END]], beam_size=4, length_penalty=0.2)[0].hypotheses[0] for some in pieces
        ]
        return " ".join(vocabulary.decode(found))

    return translate


def serve(kind: str, port: int) -> None:
    """Serve the contract's `/translate` in the other ways, until killed."""
    import uvicorn
    from fastapi import FastAPI

    translate = {"loop": loop, "argos": argos}[kind]()
    app = FastAPI()

    @app.get("/ready")
    def ready() -> dict[str, str]:
        return {"status": "ready"}

    @app.post("/translate")
    def answer(asked: dict[str, Any]) -> dict[str, str]:
        return {"translatedText": translate(asked["q"])}

    uvicorn.run(app, port=port, log_level="warning")


@contextmanager
def running(kind: str, sentences: list[str], folder: Path) -> Iterator[Server]:
    """A server of `kind`, loaded."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, __file__, "-", "--serve", kind, "--port", str(port)]
    if kind == "jisr":
        command = [sys.executable, "-m", "jisr", "serve", "--port", str(port), "--model", "bundled"]
        command += ["--database", f"sqlite:///{folder / 'service.sqlite'}", "--memory", str(folder / "memory.sqlite")]
    environment = os.environ | {"JISR_HOME": str(folder), "PYTHONPATH": str(root)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(url, process)
            yield Server(kind, url, psutil.Process(process.pid), iter(sentences))
        finally:
            process.terminate()


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{url}/ready", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit("a server has not started; run it by itself with --serve to see why")


async def press(server: Server, clients: int, sentences: int, seconds: float = _FOREVER) -> Result:
    """Have `clients` ask `server` for `sentences`, or for `seconds`, each again as soon as it has its answer."""
    result = Result()
    texts = iter(list(islice(server.sentences, sentences)))
    started, cores = time.perf_counter(), server.cores

    async def ask(http: httpx.AsyncClient) -> None:
        while time.perf_counter() - started < seconds and (text := next(texts, "")):
            begun = time.perf_counter()
            try:
                reply = await http.post("/translate", json={"q": text, "source": "ar", "target": "en"})
                good = reply.status_code == 200 and bool(reply.json()["translatedText"])
            except httpx.TransportError:
                good = False
            result.errors += not good
            result.latencies += [time.perf_counter() - begun] if good else []

    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=server.url, timeout=300, limits=limits, trust_env=False) as http:
        await asyncio.gather(*(ask(http) for _ in range(clients)))
    result.seconds, result.cores = time.perf_counter() - started, server.cores - cores
    return result


def row(clients: int, kind: str, result: Result, ours: Result | None) -> str:
    times = "".join(f"{result.percentile(share):8.2f}" for share in (50, 95, 99))
    ratios = f"{ours.rate / result.rate:19.2f}{ours.per_core / result.per_core:8.2f}" if ours else ""
    return f"{clients:7} {kind:6}{result.rate:12.1f}{result.per_core:10.1f}{times}{result.errors:8}{ratios}"


def compare(servers: list[Server], clients: int, sentences: int, rounds: int) -> dict[str, Result]:
    results = {server.kind: Result() for server in servers}
    for number in range(rounds):
        for server in servers if number % 2 == 0 else reversed(servers):
            results[server.kind].add(asyncio.run(press(server, clients, sentences)))
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--clients", default="1,4,16,64")
    parser.add_argument("--kinds", default=",".join(_KINDS), help="which, in which order")
    parser.add_argument("--sentences", type=int, default=6, help="of each client in a round")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--hold", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.port)
        return
    lines = [line for line in dict.fromkeys(options.text.read_text(encoding="utf-8").splitlines()) if line.strip()]
    numbers = [int(number) for number in options.clients.split(",")]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = [stack.enter_context(running(kind, lines, folder)) for kind in options.kinds.split(",")]
        print("clients way   sentences/s  per core     p50     p95     p99  errors   jisr is: ÷ clock  ÷ core")
        for clients in numbers:
            results = compare(servers, clients, max(_LEAST, clients * options.sentences), options.rounds)
            for kind, result in results.items():
                print(row(clients, kind, result, results.get("jisr")), flush=True)
        if options.hold:
            (server,) = (one for one in servers if one.kind == "jisr")
            result = asyncio.run(press(server, max(numbers), len(lines), options.hold))
            print(f"held for {options.hold:g} s:\n{row(max(numbers), 'jisr', result, None)}")


if __name__ == "__main__":
    main()
