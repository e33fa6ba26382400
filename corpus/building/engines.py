"""Where units are worked on: in processes of this machine, or on a Ray cluster that sees the same folder."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import chain, islice
from typing import Any

from corpus.building.parts import Part, Parts
from corpus.building.stages import Stages
from corpus.building.units import Unit
from models.errors import SettingsError
from models.extras import require
from translate.cluster import connect

Engine = Callable[[Iterator[Unit], Parts, Stages], Iterator[Part]]

_PURPOSE = "--engine ray"
_AHEAD = 4  # units that wait for each process: enough to keep it busy, few enough for memory
_RETRIES = 3  # of a unit whose Ray worker dies: it is done anew, and its files are replaced as a whole


def choose_engine(name: str, workers: int) -> Engine:
    """The engine called "local" or "ray"; `workers`: processes of the first, 0: one a usable core.

    Raises SettingsError for another name, MissingExtraError for "ray" without the extra.
    """
    if name == "local":
        return partial(_in_processes, workers or len(os.sched_getaffinity(0)))
    if name == "ray":
        require("ray", extra="ray", purpose=_PURPOSE)
        return _on_ray
    raise SettingsError(f"engine {name!r}: must be local or ray")


def _in_processes(workers: int, pieces: Iterator[Unit], parts: Parts, stages: Stages) -> Iterator[Part]:
    """The parts in the order of their units; what an earlier run finished is taken as it is."""
    ahead = list(islice(pieces, 2))
    pieces = chain(ahead, pieces)
    if workers == 1 or len(ahead) < 2:
        for unit in pieces:
            yield parts.find(unit.number) or parts.make(unit, stages)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent) as pool:
        waiting: deque[Future[Part] | Part] = deque()
        for unit in pieces:
            waiting.append(parts.find(unit.number) or pool.submit(parts.make, unit, stages))
            if len(waiting) > _AHEAD * workers:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())


def _end_with_parent() -> None:
    """Let this process end when the one that started it is killed: it would wait for work for ever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _result(waiting: "Future[Part] | Part") -> Part:
    return waiting if isinstance(waiting, Part) else waiting.result()


def _on_ray(pieces: Iterator[Unit], parts: Parts, stages: Stages) -> Iterator[Part]:
    """Likewise, on the cluster this process is connected to or `RAY_ADDRESS` names, or else one of this machine."""
    ray: Any = connect(_PURPOSE)
    shared = ray.put(stages)
    make = ray.remote(num_cpus=1, max_retries=_RETRIES)(_make)
    ahead = _AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
    waiting: deque[Any] = deque()
    for unit in pieces:
        waiting.append(parts.find(unit.number) or make.remote(parts, unit, shared))
        if len(waiting) > ahead:
            yield _from_ray(ray, waiting.popleft())
    while waiting:
        yield _from_ray(ray, waiting.popleft())


def _make(parts: Parts, unit: Unit, stages: Stages) -> Part:
    return parts.make(unit, stages)


def _from_ray(ray: Any, waiting: Any) -> Part:
    try:
        found: Part = waiting if isinstance(waiting, Part) else ray.get(waiting)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None  # ours, without the traceback that Ray puts into its text
    return found
