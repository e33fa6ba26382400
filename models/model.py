"""A model, loaded and ready to translate."""

from dataclasses import dataclass
from typing import Self

from models.checkpoint import Checkpoint
from models.engines.base import Engine
from models.engines.settings import EngineSettings
from models.errors import ModelError, SettingsError
from models.vocabulary import Vocabulary

ENGINES = ("auto", "ctranslate2", "transformers")
# Words beyond which a sentence is better translated clause by clause, where the model's config.json has no `max_words`.
# Not measured for the models it stands for: translated prose has hardly a longer sentence, so little is put at risk.
MAX_WORDS = 40


@dataclass(frozen=True, slots=True)
class Model:
    """A vocabulary and an engine that belong together; a context manager that frees the engine's memory.

    `revision`: what pins the weights (hub commit or content hash). `signature`: everything of the model that decides
    its output; the same signature and decoding give the same text. `max_words`: beyond these, a sentence is better
    translated clause by clause (`max_words` in config.json).
    """

    name: str
    revision: str
    vocabulary: Vocabulary
    engine: Engine
    signature: str
    max_words: int = MAX_WORDS

    def close(self) -> None:
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def load(name: str = "auto", *, engine: str = "auto", settings: EngineSettings | None = None) -> Model:
    """Load the model called `name` (see models.store.find), converting it on first use.

    `engine`: `ctranslate2` (what `auto` means) or `transformers`, the reference, which needs the extra `train`.

    Raises ModelError when the model is not here or does not translate, MissingExtraError without the extra.
    """
    from models.convert import read_config
    from models.store import find

    if engine not in ENGINES:
        raise SettingsError(f"engine must be one of {', '.join(ENGINES)}, not '{engine}'")
    settings = settings or EngineSettings()
    checkpoint = find(name)
    vocabulary = Vocabulary(checkpoint.folder)
    runs = _transformers if engine == "transformers" else _ctranslate2
    loaded, version = runs(checkpoint, vocabulary, settings)
    signature = f"{checkpoint.name}@{checkpoint.revision[:12]} {version} {settings.target_vocabulary}"
    max_words = read_config(checkpoint.folder).get("max_words", MAX_WORDS)
    if not isinstance(max_words, int) or max_words < 1:
        raise ModelError(f"{checkpoint.folder / 'config.json'}: max_words must be a whole number, not {max_words!r}")
    return Model(checkpoint.name, checkpoint.revision, vocabulary, loaded, signature, max_words)


def _ctranslate2(checkpoint: Checkpoint, vocabulary: Vocabulary, settings: EngineSettings) -> tuple[Engine, str]:
    from models.convert import read_config
    from models.engines.ctranslate2 import CTranslate2Engine
    from models.prepared import prepared

    folder = prepared(checkpoint, target_vocabulary=settings.target_vocabulary)
    positions = int(read_config(checkpoint.folder)["max_position_embeddings"])
    loaded = CTranslate2Engine(folder, positions=positions, settings=settings)
    return loaded, f"ctranslate2-{loaded.version}/{loaded.compute_type}{'/padded' if settings.padded else ''}"


def _transformers(checkpoint: Checkpoint, vocabulary: Vocabulary, settings: EngineSettings) -> tuple[Engine, str]:
    from models.engines.transformers import TransformersEngine

    loaded = TransformersEngine(checkpoint.folder, vocabulary, settings=settings)
    return loaded, f"transformers-{loaded.version}/float32"
