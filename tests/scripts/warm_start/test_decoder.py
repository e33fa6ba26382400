"""A decoder made half as wide again says the same."""

from typing import Any

import numpy as np
import pytest
import torch
from transformers import MarianConfig, MarianMTModel
from warm_start.decoder import Widener, as_arrays, twins

WORDS = 300


def marian(seed: int, *, width: int, heads: int, activation: str) -> Any:
    """A model with random weights, none of them alike."""
    torch.manual_seed(seed)
    ends = {"pad_token_id": 0, "eos_token_id": 1, "decoder_start_token_id": 0}
    layers = {"encoder_layers": 1, "decoder_layers": 2}
    config = MarianConfig(
        vocab_size=WORDS,
        d_model=width,
        encoder_attention_heads=heads,
        decoder_attention_heads=heads,
        encoder_ffn_dim=64,
        decoder_ffn_dim=2 * width,
        activation_function=activation,
        scale_embedding=True,
        **layers,
        **ends,
    )
    model: Any = MarianMTModel(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "shared" in name:
                parameter.normal_(0, parameter.shape[1] ** -0.5)
            elif parameter.dim() > 1:
                torch.nn.init.xavier_uniform_(parameter)
            else:
                parameter += torch.randn_like(parameter) * 0.1
    return model.eval()


def test_of_two_units_the_second_has_a_twin_and_sines_stay_sines() -> None:
    assert twins(8, 12).tolist() == [0, 1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7]
    with pytest.raises(ValueError, match=r"1\.5 times the old one, not 16 for 8"):
        twins(8, 16)


@pytest.mark.parametrize("activation", ["swish", "gelu"])
def test_a_wider_model_gives_nearly_the_same_probabilities(activation: str) -> None:
    """Positions between two waves, norms over twins and GELU for swish cost a hundredth of what is said."""
    old = marian(1, width=128, heads=4, activation="swish")
    new = marian(2, width=192, heads=6, activation=activation)
    widener = Widener(as_arrays(old), as_arrays(new))
    widener.embeddings(list(range(WORDS)), list(range(WORDS)))
    widener.decoder(2, (np.eye(128, 192, dtype=np.float32), np.zeros(128, dtype=np.float32)))
    torch.manual_seed(3)
    states, ids = torch.randn(4, 9, 128), torch.randint(0, WORDS, (4, 20))
    other = torch.nn.functional.pad(torch.roll(states, 1, dims=0), (0, 64))
    with torch.no_grad():
        before, after, astray = (
            torch.log_softmax(model(encoder_outputs=(given,), decoder_input_ids=ids).logits, dim=-1)
            for model, given in ((old, states), (new, torch.nn.functional.pad(states, (0, 64))), (new, other))
        )
    divergence = [float((before.exp() * (before - now)).sum(-1).mean()) for now in (after, astray)]
    assert 0 <= divergence[0] < 0.05
    assert divergence[1] > 4 * divergence[0]  # the source is read
