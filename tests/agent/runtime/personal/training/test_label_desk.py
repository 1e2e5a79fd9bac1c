"""The label desk as each role has it: blind, one's own team's lines alone, and settled by a trainer."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from agent.errors import NotSignedIn, TurnRefused
from agent.model.background import Said
from agent.model.training.coding import Adjudication, Coding, Skip
from agent.model.training.desk_line import Source
from agent.runtime.personal.disputes import Disputes
from agent.runtime.personal.people.submitting import give_to_trainer, take_back
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.personal.training.desk_bringing import DeskBringing, NewLine, add_lines
from agent.runtime.personal.training.desk_settling import DeskSettling
from agent.runtime.personal.training.label_desk import LabelDesk, checked_coding
from agent.runtime.room import Room
from evals.workbench.agreement import EvalAgreement
from tests.agent.runtime.personal.conftest import As, let_go
from tests.support.makers import teams
from tests.support.makers.desk import BOTH, CHANGE, LEA, LOU, OPEN, PUSH, desk_line, many_lines


@pytest.fixture
def labellers(shared_room: Room) -> tuple[PersonalRoom, PersonalRoom]:
    """Two labellers of the team north."""
    teams.settle(shared_room.log, "lea", "lou", lea=LEA, lou=LOU)
    return personal(shared_room, LEA), personal(shared_room, LOU)


@pytest.fixture
async def given(room_as: As, anas: str) -> str:
    """Ana's session, disputed and given to her trainer; the next, unsure, stays private."""
    ana = room_as("ana")
    async for _ in Disputes(ana).dispute(anas, 1, "open_question", "What would help most?", "I meant OUR side"):
        pass
    give_to_trainer(ana, anas)
    private = await ana.start("test_customer")
    async for _ in ana.say(private.id, "Maybe you kept a private thought."):
        pass
    await ana.finish(private.id)
    await let_go(ana.room, private.id)
    return anas


def code_all(room: PersonalRoom, coding: Coding, talk: Coding = CHANGE) -> list[str]:
    desk, order = LabelDesk(room), []
    while line := desk.progress().next:
        order.append(line)
        desk.code(line, coding if desk.task(line).speaker == "rep" else talk)
    return order


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


@pytest.mark.parametrize("name", ["ana", "nil", "tess"])
async def test_whoever_is_no_labeller_of_a_team_sees_nothing(room_as: As, name: str) -> None:
    with pytest.raises(NotSignedIn):
        LabelDesk(room_as(name)).progress()


async def test_a_labeller_neither_brings_nor_settles_nor_sees_agreement(
    labellers: tuple[PersonalRoom, PersonalRoom],
) -> None:
    lea = labellers[0]
    for refused in (
        lambda: DeskBringing(lea).bring(1, 1, 1),
        lambda: DeskBringing(lea).unread(),
        lambda: DeskSettling(lea).cases(),
        lambda: DeskSettling(lea).settle("x", OPEN, ""),
        lambda: DeskSettling(lea).agreement(EvalAgreement()),
        lambda: add_lines(lea, []),
    ):
        with pytest.raises(NotSignedIn, match="for trainers"):
            refused()


async def test_nothing_a_labeller_gets_tells_how_anybody_read_the_line(
    room_as: As, given: str, labellers: tuple[PersonalRoom, PersonalRoom]
) -> None:
    lea, lou = labellers
    DeskBringing(room_as("tia")).bring(20, 20, 20)
    code_all(lou, PUSH)
    desk = LabelDesk(lea)
    told = [desk.task(line.id).model_dump_json() for line in lea.room.log.training.desk.lines("north")]
    assert len(told) == 2
    for text in told:
        for secret in ("keywords", "open_question", "persuade", "OUR side", "disputed", "sampled", given, "Ana", "p-"):
            assert secret not in text
        assert json.loads(text)["mine"] is None


async def test_lines_of_another_team_are_not_there(
    shared_room: Room, labellers: tuple[PersonalRoom, PersonalRoom]
) -> None:
    shared_room.log.training.desk.add([desk_line("theirs", team="south")])
    desk = LabelDesk(labellers[0])
    assert desk.progress().of == 0
    for act in (desk.task, desk.take_back, lambda line: desk.code(line, OPEN)):
        with pytest.raises(TurnRefused, match="not at your desk"):
            act("theirs")
    assert shared_room.log.training.desk.codings(None) == {}


