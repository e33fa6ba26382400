"""A trained decoder made wider: the same function, and room to learn.

After Net2Net (Chen et al. 2016, arXiv:1511.05641): some units of the old network get a twin, and what read the old
unit reads the two in shares. Twins are chosen by Marian's positions: at width 384 three sinusoids lie where width 256
has two, so that of two neighbouring units the second gets the twin, and every unit keeps its wave, or nearly.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# swish(x) is nearly gelu(1.702 x) / 1.702 turned round: x·sigmoid(x) = 1.702 · gelu'(x / 1.702) with gelu' the sigmoid
# approximation of GELU (Hendrycks and Gimpel 2016, section 2).
_GELU = 1.702


def twins(old: int, new: int) -> NDArray[np.int64]:
    """For each of `new` units the one of `old` units that it stands for; `new` is one and a half times `old`."""
    if 2 * new != 3 * old or old % 4:
        raise ValueError(f"the new width must be 1.5 times the old one, not {new} for {old}")
    half = np.arange(new // 2)
    unit = 2 * (half // 3) + (half % 3 > 0)  # the sines; the cosines follow in the same order
    return np.concatenate([unit, unit + old // 2])


class Widener:
    """Copies embeddings and decoder of a MarianMT model into a wider one; both are given as `as_arrays` gives them."""

    def __init__(self, old: dict[str, Floats], new: dict[str, Floats]) -> None:
        self._old, self._new = old, new
        self._before, self._width = (each["model.shared.weight"].shape[1] for each in (old, new))
        self._unit = twins(self._before, self._width)
        self._random = np.random.default_rng(1)

    def embeddings(self, rows: list[int], of: list[int]) -> None:
        """Give `rows` of the new model the embeddings that the rows `of` the old one have."""
        # transformers multiplies them by the root of the width.
        wide = self._old["model.shared.weight"][of][:, self._unit] * math.sqrt(self._before / self._width)
        self._new["model.shared.weight"][rows] = wide

    def decoder(self, layers: int, reading: tuple[Floats, Floats]) -> None:
        """Fill the new decoder's `layers` layers.

        `reading` is the matrix (old width × new width) and offset by which the new encoder's states become the old's.
        """
        for number in range(layers):
            layer = f"model.decoder.layers.{number}"
            self._attention(f"{layer}.self_attn", None)
            self._attention(f"{layer}.encoder_attn", reading)
            self._feed_forward(layer)
            for norm in ("self_attn_layer_norm", "encoder_attn_layer_norm", "final_layer_norm"):
                self._norm(f"{layer}.{norm}", last=norm == "final_layer_norm" and number == layers - 1)

    def _attention(self, name: str, reading: tuple[Floats, Floats] | None) -> None:
        for part in ("q_proj", "k_proj", "v_proj"):
            weight, bias = self._old[f"{name}.{part}.weight"], self._old[f"{name}.{part}.bias"]
            new, offset = self._new[f"{name}.{part}.weight"], self._new[f"{name}.{part}.bias"]
            rows = len(weight)  # whole heads: those that follow are new
            if reading and part != "q_proj":
                matrix, constant = reading
                new[:rows] = weight @ matrix
                offset[:rows] = bias + weight @ constant
            else:
                new[:rows] = self._shared_out(weight)
                offset[:rows] = bias
        out = self._new[f"{name}.out_proj.weight"]
        old = self._old[f"{name}.out_proj.weight"]
        out[:, : old.shape[1]] = old[self._unit]
        out[:, old.shape[1] :] = 0
        self._new[f"{name}.out_proj.bias"][:] = self._old[f"{name}.out_proj.bias"][self._unit]

    def _feed_forward(self, layer: str) -> None:
        first, second = self._old[f"{layer}.fc1.weight"], self._old[f"{layer}.fc2.weight"]
        rows = len(first)
        self._new[f"{layer}.fc1.weight"][:rows] = self._shared_out(first) / _GELU
        self._new[f"{layer}.fc1.bias"][:rows] = self._old[f"{layer}.fc1.bias"] / _GELU
        self._new[f"{layer}.fc2.weight"][:, :rows] = second[self._unit] * _GELU
        self._new[f"{layer}.fc2.weight"][:, rows:] = 0
        self._new[f"{layer}.fc2.bias"][:] = self._old[f"{layer}.fc2.bias"][self._unit]

    def _norm(self, name: str, *, last: bool = False) -> None:
        # What the output layer reads is given in halves: its rows are the embeddings, and those are whole.
        share = math.sqrt(self._width / self._before) / np.bincount(self._unit)[self._unit] if last else 1.0
        for part in ("weight", "bias"):
            self._new[f"{name}.{part}"][:] = self._old[f"{name}.{part}"][self._unit] * share

    def _shared_out(self, weight: Floats) -> Floats:
        """What read one unit reads its twins, in random shares: equal ones would learn the same for ever."""
        whole = weight[:, self._unit]
        second = np.flatnonzero(np.diff(self._unit, prepend=-1) == 0)
        share = self._random.uniform(0.2, 0.8, (len(weight), len(second))).astype(np.float32)
        whole[:, second - 1] *= share
        whole[:, second] *= 1 - share
        return whole


def as_arrays(model: Any) -> dict[str, Floats]:
    """The parameters of a torch model as arrays that share its memory."""
    return {name: parameter.detach().numpy() for name, parameter in model.state_dict().items()}
