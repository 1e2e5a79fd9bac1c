"""`rollwith play`: scripts of rep lines against customers, without a screen."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from agent.cli.options import EngineOption
from agent.cli.stopping import run_until_stopped
from agent.console import emit, tell
from agent.model.debrief import Debrief
from agent.model.persona import Persona
from agent.model.turn import Turn, UnansweredLine
from agent.runtime.room import Room, open_room
from agent.runtime.scripted_play import Script, play, read_scripts
from agent.settings import load_settings

DEFAULT_SEED = 1
"""Fixed, so that the same command gives the same output."""

ALL = "all"

NEVER_GRADED = 3
"""Exit code where a whole script was played and none of its lines was graded: its figures say nothing."""


def play_command(
    persona: Annotated[str, typer.Option(help="Id of the customer, or `all`.")],
    script: Annotated[Path, typer.Option(help="A *.txt or *.jsonl file of rep lines, or a folder of them.")],
    seed: Annotated[int, typer.Option(help="Same seed, same output.", min=0)] = DEFAULT_SEED,
    engine: EngineOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the sessions in the log; else nothing is kept.")] = False,
) -> None:
    """Play scripts of rep lines against customers; every pair of customer and script is played.

    A *.txt script holds one rep line per line, a *.jsonl script one {"rep": "..."} per line; an empty line is a
    silence. A folder stands for every script in it. A script longer than the session stops with it.

    Standard output: per turn {"persona", "script", "turn", "rep", "verdict", "receipt", "resistance_before",
    "resistance_after", "trust", "stage", "customer", "ended", "engine", "degraded", "calls", "tokens", "notice"}, then
    per session {"persona", "script", "outcome", "debrief"}; outcome is "committed", "open" or "walked_away". A line
    that was not answered, though it was tried twice, is {"persona", "script", "turn", "rep", "not_answered": why}, and
    the script goes on.

    "engine" is who spoke the customer's line, and "degraded" why another was to speak it, or null; the verdict has
    both of its own. "calls" and "tokens" are what the turn cost at the endpoint, 0 without one. "notice" is what to
    know of the endpoint, such as a budget that is nearly spent, or null.

    Exit codes: 0; 1 if a line was not answered; 3 if in a whole script no line was ever graded; 2 if it could not be
    played at all.
    """
    scripts, settings = read_scripts(script), load_settings()
    with tempfile.TemporaryDirectory(prefix="rollwith-") as folder:
        if not keep:
            settings = settings.model_copy(update={"database_url": f"sqlite:///{folder}/play.db"})
        room = open_room(settings, engine)
        played = run_until_stopped(_play_all(room, _chosen_personas(room, persona), scripts, seed))
    unanswered = sum(one.unanswered for one in played)
    if unanswered:
        tell(f"rollwith: {unanswered} of the lines were not answered; --verbose tells where it failed")
    ungraded = [one for one in played if not one.graded]
    for one in ungraded:
        tell(f"rollwith: no line of {one.pair} was ever graded: {one.why or 'none was answered'}")
    if ungraded or unanswered:
        raise typer.Exit(NEVER_GRADED if ungraded else 1)


def _chosen_personas(room: Room, persona: str) -> list[Persona]:
    if persona != ALL:
        return [room.library.persona(persona)]
    for problem in room.library.problems():
        tell(f"left out: {problem}")
    return list(room.library.personas().values())


@dataclass
class _Played:
    """What came of one script with one customer; `why`: why a line of it was not graded."""

    pair: str
    unanswered: int = 0
    graded: int = 0
    why: str | None = None

    def hear(self, turn: Turn) -> None:
        """Count a whole turn."""
        self.graded += turn.verdict.ungraded is None
        self.why = self.why or turn.verdict.ungraded


async def _play_all(room: Room, personas: Sequence[Persona], scripts: Sequence[Script], seed: int) -> list[_Played]:
    """Play every pair; return what came of each."""
    try:
        return [await _play(room, persona, script, seed) for persona in personas for script in scripts]
    finally:
        await room.aclose()


async def _play(room: Room, persona: Persona, script: Script, seed: int) -> _Played:
    before, played = persona.law.start, _Played(f"{script.name} with {persona.id}")
    info = await room.start(persona.id, seed=seed)
    async for step in play(room, info, script):
        pair: dict[str, object] = {"persona": persona.id, "script": script.name}
        if isinstance(step, Debrief):
            debrief = step.model_dump(mode="json")
            emit({**pair, "outcome": step.outcome.value, "debrief": debrief})
        elif isinstance(step, UnansweredLine):
            emit({**pair, "turn": step.number, "rep": step.rep, "not_answered": step.why})
            played.unanswered += 1
        else:
            played.hear(step)
            emit({**pair, **_turn_record(step, before)})
            before = step.state.resistance
    return played


def _turn_record(turn: Turn, before: float) -> dict[str, object]:
    return {
        "turn": turn.number,
        "rep": turn.rep,
        "verdict": turn.verdict.model_dump(mode="json"),
        "receipt": turn.receipt.model_dump(mode="json"),
        "resistance_before": before,
        "resistance_after": turn.state.resistance,
        "trust": turn.state.trust,
        "stage": turn.state.stage.value,
        "customer": turn.reply.text,
        "ended": turn.state.outcome.value != "open",
        "engine": turn.reply.engine,
        "degraded": turn.reply.degraded,
        "calls": turn.calls,
        "tokens": turn.tokens,
        "notice": turn.notice,
    }
