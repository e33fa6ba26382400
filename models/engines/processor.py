"""What is set for CTranslate2 before it loads, for this processor and this C library.

Measured (2 AMD cores, opus-mt-ar-en's shape, int8, beam 4): the AVX512 switch and the memory
settings together took 287 source words per CPU-second to 427; CTranslate2 4.8 picks AVX2 on its own. `CT2_USE_MKL`
is never touched: on AMD it made int8 19 times slower.
"""

import ctypes
import os
import platform
from collections.abc import Mapping, MutableMapping
from pathlib import Path

# AVX512BW for the 8-bit kernels, VL for their short forms; ctranslate2's cpu_isa.cc asks for F, CD, VL, BW and DQ.
_AVX512 = {"avx512f", "avx512cd", "avx512vl", "avx512bw", "avx512dq"}

# mallopt(3): parameter, value. No mmap for big blocks, one arena, no trimming, 256 MB taken at once: every decoding
# step frees and takes the logits again, which otherwise go back to the kernel each time (26 % of samples in faults).
_MALLOPT = ((-4, 0), (-8, 1), (-1, 2**31 - 1), (-2, 256 * 1024 * 1024))


def choose_instructions(environment: MutableMapping[str, str], cpuinfo: Path = Path("/proc/cpuinfo")) -> None:
    """Set `CT2_FORCE_CPU_ISA` to AVX512 where the processor has it and the user has set nothing.

    Must run before ctranslate2 is imported, which reads the variable once.
    """
    if "CT2_FORCE_CPU_ISA" not in environment and _flags(cpuinfo) >= _AVX512:
        environment["CT2_FORCE_CPU_ISA"] = "AVX512"


def keep_memory(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell glibc to keep freed memory for the next decoding step; True when it did.

    Does nothing with another C library or another allocator, or where the user has set MALLOC_* himself.
    """
    if platform.libc_ver()[0] != "glibc" or any(name.startswith("MALLOC_") for name in environment):
        return False
    mallopt = ctypes.CDLL(None).mallopt
    done = [mallopt(parameter, value) == 1 for parameter, value in _MALLOPT]
    return all(done)


def _flags(cpuinfo: Path) -> set[str]:
    try:
        text = cpuinfo.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return set()
    line = next((line for line in text.splitlines() if line.startswith("flags")), "")
    return set(line.partition(":")[2].split())
