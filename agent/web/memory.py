"""Memory: how much of it the C library keeps for threads that compute now and then."""

from __future__ import annotations

import ctypes
import sys

ARENA_MAX = -8
"""`M_ARENA_MAX` of glibc's malloc.h."""

ARENAS = 2
"""Heaps that all threads share. By default each thread gets one of its own, up to eight a core, and keeps what the
reader of lines once needed there: some 40 to 100 MB more after a day's work."""


def share_heaps() -> bool:
    """Have the threads of this process share their heaps; False where the C library knows no such thing."""
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(ARENA_MAX, ARENAS) == 1
