from dataclasses import replace
from pathlib import Path

import pytest
import torch
import transformers

from experiments.finetune import FinetuneSettings
from experiments.finetune.network import load_network, plain, save_network
from models.train.network import translate_greedily
from models.vocabulary import Vocabulary
from tests.experiments.finetune.conftest import LONG


def test_translations_are_as_long_as_they_need_to_be(base: Path) -> None:
    """Not cut at 20 subwords, generate's default (transformers#10032)."""
    model = load_network(base, FinetuneSettings()).eval()
    vocabulary = Vocabulary(base)
    model.generation_config.max_length = 20
    assert len(vocabulary.encode_target([LONG[1]])[0]) > 20
    assert translate_greedily(model, vocabulary, [LONG[0]]) == [LONG[1]]


def test_merged_additions_say_what_they_said_apart(base: Path, tmp_path: Path) -> None:
    model = load_network(base, replace(FinetuneSettings(), lora=True, rank=4)).eval()
    assert [name for name, p in model.named_parameters() if p.requires_grad and "lora_" not in name] == []
    torch.manual_seed(3)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                parameter.normal_(0, 0.1)
    ids = torch.tensor([[5, 6, 7, 0]])
    start = torch.tensor([[plain(model).config.pad_token_id, 4]])
    with torch.no_grad():
        apart = plain(model)(input_ids=ids, decoder_input_ids=start).logits
        save_network(model, base, tmp_path)
        merged = transformers.MarianMTModel.from_pretrained(tmp_path, dtype=torch.float32).eval()
        together = merged(input_ids=ids, decoder_input_ids=start).logits
        before = load_network(base, FinetuneSettings()).eval()(input_ids=ids, decoder_input_ids=start).logits
    assert (apart - together).abs().max() < 0.02 < (apart - before).abs().max()  # stored as float16


@pytest.mark.parametrize("lora", [False, True])
def test_the_same_seed_begins_alike(base: Path, lora: bool) -> None:
    one, other = (load_network(base, FinetuneSettings(lora=lora, seed=5)).state_dict() for _ in range(2))
    assert all(torch.equal(one[name], other[name]) for name in one)
