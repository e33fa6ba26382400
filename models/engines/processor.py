"""What is set in the C library before CTranslate2 loads.

The processor's instructions are left to CTranslate2, which takes AVX2: forcing AVX512 was no faster here (a ratio of
1.65 to `translate_batch` against 1.67, scripts/bench_translate.py) and rounds 8-bit sums in another way, so that a
quarter of an unsure model's texts differed from everybody else's. `CT2_USE_MKL` is never touched: on AMD it made int8
19 times slower.
"""

import ctypes
import os
import platform
from collections.abc import Mapping

# mallopt(3): parameter, value. No mmap for big blocks, one arena, no trimming, 256 MB taken at once: every decoding
# step frees and takes the logits again, which otherwise go back to the kernel each time (26 % of samples in faults).
_MALLOPT = ((-4, 0), (-8, 1), (-1, 2**31 - 1), (-2, 256 * 1024 * 1024))


def keep_memory(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell glibc to keep freed memory for the next decoding step; True when it did.

    Does nothing with another C library or another allocator, or where the user has set MALLOC_* himself.
    """
    if platform.libc_ver()[0] != "glibc" or any(name.startswith("MALLOC_") for name in environment):
        return False
    mallopt = ctypes.CDLL(None).mallopt
    done = [mallopt(parameter, value) == 1 for parameter, value in _MALLOPT]
    return all(done)
