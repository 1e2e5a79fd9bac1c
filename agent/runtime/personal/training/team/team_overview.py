"""Team overview: how the checks go in what a team submitted, what goes wrong most, and which way it goes.

Only sessions that were given to the trainer are read, counted or quoted. That they were, each rep is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from agent.errors import TurnRefused
from agent.feedback.advice import was_due
from agent.feedback.narrative import SessionRecord
from agent.feedback.summary import summarise
from agent.feedback.turning_points import role
from agent.model.practice.person import Person
from agent.model.rubric import Criterion, Rubric
from agent.model.turn import SessionInfo, Turn
from agent.runtime.personal.people.auditing import note_counting
from agent.runtime.personal.people.submitting import TeamSession, team_sessions
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.team.assignments import as_trainer

MOST = 500
"""Submitted sessions that are counted, the newest: a page must come within seconds, and older ones tell of the past."""

QUOTES = 3
"""Lines quoted for one mistake."""

MISTAKES = 6
"""Mistakes that are told: what a trainer can take up in one lesson."""


@dataclass(frozen=True)
class Quote:
    """A line in which something went wrong: the words, who said them, and where."""

    words: str
    rep: Person
    session: str
    number: int


@dataclass
class Tally:
    """How a check went: lines in which it passed, of those where it was due."""

    passed: int = 0
    due: int = 0

    @property
    def share(self) -> float | None:
        """Passed over due, 0..1; None where it was never due."""
        return self.passed / self.due if self.due else None


@dataclass(frozen=True)
class Mistake:
    """A check that failed: in how many `lines` that did no good, of how many where it was `due`, by how many `reps`.

    A line that did good is no mistake, whatever it left out: no line can do everything.
    """

    check: str
    guard: bool
    lines: int
    due: int
    reps: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Week:
    """Means of the criteria over the sessions begun in the week from `monday` on, 0..1 each, and how many they are."""

    monday: date
    sessions: int
    criteria: Mapping[Criterion, float | None]


@dataclass(frozen=True)
class Overview:
    """A team counted.

    Attributes:
        rep: the one whom alone it is about, or None. rubric: the one that stands now, whose checks are the columns.
        heat: rep's id -> check -> tally. sessions: how many are counted. cut: older ones are left out.
    """

    reps: tuple[Person, ...]
    rep: Person | None
    rubric: Rubric
    heat: Mapping[str, Mapping[str, Tally]]
    mistakes: tuple[Mistake, ...]
    weeks: tuple[Week, ...]
    sessions: int
    cut: bool


@dataclass
class _Counting:
    heat: dict[str, dict[str, Tally]] = field(default_factory=dict)
    falls: dict[str, list[Quote]] = field(default_factory=dict)
    weeks: dict[date, list[Mapping[Criterion, float | None]]] = field(default_factory=dict)


def overview(room: PersonalRoom, days: int | None = None, name: str = "") -> Overview:
    """Count what one's team submitted. It reads whole sessions: call it in a thread.

    Args:
        days: sessions begun in the last so many days only. name: those of one rep only.

    Raises:
        NotSignedIn: one is no trainer, or trains no team. TurnRefused: nobody of the team who submitted has this name.
    """
    as_trainer(room)
    found = team_sessions(room, MOST + 1, name=name)
    if name and not found:
        raise TurnRefused("nobody of your team who gave you a session has this name")
    since = datetime.now(UTC) - timedelta(days=days) if days else datetime.min.replace(tzinfo=UTC)
    counted = [one for one in found[:MOST] if one.info.started >= since and one.info.finished]
    reps = {one.owner.id: one.owner for one in counted}
    note_counting(room.room, room.person, reps)
    counting = _Counting()
    ids = {one.info.id for one in counted}
    for one in counted:
        _count_session(room, one, counting, one.info.parent_turn if one.info.parent in ids else 0)
    rubric = room.library.rubric()
    return Overview(
        reps=tuple(sorted(reps.values(), key=lambda one: (one.shown.casefold(), one.name))),
        rep=found[0].owner if name else None,
        rubric=rubric,
        heat=counting.heat,
        mistakes=_mistakes(counting, rubric),
        weeks=tuple(_week(monday, told) for monday, told in sorted(counting.weeks.items())),
        sessions=len(counted),
        cut=len(found) > MOST,
    )


def check_shares(room: PersonalRoom, info: SessionInfo) -> Mapping[str, Tally]:
    """Return how each check went in one submitted session."""
    counting = _Counting()
    owner = Person(id="one", name="one", shown="one")
    _count_session(room, TeamSession(info, owner), counting, 0)
    return counting.heat.get("one", {})


def _count_session(room: PersonalRoom, one: TeamSession, counting: _Counting, shared: int) -> None:
    """Count the lines of a session after the first `shared`, which another counted session has as well."""
    info = one.info
    persona, rubric, turns = room.persona_of(info), room.rubric_of(info), tuple(room.room.turns(info.id))
    summary = summarise(persona, rubric, turns)
    record = SessionRecord(persona, turns, info.outcome, summary)
    for turn in turns:
        if turn.number > shared and turn.verdict.ungraded is None:
            _count_line(one, turn, record, rubric, counting)
    if info.turns:
        day = info.started.astimezone().date()
        counting.weeks.setdefault(day - timedelta(days=day.weekday()), []).append(summary.criteria)


def _count_line(one: TeamSession, turn: Turn, record: SessionRecord, rubric: Rubric, counting: _Counting) -> None:
    row = counting.heat.setdefault(one.owner.id, {})
    for name, check in rubric.checks.items():
        found = turn.verdict.check(name)
        if found is None or not (check.guard or was_due(check, turn, record)):
            continue
        tally = row.setdefault(name, Tally())
        tally.due += 1
        tally.passed += found.passed
        if not found.passed and role(turn) != "good":
            words = (found.quote if check.guard else None) or turn.rep
            counting.falls.setdefault(name, []).append(Quote(words, one.owner, one.info.id, turn.number))


def _mistakes(counting: _Counting, rubric: Rubric) -> tuple[Mistake, ...]:
    """Return what went wrong most: first what did harm, by how many lines; then what was left out most often."""
    told = [
        _mistake(name, quotes, counting, rubric) for name, quotes in counting.falls.items() if name in rubric.checks
    ]
    guards = sorted((one for one in told if one.guard), key=lambda one: (-one.lines, one.check))
    missed = sorted((one for one in told if not one.guard), key=lambda one: (-_shortfall(one, rubric), one.check))
    wanted = [one for one in missed if _shortfall(one, rubric) > 0]
    first = guards[: MISTAKES - 2]
    return (*first, *wanted[: MISTAKES - len(first)])


def _shortfall(one: Mistake, rubric: Rubric) -> float:
    """Return how far a check fell short of the share of lines it is wanted in: half its weight, as in a debrief."""
    return rubric.checks[one.check].weight / 2 - (1 - one.lines / one.due)


def _mistake(name: str, quotes: Sequence[Quote], counting: _Counting, rubric: Rubric) -> Mistake:
    due = sum(row[name].due for row in counting.heat.values() if name in row)
    reps = {quote.rep.id for quote in quotes}
    return Mistake(name, rubric.checks[name].guard, len(quotes), due, len(reps), _of_several(quotes))


def _of_several(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return a few quotes, the newest, of as many people as there are."""
    firsts = list({quote.rep.id: quote for quote in reversed(quotes)}.values())
    return tuple([*firsts, *(quote for quote in quotes if quote not in firsts)][:QUOTES])


def _week(monday: date, told: Sequence[Mapping[Criterion, float | None]]) -> Week:
    return Week(monday, len(told), {one: _mean(each.get(one) for each in told) for one in Criterion})


def _mean(values: Iterable[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return sum(found) / len(found) if found else None
