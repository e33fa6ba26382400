"""What is asked for: a base, a corpus, a folder, and how."""

from dataclasses import dataclass, field, fields
from pathlib import Path

from experiments.finetune.settings import FinetuneSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A model to fine-tune.

    `base`: a name of the catalogue, `bundled`, a name on the hub that was fetched, or a folder; `data`: see
    rows.read_corpus; `replay`: general pairs to mix in, "" for none; `general`: the set that must not fall, "" for the
    small one that ships with jisr; `held_out`: the set that shall gain, "" for the corpus' own.
    """

    base: str
    data: str
    out: Path
    replay: str = ""
    general: str = ""
    held_out: str = ""
    settings: FinetuneSettings = field(default_factory=FinetuneSettings)

    @property
    def words(self) -> list[str]:
        """The command that does it.

        >>> " ".join(Task(base="bundled", data="texts", out=Path("mine"), settings=FinetuneSettings(epochs=3)).words)
        'jisr models finetune bundled --data texts --out mine --epochs 3'
        """
        words = ["jisr", "models", "finetune", self.base, "--data", self.data, "--out", str(self.out)]
        share = f"={self.settings.replay:g}"
        words += ["--replay", self.replay + share] if self.replay else []
        words += ["--general", self.general] if self.general else []
        words += ["--held-out", self.held_out] if self.held_out else []
        usual = FinetuneSettings()
        for one in fields(FinetuneSettings):
            value = getattr(self.settings, one.name)
            if one.name != "replay" and value != getattr(usual, one.name):
                option = f"--{one.name.replace('_', '-')}"
                words += [option] if value is True else [option, f"{value:g}"]
        return words
