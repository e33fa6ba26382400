"""Many models on a Ray cluster, one in each actor; whatever dies, every source is translated once.

The cluster is the one this process is connected to or `RAY_ADDRESS` names, or else one of this machine. Every node
needs jisr and the model: by name in its own JISR_HOME (`jisr models get NAME`), or a folder that all nodes see.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

from models.engines.settings import EngineSettings
from models.errors import ClusterError, ModelError, SettingsError
from models.extras import require
from models.store import name_elsewhere
from translate.alignment import Alignment
from translate.batches import windows
from translate.drafter import Drafter
from translate.guard.ladder import Drafts
from translate.pool import Pair, Progress
from translate.recipe import Recipe

# What an actor is given at a time: some seconds of work, which is what is done again when it dies.
_SENTENCES, _CHARACTERS = 256, 16_000
_TRIES = 3  # of the same sentences, or of an actor to start: what kills three workers will kill the next
_PATIENCE = 300.0  # seconds for an actor to start, in which no other one is at work: a large model loads in ten


def connect(purpose: str) -> ModuleType:
    """Ray, connected to a cluster.

    Raises MissingExtraError without the extra, ClusterError when `RAY_ADDRESS` is not that of a cluster.
    """
    ray = require("ray", extra="ray", purpose=purpose)
    if not ray.is_initialized():
        try:
            ray.init(log_to_driver=False, logging_level=logging.ERROR)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise ClusterError(
                f"no Ray cluster answers ({str(error).splitlines()[0]}); start one (ray start --head), or put "
                "RAY_ADDRESS right"
            ) from error
    return ray


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What an actor says of its model, and the address of the node it is on."""

    name: str
    revision: str
    signature: str
    node: str


class _Actor:
    """A model in a process of a node."""

    def __init__(self, model: str, engine: str, recipe: Recipe) -> None:
        self._model, self._engine, self._recipe = model, engine, recipe
        self._loaded: _Loaded | None = None

    def load(self) -> _Loaded:
        """Load the model, if that has not been done."""
        if self._loaded is not None:
            return self._loaded
        import ray

        from models.model import load

        node = ray.util.get_node_ip_address()  # type: ignore[no-untyped-call]
        try:
            model = load(self._model, engine=self._engine, settings=EngineSettings(workers=1))
        except ModelError as error:
            raise ModelError(
                f"node {node}: {error}; every node needs the model, in a JISR_HOME or a folder that it sees"
            ) from error
        self._drafter = Drafter(model, self._recipe)
        self._loaded = _Loaded(model.name, model.revision, self._drafter.signature, node)
        return self._loaded

    def drafts(self, sources: Sequence[str]) -> Drafts:
        return self._drafter.drafts(sources)

    def align(self, pairs: Sequence[Pair]) -> dict[Pair, Alignment | None]:
        return self._drafter.align(pairs)


@dataclass(slots=True)
class _Piece:
    """Sources or pairs for one method of an actor, where what it makes goes, and how many actors have died over it."""

    work: str
    items: list[Any]
    into: dict[Any, Any]
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class _Call:
    """What an actor is at: `piece`, or loading its model, after so many others had died of that in its place."""

    actor: Any
    piece: _Piece | None
    deaths: int = 0


