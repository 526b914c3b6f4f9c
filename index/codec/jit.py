"""Python loops in, compiled kernels out: the one place that says how numba is used.

Kernels are compiled for the signature that stands at each, release the interpreter's lock, and are
kept on disk beside the source, or in the user's cache folder where the source cannot be written
to (`index.codec.kernel_cache`); where neither can be, they are compiled anew in each process. A process
loads or compiles a kernel when it first calls it, as most commands call few; one that is to wait for none later
calls `load_kernels`. A subkernel is compiled into the kernels that call it, and by itself is neither needed nor
loaded. Not for anything but arrays and numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from llvmlite.binding import parse_assembly
from numba import types
from numba.core import typeinfer
from numba.core.caching import CompileResultCacheImpl
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher
from numba.core.runtime.nrt import rtsys

from index.codec.kernel_cache import CheckedCache, our_cache

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
WIDE = UNSIGNED[2:]


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
    """Compile a function for the signatures given, when it is first called or `load_kernels` is.

    One that is `inline` is written out where other kernels call it.
    """

    def put_off(function: _Function) -> _Function:
        waiting = _Waiting(function, signatures, inline=inline)
        _kernels.append(waiting)
        return cast(_Function, waiting)

    return put_off


def subkernel(*signatures: Any, inline: bool = False) -> Callable[[_Function], _Function]:
    """The same for a function that only kernels call: `load_kernels` has no need of it."""

    def put_off(function: _Function) -> _Function:
        return cast(_Function, _Waiting(function, signatures, inline=inline))

    return put_off


def load_kernels() -> None:
    """Load or compile every kernel of the modules that have been imported, so that no later call waits for one."""
    for one in _kernels:
        _Waiting.load(one)
    _kernels.clear()


class _Waiting(CPUDispatcher):
    """A kernel that is not loaded yet; once it is, its calls cost what those of any dispatcher of numba's do.

    To load one takes 4 ms, which is mostly linking, and a third of a megabyte; there are nearly a hundred.
    """

    def __init__(self, function: Callable[..., Any], signatures: Sequence[Any], *, inline: bool) -> None:
        options = {"nopython": True, "nogil": True, "boundscheck": None, "inline": "always" if inline else "never"}
        super().__init__(function, targetoptions=options)
        self._wanted = signatures

    def __call__(self, *args: Any) -> Any:
        self.load()
        return self(*args)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """What numba asks for while it compiles another kernel, which calls this one."""
        self.load()
        return self.get_call_template(args, kws)

    def load(self) -> None:
        """Be a kernel that is there. Other threads wait meanwhile, and find it there."""
        with global_compiler_lock:
            if self.__class__ is not _Waiting:
                return
            self._keep_on_disk()
            with typeinfer.register_dispatcher(self):
                for signature in self._wanted:
                    self.compile(signature)
            self.disable_compile()
            self.__class__ = _Loaded  # type: ignore[assignment]  # what a call costs depends on the class

    def _keep_on_disk(self) -> None:
        try:
            with our_cache():
                self._cache = _Kept(self.py_func)
        except RuntimeError as error:
            if "no locator available" not in str(error):
                raise


class _Loaded(CPUDispatcher):
    """A kernel that is there, if it was kept on disk without the bitcode that others are compiled with."""

    _cache: Any

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """What numba asks for while it compiles another kernel, which calls this one."""
        if not all(map(self._find_bitcode, filter(_is_bare, self.overloads.values()))):
            self._compile_anew()
        return super().get_call_template(args, kws)

    def _find_bitcode(self, loaded: Any) -> bool:
        """Give what was loaded its bitcode, from the disk, which may have lost it since."""
        with our_cache():
            whole: Any = CheckedCache(self.py_func)
        kept = whole.load_overload(loaded.signature, self.targetctx)
        if kept:
            loaded.library._shared_module = kept.library._shared_module
        return kept is not None

    def _compile_anew(self) -> None:
        ours: Any = self
        signatures = [one.signature for one in ours.overloads.values()]
        ours._reset_overloads()  # or each would stand there twice
        self.disable_compile(False)
        for signature in signatures:
            self.compile(signature)
        self.disable_compile()


def _is_bare(loaded: Any) -> bool:
    return loaded.library._shared_module is None and not any(loaded.library._final_module.functions)


class _WithoutBitcode(CompileResultCacheImpl):
    """Makes a kernel of what is kept, but for its bitcode, which is for linking it into others.

    That takes a quarter of the time to load, and more memory than the code.
    """

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        """See numba."""
        (name, kind, (code, _)), described, *others = payload
        # numba would take the names of what the code defines from the bitcode; it asks for none but this
        target_context.codegen()._engine._defined_symbols.add(described.llvm_cpython_wrapper_name)
        kept = ((name, kind, (code, _no_bitcode())), described, *others)
        return super().rebuild(target_context, kept)  # type: ignore[no-untyped-call]


@cache
def _no_bitcode() -> bytes:
    return bytes(parse_assembly("").as_bitcode())


class _Kept(CheckedCache):
    """Loads a compiled kernel without all that numba needs to compile one, which takes a tenth of a second to load.

    Where one has to be compiled, numba loads that itself.
    """

    _impl_class = _WithoutBitcode

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """See numba. Arrays that a kernel makes need its runtime."""
        rtsys.initialize(target_context)
        loaded = self._load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        if loaded is not None:
            loaded.library._shared_module = None
        return loaded


_kernels: list[_Waiting] = []
