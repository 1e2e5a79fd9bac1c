"""Memory: threads of the server share their heaps, so that what one of them once needed serves the others."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.paths import ROOT

THREADS = """
import re, sys, threading
from agent.web.memory import share_heaps
if sys.argv[1] == "shared":
    assert share_heaps()
held = threading.Barrier(9)
def work():
    kept = [bytes(300) for _ in range(2000)]
    held.wait(); held.wait()
for _ in range(8):
    threading.Thread(target=work).start()
held.wait()
print(sum("---p" in line for line in open("/proc/self/maps")))
held.wait()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's heaps are looked at by /proc")
def test_threads_share_their_heaps() -> None:
    assert _reserved("shared") < _reserved("own")


def _reserved(how: str) -> int:
    """Return how many ranges of addresses a process with eight busy threads keeps for heaps to come."""
    ran = subprocess.run([sys.executable, "-c", THREADS, how], capture_output=True, text=True, cwd=ROOT, check=True)
    return int(ran.stdout)
