"""How a server's processes ask the system for memory: so that what is given back really goes back.

A server has several processes, and several threads in each. What every thread keeps for itself, and what
columns of figures keep for another time, adds up. What is set of the C library is set of glibc alone.
"""

from __future__ import annotations

import ctypes

import pyarrow as pa

MOST_HEAPS = 2
"""Heaps that threads share; glibc's own rule is eight for each processor."""

LARGE = 1 << 20
"""Bytes from which memory is asked of the system by itself, and given back as soon as it is free. glibc's own
rule raises this to what was freed last, up to 32 MiB, and such memory then stays in the heap."""

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
"""Names of the settings, from glibc's malloc.h."""


def ask_little() -> None:
    """Let threads share heaps, and columns be kept where all else is and be read by one thread.

    There is a worker for each processor: more threads in each would only wait for one another.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    glibc = _glibc()
    if glibc is not None:
        glibc.mallopt(_M_ARENA_MAX, MOST_HEAPS)
        glibc.mallopt(_M_MMAP_THRESHOLD, LARGE)


def give_back() -> None:
    """Give the system what is free in the heaps."""
    glibc = _glibc()
    if glibc is not None:
        glibc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    """Return the C library where it is glibc, which alone knows these settings."""
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:
        return None
    return library if hasattr(library, "gnu_get_libc_version") else None
