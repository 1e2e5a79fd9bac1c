"""Assignments: three reps, two done, one late; what each may see, and exams on the terms that were asked."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from agent.errors import NotSignedIn, RollwithError, TurnRefused
from agent.model.practice.account import Change
from agent.model.practice.person import Role
from agent.model.practice.terms import Mode
from agent.model.training.assignment import Assignment, Progress
from agent.runtime.personal.people.submitting import give_to_trainer, take_back
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.personal.training.team import asked, assignments, team_csv
from agent.runtime.personal.training.team.assignments import Wish
from tests.agent.runtime.personal.conftest import let_go
from tests.agent.runtime.personal.training.conftest import People
from tests.support.makers.assigned import GOOD, PRIVATE, did, two_done_one_late
from tests.support.makers.practised import practised

WISH = Wish("Meet them once", "test_customer")


def states(tia: PersonalRoom, made: Assignment) -> dict[str, Progress]:
    return {part.rep.name: part.progress for part in assignments.one_of_team(tia, made.id)[1]}


def rows_of(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:], newline="")))


async def test_two_hand_in_and_one_is_late_and_private_rehearsals_are_nowhere(people: People) -> None:
    made = await two_done_one_late(people, "test_customer", "=cmd|' /C calc'!A0")
    tia = people["tia"]
    assert states(tia, made) == {"ana": Progress.HANDED_IN, "ben": Progress.HANDED_IN, "nil": Progress.LATE}
    given = {part.rep.name: part.sessions for part in assignments.one_of_team(tia, made.id)[1]}
    assert [len(given[name]) for name in ("ana", "ben", "nil")] == [1, 1, 0]
    assert (given["ana"][0].points or 0) > (given["ben"][0].points or 0)
    mine = {name: asked.asked_of_me(people[name])[0] for name in ("ana", "ben", "nil")}
    assert mine["ana"].progress is Progress.HANDED_IN
    assert mine["nil"].progress is Progress.LATE
    assert mine["nil"].ended is not None, "the rep knows of the session that waits to be handed in"
    table = team_csv.assignments_csv(tia)
    rows = rows_of(table)
    assert [(row["name"], row["state"], row["sessions handed in"]) for row in rows] == [
        ("ana", "handed in", "1"), ("ben", "handed in", "1"), ("nil", "late", "0"),
    ]  # fmt: skip
    assert rows[2]["lines"] == rows[2]["best score"] == "", "not even a count of what was rehearsed"
    assert rows[0]["assignment"].startswith("'="), "a formula stays a text"
    sessions = rows_of(team_csv.sessions_csv(tia))
    assert sorted(row["name"] for row in sessions) == ["ana", "ben"]
    assert float(next(row for row in sessions if row["name"] == "ben")["no_blame"]) < 1
    assert PRIVATE not in table + team_csv.sessions_csv(tia)


async def test_what_is_taken_back_is_not_handed_in_and_late_hand_ins_are_told(people: People) -> None:
    made = assignments.make(people["tia"], WISH)
    session = await did(people["ana"], made.id, GOOD[0])
    assert states(people["tia"], made)["ana"] is Progress.HANDED_IN
    take_back(people["ana"], session)
    assert states(people["tia"], made)["ana"] is Progress.NOT_YET
    people["tia"].room.log.training.assignments.change(made.id, due=datetime.now(UTC))
    give_to_trainer(people["ana"], session)
    assert states(people["tia"], made)["ana"] is Progress.HANDED_IN_LATE


async def test_every_session_that_is_asked_for_must_be_handed_in(people: People) -> None:
    made = assignments.make(people["tia"], Wish("Twice", "test_customer", sessions=2, people=("ana",)))
    await did(people["ana"], made.id, GOOD[0])
    assert states(people["tia"], made) == {"ana": Progress.NOT_YET}
    await did(people["ana"], made.id, GOOD[1])
    assert states(people["tia"], made) == {"ana": Progress.HANDED_IN}
    assert asked.asked_of_me(people["ben"]) == [], "it was not asked of him"


async def test_a_branch_of_an_asked_session_may_be_handed_in(people: People) -> None:
    made = assignments.make(people["tia"], WISH)
    ana = people["ana"]
    first = await asked.begin(ana, made.id)
    for line in GOOD:
        _ = [event async for event in ana.say(first.id, line)]
    branch = await ana.rewind(first.id, 1)
    await ana.finish(branch.id)
    give_to_trainer(ana, branch.id)
    assert states(people["tia"], made)["ana"] is Progress.HANDED_IN


async def test_an_open_session_is_gone_on_with(people: People) -> None:
    made = assignments.make(people["tia"], WISH)
    first = await asked.begin(people["ana"], made.id)
    assert (await asked.begin(people["ana"], made.id)).id == first.id


async def test_an_exam_counts_its_own_attempts_and_none_of_ones_private_ones(people: People) -> None:
    ana, terms = people["ana"], people["ana"].room.exam_terms
    for _ in range(terms.attempts):
        info = await ana.start("test_customer", mode=Mode.EXAM)
        _ = [event async for event in ana.say(info.id, GOOD[0])]
        await ana.finish(info.id)
    with pytest.raises(TurnRefused, match="have been used"):
        await ana.start("test_customer", mode=Mode.EXAM)
    wish = Wish("An exam", "test_customer", mode=Mode.EXAM, attempts=1, most_lines=2, pass_mark=10)
    made = assignments.make(people["tia"], wish)
    info = await asked.begin(ana, made.id)
    assert info.terms == made.terms
    for line in GOOD:
        _ = [event async for event in ana.say(info.id, line)]
    assert ana.own(info.id).finished, "the exam ends after the lines that were asked"
    give_to_trainer(ana, info.id)
    part = next(one for one in assignments.one_of_team(people["tia"], made.id)[1] if one.rep.name == "ana")
    assert part.sessions[0].passed is True
    await let_go(ana.room, info.id)
    await ana.erase(info.id)
    with pytest.raises(TurnRefused, match="the one attempt"):
        await asked.begin(ana, made.id)


async def test_closing_takes_it_from_the_reps_and_keeps_what_was_handed_in(people: People) -> None:
    made = await two_done_one_late(people, "test_customer")
    assignments.close(people["tia"], made.id)
    assert asked.asked_of_me(people["nil"]) == []
    with pytest.raises(TurnRefused, match="not asked of you"):
        await asked.begin(people["nil"], made.id)
    assert states(people["tia"], made)["ana"] is Progress.HANDED_IN


async def test_who_left_is_not_shown_and_who_came_later_is_not_late(people: People) -> None:
    made = await two_done_one_late(people, "test_customer")
    log = people["tia"].room.log
    log.people.change("p-ana", Change(team="south"))
    log.people.change("p-ada", Change(team="north", role=Role.REP))
    assert states(people["tia"], made) == {"ben": Progress.HANDED_IN, "nil": Progress.LATE}
    assert "ana" not in {row["name"] for row in rows_of(team_csv.assignments_csv(people["tia"]))}


@pytest.mark.parametrize("who", ["ana", "nil", "tess", ""])
async def test_only_a_trainer_with_a_team_sees_or_asks(people: People, who: str) -> None:
    made = assignments.make(people["tia"], WISH)
    mine = people[who]
    labeller = personal(mine.room, people["ben"].person.model_copy(update={"role": Role.LABELLER}))
    tries: list[Callable[[PersonalRoom], object]] = [
        assignments.of_my_team,
        lambda room: assignments.make(room, WISH),
        lambda room: assignments.one_of_team(room, made.id),
        lambda room: assignments.postpone(room, made.id, None),
        lambda room: assignments.close(room, made.id),
        team_csv.assignments_csv,
        team_csv.sessions_csv,
    ]
    for one in tries:
        for person in (mine, labeller):
            with pytest.raises(NotSignedIn):
                one(person)
    assert assignments.one_of_team(people["tia"], made.id)[0] == made


async def test_another_teams_assignment_is_not_there(people: People) -> None:
    made = await two_done_one_late(people, "test_customer")
    tom = people["tom"]
    assert assignments.of_my_team(tom) == []
    for one in (assignments.one_of_team, assignments.close):
        with pytest.raises(TurnRefused, match="no assignment of your team"):
            one(tom, made.id)
    assert len(rows_of(team_csv.sessions_csv(tom))) == len(rows_of(team_csv.assignments_csv(tom))) == 0
    with pytest.raises(TurnRefused, match="nobody of your team is called 'ana'"):
        assignments.make(tom, Wish("Mine", "test_customer", people=("ana",)))


@pytest.mark.parametrize(
    "wish",
    [
        Wish("", "test_customer"), Wish("x" * 121, "test_customer"), Wish("x", "test_customer", note="n" * 1001),
        Wish("x", "nobody_there"), Wish("x", "test_customer", sessions=0), Wish("x", "test_customer", sessions=21),
        Wish("x", "test_customer", mode=Mode.EXAM, pass_mark=101), Wish("x", "test_customer", people=("nobody",)),
        Wish("x", "test_customer", due=datetime.now(UTC) - timedelta(days=1)),
    ],
)  # fmt: skip
async def test_what_cannot_be_asked_is_refused_with_a_mend(people: People, wish: Wish) -> None:
    with pytest.raises(RollwithError):
        assignments.make(people["tia"], wish)
    assert assignments.of_my_team(people["tia"]) == []


async def test_a_session_of_ones_own_hands_nothing_in(people: People) -> None:
    assignments.make(people["tia"], WISH)
    session = await practised(people["ana"], GOOD[0], finished=True)
    assert asked.hands_in(people["ana"], people["ana"].own(session)) is None


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"])
def test_no_cell_is_taken_for_a_formula(begins: str) -> None:
    assert team_csv.inert(begins) == f"'{begins}"
    assert team_csv.inert("a=1") == "a=1"
    assert team_csv.inert(-1) == -1
