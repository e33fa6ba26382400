"""The tensors of a Marian checkpoint as numpy arrays."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.extras import require

Tensors = dict[str, NDArray[Any]]


def read_weights(folder: Path) -> Tensors:
    """Read `model.safetensors` of `folder`, or its `pytorch_model.bin`, which needs the extra `train`.

    Arrays keep the type they are stored in (float32 or float16); bfloat16, which numpy lacks, becomes float32.

    Raises ModelError when there are no weights or they cannot be read, MissingExtraError when torch is missing.
    """
    if (folder / "model.safetensors").is_file():
        return _read_safetensors(folder / "model.safetensors")
    if (folder / "pytorch_model.bin").is_file():
        return _read_torch(folder / "pytorch_model.bin")
    raise ModelError(f"{folder}: neither model.safetensors nor pytorch_model.bin; fetch the model again")


def _read_safetensors(path: Path) -> Tensors:
    import safetensors

    kinds = {"F64": np.float64, "F32": np.float32, "F16": np.float16, "BF16": np.uint16}
    try:
        deserialize: Any = safetensors.deserialize  # has no types
        stored = deserialize(path.read_bytes())
    except safetensors.SafetensorError as error:
        raise ModelError(f"{path}: damaged ({error}); fetch the model again") from error
    tensors: Tensors = {}
    for name, tensor in stored:
        if tensor["dtype"] not in kinds:
            continue  # integer buffers, such as old position ids, are no weights
        array = np.frombuffer(tensor["data"], dtype=kinds[tensor["dtype"]]).reshape(tensor["shape"])
        if tensor["dtype"] == "BF16":  # the upper half of a float32
            array = (array.astype(np.uint32) << 16).view(np.float32)
        tensors[name] = array
    return tensors


def _read_torch(path: Path) -> Tensors:
    torch = require("torch", extra="train", purpose=f"reading {path.name} of {path.parent.name}")
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises a dozen unrelated types for a file that is not a checkpoint
        raise ModelError(f"{path}: damaged or no checkpoint ({error}); fetch the model again") from error
    return {
        name: (tensor.float() if tensor.dtype == torch.bfloat16 else tensor).numpy()
        for name, tensor in state.items()
        if tensor.is_floating_point()
    }
