"""A function in a process of its own, whose memory is its own as well and is gone afterwards."""

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar, cast

from models.errors import JisrError, ModelError

P = ParamSpec("P")
T = TypeVar("T")

_PATIENCE = 5.0  # seconds for a process to end by itself


def run_alone(function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What `function` returns, called in a new process: guard a script by `if __name__ == "__main__"`.

    Raises JisrError as `function` does, and ModelError when the process dies.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, function, given, named), daemon=True)
    process.start()
    theirs.close()
    try:
        answer = ours.recv()
        process.join(_PATIENCE)
    except EOFError:
        process.join(_PATIENCE)
        raise ModelError(
            f"the process that translates ended (exit status {process.exitcode}) before it was done; if it was for "
            "want of memory, close other programs or take a smaller model"
        ) from None
    finally:  # an interruption ends it as well
        process.kill()
        process.join()
        ours.close()
    if isinstance(answer, JisrError):
        raise answer
    return cast(T, answer)


def _serve(connection: Connection, function: Callable[..., object], given: object, named: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to handle
    try:
        connection.send(function(*cast(tuple[object, ...], given), **cast(dict[str, object], named)))
    except JisrError as error:
        connection.send(error)
