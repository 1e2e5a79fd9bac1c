"""What the tests of the command line share: what a command left behind, and scripts to play."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.paths import ROOT

SHIPPED = ROOT / "personas"
TURN_KEYS = """persona script turn rep verdict receipt resistance_before resistance_after trust stage customer
    ended engine degraded calls tokens notice""".split()  # fmt: skip
VERDICT_KEYS = """primary codes checks empathy empowerment stance criteria ungraded rubric engine degraded grounding
    taken_up""".split()  # fmt: skip


class Ran:
    """What a command left behind."""

    def __init__(self, code: object, out: bytes, err: bytes) -> None:
        self.code, self.out, self.err = code or 0, out.decode(), err.decode()

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Rollwith = Callable[..., Ran]
"""Runs `rollwith` with these arguments, and checks its exit code."""


def scripts(folder: Path) -> Path:
    """Write a folder of scripts."""
    folder.mkdir()
    (folder / "skilled.txt").write_text(
        "A letter with no name under it, after eleven years. What about it stung the most?\n"
        "Nobody rang you, and that was our doing. What would you need to see to call it fair, if anything?\n",
        "utf-8",
    )
    (folder / "pushy.jsonl").write_text(
        '{"rep": "You should just sign the renewal, it is the best price you will get."}\n' * 9, "utf-8"
    )
    (folder / "silent.txt").write_text("...\nok\n\nmm\n", "utf-8")
    (folder / "notes.md").write_text("not a script", "utf-8")
    return folder
