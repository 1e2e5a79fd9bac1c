"""Discrimination: does the customer tell a skilled rep from an unskilled one? Scripted reps, all customers."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any

from agent.model.session import Outcome
from agent.rules.leaving import EARLIEST
from evals.model.suite import Context, Figure, Heat, Intervals, Lines, Measure, Options, Series, SuiteResult, Table
from evals.simulation.expectations import RULES, SKILLED, Held, Panel, by_kind, by_persona
from evals.simulation.play import Job, NamedRep, chosen, engine_of, play_all, seed_of
from evals.simulation.scripted_reps import parrots, read_panel
from evals.simulation.transcript import THAWED, Transcript, mean_curve
from evals.stats.auc import auc
from evals.stats.measures import measure, share

AUC_GOAL = 0.98


class Discrimination:
    """Plays the panel of scripted reps against every customer and compares where they end."""

    name = "discrimination"
    about = "Is a skilled rep rewarded and every classic mistake felt? 14 kinds of scripted reps, all customers."
    needs = "nothing (customers and panel ship)"

    async def run(self, context: Context) -> SuiteResult:
        """Play every text of the panel against every customer. See `Suite`."""
        async with context.room() as room:
            sessions = await play_all(context, room, "panel", panel_jobs(context))
            engine = engine_of(room)
        panels = by_persona(sessions)
        held = {rule.name: [one for panel in panels.values() for one in rule.test(panel)] for rule in RULES}
        measures = (*_separations(sessions), *_rules(held, context.options), *_outcomes(panels, context.options))
        return SuiteResult(
            suite=self.name,
            about="Does the customer tell a skilled rep from an unskilled one? Every text of the panel was played "
            f"against {len(panels)} customers.",
            engine=engine,
            rubric=context.library.rubric().ref,
            measures=measures,
            tables=(_ends(panels), _by_kind(sessions), _broken(held)),
            figures=_panel_figures(sessions, measures),
            rows=tuple(row_of(session) for session in sessions),
            ungraded=sum(step.ungraded is not None for session in sessions for step in session.steps),
            notes=(
                "Intervals are bootstrapped by customer, those of the AUC are DeLong's. A session stops where the "
                "customer commits or walks away.",
                "Skilled: " + " and ".join(SKILLED) + ". Every other kind counts as unskilled, the relapser too.",
            ),
        )


def panel_jobs(context: Context) -> list[Job]:
    """Return one session for every text of the panel (and the parrot's ways) with every chosen customer."""
    reps: list[NamedRep] = [rep for kind in read_panel().values() for rep in kind]
    reps += parrots()
    seed = context.options.seed
    return [Job(persona, rep, seed_of(seed, persona.id, rep.name)) for persona in chosen(context) for rep in reps]


def row_of(session: Transcript) -> dict[str, Any]:
    """Return what a report keeps of a session."""
    return {
        "id": f"{session.persona}/{session.rep}/{session.seed}",
        "persona": session.persona,
        "rep": session.rep,
        "turns": len(session.steps),
        "start": session.start,
        "final": session.final,
        "lowest": session.lowest,
        "thaw": session.thaw,
        "outcome": session.outcome.value,
        "curve": list(session.curve),
    }


def _separations(sessions: Sequence[Transcript]) -> list[Measure]:
    skilled = [session for session in sessions if session.kind in SKILLED]
    experts = [session for session in skilled if session.kind == "expert"]
    rest = [session for session in sessions if session.kind not in SKILLED]
    found = []
    for name, title, good, goal in (
        ("auc.skilled", "skilled against unskilled reps by final resistance (AUC)", skilled, AUC_GOAL),
        ("auc.expert", "experts against unskilled reps by final resistance (AUC)", experts, None),
    ):
        value, low, high = auc([-session.final for session in good], [-session.final for session in rest])
        found.append(measure(name, title, value, len(good) + len(rest), low=low, high=high, goal=goal))
    return found


def _rules(held: dict[str, list[Held]], options: Options) -> list[Measure]:
    titles = {rule.name: rule.title for rule in RULES}
    return [
        share(
            name,
            titles[name],
            [one.holds for one in answers],
            [one.session.persona for one in answers],
            options,
            goal=1.0,
        )
        for name, answers in held.items()
    ]


def _outcomes(panels: dict[str, Panel], options: Options) -> list[Measure]:
    moved = [any(s.outcome is Outcome.COMMITTED for s in panel.get("expert", ())) for panel in panels.values()]
    experts = [session for panel in panels.values() for session in panel.get("expert", ())]
    thaws = [float(session.thaw) for session in experts if session.thaw is not None]
    usual = statistics.median(thaws) if thaws else math.nan
    names = [session.persona for session in experts]
    commits = [session.outcome is Outcome.COMMITTED for session in experts]
    return [
        share("expert.moves", "customers whom an expert text commits", moved, list(panels), options, goal=1.0),
        share("expert.committed", "expert sessions that end in a commitment", commits, names, options),
        measure("expert.thaw", f"turns until an expert has them {THAWED:g} below the start, median", usual, len(thaws)),
        _left_early([session for panel in panels.values() for group in panel.values() for session in group], options),
    ]  # fmt: skip


def _left_early(sessions: Sequence[Transcript], options: Options) -> Measure:
    early = [session.outcome is Outcome.WALKED_AWAY and len(session.steps) < EARLIEST for session in sessions]
    names = [session.persona for session in sessions]
    title = f"sessions that a customer leaves before line {EARLIEST}"
    return share("left_early", title, early, names, options, goal=0.0, low_is_good=True)


def _ends(panels: dict[str, Panel]) -> Table:
    kinds = list(dict.fromkeys(kind for panel in panels.values() for kind in panel))
    rows = []
    for name, panel in panels.items():
        start = next(iter(panel.values()))[0].start
        rows.append((name, start, *(_mean_end([session.final for session in panel.get(kind, ())]) for kind in kinds)))
    return Table(
        title="Where resistance ends, on average over the texts of a kind",
        columns=("customer", "start", *(kind.replace("_", " ") for kind in kinds)),
        rows=tuple(rows),
    )


def _by_kind(sessions: Sequence[Transcript]) -> Table:
    rows = []
    for kind, group in by_kind(sessions).items():
        thaws = [session.thaw for session in group if session.thaw is not None]
        change = _mean_end([session.final - session.start for session in group])
        rows.append(
            (
                kind.replace("_", " "),
                len(group),
                change,
                len(thaws),
                float(statistics.median(thaws)) if thaws else None,
                _mean_end([float(len(session.steps)) for session in group]),
                _mean_end([session.steps[-1].trust for session in group if session.steps]),
            )
        )
    return Table(
        title="Each kind of rep over all customers",
        columns=("rep", "sessions", "change of resistance", "thawed", "turns to thaw", "turns", "trust at the end"),
        rows=tuple(rows),
        note=f"Thawed: at some time {THAWED:g} or more below the start. Turns to thaw: median over those.",
    )


def _broken(held: dict[str, list[Held]]) -> Table:
    rows = tuple(
        (name, one.session.persona, one.session.rep, one.session.start, one.session.lowest, one.session.final)
        for name, answers in held.items()
        for one in answers
        if not one.holds
    )
    return Table(
        title="Where a rule did not hold",
        columns=("rule", "customer", "rep", "start", "lowest", "end"),
        rows=rows,
        note="" if rows else "It held everywhere.",
    )


def _panel_figures(sessions: Sequence[Transcript], measures: Sequence[Measure]) -> tuple[Figure, ...]:
    kinds = by_kind(sessions)
    series = [Series(name=kind.replace("_", " "), points=mean_curve(group)) for kind, group in kinds.items()]
    outcomes = [outcome.value for outcome in Outcome]
    counts = [[sum(s.outcome.value == outcome for s in group) for outcome in outcomes] for group in kinds.values()]
    return (
        Intervals(title="What must hold, and how often it does", measures=tuple(measures[:-1])),
        Lines(
            title="Resistance by turn, on average over all customers",
            x="turn",
            y="resistance",
            series=tuple(series),
            note="A session that has ended keeps its last value.",
        ),
        Heat(
            title="How sessions end",
            down="rep",
            across="outcome",
            rows=tuple(kind.replace("_", " ") for kind in kinds),
            columns=tuple(outcome.replace("_", " ") for outcome in outcomes),
            counts=tuple(tuple(float(count) for count in row) for row in counts),
        ),
    )


def _mean_end(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None