class RayPool:
    """Translates on a Ray cluster, one model an actor and one CPU each; a translate.pool.Pool.

    `model`: a name or a folder (see models.store.find); `auto` is what is best on this machine. `workers`: actors; 0:
    one a CPU of the cluster. An actor that dies is replaced as soon as a node has room, and the others take over its
    sentences.

    Raises ModelError when a node has not got the model, or has another revision of it or another engine than the
    first, ClusterError when no actor can start, SettingsError and MissingExtraError as Translator does.
    """

    def __init__(self, model: str, engine: str, recipe: Recipe, *, workers: int, progress: Progress) -> None:
        if workers < 0:
            raise SettingsError(f"workers must be 1 or more, or 0 for one a CPU of the cluster, not {workers}")
        self._started_ray = not require("ray", extra="ray", purpose="--engine-cluster ray").is_initialized()
        self._ray = connect("--engine-cluster ray")
        self._progress = progress
        self._calls: dict[Any, _Call] = {}
        self._idle: list[Any] = []
        self._queue: deque[_Piece] = deque()
        self._loaded: _Loaded | None = None
        kind = self._ray.remote(num_cpus=1)(_Actor)
        self._new_actor = partial(kind.remote, name_elsewhere(model), engine, recipe)
        count = workers or max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        self.ahead = 1 + -(-count // 4)  # a window has a dozen pieces: three or more for each actor
        try:
            for _ in range(count):
                self._start()
            while self._loaded is None:
                self._wait()
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        return self._first.name

    @property
    def revision(self) -> str:
        return self._first.revision

    @property
    def signature(self) -> str:
        return self._first.signature

    def submit(self, sources: Sequence[str]) -> Callable[[], Drafts]:
        """Hand over `sources`; the longest go first, so that no actor is left alone with them at the end."""
        return self._enqueue("drafts", sources, len)

    def align(self, pairs: Sequence[Pair]) -> dict[Pair, Alignment | None]:
        """See Pool.align."""
        return self._enqueue("align", list(dict.fromkeys(pairs)), lambda pair: len(pair[0]))()

    def close(self) -> None:
        """End the actors, and Ray where it was started for them."""
        for actor in [*self._idle, *(call.actor for call in self._calls.values())]:
            self._ray.kill(actor)
        self._idle, self._calls = [], {}
        if self._started_ray:
            self._ray.shutdown()

    @property
    def _first(self) -> _Loaded:
        if self._loaded is None:
            raise ClusterError("no actor of the cluster has loaded its model")
        return self._loaded

    def _enqueue(self, work: str, items: Sequence[Any], size: Callable[[Any], int]) -> Callable[[], dict[Any, Any]]:
        made: dict[Any, Any] = {}
        ordered = sorted(items, key=size, reverse=True)
        self._queue += [
            _Piece(work, piece, made) for piece in windows(ordered, size, count=_SENTENCES, total=_CHARACTERS)
        ]
        self._hand_out()
        return partial(self._collect, made, len(items))

    def _collect(self, made: dict[Any, Any], count: int) -> dict[Any, Any]:
        while len(made) < count:
            self._wait()
        return made

    def _start(self, deaths: int = 0) -> None:
        actor = self._new_actor()
        self._calls[actor.load.remote()] = _Call(actor, None, deaths)

    def _hand_out(self) -> None:
        while self._idle and self._queue:
            actor, piece = self._idle.pop(), self._queue.popleft()
            self._calls[getattr(actor, piece.work).remote(piece.items)] = _Call(actor, piece)

    def _wait(self) -> None:
        """Wait until an actor is done with what it was at, and give it something else."""
        patience = None if any(call.piece for call in self._calls.values()) else _PATIENCE
        done, _ = self._ray.wait(list(self._calls), num_returns=1, timeout=patience)
        if not done:
            raise ClusterError(
                f"no actor could start in {patience:g} s; the cluster has no CPU free (ray status), or no node left"
            )
        call = self._calls.pop(done[0])
        errors = self._ray.exceptions
        try:
            self._take(call, self._ray.get(done[0]))
        except errors.RayTaskError as error:
            self._ray.kill(call.actor)
            raise error.cause from None  # as if it had happened here
        except (errors.RayActorError, errors.ObjectLostError, errors.NodeDiedError, errors.WorkerCrashedError) as error:
            self._ray.kill(call.actor)  # it may only be out of reach
            self._replace(call, str(error).strip().splitlines()[-1].strip())  # the others say where
        self._hand_out()

    def _take(self, call: _Call, result: Any) -> None:
        """Put what an actor has brought in its place; the actor is idle then."""
        if call.piece is not None:
            call.piece.into.update(result)
            if call.piece.work == "drafts":
                self._progress(sum(map(len, call.piece.items)))
        elif self._loaded is None:
            self._loaded = result
        elif result.signature != self._loaded.signature:
            self._ray.kill(call.actor)
            raise ModelError(
                f"node {result.node} would translate with {result.signature}, node {self._loaded.node} with "
                f"{self._loaded.signature}; put the same model and the same jisr on all nodes"
            )
        self._idle.append(call.actor)

    def _replace(self, call: _Call, reason: str) -> None:
        """Start another actor in the place of one that died; what it was at goes to whichever is idle first."""
        died = (call.piece.deaths if call.piece else call.deaths) + 1
        if died >= _TRIES:
            if call.piece is None:
                raise ClusterError(
                    f"{died} actors died before they had a model ({reason}); install the same jisr on every node, and "
                    "if memory was short, allow fewer of them (--workers)"
                )
            raise ClusterError(
                f"{died} actors died over the same {len(call.piece.items)} sentences ({reason}); if memory was "
                "short, allow fewer of them (--workers)"
            )
        if call.piece is not None:
            call.piece.deaths = died
            self._queue.appendleft(call.piece)
        self._start(0 if call.piece else died)
        # A node takes all its actors along. Idle ones are asked first, or one piece would see them die one by one.
        self._calls |= {actor.load.remote(): _Call(actor, None) for actor in self._idle}
        self._idle = []
