"""The arrays of this package, by what is in them."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Integers = NDArray[np.intp]
Flags = NDArray[np.bool_]
