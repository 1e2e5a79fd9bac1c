"""Assignments and shared lines as the page asks for them: whatever is typed, and whoever types it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping

import pytest

from agent.errors import NotSignedIn, RollwithError, TurnRefused
from agent.runtime.personal.people.submitting import give_to_trainer
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.team import assignments
from agent.web.controllers.catalogue import ACTS, SCREENS
from agent.web.routes import Route
from agent.web.updates import Updates
from agent.web.views.page import header
from tests.agent.runtime.personal.training.conftest import People
from tests.support.makers.assigned import GOOD, PRIVATE, two_done_one_late

FORM = {"title": "Meet them", "customer": "test_customer", "mode": "exam", "day": "2040-01-02", "time": "18:30"}


async def acted(room: PersonalRoom, act: str, **detail: str) -> list[Updates | Route]:
    given: Mapping[str, str] = {"session": "", "login": "", **detail}
    return [answer async for answer in ACTS[act](room, given)]


async def test_a_form_asks_and_the_rep_finds_it_on_the_first_screen(people: People) -> None:
    await acted(people["tia"], "assignment_make", **FORM, note="<b>bold</b>", **{"rep:ana": "on"})
    first = SCREENS["choose"](people["ana"], Route())
    assert "Asked of you" in first
    assert "Meet them" in first
    assert "&lt;b&gt;bold" in first
    assert "Asked of you" not in SCREENS["choose"](people["ben"], Route())
    made = assignments.of_my_team(people["tia"])[0][0]
    (answer,) = await acted(people["ana"], "assigned_begin", assignment=made.id)
    assert isinstance(answer, Route)
    assert people["ana"].own(answer.id).terms == made.terms
    assert answer.view == "talk"


@pytest.mark.parametrize(
    "typed",
    [
        {"day": "soon"}, {"day": "2040-13-01"}, {"day": "9999-12-31", "time": "99:99"}, {"sessions": "-1"},
        {"sessions": "1e3"}, {"mode": "nap"}, {"customer": "../x"}, {"pass_mark": "9" * 99}, {"rep:nobody": "on"},
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused_in_words(people: People, typed: dict[str, str]) -> None:
    with pytest.raises(RollwithError):
        await acted(people["tia"], "assignment_make", **(FORM | typed))
    assert assignments.of_my_team(people["tia"]) == []


async def test_the_trainers_screens_hold_no_private_word_and_the_tables_are_files(people: People) -> None:
    made = await two_done_one_late(people, "test_customer")
    tia = people["tia"]
    for route in (Route("assignments"), Route("assignments", made.id), Route("team-overview"), Route("team")):
        shown = SCREENS[route.view](tia, route)
        assert PRIVATE not in shown
        assert 'aria-current="page"' in shown or route.id
    for act in ("assignments_csv", "sessions_csv"):
        (answer,) = await acted(tia, act)
        assert isinstance(answer, dict)
        packed = json.loads(answer["saved"])
        assert packed["name"].endswith(".csv")
        assert packed["text"].startswith("\ufeff")


async def test_a_date_is_changed_and_an_assignment_closed_and_asked_again(people: People) -> None:
    made = await two_done_one_late(people, "test_customer")
    tia = people["tia"]
    await acted(tia, "assignment_due", assignment=made.id, day="2040-01-02", time="18:30")
    assert "not handed in yet" in SCREENS["assignments"](tia, Route("assignments", made.id))
    await acted(tia, "assignment_close", assignment=made.id)
    assert "Asked of you" not in SCREENS["choose"](people["nil"], Route())
    await acted(tia, "assignment_open", assignment=made.id)
    assert "Asked of you" in SCREENS["choose"](people["nil"], Route())
    with pytest.raises(TurnRefused):
        await acted(people["tom"], "assignment_close", assignment=made.id)


async def test_the_debrief_hands_in(people: People) -> None:
    await two_done_one_late(people, "test_customer")
    session = next(info.id for info in people["nil"].sessions() if info.finished)
    assert "Hand it in" in SCREENS["debrief"](people["nil"], Route("debrief", session))


@pytest.mark.parametrize("number", ["", "x", "-1", "9999999"])
async def test_a_line_that_is_not_there_is_not_shown(people: People, number: str) -> None:
    await two_done_one_late(people, "test_customer")
    session = next(info.id for info in people["ana"].sessions() if info.finished)
    for name, act in (("ana", "share_make"), ("tia", "share_ask")):
        with pytest.raises(TurnRefused):
            await acted(people[name], act, session=session, number=number)


async def test_what_is_owed_is_handed_in_at_the_top_of_the_debrief_until_it_is(people: People) -> None:
    await two_done_one_late(people, "test_customer")
    session = next(info.id for info in people["nil"].sessions() if info.finished)
    page = SCREENS["debrief"](people["nil"], Route("debrief", session))
    assert page.index("Hand it in") < page.index("How resistance moved")
    assert page.count("Hand it in") == 2
    give_to_trainer(people["nil"], session)
    assert "Hand it in" not in SCREENS["debrief"](people["nil"], Route("debrief", session))


async def test_the_best_line_is_the_first_to_be_shown_and_each_stands_whole(people: People) -> None:
    await two_done_one_late(people, "test_customer")
    ana, tia = people["ana"], people["tia"]
    session = next(info.id for info in ana.sessions() if info.finished)
    debrief = ana.debrief(session)
    assert debrief is not None
    assert debrief.summary.best is not None
    best = debrief.summary.best.turn
    for room in (ana, tia):
        choice = SCREENS["debrief"](room, Route("debrief", session)).partition("rw-line-choice")[2]
        numbers = re.findall(r'name="number" value="([0-9]+)" required( checked)?', choice)
        assert numbers[0] == (str(best), " checked")
        assert [checked for _, checked in numbers[1:]] == [""]
        assert "the best of this session" in choice.partition("</label>")[0]
        for line in GOOD:
            assert html.escape(line) in choice


async def test_team_opens_on_its_overview_and_before_any_session_where_one_is_asked_for(people: People) -> None:
    tia = people["tia"]
    assert 'data-go="?view=team-home"' in header("", True, tia.person)
    first = SCREENS["team-home"](tia, Route("team-home"))
    assert 'data-url="?view=team-home"' in first, "the bar marks where one is by the address"
    assert 'data-act="assignment_make"' in first
    await two_done_one_late(people, "test_customer")
    then = SCREENS["team-home"](tia, Route("team-home"))
    assert "Checks by rep" in then
    assert '<b class="rw-tab is-now" aria-current="page">Overview</b>' in then
    with pytest.raises(NotSignedIn):
        SCREENS["team-home"](people["ana"], Route("team-home"))
