"""Submitting: private until given, to the trainers of one's own team alone, and private again once taken back."""

from __future__ import annotations

import pytest

from agent.errors import NotSignedIn, TurnRefused, UnknownSession
from agent.model.practice.person import Person, Role
from agent.runtime.personal.people.submitting import (
    give_to_trainer,
    offer_of,
    take_back,
    team_members,
    team_sessions,
)  # fmt: skip
from agent.runtime.personal.personal_room import personal
from agent.runtime.room import Room
from tests.agent.runtime.personal.conftest import As

OTHERS = ["ben", "tia", "tom", "ada", "art", "nil", "tess", ""]


@pytest.mark.parametrize("name", OTHERS)
async def test_a_rehearsal_is_there_for_nobody_else(room_as: As, anas: str, name: str) -> None:
    other = room_as(name)
    for ask in (other.session, other.turns, other.debrief, other.unanswered, other.pending, other.own):
        with pytest.raises(UnknownSession):
            ask(anas)


@pytest.mark.parametrize("name", OTHERS)
async def test_what_is_given_is_there_for_trainers_of_the_team_alone(room_as: As, anas: str, name: str) -> None:
    give_to_trainer(room_as("ana"), anas)
    other = room_as(name)
    if name in ("tia", "art"):
        assert other.turns(anas)
        assert other.debrief(anas) is not None
        assert [one.info.id for one in team_sessions(other, 9)] == [anas]
        assert [person.name for person in team_members(other)] == ["ana"]
    else:
        with pytest.raises(UnknownSession):
            other.session(anas)


@pytest.mark.parametrize("name", ["tia", "art", "ben", "tom", "ada", ""])
async def test_nobody_else_acts_on_it_however_much_it_is_given(room_as: As, anas: str, name: str) -> None:
    give_to_trainer(room_as("ana"), anas)
    other = room_as(name)
    for act in (
        other.finish(anas), other.rewind(anas, 0), other.erase(anas, branches=True),
        anext(other.say(anas, "Hello.")), anext(other.retry(anas)), anext(other.resume(anas)),
    ):  # fmt: skip
        with pytest.raises(UnknownSession):
            await act
    for change in (give_to_trainer, take_back):
        with pytest.raises(UnknownSession):
            change(other, anas)
    assert len(room_as("ana").turns(anas)) == 1
    assert room_as("ana").session(anas).submitted is not None


async def test_what_is_taken_back_is_private_again(room_as: As, anas: str) -> None:
    ana, tia = room_as("ana"), room_as("tia")
    give_to_trainer(ana, anas)
    assert tia.session(anas).submitted is not None
    assert take_back(ana, anas).submitted is None
    with pytest.raises(UnknownSession):
        tia.session(anas)
    assert team_sessions(tia, 9) == []


async def test_a_branch_of_what_was_given_is_private(room_as: As, anas: str) -> None:
    ana = room_as("ana")
    give_to_trainer(ana, anas)
    branch = await ana.rewind(anas, 1)
    assert branch.submitted is None
    with pytest.raises(UnknownSession):
        room_as("tia").session(branch.id)


async def test_whoever_moves_to_another_team_or_may_not_come_in_reads_nothing(
    shared_room: Room, room_as: As, anas: str
) -> None:
    give_to_trainer(room_as("ana"), anas)
    tia = room_as("tia").person
    for changed in ({"team": "south"}, {"team": ""}, {"active": False}, {"role": Role.REP}):
        with pytest.raises(UnknownSession):
            personal(shared_room, tia.model_copy(update=changed)).session(anas)


async def test_the_team_without_a_name_is_nobodys(shared_room: Room, room_as: As) -> None:
    nil, tess = room_as("nil"), room_as("tess")
    info = await nil.start("test_customer")
    await nil.finish(info.id)
    with pytest.raises(TurnRefused, match="no team"):
        give_to_trainer(nil, info.id)
    shared_room.log.notes.add(info.id, "submitted", "yes")  # as a rep who left their team since
    with pytest.raises(UnknownSession):
        tess.session(info.id)
    with pytest.raises(NotSignedIn, match="an admin gives you a team"):
        team_sessions(tess, 9)


@pytest.mark.parametrize("name", ["ana", "nil", ""])
async def test_who_trains_nobody_has_no_team_page(room_as: As, name: str) -> None:
    for ask in (lambda room: team_sessions(room, 9), team_members):
        with pytest.raises(NotSignedIn):
            ask(room_as(name))


async def test_only_what_has_ended_is_given(room_as: As) -> None:
    ana = room_as("ana")
    info = await ana.start("test_customer")
    with pytest.raises(TurnRefused, match="once it has ended"):
        give_to_trainer(ana, info.id)


async def test_an_offer_names_who_could_read(shared_room: Room, room_as: As, anas: str) -> None:
    offer = offer_of(room_as("ana"), room_as("ana").session(anas))
    assert offer is not None
    assert offer.open
    assert offer.readers == ("Art", "Tia")
    given = give_to_trainer(room_as("ana"), anas)
    assert give_to_trainer(room_as("ana"), anas).submitted == given.submitted, "given twice is given once"
    assert offer_of(room_as("tia"), given) is None
    assert offer_of(room_as(""), given) is None


async def test_a_trainer_lists_one_rep_by_name(room_as: As, anas: str) -> None:
    ben = room_as("ben")
    info = await ben.start("test_customer")
    await ben.finish(info.id)
    give_to_trainer(ben, info.id)
    give_to_trainer(room_as("ana"), anas)
    tia = room_as("tia")
    assert [one.owner.name for one in team_sessions(tia, 9)] == ["ana", "ben"]
    assert [one.owner.name for one in team_sessions(tia, 9, name="BEN")] == ["ben"]
    assert team_sessions(tia, 9, name="tom") == []
    assert team_sessions(tia, 9, name="<script>") == []
    assert [person.name for person in team_members(tia)] == ["ana", "ben"]


async def test_a_trainer_has_ones_own_sessions_in_the_history_alone(shared_room: Room) -> None:
    art = Person(id="p-art", name="art", shown="Art", role=Role.ADMIN, team="north")
    mine = personal(shared_room, art)
    info = await mine.start("test_customer")
    await mine.finish(info.id)
    give_to_trainer(mine, info.id)
    assert team_sessions(mine, 9) == []
