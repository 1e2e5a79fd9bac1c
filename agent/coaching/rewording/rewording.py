"""Rewording: up to three ways of saying a line, each graded before it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from agent.coaching.rewording.building import build
from agent.coaching.rewording.choosing import choose, earning
from agent.coaching.rewording.contract import WAYS, Candidate, Grade, Occasion
from agent.coaching.rewording.llm import ask
from agent.errors import EndpointError
from agent.llm.contract import LanguageModel
from agent.model.practice.rewording import Rewording

NO_USE = "what the model wrote would have cost you, or moved nothing"
"""Why the built-in ways stand alone where a model gave some and none of them earns."""


async def built(moment: Occasion, grade: Grade, first: Grade | None = None) -> tuple[Rewording, ...]:
    """Return ways from the customer's own words.

    Args:
        grade: reads as the session's own grader does. first: a cheap grader that reads first, where the session's own
            is not; only the ways that it would show are then read by the other.
    """
    candidates = build(moment)
    if first is not None:
        shown = choose(moment, await _earning(moment, candidates, first))
        candidates = [Candidate(way.kind, way.text) for way in shown]
    return choose(moment, await _earning(moment, candidates, grade))


async def reworded(
    moment: Occasion, grade: Grade, first: Grade | None = None, llm: LanguageModel | None = None, session: str = ""
) -> tuple[tuple[Rewording, ...], str | None]:
    """Return the ways, a model's first where one speaks, and why the built-in ones stand in for it, if they do."""
    if llm is None:
        return await built(moment, grade, first), None
    try:
        asked = await _earning(moment, await ask(llm, moment, session), grade)
    except EndpointError as error:
        return await built(moment, grade, first), f"the model gave no other ways: {error}"
    told = choose(moment, asked)
    if len(told) >= WAYS:
        return told, None
    given = {way.kind for way in told}
    more = [way for way in await built(moment, grade, first) if way.kind not in given]
    return (*told, *more)[:WAYS], None if told else NO_USE


async def _earning(moment: Occasion, candidates: Sequence[Candidate], grade: Grade) -> list[Rewording]:
    if not candidates:
        return []
    verdicts = await grade([candidate.text for candidate in candidates])
    return earning(moment, zip(candidates, verdicts, strict=True))
