"""transformers' Seq2SeqTrainer with our batches, our loss and our measurements; needs the extra `train`."""

import json
import math
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import PrinterCallback, Seq2SeqTrainer, Seq2SeqTrainingArguments, TrainerCallback

from experiments.finetune.examples import Plan, Validation, batch
from experiments.finetune.network import plain
from experiments.finetune.settings import FinetuneSettings
from models.extras import require
from models.train.batches import Pairs, plan_epoch
from models.train.network import Loss, translate_greedily
from models.train.precision import autocast
from models.vocabulary import Vocabulary

_STATE = "trainer_state.json"  # the last file that Trainer writes of a checkpoint
_LONGEST = 500  # updates from one measurement and checkpoint to the next
_LINES = 100  # of the validation rows that are translated for their chrF, which takes as long as 15 updates
_TOKENS = 4096  # of a batch when only the loss is wanted


class Finetuner(Seq2SeqTrainer):  # type: ignore[misc]
    """Trains a network on the batches of a plan, and measures it on validation rows.

    The whole run is one epoch to Trainer, since epochs have different numbers of batches; checkpoints, the schedule,
    going on after a stop and the choice of the best checkpoint are Trainer's.
    """

    def __init__(
        self,
        model: Any,
        vocabulary: Vocabulary,
        pairs: Pairs,
        plan: Plan,
        validation: Validation,
        settings: FinetuneSettings,
        out: Path,
        *,
        minutes: float = math.inf,
    ) -> None:
        self._vocabulary, self._pairs, self._plan, self._validation = vocabulary, pairs, plan, validation
        self._begun, self.seconds_before = time.monotonic(), 0.0
        every = min(_LONGEST, math.ceil(len(plan) / len(plan.ends)))
        stop = _Stop(settings.patience * max(1, plan.ends[0] // every), self._begun + 60 * minutes)
        width = plain(model).config.d_model
        super().__init__(
            model=model,
            args=_arguments(settings, out, every=every, updates=len(plan), width=width),
            train_dataset=range(len(pairs)),
            eval_dataset=range(len(validation.pairs)),
            callbacks=[stop, _Bar()],
        )
        self.remove_callback(PrinterCallback)
        self.args._n_gpu = min(self.args.n_gpu, 1)  # one device: the loss does not go through DataParallel
        self._loss = Loss(vocabulary, settings.label_smoothing, self.args.device)
        self.stop = stop

    def get_train_dataloader(self) -> Any:
        loader: Any = torch.utils.data.DataLoader(
            range(len(self._pairs)),  # type: ignore[arg-type]
            batch_sampler=self._plan,
            collate_fn=lambda rows: batch(self._pairs, rows, self._vocabulary.pad_id),
        )
        return self.accelerator.prepare(loader)

    def compute_loss(
        self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """The mean loss a subword; Trainer's own label smoothing would smooth over the source's subwords too."""
        with autocast(self.args.device):
            network = plain(self.accelerator.unwrap_model(model))
            loss, tokens = self._loss.of(network, inputs["input_ids"], inputs["labels"])
        return loss / max(tokens, 1)

    def evaluate(self, *arguments: Any, **options: Any) -> dict[str, float]:
        """Cross-entropy (nats a subword) on the validation rows and chrF (beam 1) on the first of them."""
        sacrebleu = require("sacrebleu", extra="train", purpose="jisr models finetune")
        network, pad = plain(self.model), self._vocabulary.pad_id
        network.eval()
        total, tokens = 0.0, 0
        with torch.no_grad(), autocast(self.args.device):
            for rows in plan_epoch(self._validation.pairs, seed=0, epoch=0, batch_tokens=_TOKENS):
                inputs = self._prepare_inputs(batch(self._validation.pairs, [int(row) for row in rows], pad))
                loss, count = self._loss.of(network, inputs["input_ids"], inputs["labels"], smooth=False)
                total, tokens = total + loss.item(), tokens + count
        some = self._validation.rows[:_LINES]
        with torch.no_grad():
            outputs = translate_greedily(network, self._vocabulary, [ar for ar, _ in some])
        chrf = sacrebleu.corpus_chrf(outputs, [[en for _, en in some]]).score
        seconds = self.seconds_before + time.monotonic() - self._begun
        measured = {"eval_loss": total / max(tokens, 1), "eval_chrf": chrf, "seconds": seconds}
        self.log(dict(measured))
        self.callback_handler.on_evaluate(self.args, self.state, self.control, measured)  # changes `control`
        return measured


def device() -> torch.device:
    """What is trained on: a graphics card where torch sees one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def train(trainer: Finetuner) -> bool:
    """Train to the end, from the last checkpoint where there is one; False when only the time was up.

    The network holds the weights of the best checkpoint afterwards.
    """
    last = _last_checkpoint(Path(trainer.args.output_dir))
    trainer.args.eval_on_start = last is None
    if last:
        history = json.loads((last / _STATE).read_text(encoding="utf-8"))["log_history"]
        trainer.seconds_before = max((row["seconds"] for row in history if "seconds" in row), default=0.0)
    trainer.train(resume_from_checkpoint=str(last) if last else None)
    return not trainer.stop.timed_out


def _last_checkpoint(out: Path) -> Path | None:
    """The newest whole checkpoint in `out`; what a killed run left of another one is removed."""
    whole = []
    for folder in out.glob("checkpoint-*"):
        try:
            whole.append((int(json.loads((folder / _STATE).read_text(encoding="utf-8"))["global_step"]), folder))
        except (OSError, ValueError, KeyError):
            shutil.rmtree(folder)
    return max(whole)[1] if whole else None


def _arguments(settings: FinetuneSettings, out: Path, *, every: int, updates: int, width: int) -> Any:
    return Seq2SeqTrainingArguments(
        output_dir=str(out),
        max_steps=updates,
        learning_rate=settings.rate_for(width),
        lr_scheduler_type="linear",
        warmup_steps=math.ceil(settings.warmup * updates),
        weight_decay=0.0,
        max_grad_norm=1.0,
        seed=settings.seed,
        # bfloat16 is switched on around the loss (compute_loss), which is all there is to compute.
        bf16=False,
        fp16=False,
        use_cpu=not torch.cuda.is_available(),
        eval_strategy="steps",
        eval_steps=every,
        logging_strategy="steps",
        logging_steps=every,
        save_strategy="steps",
        save_steps=every,
        save_total_limit=2,  # the best and the last
        load_best_model_at_end=True,
        # Not chrF: of 100 rows it went up and down by half a point while the loss fell from 2.3 to 2.1.
        metric_for_best_model="loss",
        greater_is_better=False,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        disable_tqdm=True,
        report_to="none",
    )


class _Stop(TrainerCallback):  # type: ignore[misc]
    """Ends a run that has not got better for `patience` measurements, and, with a checkpoint, one whose time is up."""

    def __init__(self, patience: int, deadline: float) -> None:
        self._patience, self._deadline = patience, deadline
        self.timed_out = False

    def on_evaluate(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        losses = [row["eval_loss"] for row in state.log_history if "eval_loss" in row]
        if len(losses) - 1 - int(np.argmin(losses)) >= self._patience:
            control.should_training_stop = True

    def on_step_end(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        if state.global_step >= state.max_steps:
            control.should_log = True  # the last training loss, between two measurements
        elif time.monotonic() > self._deadline:
            self.timed_out = control.should_save = control.should_training_stop = True


class _Bar(TrainerCallback):  # type: ignore[misc]
    """A progress bar on a terminal."""

    def on_train_begin(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        from tqdm import tqdm

        self._bar = tqdm(
            total=state.max_steps, initial=state.global_step, unit="update", disable=not sys.stderr.isatty()
        )

    def on_step_end(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        self._bar.update(1)

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float], **others: Any) -> None:
        if "eval_chrf" in logs:
            self._bar.set_postfix_str(f"validation loss {logs['eval_loss']:.3f}, chrF {logs['eval_chrf']:.1f}")

    def on_train_end(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        self._bar.close()
