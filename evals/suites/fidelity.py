"""Fidelity: does the customer talk like real clients do, and never as a simulated one gives itself away?"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence

from agent.model.background import Said
from agent.model.persona import Persona
from evals.model.suite import Asked, Bars, Context, Lines, Measure, Options, Series, SuiteResult, Table
from evals.model.suite import Figure as Drawn
from evals.simulation.play import chosen, engine_of, play_all
from evals.simulation.talk_shape import FIGURES, Figure, Real, Session, Uttered, third, uttered
from evals.simulation.transcript import Transcript
from evals.simulation.violations import Violation, find_violations, warm_share
from evals.stats.measures import measure, rounded
from evals.suites.discrimination import panel_jobs

GROUPS = {"good": ("expert",), "poor": ("pushy", "blamer", "early_leader")}
"""Kinds of reps that stand for the good and the poor sessions of the human-coded set, which shows bad practice too."""

SLIPS = {
    "leak": "lines that give away a locked fact",
    "flip": "lines in which the customer leaves their role",
    "repeat": "lines said twice in a session",
    "invention": "lines with a figure that is nowhere in the persona's file",
}
CREEP_GOAL = 0.05
"""How much warmer, in shares of lines, a customer may get towards a rep who gives no reason to."""

DRAWS = 200


class Fidelity:
    """Measures the shape of the customers' talk in the panel's sessions, and looks for slips in every line."""

    name = "fidelity"
    about = "Does the customer talk like real clients, without leaks, role flips, repeats or creeping politeness?"
    needs = "nothing (the figures of real clients ship; the sessions are those of discrimination)"

    async def run(self, context: Context) -> SuiteResult:
        """Play the panel, or take what discrimination played, and compare. See `Suite`."""
        people = {persona.id: persona for persona in chosen(context)}
        async with context.room() as room:
            sessions = await play_all(context, room, "panel", panel_jobs(context))
            engine = engine_of(room)
        groups = {name: [session for session in sessions if session.kind in kinds] for name, kinds in GROUPS.items()}
        shapes = {name: [uttered(session) for session in group] for name, group in groups.items()}
        read = {name: await _read_again(context, group) for name, group in groups.items()}
        found = all_slips(people, sessions)
        shape = [
            one for name, talk in shapes.items() for one in shape_measures(name, talk, groups[name], context.options)
        ]
        breaches = slip_measures(found, sessions)
        return SuiteResult(
            suite=self.name,
            about="Does the customer talk like real clients do? Expert sessions beside good real ones; pushing, "
            "blaming and early leading beside poor ones.",
            engine=engine,
            rubric=context.library.rubric().ref,
            measures=(inside(shape), *shape, *_same_figure(shapes, read), *breaches, *_moods(groups)),
            tables=(*(_shape_table(name, shapes[name], read[name]) for name in GROUPS), slip_table(found)),
            figures=_shape_figures(shapes),
            rows=tuple(slip.row() for slip in found),
            ungraded=sum(step.ungraded is not None for session in sessions for step in session.steps),
            notes=_NOTES,
        )  # fmt: skip


_NOTES = (
    "Real clients: 126 human-coded counselling conversations (AnnoMI), 105 good and 21 poor. They are not customers, "
    "so the ranges are a direction. The range of a figure is where twelve of those clients would lie 95 times in 100.",
    "The talk type of an authored line is its author's. The coder's own reading of the same lines stands beside it, "
    "and is itself uncertain: people agree on talk types with a kappa of about .5.",
)


def all_slips(people: Mapping[str, Persona], sessions: Sequence[Transcript]) -> list[Violation]:
    """Return every slip in all sessions."""
    return [slip for session in sessions for slip in find_violations(people[session.persona], session)]


def slip_measures(found: Sequence[Violation], sessions: Sequence[Transcript]) -> list[Measure]:
    """Return the number of slips of each kind; the goal is none."""
    counts, lines = Counter(slip.kind for slip in found), sum(len(session.steps) for session in sessions)
    return [
        measure(f"slips.{kind}", title, float(counts[kind]), lines, goal=0.0, low_is_good=True)
        for kind, title in SLIPS.items()
    ]


def slip_table(found: Sequence[Violation], most: int = 40) -> Table:
    """Return the first slips, with what was said."""
    rows = [slip.row() for slip in found[:most]]
    return Table(
        title="Slips",
        columns=("where", "what", "the rep said", "the customer said", "why"),
        rows=tuple(tuple(str(row[key])[:200] for key in ("id", "slip", "rep", "customer", "why")) for row in rows),
        note="None was found." if not rows else f"{len(rows)} of {len(found)} are shown.",
    )


def shape_measures(
    name: str, talk: Sequence[Session], sessions: Sequence[Transcript], options: Options
) -> list[Measure]:
    """Return every figure of shape of one group, with its interval by customer and real clients' figure beside it."""
    found = []
    lines = sum(map(len, talk))
    for figure in FIGURES:
        value, real = figure.of(talk), real_of(figure, name)
        low, high = spread(figure, talk, [session.persona for session in sessions], options)
        where = "inside" if is_inside(value, real) else "outside"
        note = f"{where} the range of real clients, {real.low:g} to {real.high:g}"
        title = f"{name} sessions: {figure.title}"
        found.append(
            measure(f"{name}.{figure.name}", title, value, lines, low=low, high=high, human=real.value, note=note)
        )
    return found


