"""In which numbers training multiplies."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from models.extras import require

_FAST = {"avx512_bf16", "amx_bf16", "bf16"}  # flags of x86 and ARM processors that multiply bfloat16 at once
_PURPOSE = "training"


def computes_bfloat16(device: Any) -> bool:
    """Whether bfloat16 is faster than float32 on `device`; float16, which overflows in training, is never taken.

    On a processor that only imitates it, it is 25 times as slow.
    """
    torch = require("torch", extra="train", purpose=_PURPOSE)
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    try:
        words = set(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split())
    except OSError:  # another system than Linux
        return False
    return device.type == "cpu" and not words.isdisjoint(_FAST)


def autocast(device: Any) -> AbstractContextManager[Any]:
    """Multiply in bfloat16 where that is faster; weights and sums stay float32."""
    torch = require("torch", extra="train", purpose=_PURPOSE)
    context: AbstractContextManager[Any] = torch.autocast(
        device.type, dtype=torch.bfloat16, enabled=computes_bfloat16(device)
    )
    return context
