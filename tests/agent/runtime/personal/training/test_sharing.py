"""Sharing: no line is shown without whoever said it, and no longer than they like."""

from __future__ import annotations

import pytest

from agent.errors import NotSignedIn, RollwithError, TurnRefused, UnknownSession
from agent.runtime.personal.people.submitting import give_to_trainer, take_back
from agent.runtime.personal.training.team import sharing
from tests.agent.runtime.personal.conftest import let_go
from tests.agent.runtime.personal.training.conftest import People
from tests.support.makers.assigned import GOOD
from tests.support.makers.practised import practised


@pytest.fixture
async def given(people: People) -> str:
    """A session of Ana's with two lines, which she gave to her trainer."""
    session = await practised(people["ana"], *GOOD, finished=True)
    give_to_trainer(people["ana"], session)
    return session


async def test_a_trainer_asks_a_rep_agrees_and_the_line_is_open_until_taken_back(people: People, given: str) -> None:
    tia, ana = people["tia"], people["ana"]
    share = sharing.ask_to_show(tia, given, 2)
    assert sharing.requests_waiting(ana) == 1
    with pytest.raises(TurnRefused, match="has not agreed"):
        sharing.link_for_asker(tia, share.id)
    sharing.agree(ana, share.id)
    assert sharing.requests_waiting(ana) == 0
    token = sharing.link_for_asker(tia, share.id)
    told = sharing.open_line(tia.room, token)
    assert told is not None
    assert told.turn.rep == GOOD[1]
    assert told.before == ana.turns(given)[0].reply.text
    sharing.refuse(ana, share.id)
    assert sharing.open_line(tia.room, token) is None
    with pytest.raises(TurnRefused):
        sharing.link_for_asker(tia, share.id)


async def test_a_rep_makes_a_link_to_a_private_line_themself(people: People) -> None:
    session = await practised(people["ana"], GOOD[0], finished=True)
    _, token = sharing.make_own(people["ana"], session, 1)
    told = sharing.open_line(people["ana"].room, token)
    assert told is not None
    assert told.before == people["ana"].own(session).opening
    await let_go(people["ana"].room, session)
    await people["ana"].erase(session)
    assert sharing.open_line(people["ana"].room, token) is None


async def test_nobody_else_asks_agrees_refuses_or_makes(people: People, given: str) -> None:
    for who in ("ben", "tom", "ada", "nil", "tess", ""):
        with pytest.raises(UnknownSession):
            sharing.ask_to_show(people[who], given, 1)
        with pytest.raises(UnknownSession):
            sharing.make_own(people[who], given, 1)
    share = sharing.ask_to_show(people["tia"], given, 1)
    for who in ("ben", "tom", "tia", ""):
        for answer in (sharing.agree, sharing.refuse):
            with pytest.raises(TurnRefused, match="no such line of yours"):
                answer(people[who], share.id)
    sharing.agree(people["ana"], share.id)
    for who in ("ben", "tom", "art", "ana", ""):
        with pytest.raises(RollwithError):
            sharing.link_for_asker(people[who], share.id)
    assert [one.line for one in sharing.asked_by_me(people["tia"])] == [GOOD[0]]
    assert sharing.asked_by_me(people["tom"]) == []


async def test_a_session_taken_back_ends_what_its_trainer_shows(people: People, given: str) -> None:
    share = sharing.ask_to_show(people["tia"], given, 1)
    sharing.agree(people["ana"], share.id)
    token = sharing.link_for_asker(people["tia"], share.id)
    take_back(people["ana"], given)
    assert sharing.open_line(people["tia"].room, token) is None
    assert sharing.asked_by_me(people["tia"]) == []
    with pytest.raises((UnknownSession, NotSignedIn)):
        sharing.link_for_asker(people["tia"], share.id)


async def test_no_line_of_a_talk_that_goes_on_and_none_that_is_not_there(people: People, given: str) -> None:
    going = await practised(people["ana"], GOOD[0])
    with pytest.raises(TurnRefused, match="has ended"):
        sharing.make_own(people["ana"], going, 1)
    for number in (0, 3, 10**6):
        with pytest.raises(TurnRefused, match="no such line"):
            sharing.make_own(people["ana"], given, number)
