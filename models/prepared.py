"""A checkpoint ready to run: converted, tried on a sentence, kept."""

from pathlib import Path

from models.cache import converted_folder
from models.checkpoint import Checkpoint
from models.convert import CONVERTER_VERSION, convert, read_config
from models.engines.settings import EngineSettings
from models.smoke import check_translations
from models.vocabulary import Vocabulary


def prepared(checkpoint: Checkpoint, *, target_vocabulary: str) -> Path:
    """The CTranslate2 folder of `checkpoint`, made on first use in the cache folder (see models.cache).

    Raises ModelError when the checkpoint cannot be converted or fails the smoke test; nothing is kept then.
    """
    settings = {
        "revision": checkpoint.revision,
        "target_vocabulary": target_vocabulary,
        "converter": str(CONVERTER_VERSION),
    }

    def build(folder: Path) -> None:
        convert(checkpoint.folder, folder, target_vocabulary=target_vocabulary)
        _try_out(checkpoint, folder)

    return converted_folder(checkpoint.slug, settings, build)


def _try_out(checkpoint: Checkpoint, folder: Path) -> None:
    from models.engines.ctranslate2 import CTranslate2Engine

    positions = int(read_config(checkpoint.folder)["max_position_embeddings"])
    with CTranslate2Engine(folder, positions=positions, settings=EngineSettings(workers=1)) as engine:
        check_translations(engine, Vocabulary(checkpoint.folder), checkpoint.name)
