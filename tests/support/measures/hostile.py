"""Hostile persona and rubric files, and what reading each one costs in a process with bounds of its own.

Run as `python -m tests.support.measures.hostile FOLDER SUFFIX`: reads each kind in a forked child, as persona and
as rubric, and prints one JSON object per kind: its name, the findings, the seconds of processor time, or how the
child died.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support.paths import ROOT

SOUND = (ROOT / "tests/data/personas/test_customer.yaml").read_text("utf-8")
RUBRIC = (ROOT / "rubrics/mi.yaml").read_text("utf-8")

MEMORY = 100 * 2**20
"""Bytes that reading one file may take on top of what the program takes."""

SECONDS = 20
"""Wall time after which a child is stopped; what is asserted is processor time."""

SCALARS = (
    "!!int abc", "!!int ''", "!!int 0x_", "!!int '1:'", "!!int 0b2", "!!float x", "!!float ''", "!!float .inf",
    "!!timestamp no", "!!timestamp 2026-99-99", "!!timestamp 2026-11-29", "!!bool maybe", "!!bool ''", "!!null x",
    "!!binary '%%%'", "!!binary aGk=", "!!python/name:os.system ''", "!!set {a, b}", "!!omap [a]", "!unknown x",
    "2026-99-99", "0x", ".nan", "1e999999", "-.inf", "9" * 5_000, "!!int " + "9" * 5_000, "1" + "0" * 5_000 + ".5",
    "!!float " + "1" * 5_000, "!!str [a]", "!!map x", "!!seq x", "!!merge x", "{<<: 1}", "'\\ud800'", '"\\ud800"',
)  # fmt: skip


def _repeated(row: str, times: int) -> str:
    return "".join(row.format(number) for number in range(times))


TEXTS: dict[str, str | bytes] = {
    **{f"version {text[:28]!r} of {len(text)}": SOUND.replace("version: 3", f"version: {text}") for text in SCALARS},
    **{f"key {text[:28]!r}": f"{text}: 1\n{SOUND}" for text in SCALARS if len(text) < 60},
    "aliases of a long string": f"a: &a {'x' * 200_000}\nb: [{'*a, ' * 20_000}]\n",
    "aliases of a long string as values": f"id: other\nvalues: [&a {'x' * 200_000}, {'*a, ' * 20_000}]\n",
    "aliases that stay below the entries": f"id: other\nvalues: [&a {'x' * 200_000}, {'*a, ' * 9_000}]\n",
    "billion laughs": "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in range(1, 12)),
    "an alias to itself": "id: &a [*a]\n",
    "merge keys": "a: &a {x: 1}\nb: {<<: *a}\n",
    "many flat keys": _repeated("k{}: 1\n", 300_000),
    "many flat keys within the size": _repeated("k{}: 1\n", 40_000),
    "many unknown keys": SOUND + _repeated("zz{}: 1\n", 15_000),
    "many anchors": _repeated("k{0}: &a{0} 1\n", 25_000),
    "many tag directives": _repeated("%TAG !t{}! x\n", 30_000) + "---\nid: x\n",
    "many documents": "---\na: 1\n" * 60_000,
    "many comments": "# x\n" * 120_000,
    "deep lists": "a: " + "[" * 400_000,
    "deep mappings": "".join(" " * n + "a:\n" for n in range(900)),
    "deep block lists": "- " * 200_000,
    "deep complex keys": "? " * 200_000,
    "open braces in a row": "a: {" + "{a: " * 30 + "x",
    "one long line": "id: " + "x" * 480_000,
    "one long key": "x" * 480_000 + ": 1\n",
    "a long block": "id: |\n" + " x\n" * 150_000,
    "a long quoted text with escapes": 'id: "' + "\\u2028" * 70_000 + '"',
    "blank lines": "\n" * 480_000,
    "tabs": "\t" * 480_000,
    "colons": ":" * 480_000,
    "dashes": "-\n" * 240_000,
    "question marks": "?\n" * 240_000,
    "quotes": "'" * 480_000,
    "exclamation marks": "! " * 240_000,
    "ampersands": "&a " * 160_000,
    "a huge file": b"a: 1\n" * 2_000_000,
    "nothing": b"",
    "a null": b"id: a\x00b\n",
    "nulls": b"\x00" * 400_000,
    "binary": bytes(range(256)) * 1_000,
    "utf-16": SOUND.encode("utf-16"),
    "utf-32": SOUND.encode("utf-32"),
    "lone continuation bytes": b"\x80" * 400_000,
    "an unknown version": "%YAML 9.9\n---\nid: x\n",
    "long words in every place": SOUND.replace("- ", f"- {'a' * 900} "),
    "an unknown topic as long as a page": SOUND.replace("[matters, worries]", f"[{'m' * 5_000}]"),
    "a long wrong act": SOUND.replace("  walk_away:", f"  {'w' * 190}:"),
    "wrong checks": RUBRIC.replace("says_back", "sais_back").replace("test: speech", f"test: {'s' * 9_000}"),
    "many checks": RUBRIC.replace("\nchecks:\n", "\nchecks:\n" + _repeated("  c{}: {{}}\n", 9_000)),
}
"""Name of a kind -> the file's content."""


