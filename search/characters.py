"""Texts as arrays of their characters, for compiled loops. Not for words (see `index.analysis`)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Characters = npt.NDArray[np.uint32]
"""Code points, one a character."""


def code_points(text: str) -> Characters:
    """The characters of a text.

    >>> code_points("né").tolist()
    [110, 233]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def written(characters: Characters) -> str:
    """The text of these characters."""
    return characters.tobytes().decode("utf-32-le", "surrogatepass")
