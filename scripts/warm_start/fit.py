"""The linear map that fits best."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def fit(inputs: Floats, outputs: Floats, penalty: float = 1e-3) -> tuple[Floats, Floats]:
    """The matrix A and offset b for which `inputs` A' + b is nearest to `outputs` (ridge regression).

    `penalty` is in shares of the inputs' mean variance.
    """
    mean, wanted = inputs.mean(axis=0), outputs.mean(axis=0)
    centred = (inputs - mean).astype(np.float64)
    square = centred.T @ centred
    square += penalty * np.trace(square) / len(square) * np.eye(len(square))
    matrix = np.linalg.solve(square, centred.T @ (outputs - wanted)).T.astype(np.float32)
    return matrix, (wanted - matrix @ mean).astype(np.float32)
