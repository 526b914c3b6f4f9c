"""MinHash signatures cut into bands: an article's wording in; the keys under which alike ones meet out.

The share of permutations under which two sets of shingles have the same least element is, expected, their
resemblance (Broder 1997). Bands of three such minima meet with probability r³ (Leskovec, Rajaraman and Ullman,
"Mining of Massive Datasets", ch. 3): over 42 bands of the whole text .996 at r = .5 and .93 at r = .4, but .04 at
r = .1. Ten further bands of the first sixty words find a text that was cut down to its beginning, which resembles the
whole only little. Pure. Whether two that meet are alike is for `index.stories.likeness` to say.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.codec.jit import WORD, array, kernel, view
from index.stories.wording import Uint64s

Uint32s = npt.NDArray[np.uint32]

ROWS = 3
TEXT_BANDS = 42
LEAD_BANDS = 10
BANDS = TEXT_BANDS + LEAD_BANDS
"""Four bytes each: what is held of an article while stories are found."""

_LEAD_SHINGLES = 60
_HIGH = np.uint64(32)

# A permutation of 32-bit numbers each: x -> (x XOR seed) * odd factor, the highest bits of which are well mixed.
_random = np.random.default_rng(1997)
_SEEDS = _random.integers(0, 1 << 32, ROWS * BANDS, dtype=np.uint32)
_FACTORS = _random.integers(0, 1 << 32, ROWS * BANDS, dtype=np.uint32) | np.uint32(1)
_BAND_FACTORS = _random.integers(0, 1 << 32, (BANDS, ROWS), dtype=np.uint32) | np.uint32(1)
_TEXT = _SEEDS[: ROWS * TEXT_BANDS], _FACTORS[: ROWS * TEXT_BANDS]
_LEAD = _SEEDS[ROWS * TEXT_BANDS :], _FACTORS[ROWS * TEXT_BANDS :]


def band_keys(shingles: Uint64s) -> Uint32s:
    """The `BANDS` keys of a text, given by its shingles in order; two texts meet where a key is equal.

    >>> from index.stories.wording import said, shingles_of
    >>> report = shingles_of(said("Ferry talks ended late on Sunday without a word from either side"))
    >>> bool((band_keys(report) == band_keys(report)).all()), len(band_keys(report))
    (True, 52)
    """
    if not len(shingles):
        raise ValueError("a text without words has no signature")
    hashes = (shingles >> _HIGH).astype(np.uint32)
    text, lead = _minima(hashes, *_TEXT), _minima(hashes[:_LEAD_SHINGLES], *_LEAD)
    minima = np.concatenate((text, lead))
    keys: Uint32s = (minima.reshape(BANDS, ROWS) * _BAND_FACTORS).sum(axis=1, dtype=np.uint32)
    return keys


@kernel(array(WORD)(view(WORD), view(WORD), view(WORD)))
def _minima(hashes: Uint32s, seeds: Uint32s, factors: Uint32s) -> Uint32s:
    """The least that each permutation makes of the hashes."""
    least = np.full(len(seeds), 0xFFFFFFFF, np.uint32)
    for value in hashes:
        for i in range(len(seeds)):
            least[i] = min(least[i], np.uint32((value ^ seeds[i]) * factors[i]))
    return least
