"""Lines come to the desk only from what was given to the trainer's team, and leave it when it is taken back."""

from __future__ import annotations

import pytest

from agent.errors import TurnRefused
from agent.model.background import Said
from agent.model.training.desk_line import Source
from agent.runtime.personal.people.submitting import give_to_trainer, take_back
from agent.runtime.personal.training.desk.desk_bringing import DeskBringing, NewLine, add_lines
from agent.runtime.personal.training.desk.label_desk import LabelDesk
from agent.runtime.room import Room
from tests.agent.runtime.personal.conftest import As, let_go
from tests.support.makers.desk import OPEN, desk_line


async def test_lines_come_only_from_what_was_given_to_the_trainers_team(room_as: As, given: str) -> None:
    assert DeskBringing(room_as("tia")).bring(20, 20, 20) == {
        Source.DISPUTED: 1, Source.UNSURE: 0, Source.SAMPLED: 1,
    }  # fmt: skip
    lines = room_as("tia").room.log.training.desk.lines("north")
    assert {line.session for line in lines} == {given}
    assert not any("private thought" in line.model_dump_json() for line in lines)
    with pytest.raises(TurnRefused, match="no such line waits"):
        DeskBringing(room_as("tia")).bring(20, 20, 20)
    with pytest.raises(TurnRefused, match="no such line waits"):
        DeskBringing(room_as("tom")).bring(20, 20, 20)
    with pytest.raises(TurnRefused, match="0 to 200"):
        DeskBringing(room_as("tia")).bring(201, 0, 0)


async def test_a_private_rehearsal_given_later_brings_its_unsure_line(room_as: As, given: str) -> None:
    ana = room_as("ana")
    private = next(info for info in ana.sessions() if info.id != given)
    give_to_trainer(ana, private.id)
    assert DeskBringing(room_as("tia")).bring(0, 5, 0)[Source.UNSURE] == 1
    assert "private thought" in room_as("tia").room.log.training.desk.lines("north")[0].text


async def test_what_is_taken_back_leaves_the_desk(room_as: As, given: str) -> None:
    DeskBringing(room_as("tia")).bring(20, 20, 20)
    take_back(room_as("ana"), given)
    assert room_as("tia").room.log.training.desk.count("north") == 0


async def test_the_embedded_coder_reads_what_it_has_not_read(room_as: As, shared_room: Room) -> None:
    shared_room.log.training.desk.add(
        [desk_line("one", readings={}), desk_line("two", readings={}, speaker="customer"), desk_line("three")]
    )
    bringing = DeskBringing(room_as("tia"))
    assert [step async for step in bringing.read_embedded()] == [(1, 2), (2, 2)]
    assert bringing.unread() == []
    one = shared_room.log.training.desk.line("one", "north")
    assert one is not None
    assert one.readings["embedded:keywords"].coding.primary == OPEN.primary


async def test_lines_of_a_transcript_come_and_go_with_it(room_as: As) -> None:
    said = [Said(speaker="customer", text=f"before {at}") for at in range(9)]
    lines = [NewLine("rep", "You should buy.", said, "t-1", 4), NewLine("customer", "No.", said, "t-1", 5)]
    assert add_lines(room_as("tia"), lines) == 2
    assert add_lines(room_as("tia"), lines) == 0
    desk = room_as("tia").room.log.training.desk
    assert [line.source for line in desk.lines("north")] == [Source.TRANSCRIPT] * 2
    assert [said.text for said in desk.lines("north")[0].context] == [f"before {at}" for at in range(3, 9)]
    assert desk.take_out("t-1") == 2


async def test_in_a_room_without_accounts_one_person_labels_their_own_talk(room_as: As) -> None:
    here = room_as("")
    info = await here.start("test_customer")
    async for _ in here.say(info.id, "What would help most?"):
        pass
    await let_go(here.room, info.id)
    assert sum(DeskBringing(here).bring(5, 5, 5).values()) == 2
    assert LabelDesk(here).progress().of == 2
