"""What kind of document this is: how free, how complete; learned from a first pass, used by the second."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PROFILE_FEATURES = 12


@dataclass(frozen=True, slots=True)
class Profile:
    """`features` (PROFILE_FEATURES,) and `ratio`, the log of English to Arabic characters in linked text.

    The features: shares of Arabic and of English sentences without counterpart, mean similarity and spread of the
    length ratio in links, shares of 1:1 and of one-to-many links, contrast and spread of similarities, how far the
    whole documents' length ratio is from that of the links, that ratio, share of crossed links, and 1 for "known".
    """

    features: NDArray[np.float32]
    ratio: float | None


UNKNOWN = Profile(np.zeros(PROFILE_FEATURES, dtype=np.float32), None)
