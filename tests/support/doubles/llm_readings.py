"""Readings as a model would send them, for the tests of the LLM grader."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agent.llm.contract import Answered, M
from agent.llm.reading.odds import Odds
from agent.model.background import Said
from tests.support.doubles.scripted import ScriptedModel, Step

LINE = "Two weeks in, they were back on paper. What would make it worth another try, if anything?"
CONTEXT = (Said(speaker="customer", text="They dropped it after a fortnight. Paper works."),)


def answer(
    *units: tuple[str, str] | tuple[str, str, list[str]], stance: str = "follow", reason: str = "r"
) -> dict[str, object]:
    """Return what a model answers: (quote, code) or (quote, code, marks) each, and one reason for all."""
    rows = [
        {"quote": unit[0], "reason": reason, "code": unit[1], "marks": unit[2] if len(unit) > 2 else []}
        for unit in units
    ]
    return {"units": rows, "stance": stance}


GOOD = answer(
    ("Two weeks in, they were back on paper.", "simple_reflection"),
    ("What would make it worth another try, if anything?", "open_question", ["evoke"]),
    stance="lead",
)


@dataclass(frozen=True)
class ToldOdds(Odds):
    """Odds that are given: how likely the value at each path was."""

    text: str = ""
    tokens: tuple[tuple[str, float], ...] = ()
    likely: dict[tuple[str | int, ...], float] = field(default_factory=dict)

    def at(self, *path: str | int) -> float | None:
        return self.likely.get(path)


class TellingModel(ScriptedModel):
    """A scripted model whose endpoint tells how likely its words were."""

    def __init__(self, likely: dict[tuple[str | int, ...], float], *steps: Step) -> None:
        super().__init__(*steps)
        self._odds = ToldOdds(likely=likely)

    async def answer(self, *given: Any, **named: Any) -> Answered[M]:
        return Answered((await super().answer(*given, **named)).value, self._odds)
