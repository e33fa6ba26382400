"""A data set of back-translations."""

from collections.abc import Sequence
from pathlib import Path

from corpus.building import BuildSettings, build
from corpus.building.pipeline import Built, Say
from corpus.sources import SourceSettings
from models.errors import SettingsError
from models.store import find
from models.vocabulary import read_languages


def backtranslate(model: str, texts: Sequence[str], out: Path, *, workers: int = 0, say: Say = lambda _: None) -> Built:
    """Translate the English files `texts` with `model`, which writes Arabic, into a data set in the folder `out`.

    It is `corpus.build` over texts to translate: rules, the guard's evidence, duplicates and the ledger of what was
    dropped are the same, and a second run goes on where the first stopped. All rows are in the split `train`.

    Raises SettingsError for a model that writes English, ModelError when it is not here, InputError for a text that
    cannot be read.
    """
    if not (languages := read_languages(find(model).folder)).writes_arabic:
        raise SettingsError(
            f'{model} translates {languages}; train one with direction = "en-ar" in the recipe of '
            "jisr models train, and name its folder"
        )
    # Near-duplicates are not looked for: that two Arabic sentences resemble each other is the model's doing.
    settings = BuildSettings(
        source=SourceSettings(translate=model), near=False, shares={"validation": 0.0, "test": 0.0}
    )
    return build(out, texts, settings=settings, workers=workers, say=say)