def inside(shape: Sequence[Measure]) -> Measure:
    """Return the share of figures, of those that can be computed, that lie inside the ranges of real clients."""
    hits = [one.note.startswith("inside") for one in shape if one.value is not None]
    share = sum(hits) / len(hits) if hits else math.nan
    return measure("inside", "figures inside the ranges of real clients", share, len(hits), goal=1.0)


def real_of(figure: Figure, group: str) -> Real:
    """Return the figure of real clients for a group."""
    return figure.good if group == "good" else figure.poor


def is_inside(value: float, real: Real) -> bool:
    """Say whether a value lies in the range; nan does not."""
    return real.low <= value <= real.high


def spread(
    figure: Figure, talk: Sequence[Session], personas: Sequence[str], options: Options
) -> tuple[float, float] | tuple[None, None]:
    """Return the 95 % interval of a figure, drawing customers again; None both with fewer than five customers."""
    clusters: dict[str, list[Session]] = {}
    for persona, session in zip(personas, talk, strict=True):
        clusters.setdefault(persona, []).append(session)
    if len(clusters) < 5:
        return None, None
    roll, names = random.Random(options.seed), list(clusters)
    values = sorted(
        figure.of([session for name in roll.choices(names, k=len(names)) for session in clusters[name]])
        for _ in range(DRAWS)
    )
    return values[round(0.025 * DRAWS)], values[round(0.975 * DRAWS) - 1]


async def _read_again(context: Context, sessions: Sequence[Transcript]) -> list[list[Uttered]]:
    """Return the same lines with the talk types that the grader under test reads in them."""
    asked = [
        Asked(step.customer, (Said(speaker="rep", text=step.rep),)) for session in sessions for step in session.steps
    ]
    talks = iter(await context.judge().talk(asked))
    return [[line._replace(talk=next(talks).talk) for line in uttered(session)] for session in sessions]


def _same_figure(mine: Mapping[str, Sequence[Session]], read: Mapping[str, Sequence[Session]]) -> list[Measure]:
    pairs = [
        one.talk is other.talk
        for name in mine
        for session, again in zip(mine[name], read[name], strict=True)
        for one, other in zip(session, again, strict=True)
    ]
    share = sum(pairs) / len(pairs) if pairs else math.nan
    return [measure("talk.alike", "lines whose talk type author and coder read alike", share, len(pairs))]


def _moods(groups: Mapping[str, Sequence[Transcript]]) -> list[Measure]:
    found = []
    for name, sessions in groups.items():
        first, last = (
            warm_share([line for session in sessions for line in third([s.customer for s in session.steps], part)])
            for part in (1, 3)
        )
        goal = CREEP_GOAL if name == "poor" else None
        title = f"{name} sessions: more warm lines in the last third than in the first, in shares of lines"
        found.append(measure(f"{name}.creep", title, last - first, len(sessions), goal=goal, low_is_good=True))
        frozen = [session.thaw is None for session in sessions]
        title = f"{name} sessions: customers who never move"
        found.append(measure(f"{name}.frozen", title, sum(frozen) / len(frozen) if frozen else math.nan, len(frozen)))
    return found


def _shape_table(name: str, talk: Sequence[Session], read: Sequence[Session]) -> Table:
    rows = []
    for figure in FIGURES:
        value, real = figure.of(talk), real_of(figure, name)
        mark = "–" if math.isnan(value) else "yes" if is_inside(value, real) else "no"
        rows.append(
            (figure.title, rounded(value), rounded(figure.of(read)), real.value, f"{real.low:g} to {real.high:g}", mark)
        )
    return Table(
        title=f"{name.capitalize()} sessions beside real clients",
        columns=("figure", "here", "as the coder reads it", "real clients", "their range", "inside"),
        rows=tuple(rows),
    )


def _shape_figures(shapes: Mapping[str, Sequence[Session]]) -> tuple[Drawn, ...]:
    parts = [figure for figure in FIGURES if figure.name.startswith("change_")]
    series = []
    for name, talk in shapes.items():
        here = tuple((float(at), rounded(part.of(talk)) or 0.0) for at, part in enumerate(parts, 1))
        real = [real_of(part, name) for part in parts]
        there = tuple((float(at), one.value) for at, one in enumerate(real, 1))
        band = tuple((one.low, one.high) for one in real)
        series += [Series(name=f"{name}, here", points=here), Series(name=f"{name}, real", points=there, band=band)]
    words = [figure for figure in FIGURES if figure.name == "words"][0]
    bars = [
        bar
        for name, talk in shapes.items()
        for bar in ((f"{name}, here", words.of(talk)), (f"{name}, real", real_of(words, name).value))
    ]
    return (
        Lines(title="Change talk over a session", x="third of the session", y="share of lines", series=tuple(series)),
        Bars(title="Words a line (median)", bars=tuple((label, value) for label, value in bars if value == value)),
    )
