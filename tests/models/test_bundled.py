"""models/bundled: small enough, honest, and the same text from both engines."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open

from models.engines.base import Decoding
from models.engines.ctranslate2 import CTranslate2Engine
from models.engines.settings import EngineSettings
from models.engines.transformers import TransformersEngine
from models.model import load
from models.prepared import prepared
from models.store import find
from models.vocabulary import END, Vocabulary
from tests.models.sentences import KNOWN, pairs

FOLDER = Path("models/bundled")
SOURCES = [*(arabic for arabic, _ in KNOWN), *pairs(196, seed=3)[0]]
LIMITS = {"max_ratio": 1.0, "max_extra": 4}  # both engines stop at the same place; shorter is quicker


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(FOLDER)


def test_it_is_float16_and_under_48_mb_and_readable_by_anyone() -> None:
    weights = FOLDER / "model.safetensors"
    assert weights.stat().st_size < 48_000_000
    assert weights.stat().st_mode & 0o444 == 0o444
    with safe_open(weights, framework="numpy") as file:
        assert {file.get_slice(name).get_dtype() for name in file.keys()} == {"F16"}  # noqa: SIM118


def test_it_loads_by_name_and_passes_the_smoke_test(home: Path) -> None:
    with load("bundled") as model:
        assert model.name == "bundled"
        assert model.signature.startswith(f"bundled@{model.revision[:12]} ctranslate2-")
    assert list((home / "converted").glob("bundled-*"))


@pytest.mark.parametrize("beam", [1, 4])
def test_both_engines_say_the_same_with_float32(vocabulary: Vocabulary, beam: int) -> None:
    batch = vocabulary.encode(SOURCES)
    decoding = Decoding(beam=beam, **LIMITS)  # type: ignore[arg-type]
    found = []
    for name in ("ctranslate2", "transformers"):
        with load("bundled", engine=name, settings=EngineSettings(compute_type="float32")) as model:
            (hypotheses,) = model.engine.generate([batch], decoding)
            found.append(hypotheses)
    assert [one.pieces for one in found[0]] == [one.pieces for one in found[1]]
    assert np.allclose([one.score for one in found[0]], [one.score for one in found[1]], atol=1e-4)


@pytest.mark.parametrize("beam", [1, 4])
def test_both_engines_constrain_repetition_alike(vocabulary: Vocabulary, beam: int) -> None:
    batch = vocabulary.encode(SOURCES[:40])
    decoding = Decoding(beam=beam, no_repeat_ngram=3, repetition_penalty=1.1, **LIMITS)  # type: ignore[arg-type]
    found = []
    for name in ("ctranslate2", "transformers"):
        with load("bundled", engine=name, settings=EngineSettings(compute_type="float32")) as model:
            (hypotheses,) = model.engine.generate([batch], decoding)
            found.append([one.pieces for one in hypotheses])
    assert found[0] == found[1]
    for pieces in found[0]:
        grams = list(zip(pieces, pieces[1:], pieces[2:], strict=False))
        assert len(set(grams)) == len(grams)


@pytest.mark.parametrize("beam", [1, 4])
def test_one_sentence_at_a_time_is_64_together(vocabulary: Vocabulary, beam: int) -> None:
    batch = vocabulary.encode(SOURCES)
    decoding = Decoding(beam=beam, **LIMITS)  # type: ignore[arg-type]
    with load("bundled") as model:
        alone = [h for part in model.engine.generate(([pieces] for pieces in batch), decoding) for h in part]
        together = [
            h for part in model.engine.generate((batch[i : i + 64] for i in range(0, 200, 64)), decoding) for h in part
        ]
    assert together == alone


def test_converted_float32_log_probabilities_are_transformers(vocabulary: Vocabulary) -> None:
    import ctranslate2

    targets = vocabulary.encode_target([english for _, english in KNOWN])
    sources = vocabulary.encode([arabic for arabic, _ in KNOWN])
    folder = prepared(find("bundled"), target_vocabulary="target-only")
    translator = ctranslate2.Translator(str(folder), compute_type="float32", intra_threads=1)
    scored = translator.score_batch([[*pieces, END] for pieces in sources], targets)
    with TransformersEngine(FOLDER, vocabulary, settings=EngineSettings(target_vocabulary="full")) as reference:
        for source, target, score in zip(sources, targets, scored, strict=True):
            labels = vocabulary.ids(target)
            with torch.inference_mode():
                logits = reference._model(
                    input_ids=torch.tensor([vocabulary.ids(source)]),
                    decoder_input_ids=torch.tensor([[vocabulary.pad_id, *labels[:-1]]]),
                ).logits[0]
            wanted = torch.log_softmax(logits, dim=-1)[torch.arange(len(labels)), labels]
            assert np.allclose(score.log_probs, wanted.numpy(), atol=1e-4)


def test_the_longest_source_is_the_positions_less_one(vocabulary: Vocabulary) -> None:
    folder = prepared(find("bundled"), target_vocabulary="target-only")
    with CTranslate2Engine(folder, positions=512, settings=EngineSettings()) as engine:
        assert engine.max_source == 511


def test_the_card_names_the_scores_and_the_script_that_measured_them() -> None:
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "license: cc-by-sa-4.0" in card
    assert "FLORES devtest BLEU" in card
    assert "scripts/score_model.py" in card