async def test_the_order_is_ones_own_and_stays(shared_room: Room, labellers: tuple[PersonalRoom, PersonalRoom]) -> None:
    lines = many_lines(24)
    shared_room.log.training.desk.add(lines)
    orders = [code_all(room, OPEN) for room in labellers]
    assert sorted(orders[0]) == sorted(orders[1]) == [line.id for line in lines]
    assert orders[0] != orders[1]
    assert orders[0] != sorted(orders[0])
    desk = LabelDesk(labellers[0])
    desk.take_back(orders[0][7])
    assert desk.progress() == desk.progress().__class__(23, 24, orders[0][7])
    task = desk.task(orders[0][7])
    assert (task.place, task.before, task.after) == (8, orders[0][6], orders[0][8])


async def test_a_coding_fits_whose_line_it_is_and_may_be_changed(
    shared_room: Room, labellers: tuple[PersonalRoom, PersonalRoom]
) -> None:
    shared_room.log.training.desk.add([desk_line("rep"), desk_line("heard", speaker="customer")])
    desk = LabelDesk(labellers[0])
    with pytest.raises(TurnRefused, match="a line of the customer"):
        desk.code("heard", OPEN)
    with pytest.raises(TurnRefused, match="a line of the rep"):
        desk.code("rep", CHANGE)
    desk.code("rep", Coding(skipped=Skip.NOT_ENGLISH))
    desk.code("rep", PUSH)
    assert desk.task("rep").mine == PUSH
    with pytest.raises(TurnRefused, match="not saved"):
        checked_coding(codes=("persuade",), primary="persuade")
    with pytest.raises(TurnRefused, match="does not exist"):
        checked_coding(talk="<img src=x>")


async def test_one_does_not_judge_a_talk_one_was_in(shared_room: Room) -> None:
    teams.settle(shared_room.log, "lea", lea=LEA)
    teams.begin(shared_room.log, "hers", LEA.id)
    shared_room.log.training.desk.add([desk_line("own", session="hers", number=1)])
    assert LabelDesk(personal(shared_room, LEA)).progress().of == 0


async def test_a_trainer_is_not_asked_about_lines_whose_codings_they_may_read(
    shared_room: Room, room_as: As, labellers: tuple[PersonalRoom, PersonalRoom]
) -> None:
    shared_room.log.training.desk.add([desk_line("one"), desk_line("two")])
    LabelDesk(labellers[0]).code("one", OPEN)
    assert LabelDesk(room_as("tia")).progress().of == 2
    LabelDesk(labellers[1]).code("one", PUSH)
    assert LabelDesk(room_as("tia")).progress().of == 1
    shared_room.log.training.desk.settle("two", Adjudication(coding=OPEN, at=datetime.now(UTC)))
    assert LabelDesk(labellers[0]).progress().of == 1  # what is settled waits for nobody


async def test_what_two_parted_on_is_settled_and_the_rep_is_told(
    room_as: As, given: str, labellers: tuple[PersonalRoom, PersonalRoom]
) -> None:
    tia = room_as("tia")
    DeskBringing(tia).bring(20, 20, 20)
    code_all(labellers[0], OPEN)
    settling = DeskSettling(tia)
    assert settling.cases() == []
    code_all(labellers[1], PUSH)
    [case] = settling.cases()
    assert case.parted
    assert [dispute.meant for dispute in case.disputes] == ["I meant OUR side"]
    assert {coding.primary for coding in case.codings} == {OPEN.primary, PUSH.primary}
    assert Disputes(room_as("ana")).settled(given) == {}
    with pytest.raises(TurnRefused, match="nothing to settle"):
        DeskSettling(room_as("tom")).settle(case.line.id, OPEN, "")
    with pytest.raises(TurnRefused, match="501 characters"):
        settling.settle(case.line.id, OPEN, "x" * 501)
    with pytest.raises(TurnRefused, match="by a coding"):
        settling.settle(case.line.id, Coding(skipped=Skip.CANNOT_TELL), "")
    settling.settle(case.line.id, BOTH, "It says back, too")
    told = Disputes(room_as("ana")).settled(given)[1]
    assert (told.coding, told.note) == (BOTH, "It says back, too")
    found = settling.agreement(EvalAgreement())
    assert [(pair.first, pair.second, pair.agreement.lines) for pair in found.pairs if not pair.is_engine] == [
        ("Lea", "Lou", 2)
    ]
    assert [pair.second for pair in found.pairs if pair.is_engine] == ["embedded:keywords"] * 2
    assert [line.id for line in found.parted] == [case.line.id]


async def test_a_disputed_line_that_two_code_alike_is_there_to_be_let_stand(
    room_as: As, given: str, labellers: tuple[PersonalRoom, PersonalRoom]
) -> None:
    DeskBringing(room_as("tia")).bring(20, 20, 20)
    for room in labellers:
        code_all(room, OPEN)
    [case] = DeskSettling(room_as("tia")).cases()
    assert not case.parted
    assert case.line.speaker == "rep"


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
    assert len(code_all(here, OPEN)) == 2
