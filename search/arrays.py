"""The kinds of arrays that evaluation passes around, by name. Not for making or reading them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Lengths = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
Uint64s = npt.NDArray[np.uint64]
