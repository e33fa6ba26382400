"""`jisr models`: the commands that measure models and make better ones."""

from typing import Any

import experiments.backtranslate.cli
import experiments.compare.cli
import experiments.distil.cli
import experiments.evaluate.cli
import experiments.finetune.cli


def add(verbs: Any) -> None:
    """Declare the commands under `jisr models`; nothing heavy is imported until one runs."""
    for part in (
        experiments.evaluate.cli,
        experiments.compare.cli,
        experiments.finetune.cli,
        experiments.distil.cli,
        experiments.backtranslate.cli,
    ):
        part.add(verbs)
