"""Exam scores: what the reps of the evals score in an exam of twelve lines, by kind of rep.

Run as `python -m tests.support.measures.exam_scores [--personas N]`: plays texts of the panel, and reps who adapt with
more or less skill, against customers spread over those that ship, and prints the table of `docs/score.md`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from agent.feedback.score import Score, score_of, step_found
from agent.model.debrief import Summary
from agent.model.persona import Persona
from agent.model.practice.terms import ExamTerms
from agent.model.rubric import Criterion
from agent.runtime.room import Room, open_room
from agent.settings import load_settings
from evals.simulation.play import Job, NamedRep, play_out, seed_of
from evals.simulation.scripted_reps import Adaptive, read_panel
from evals.simulation.transcript import kind_of

KINDS = ("expert", "late_bloomer", "relapser", "empathy_only", "early_leader", "pleaser", "pushy")
"""Kinds of the panel that are played; the others (blamers, flatterers, silence, attacks) do worse than these."""

SKILLS = (("adaptive_skilled", 0.9), ("adaptive_decent", 0.55), ("adaptive_poor", 0.15))
"""Reps who adapt, as the suite `selfplay` has them: name, and chance of a skilled line."""

DRAWS = 3
"""Sessions of each of them with each customer; the panel has three texts of each kind."""

Played = tuple[Score, Summary]


def spread(people: Sequence[Persona], count: int) -> list[Persona]:
    """Return so many customers, evenly over all of them by difficulty."""
    ordered = sorted(people, key=lambda persona: (persona.law.difficulty, persona.id))
    return [ordered[round(index * (len(ordered) - 1) / max(1, count - 1))] for index in range(count)]


def reps() -> Iterator[NamedRep]:
    """Yield the texts of the panel, then the reps who adapt."""
    panel = read_panel()
    for kind in KINDS:
        yield from panel[kind]
    for name, skill in SKILLS:
        yield from (Adaptive(f"{name}_{seed}", panel, skill, seed) for seed in range(1, DRAWS + 1))


async def play(room: Room, people: Sequence[Persona]) -> dict[str, list[Played]]:
    """Return the scores by kind of rep."""
    found: dict[str, list[Played]] = defaultdict(list)
    for persona in people:
        for rep in reps():
            job = Job(persona, rep, seed_of(1, persona.id, rep.name), ExamTerms().most_lines)
            _, _, debrief = await play_out(room, job)
            found[kind_of(rep.name)].append((score_of(debrief.summary), debrief.summary))
            sys.stderr.write(f"{persona.id} {rep.name}: {found[kind_of(rep.name)][-1][0].points}\n")
    return found


def row(kind: str, played: Sequence[Played], pass_mark: int) -> str:
    """Return one line of the table."""
    points = sorted(given.points for given, _ in played if given.points is not None)
    passed = sum(one >= pass_mark for one in points)
    heard, free = (_steps(played, criterion) for criterion in (Criterion.EMPATHIZE, Criterion.EMPOWER))
    middle = points[len(points) // 2]
    return (
        f"| {kind} | {len(played)} | {points[0]} | {middle} | {points[-1]} | {passed} of {len(points)} | "
        f"{heard} | {free} |"
    )


def _steps(played: Sequence[Played], criterion: Criterion) -> str:
    steps = sorted(step for _, summary in played if (step := step_found(summary.criteria[criterion])) is not None)
    return f"{steps[0]}–{steps[-1]}"


async def measure(count: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="rollwith-") as folder:
        room = open_room(load_settings(database_url=f"sqlite:///{Path(folder) / 'log.db'}"), "embedded")
        try:
            found = await play(room, spread(list(room.library.personas().values()), count))
        finally:
            await room.aclose()
    mark = ExamTerms().pass_mark
    write = sys.stdout.write
    write(f"| rep | sessions | lowest | median | highest | pass at {mark} | understood | choice |\n")
    write("|---|---:|---:|---:|---:|---:|---:|---:|\n")
    for kind, played in sorted(found.items(), key=lambda item: -max(given.points or 0 for given, _ in item[1])):
        write(row(kind, played, mark) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--personas", type=int, default=3, help="customers to play against")
    asyncio.run(measure(parser.parse_args().personas))
