"""`rollwith play`: scripts of rep lines against customers, without a screen."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
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
    "resistance_after", "trust", "stage", "customer", "ended"}, then per session {"persona", "script", "outcome",
    "debrief"}; outcome is "committed", "open" or "walked_away". A line that was not answered, though it was tried
    twice, is {"persona", "script", "turn", "rep", "not_answered": why}; the script goes on, and the exit code is 1.
    """
    scripts, settings = read_scripts(script), load_settings()
    with tempfile.TemporaryDirectory(prefix="rollwith-") as folder:
        if not keep:
            settings = settings.model_copy(update={"database_url": f"sqlite:///{folder}/play.db"})
        room = open_room(settings, engine)
        unanswered = run_until_stopped(_play_all(room, _chosen_personas(room, persona), scripts, seed))
    if unanswered:
        tell(f"rollwith: {unanswered} of the lines were not answered; --verbose tells where it failed")
        raise typer.Exit(1)


def _chosen_personas(room: Room, persona: str) -> list[Persona]:
    if persona != ALL:
        return [room.library.persona(persona)]
    for problem in room.library.problems():
        tell(f"left out: {problem}")
    return list(room.library.personas().values())


async def _play_all(room: Room, personas: Sequence[Persona], scripts: Sequence[Script], seed: int) -> int:
    """Play every pair; return how many lines were not answered."""
    try:
        return sum([await _play(room, persona, script, seed) for persona in personas for script in scripts])
    finally:
        await room.aclose()


async def _play(room: Room, persona: Persona, script: Script, seed: int) -> int:
    before, unanswered = persona.law.start, 0
    info = await room.start(persona.id, seed=seed)
    async for step in play(room, info, script):
        pair: dict[str, object] = {"persona": persona.id, "script": script.name}
        if isinstance(step, Debrief):
            debrief = step.model_dump(mode="json")
            emit({**pair, "outcome": step.outcome.value, "debrief": debrief})
        elif isinstance(step, UnansweredLine):
            emit({**pair, "turn": step.number, "rep": step.rep, "not_answered": step.why})
            unanswered += 1
        else:
            emit({**pair, **_turn_record(step, before)})
            before = step.state.resistance
    return unanswered


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
    }
