"""Finding: one thing that is wrong with a persona that loads: where, what, and how to mend it."""

from __future__ import annotations

from typing import Literal

from agent.content.authored_lines import Path
from agent.model.base import FrozenModel

Severity = Literal["error", "warning"]


class Flaw(FrozenModel):
    """One thing a persona's author should mend.

    Attributes:
        path: key path in the persona's file. problem, mend: in plain words.
        severity: an error breaks a promise of the product (a leak, a repeat); a warning makes the customer poorer.
    """

    path: Path
    problem: str
    mend: str
    severity: Severity = "error"

    @property
    def key(self) -> str:
        """The key path as an author writes it: `facts.debt.tells[0]`."""
        parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return "".join(parts).removeprefix(".")

    def __str__(self) -> str:
        return f"{self.severity}: {self.key}: {self.problem}. Mend: {self.mend}."