def _many_lines() -> str:
    """Return a persona that loads, as large as may be: whatever is checked of it has to stay affordable."""
    said = _repeated("      - Harbour {} of them, alone with it.\n", 5_000)
    canaries = ", ".join(f"harbour {number}" for number in range(19))
    widened = SOUND.replace("canaries: [", f"canaries: [{canaries}, ", 1)
    return widened.replace("    closed: [Mm.,", f"    open:\n{said}    closed: [Mm.,", 1)


TEXTS["a persona of thousands of lines"] = _many_lines()

SPECIAL: dict[str, Callable[[Path], None]] = {
    "a folder": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a terminal": lambda path: path.symlink_to("/dev/tty"),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to a folder": lambda path: path.symlink_to("."),
}
"""Name of a kind -> what puts something that is no plain file there."""

PLACES = ("personas", "rubrics")


def lay(folder: Path, kind: str) -> Path:
    """Put one kind, as persona and as rubric, into two folders below `folder`; return it."""
    for place in PLACES:
        (folder / place).mkdir(parents=True)
        path = folder / place / "other.yaml"
        if kind in SPECIAL:
            SPECIAL[kind](path)
        else:
            content = TEXTS[kind]
            raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
            path.write_bytes(raw.replace(b"id: test_customer", b"id: other").replace(b"id: mi\n", b"id: other\n"))
    return folder


def _measured(folder: Path) -> dict[str, object]:
    from agent.content.check import check
    from agent.content.library import Library

    begun = time.process_time()
    library = Library(folder / "personas", folder / "rubrics")
    found = [str(finding) for finding in check(library, ["other"])]
    return {"found": found[:3], "many": len(found), "longest": max(map(len, found)), "cpu": time.process_time() - begun}


def _bounded(folder: Path) -> dict[str, object]:
    """Return what `_measured` does, from a child that may take `MEMORY` more and `SECONDS`."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
            signal.alarm(SECONDS)
            os.write(writing, json.dumps(_measured(folder)).encode())
        except Exception as error:  # noqa: BLE001 - how it died is what is measured
            os.write(writing, json.dumps({"died": repr(error)[:300]}).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(told) if told else {"died": f"status {status}"}


def _main(folder: Path) -> Iterator[dict[str, object]]:
    import agent.content.check  # noqa: F401 - so that every child has what it needs in memory

    for number, kind in enumerate((*TEXTS, *SPECIAL)):
        yield {"kind": kind, **_bounded(lay(folder / str(number), kind))}


if __name__ == "__main__":
    for row in _main(Path(sys.argv[1])):
        sys.stdout.write(json.dumps(row) + "\n")
