"""A checkpoint ready to run: converted, tried on a sentence, kept."""

import atexit
import errno
import hashlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from models.cache import cached_folder
from models.checkpoint import Checkpoint
from models.convert import CONVERTER_VERSION, convert, read_config
from models.engines.settings import EngineSettings
from models.errors import ModelError
from models.home import home
from models.smoke import check_translations
from models.vocabulary import Vocabulary

_log = logging.getLogger("jisr")


def prepared(checkpoint: Checkpoint, *, target_vocabulary: str) -> Path:
    """The CTranslate2 folder of `checkpoint`, made on first use in the cache folder.

    Where the cache folder cannot be written, a temporary folder serves for this run and a note is logged.

    Raises ModelError when the checkpoint cannot be converted or fails the smoke test; nothing is kept then.
    """
    settings = {
        "revision": checkpoint.revision,
        "target_vocabulary": target_vocabulary,
        "converter": str(CONVERTER_VERSION),
    }
    name = f"{checkpoint.slug}-{hashlib.sha256(repr(sorted(settings.items())).encode()).hexdigest()[:12]}"

    def build(folder: Path) -> None:
        convert(checkpoint.folder, folder, target_vocabulary=target_vocabulary)
        _try_out(checkpoint, folder)

    try:
        return cached_folder(home() / "converted", name, settings, build)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ModelError(
                f"{home()}: {error.strerror or error}; set JISR_HOME to a folder that can be written"
            ) from error
        return _temporary(name, settings, build, error)


def _temporary(name: str, settings: Mapping[str, str], build: Callable[[Path], None], error: OSError) -> Path:
    parent = Path(tempfile.mkdtemp(prefix="jisr-"))
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    _log.warning(
        "%s cannot be written (%s): the model is converted for this run only; set JISR_HOME to a folder that can",
        home(),
        error.strerror,
    )
    return cached_folder(parent, name, settings, build)


def _try_out(checkpoint: Checkpoint, folder: Path) -> None:
    from models.engines.ctranslate2 import CTranslate2Engine

    positions = int(read_config(checkpoint.folder)["max_position_embeddings"])
    with CTranslate2Engine(folder, positions=positions, settings=EngineSettings(workers=1)) as engine:
        check_translations(engine, Vocabulary(checkpoint.folder), checkpoint.name)
