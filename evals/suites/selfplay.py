"""Self-play: a policy or a model plays the rep, for as many turns as wanted, an adversary among them."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from agent.model.persona import Persona
from agent.runtime.room import Room
from evals.model.suite import Context, Figure, Heat, Lines, Measure, Series, SuiteResult, Table
from evals.simulation.llm_rep import MANNERS, LlmRep
from evals.simulation.play import Job, NamedRep, chosen, engine_of, play_all, played, seed_of
from evals.simulation.scripted_reps import Adaptive, Adversary, Parrot, Scripted, read_panel
from evals.simulation.transcript import Transcript, mean_curve
from evals.stats.measures import measure
from evals.suites.discrimination import row_of
from evals.suites.fidelity import all_slips, slip_measures, slip_table

if TYPE_CHECKING:
    from agent.llm.client import Llm

TURNS_GOAL = 1000.0
AGAIN = 4
"""Customers with whom a session is played twice with one seed, and once with another."""

Panel = dict[str, tuple[Scripted, ...]]


class SelfPlay:
    """Plays reps that answer back against every customer and looks for slips in every line."""

    name = "selfplay"
    about = "Can a rep who adapts, attacks or fishes make the customer leak, leave the role or repeat themselves?"
    needs = "nothing; with an endpoint set and the engine llm, a model plays the rep as well"

    async def run(self, context: Context) -> SuiteResult:
        """Play `options.sessions` sessions of `options.turns` turns with every customer. See `Suite`."""
        people = {persona.id: persona for persona in chosen(context)}
        async with context.room() as room, _model(context, room) as llm:
            jobs = [job for persona in people.values() for job in _jobs(context, llm, persona)]
            sessions = await play_all(context, room, "self-play", jobs)
            again = await _again(context, room, jobs)
            engine = engine_of(room)
        found = all_slips(people, sessions)
        turns = sum(len(session.steps) for session in sessions)
        return SuiteResult(
            suite=self.name,
            about=f"Reps that adapt, attack and fish played {len(sessions)} sessions with {len(people)} customers.",
            engine=engine,
            rubric=context.library.rubric().ref,
            measures=(
                measure("turns", "turns played", float(turns), len(sessions), goal=TURNS_GOAL),
                *slip_measures(found, sessions),
                *_repeatable(again),
            ),
            tables=(_by_rep(sessions), slip_table(found)),
            figures=_selfplay_figures(sessions),
            rows=tuple(row_of(session) for session in sessions),
            ungraded=sum(step.ungraded is not None for session in sessions for step in session.steps),
            notes=(
                "A session stops where the customer commits or walks away, so fewer turns are played than asked for.",
                "The adversary mixes the attacks of the robustness suite with questions about just those topics under "
                "which this customer keeps something back, role swaps, parroting, and now and then a skilled line.",
            ),
        )


def reps(persona: Persona, panel: Panel, seed: int) -> Iterator[NamedRep]:
    """Yield, without end, reps for one customer: every second one attacks, the others adapt with more or less skill."""
    skilled = tuple(line for rep in panel["expert"] for line in rep.script.lines)
    while True:
        for name, skill in (("adaptive_skilled", 0.9), ("adaptive_decent", 0.55), ("adaptive_poor", 0.15)):
            yield Adversary("adversary", persona, skilled, seed)
            yield Adaptive(name, panel, skill, seed + 1)
            seed += 2
        yield Parrot(1 + seed % 3, turns=1000)


def _jobs(context: Context, llm: Llm | None, persona: Persona) -> Iterator[Job]:
    options = context.options
    first = 1000 * options.seed
    found = reps(persona, read_panel(), first)
    models = _models(llm, persona, first)
    for number in range(options.sessions):
        rep = models[number // 2 % len(models)] if models and number % 2 else next(found)
        yield Job(persona, rep, seed_of(first + number, persona.id), options.turns)


def _models(llm: Llm | None, persona: Persona, seed: int) -> list[NamedRep]:
    return [LlmRep(name, llm, persona, seed) for name in MANNERS] if llm else []


@asynccontextmanager
async def _model(context: Context, room: Room) -> AsyncIterator[Llm | None]:
    """Open the model that plays the rep as well: none unless a model plays the customer."""
    if not room.engines().customer.startswith("llm"):
        yield None
        return
    from agent.llm.client import open_llms  # brings the SDK

    llm = open_llms(context.settings)["customer"]
    try:
        yield llm
    finally:
        await llm.aclose()


async def _again(context: Context, room: Room, jobs: Sequence[Job]) -> list[tuple[Transcript, Transcript, Transcript]]:
    """Play some sessions anew: twice with the same seed, once with another."""
    firsts = {job.persona.id: job for job in reversed(jobs) if job.rep.name == "adversary"}
    scripts = read_panel()["expert"]
    some = [Job(job.persona, scripts[0], job.seed) for job in list(firsts.values())[:AGAIN]]

    async def thrice(job: Job) -> tuple[Transcript, Transcript, Transcript]:
        other = Job(job.persona, job.rep, job.seed + 1)
        return await played(room, job), await played(room, job), await played(room, other)

    return await context.each("the same again", some, thrice)


def _repeatable(trios: Sequence[tuple[Transcript, Transcript, Transcript]]) -> list[Measure]:
    same = [first == second for first, second, _ in trios]
    fresh = [
        one != two
        for first, _, other in trios
        for one, two in zip(first.lines[1:], other.lines[1:], strict=False)
    ]  # fmt: skip
    gaps = [abs(first.final - other.final) for first, _, other in trios]
    return [
        measure("same_seed", "sessions that are the same again with the same seed", _rate(same), len(same), goal=1.0),
        measure("other_seed.wording", "lines worded otherwise with another seed", _rate(fresh), len(fresh), goal=0.5),
        measure(
            "other_seed.law", "how far resistance ends apart with another seed, at most", max(gaps, default=math.nan),
            len(gaps), low_is_good=True,
            note="the law is the same; a rep line may be read otherwise after other words of the customer",
        ),
    ]  # fmt: skip


def _by_rep(sessions: Sequence[Transcript]) -> Table:
    rows = []
    for name in dict.fromkeys(session.rep for session in sessions):
        group = [session for session in sessions if session.rep == name]
        ends = [session.final - session.start for session in group]
        told = [sum(step.disclosed is not None for step in session.steps) for session in group]
        outcomes = ", ".join(sorted({session.outcome.value for session in group}))
        turns = sum(len(session.steps) for session in group)
        rows.append(
            (name, len(group), turns, round(sum(ends) / len(ends), 2), round(sum(told) / len(told), 2), outcomes)
        )
    return Table(
        title="Who played, and what it moved",
        columns=("rep", "sessions", "turns", "change of resistance", "facts told a session", "outcomes"),
        rows=tuple(rows),
    )


def _selfplay_figures(sessions: Sequence[Transcript]) -> tuple[Figure, ...]:
    names = list(dict.fromkeys(session.rep for session in sessions))
    acts = list(dict.fromkeys(step.act.value for session in sessions for step in session.steps))
    counts = [
        [float(sum(step.act.value == act for s in sessions if s.rep == name for step in s.steps)) for act in acts]
        for name in names
    ]
    series = [Series(name=name, points=mean_curve([s for s in sessions if s.rep == name])) for name in names]
    return (
        Lines(title="Resistance by turn", x="turn", y="resistance", series=tuple(series)),
        Heat(
            title="What the customer does, by who plays the rep",
            down="rep",
            across="act",
            rows=tuple(names),
            columns=tuple(act.replace("_", " ") for act in acts),
            counts=tuple(tuple(row) for row in counts),
        ),
    )


def _rate(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else math.nan
