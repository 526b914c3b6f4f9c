"""Python loops in, compiled kernels out: the one place that says how numba is used.

Kernels are compiled for the signature that stands at each, release the interpreter's lock, and are
kept on disk beside the source, or in the user's cache folder where the source cannot be written
to (`index.codec.kernel_cache`); where neither can be, they are compiled anew in each process. Not for anything but
arrays and numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numba import njit, types

from index.codec.kernel_cache import our_cache

if TYPE_CHECKING:

    def whole(number: Any, /) -> int:
        """A number as a kernel's own 64-bit integer: also a variable that begins as one stays one."""
        ...

    def unsigned(number: Any, /) -> int:
        """A number as a place in an array that cannot lie before its start, so that nobody checks whether it does."""
        ...

else:
    whole = np.int64
    unsigned = np.uint64

_Function = TypeVar("_Function", bound=Callable[..., Any])

BYTE, INT, INT32, BOOL, FLOAT = types.uint8, types.int64, types.int32, types.boolean, types.float64
WORD, HASH, NOTHING = types.uint32, types.uint64, types.void
UNSIGNED = (types.uint8, types.uint16, types.uint32, types.uint64)


def array(item: Any, *, dimensions: int = 1) -> Any:
    """The type of a contiguous array that a kernel fills or gives back."""
    return types.Array(item, dimensions, "C")


def view(item: Any, *, dimensions: int = 1) -> Any:
    """The type of a contiguous array that a kernel only reads, such as part of a mapped file."""
    return types.Array(item, dimensions, "C", readonly=True)


def several(*given: Any) -> Any:
    """The type of several values that a kernel gives back together."""
    return types.Tuple(given)


def kernel(*signatures: Any, inline: bool = False) -> Callable[[_Function], _Function]:
    """Compile a function, at once for the signatures given, without any when it is first called."""

    def compile_it(function: _Function) -> _Function:
        compiler: Any = njit
        options: dict[str, Any] = {"nogil": True, "inline": "always" if inline else "never"}
        given: list[Any] = [list(signatures)] if signatures else []
        try:
            with our_cache():
                return cast(_Function, compiler(*given, cache=True, **options)(function))
        except RuntimeError as error:
            if "no locator available" not in str(error):
                raise
            return cast(_Function, compiler(*given, **options)(function))

    return compile_it
