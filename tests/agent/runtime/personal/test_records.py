"""Records: a person finds, names and compares their own sessions, and nobody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.content.library import Library
from agent.errors import TurnRefused, UnknownSession
from agent.model.practice.person import Person, Role
from agent.model.practice.terms import Mode
from agent.runtime.personal.personal_room import personal
from agent.runtime.personal.records import LONGEST_NAME, Records
from agent.runtime.room import Room
from tests.support.doubles.fake_room import fake_room
from tests.support.makers.practised import practised

ANA = Person(id="ana", name="ana", shown="Ana")
BEN = Person(id="ben", name="ben", shown="Ben", role=Role.TRAINER)
HEARD = "You kept it going alone. What would make it worth it to you?"
PUSHED = "You should just use our product."


@pytest.fixture
async def room(library: Library, tmp_path: Path) -> AsyncIterator[Room]:
    opened = fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")
    yield opened
    await opened.aclose()


async def test_words_that_were_said_find_the_session_whatever_their_case(room: Room) -> None:
    ana = personal(room, ANA)
    first, second = await practised(ana, HEARD), await practised(ana, PUSHED)
    find = Records(ana).find
    assert [info.id for info in find("KEPT IT going", 10, 0)] == [first]
    assert [info.id for info in find("our product", 10, 0)] == [second]
    assert [info.id for info in find("  ", 10, 0)] == [second, first]
    assert find("nobody said this", 10, 0) == []


async def test_what_a_pattern_reads_as_a_sign_is_looked_for_as_text(room: Room) -> None:
    ana = personal(room, ANA)
    plain, percent = (
        await practised(ana, "What would half of it cost you?"),
        await practised(ana, "What would 50% cost you?"),
    )
    assert [info.id for info in Records(ana).find("%", 10, 0)] == [percent]
    assert Records(ana).find("_", 10, 0) == []
    assert plain not in {info.id for info in Records(ana).find("50%", 10, 0)}


async def test_the_customer_s_name_and_words_find_it_too(room: Room) -> None:
    ana = personal(room, ANA)
    session = await practised(ana, HEARD)
    reply = ana.turns(session)[0].reply.text
    persona = ana.persona_of(ana.session(session))
    assert [info.id for info in Records(ana).find(reply[:20], 10, 0)] == [session]
    assert [info.id for info in Records(ana).find(persona.name.upper(), 10, 0)] == [session]


async def test_nobody_finds_or_names_what_is_another_s(room: Room) -> None:
    ana, ben = personal(room, ANA), personal(room, BEN)
    session = await practised(ana, HEARD)
    assert Records(ben).find("kept it going", 10, 0) == []
    with pytest.raises(UnknownSession):
        Records(ben).name(session, "mine now")
    with pytest.raises(UnknownSession):
        Records(ben).compare(session, await practised(ben, HEARD))
    assert ana.session(session).name == ""


async def test_a_name_is_one_clean_line_found_again_and_taken_back(room: Room) -> None:
    ana = personal(room, ANA)
    session, records = await practised(ana, HEARD), Records(ana)
    records.name(session, "  The one\nwhere I\u202e waited ")
    assert ana.session(session).name == "The one where I waited"
    assert [info.id for info in records.find("i waited", 10, 0)] == [session]
    with pytest.raises(TurnRefused, match=str(LONGEST_NAME)):
        records.name(session, "x" * (LONGEST_NAME + 1))
    records.name(session, "")
    assert ana.session(session).name == ""


async def test_a_branch_shares_the_turns_before_it_with_the_way_it_came_from(room: Room) -> None:
    ana = personal(room, ANA)
    first = await practised(ana, HEARD, PUSHED)
    branch = (await ana.rewind(first, 1)).id
    _ = [event async for event in ana.say(branch, HEARD)]
    found = Records(ana).compare(first, branch)
    assert found.shared == 1
    assert [stand.summary.turns for stand in (found.first, found.second)] == [2, 2]
    assert found.first.summary.curve[1] == found.second.summary.curve[1]
    assert found.first.summary.curve[-1].resistance > found.second.summary.curve[-1].resistance
    again = (await ana.rewind(branch, 2)).id
    assert Records(ana).compare(first, again).shared == 1
    assert Records(ana).compare(again, branch).shared == 2
    assert Records(ana).compare(first, await practised(ana, HEARD)).shared == 0


async def test_an_exam_under_way_is_set_beside_nothing(room: Room) -> None:
    ana = personal(room, ANA)
    exam, other = (await ana.start("test_customer", mode=Mode.EXAM)).id, await practised(ana, HEARD)
    with pytest.raises(TurnRefused, match="ended"):
        Records(ana).compare(exam, other)
    with pytest.raises(TurnRefused, match="different"):
        Records(ana).compare(other, other)


async def test_a_trend_holds_finished_sessions_with_words_oldest_first(room: Room) -> None:
    ana = personal(room, ANA)
    done = [await practised(ana, HEARD), await practised(ana, PUSHED)]
    empty = await practised(ana)
    for session in (*done, empty):
        await ana.finish(session)
    await practised(ana, HEARD)
    assert [info.id for info, _ in Records(ana).trend()] == done
