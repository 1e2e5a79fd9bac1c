"""Readings as a model would send them, for the tests of the LLM grader."""

from __future__ import annotations

from agent.model.verdict import Said

LINE = "Two weeks in, they were back on paper. What would make it worth another try, if anything?"
CONTEXT = (Said(speaker="customer", text="They dropped it after a fortnight. Paper works."),)


def answer(*units: tuple[str, str] | tuple[str, str, list[str]], stance: str = "follow") -> dict[str, object]:
    """Return what a model answers: (quote, code) or (quote, code, marks) each."""
    rows = [
        {"quote": unit[0], "reason": "r", "code": unit[1], "marks": unit[2] if len(unit) > 2 else []} for unit in units
    ]
    return {"units": rows, "stance_reason": "r", "stance": stance}


GOOD = answer(
    ("Two weeks in, they were back on paper.", "simple_reflection"),
    ("What would make it worth another try, if anything?", "open_question", ["evoke"]),
    stance="lead",
)
