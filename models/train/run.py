"""The updates of a training run: from wherever it stands, until it is done, out of time or stopped."""

import dataclasses
import json
import math
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import InputError, SettingsError
from models.extras import require
from models.train import checkpoint
from models.train.batches import Batch, Pairs, plan_epoch
from models.train.checkpoint import State
from models.train.lexicon import align_embeddings
from models.train.network import Loss, build, rate_at, save_folder, target_rows, translate_greedily
from models.train.precision import autocast
from models.train.prepare import prepare
from models.train.recipe import Recipe
from models.vocabulary import Vocabulary, model_input

_MEASURED = 50  # updates after which it is known how long one takes


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call of `train` ended: `finished` is False when only its time was up."""

    state: State
    finished: bool
    counts: Counter[str]


def train(
    recipe: Recipe,
    data: Sequence[Path],
    dev: tuple[Path, Path],
    out: Path,
    *,
    minutes: float = math.inf,
    finish: bool = False,
    threads: int = 0,
) -> Outcome:
    """Prepare the data if need be, then train until the recipe's updates are done, or `minutes` are over.

    `data`: the folders of the recipe's sources. `dev`: development lines, Arabic and English. `finish`: be done when
    the minutes are over, the cooldown included, however many updates that makes.

    A run that was stopped or killed goes on from its last checkpoint; the same folder takes the same recipe only.
    Leaves in `out`: `prepared/`, `checkpoint-*/`, `log.jsonl`, `curve.png` and, at the end, the folder `model/`.

    Raises SettingsError when `out` belongs to another recipe or there is no time to finish in, InputError when an input
    is missing.
    """
    torch = require("torch", extra="train", purpose="jisr models train")
    if finish and minutes == math.inf:
        raise SettingsError("--finish needs --minutes: how many there are to be done in")
    started = time.monotonic()
    if threads:
        torch.set_num_threads(threads)
    counts = prepare(recipe, data, out / "prepared")
    trainer = _Trainer(recipe, dev, out, deadline=started + 60 * minutes, finish=finish)
    with trainer.progress() as bar:
        for _ in trainer.updates():
            if bar.update(1):  # once it is time to draw: reading the loss waits for the card
                bar.set_postfix_str(f"loss {trainer.loss_mean:.3f}, chrF {trainer.chrf:.1f}", refresh=False)
    trainer.draw()
    if trainer.finished:
        trainer.export()
    return Outcome(state=trainer.state, finished=trainer.finished, counts=counts)


class _Trainer:
    """One run's network, optimiser and place in the data."""

    def __init__(self, recipe: Recipe, dev: tuple[Path, Path], out: Path, *, deadline: float, finish: bool) -> None:
        torch = require("torch", extra="train", purpose="jisr models train")
        self._torch, self._recipe, self._out = torch, recipe, out
        self._deadline, self._finish = deadline, finish
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        prepared = out / "prepared"
        self._vocabulary = Vocabulary(prepared)
        self._pairs = Pairs.read(prepared / "pairs.parquet")
        self._dev = [_read_lines(path) for path in dev]
        if len(self._dev[0]) != len(self._dev[1]):
            raise InputError(f"{dev[0]} has {len(self._dev[0])} lines and {dev[1]} {len(self._dev[1])}; they must pair")
        if recipe.direction == "en-ar":
            self._dev = [self._dev[1], [model_input(line) for line in self._dev[0]]]
        self._model = build(recipe, self._vocabulary).to(self._device)
        if recipe.lexicon and not checkpoint.found(out):
            align_embeddings(self._model, self._vocabulary, self._pairs, target_rows(self._vocabulary))
        self._loss = Loss(self._vocabulary, recipe.schedule.label_smoothing, self._device)
        named = list(self._model.named_parameters())
        encoder = [(name, p) for name, p in named if name.startswith("model.encoder.layers.")]
        others = [(name, p) for name, p in named if not name.startswith("model.encoder.layers.")]
        self._encoder = [p for _, p in encoder]
        self._names = [name for name, _ in encoder + others]  # in the order of the optimiser's state
        self._optimiser = torch.optim.AdamW(
            [{"params": self._encoder}, {"params": [p for _, p in others]}],
            lr=0.0,
            betas=(0.9, 0.98),  # Vaswani et al. 2017, section 5.3
            eps=1e-9,
            weight_decay=recipe.schedule.weight_decay,
            fused=True,
        )
        self.state = State()
        self._optimiser_since = 0
        self.chrf = 0.0
        self._log = _Log(out / "log.jsonl")
        self._resume()
        self._began, self._first = time.monotonic(), self.state.update

    @property
    def finished(self) -> bool:
        patience, state = self._recipe.checkpoints.patience, self.state
        stalled = state.update - state.best_update >= patience * self._recipe.checkpoints.every
        return self._left <= 0 or (patience > 0 and state.update > 0 and stalled)

    @property
    def _left(self) -> int:
        """How many updates there are to do: of the recipe's, or of those the time is enough for."""
        left = self._recipe.schedule.updates - self.state.update
        if not self._finish:
            return left
        now, here = time.monotonic(), self.state.update - self._first
        if now >= self._deadline:
            return 0
        return min(left, math.ceil((self._deadline - now) * here / (now - self._began))) if here >= _MEASURED else left

    @property
    def loss_mean(self) -> float:
        """The loss, in nats a subword, since the last line of the log."""
        return self._log.mean

    def progress(self) -> Any:
        from tqdm import tqdm

        return tqdm(
            total=self._recipe.schedule.updates,
            initial=self.state.update,
            unit="update",
            smoothing=0.05,
            disable=not sys.stderr.isatty(),
        )

    def updates(self) -> Iterator[None]:
        """Do one update at a time, saving and validating as the recipe says, and once more when time is up.

        One is done in any case, so that a run in stages gets on.
        """
        every = self._recipe.checkpoints.every
        batches = self._batches()
        finished = self.finished
        while not finished:
            loss, tokens = self._update([next(batches) for _ in range(self._recipe.schedule.accumulate)])
            self._log.add(loss, tokens)
            finished = self.finished
            if self.state.update % every == 0 or finished:
                self._log.write(self.state.update, self._rate, self._validate())
                self._save()
                finished = self.finished
            yield
            if time.monotonic() >= self._deadline and not self._finish:
                break
        if not any(folder.name.endswith(f"{self.state.update:07d}") for folder in checkpoint.found(self._out)):
            self._save()

    def _batches(self) -> Iterator[Batch]:
        schedule = self._recipe.schedule
        while True:
            plan = plan_epoch(
                self._pairs, seed=schedule.seed, epoch=self.state.epoch, batch_tokens=schedule.batch_tokens
            )
            while self.state.batch < len(plan):
                rows = plan[self.state.batch]
                self.state = dataclasses.replace(self.state, batch=self.state.batch + 1)
                yield self._pairs.batch(rows, self._vocabulary.pad_id)
            self.state = dataclasses.replace(self.state, epoch=self.state.epoch + 1, batch=0)

    def _update(self, batches: list[Batch]) -> tuple[Any, int]:
        """Do one update; its summed loss stays where it was worked out, so that the next need not wait for it."""
        torch, schedule = self._torch, self._recipe.schedule
        update = self.state.update + 1
        # Seeded by the update's number, so that a resumed run drops out the same units as one that was never stopped.
        torch.manual_seed(schedule.seed * 1_000_003 + update)
        self._model.train()
        self._rate = rate_at(
            update, self._recipe, left=max(self._left, 1) - 1, since_start=update - self._optimiser_since
        )
        for parameter in self._encoder:
            parameter.requires_grad_(update > max(schedule.encoder_from, schedule.source_from))
        for group, factor in zip(self._optimiser.param_groups, (schedule.encoder_rate, 1.0), strict=True):
            group["lr"] = self._rate * factor
        total, tokens = torch.zeros((), device=self._device), 0
        all_tokens = sum(int((batch.target != self._vocabulary.pad_id).sum()) for batch in batches)
        for batch in batches:
            with autocast(self._device):
                loss, count = self._loss(self._model, batch, still=update <= schedule.source_from)
            (loss / all_tokens).backward()
            total += loss.detach()
            tokens += count
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), schedule.clip)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self.state = dataclasses.replace(self.state, update=update)
        return total, tokens

    def _validate(self) -> dict[str, float]:
        """Cross-entropy (nats a subword) on all development lines and chrF on the first of them."""
        sacrebleu = require("sacrebleu", extra="train", purpose="jisr models train")
        torch, vocabulary = self._torch, self._vocabulary
        self._model.eval()
        limit = self._recipe.schedule.max_tokens
        cut = (vocabulary.encode(self._dev[0]), vocabulary.encode_target(self._dev[1]))
        pairs = Pairs.pack(*([vocabulary.ids(pieces)[-limit:] for pieces in side] for side in cut))
        total, tokens = 0.0, 0
        with torch.no_grad(), autocast(self._device):
            for rows in plan_epoch(pairs, seed=0, epoch=0, batch_tokens=4096):
                loss, count = self._loss(self._model, pairs.batch(rows, vocabulary.pad_id), smooth=False)
                total, tokens = total + loss.item(), tokens + count
        lines = self._recipe.checkpoints.validation_lines
        with torch.no_grad():
            output = translate_greedily(self._model, vocabulary, self._dev[0][:lines])
        self.chrf = sacrebleu.corpus_chrf(output, [self._dev[1][:lines]]).score
        if self.chrf > self.state.best_chrf:
            self.state = dataclasses.replace(self.state, best_chrf=self.chrf, best_update=self.state.update)
        return {"dev_loss": total / tokens, "dev_chrf": self.chrf}

    def _save(self) -> None:
        portable = self._recipe.checkpoints.portable
        optimiser = None
        if not portable:
            saved = self._optimiser.state_dict()["state"]
            optimiser = {
                f"{self._names[i]}|{key}": value for i, moments in saved.items() for key, value in moments.items()
            }
        weights = dict(self._model.named_parameters())
        checkpoint.save(self._out, self.state, weights, optimiser, half=portable)
        checkpoint.thin_out(self._out, self._recipe.checkpoints.keep, self.state.best_update)

    def _resume(self) -> None:
        folders = checkpoint.found(self._out)
        if not folders:
            return
        self.state = checkpoint.read_state(folders[-1])
        self._load(checkpoint.read(folders[-1], "weights"))
        moments = checkpoint.read(folders[-1], "optimiser")
        self._optimiser_since = 0 if moments else self.state.update
        if moments:
            state: dict[int, dict[str, Any]] = {}
            for name, tensor in moments.items():
                parameter, key = name.split("|")
                state.setdefault(self._names.index(parameter), {})[key] = tensor
            groups = self._optimiser.state_dict()["param_groups"]
            self._optimiser.load_state_dict({"state": state, "param_groups": groups})

    def _load(self, weights: dict[str, Any]) -> None:
        with self._torch.no_grad():
            for name, parameter in self._model.named_parameters():
                if name not in weights or weights[name].shape != parameter.shape:
                    raise SettingsError(f"{self._out}: its checkpoints have another shape; use another --out folder")
                parameter.copy_(weights[name])

    def draw(self) -> None:
        from models.train.curve import draw_curve

        draw_curve(self._out / "log.jsonl", self._out / "curve.png")

    def export(self) -> None:
        """Write the mean of the latest checkpoints as the folder `model/`."""
        self._load(checkpoint.average(checkpoint.found(self._out)[-self._recipe.checkpoints.keep :]))
        self._model.eval()
        save_folder(self._model, self._out / "prepared", self._out / "model")


class _Log:
    """Means since the last line of `log.jsonl`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._begin()

    def _begin(self) -> None:
        self._loss: Any = 0.0
        self._tokens, self._since = 0, time.monotonic()

    def add(self, loss: Any, tokens: int) -> None:
        """`loss`: a tensor, the sum over `tokens`."""
        self._loss, self._tokens = self._loss + loss, self._tokens + tokens

    @property
    def mean(self) -> float:
        return float(self._loss) / max(self._tokens, 1)

    def write(self, update: int, rate: float, scores: dict[str, float]) -> None:
        row = {
            "update": update,
            "rate": rate,
            "loss": self.mean,
            "tokens": self._tokens,
            "tokens_per_second": self._tokens / (time.monotonic() - self._since),
            **scores,
        }
        with self._path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
        self._begin()


def _read_lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InputError(f"{path}: no such development file; see dev_ar and dev_en in the recipe") from None
