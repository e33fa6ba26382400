"""`jisr watch`: a service without HTTP, which lives as long as it watches."""

import logging
import re
import signal
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from models.errors import InputError, SettingsError
from service.inbox.arrivals import count_others
from service.inbox.deliver import ORIGINAL, Deliverer
from service.inbox.inboxes import is_feed, place_of
from service.inbox.take import ASIDE
from service.inbox.watch import Watch
from service.limits import Rates
from service.metrics import Metrics
from service.running import Service, close_service, open_service
from service.settings import Settings
from translate.run import note

_PACE = 0.5  # seconds between two turns; how often a place is looked at is the place's own
_REST = 5.0  # seconds, where the database is away
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What is watched, how, and where translations go: `out` None: they stay in the database.

    Raises InputError when a place is none, SettingsError when translations would come in again.
    """

    places: tuple[str, ...]
    out: Path | None = None
    format: str = ORIGINAL
    once: bool = False

    @classmethod
    def of(cls, names: Sequence[str], out: str | None, kind: str, *, once: bool) -> "Watching":
        """What the command line says; `kind` is its --format."""
        places = tuple(dict.fromkeys(place_of(name) for name in names))
        folder = Path(out).resolve() if out is not None else None
        for place in places:
            if folder is not None and not is_feed(place) and Path(place).is_relative_to(folder):
                raise SettingsError(
                    f"-o {out}: {place} is watched, and is or lies in it; write translations to another folder, "
                    "which may lie in the watched one"
                )
        if folder is not None and folder.exists() and not folder.is_dir():
            raise SettingsError(f"-o {out}: is a file; name a folder for the translations")
        return cls(places=places, out=folder, format=ORIGINAL if kind == "auto" else kind, once=once)

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The folder under `out` for each watched folder, by its place: none where there is only one."""
        folders = [place for place in self.places if not is_feed(place)]
        if len(self.places) == 1:
            return dict.fromkeys(folders, "")
        names = Counter(Path(place).name for place in folders)
        return {
            place: name if names[name] == 1 else "_".join(Path(place).parts[1:])
            for place, name in ((place, Path(place).name) for place in folders)
        }


def run(watching: Watching, settings: Settings) -> int:
    """Watch until told to end, or, `once`, until what is there now is done; the exit status.

    Raises JisrError when the database, the queue or the model cannot be used.
    """
    with _told_to_end() as ending, _logged():
        service = open_service(settings, Rates(0), Metrics())
        try:
            watch = _watch(service, watching, ending)
            _say_what(watching, settings)
            is_named = False
            while not ending.is_set():
                is_named = is_named or _name_model(service)
                is_well = _turn(watch, patient=not watching.once)
                if is_well and watching.once and watch.is_through():
                    break
                ending.wait(_PACE if is_well else _REST)
        finally:
            close_service(service)
    return _sum_up(watch, watching, ending)


def _turn(watch: Watch, *, patient: bool) -> bool:
    """A turn; False where the database cannot be used for the moment, which who is `patient` waits for."""
    try:
        watch.turn()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        if not patient:
            raise InputError(f"the database cannot be used ({reason}); what is not done comes the next time") from error
        _tell(f"the database cannot be used ({reason}); tried again in {_REST:g} s")
        return False
    return True


class _Notes(logging.Handler):
    """Says what the parts of a service log as notes: a line each, and not the same again and again."""

    _last = ""

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage().strip().split("\n")[0]
        if record.exc_info and record.exc_info[1] is not None:
            line += f" ({str(record.exc_info[1]).strip().split(chr(10))[0] or type(record.exc_info[1]).__name__})"
        if line != self._last:
            self._last = line
            _tell(line)


@contextmanager
def _logged() -> Iterator[None]:
    notes, log = _Notes(logging.WARNING), logging.getLogger("jisr")
    log.addHandler(notes)
    propagates, log.propagate = log.propagate, False
    try:
        yield
    finally:
        log.removeHandler(notes)
        log.propagate = propagates


def _watch(service: Service, watching: Watching, ending: threading.Event) -> Watch:
    settings = service.settings
    deliverer = Deliverer(service, watching.out, watching.format, watching.prefixes) if watching.out else None
    return Watch(
        service, watching.places, every=settings.watch_seconds, first=settings.retry_seconds, deliverer=deliverer,
        is_ending=ending.is_set, tell=_tell,
    )  # fmt: skip


def _tell(line: str) -> None:
    note(_CONTROL.sub("\ufffd", line))  # names of files are other people's


def _say_what(watching: Watching, settings: Settings) -> None:
    for place in watching.places:
        if is_feed(place):
            _tell(f"watching {place}" + ("" if watching.once else f", every {settings.watch_seconds:g} s"))
            continue
        others = count_others(Path(place), watching.out)
        _tell(f"watching {place}" + (f"; left out files of other kinds: {others}" if others else ""))
    if not watching.once:
        note("Ctrl-C ends it")


def _name_model(service: Service) -> bool:
    """Say which model translates; False while it is being loaded.

    Raises what keeps it from being loaded: nothing would ever be translated.
    """
    if not service.desk.ready.done():
        return False
    loaded = service.desk.ready.result()
    better = "; for better English: jisr models get opus-mt-tc-big-ar-en" if loaded.name == "bundled" else ""
    note(f"model {loaded.name} ({loaded.revision[:12]}){better}")
    return True


def _sum_up(watch: Watch, watching: Watching, ending: threading.Event) -> int:
    counts = watch.counts
    said = {
        "translated": counts["done"], "set aside": counts[ASIDE], "could not be translated": counts["failed"],
        "could not be written": counts["unwritten"], "waiting for their server": watch.put_off(),
        "places down": len(watch.lookout.down),
    }  # fmt: skip
    told = ", ".join(f"{words}: {number}" for words, number in said.items() if number) or "nothing new"
    left = f", in work, to go on when it runs again: {len(watch.open)}" if watch.open else ""
    note(told + (f"; ended{left}" if ending.is_set() else ""))
    failed = sum(said.values()) - counts["done"]
    return 1 if watching.once and failed and not counts["done"] else 0


@contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; the second one ends at once."""
    ending = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        if ending.is_set():
            raise KeyboardInterrupt
        ending.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
