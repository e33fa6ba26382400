"""What an engine's `attend` gives; a file of its own, as it brings numpy."""

import numpy as np
from numpy.typing import NDArray

Attention = NDArray[np.float32]  # (target subwords, source subwords), see models.engines.base
