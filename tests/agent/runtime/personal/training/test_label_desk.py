"""The label desk as each role has it: blind, one's own team's lines alone, and settled by a trainer."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from agent.errors import NotSignedIn, TurnRefused
from agent.model.practice.person import Person, Role
from agent.model.training.coding import Adjudication, Coding, Skip
from agent.model.training.desk_line import Source
from agent.runtime.personal.disputes import Disputes
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.personal.training.desk.desk_bringing import DeskBringing, add_lines
from agent.runtime.personal.training.desk.desk_settling import DeskSettling
from agent.runtime.personal.training.desk.label_desk import LabelDesk, checked_coding
from agent.runtime.room import Room
from evals.workbench.agreement import EvalAgreement
from tests.agent.runtime.personal.conftest import As
from tests.support.makers import teams
from tests.support.makers.desk import BOTH, CHANGE, LEA, LOU, OPEN, PUSH, desk_line, many_lines

LIL = Person(id="p-lil", name="lil", shown="Lil", role=Role.LABELLER, team="north")


def code_all(room: PersonalRoom, coding: Coding, talk: Coding = CHANGE) -> list[str]:
    desk, order = LabelDesk(room), []
    while line := desk.progress().next:
        order.append(line)
        desk.code(line, coding if desk.task(line).speaker == "rep" else talk)
    return order


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


async def test_a_second_reader_gets_first_what_somebody_else_has_coded(
    shared_room: Room, labellers: tuple[PersonalRoom, PersonalRoom]
) -> None:
    shared_room.log.training.desk.add(many_lines(60))
    first, second = map(LabelDesk, labellers)
    for _ in range(20):
        code_one(first)
    for _ in range(20):
        code_one(second)
    by = [set(shared_room.log.training.desk.coded_by(who.id, "north")) for who in (LEA, LOU)]
    assert len(by[0]) == 20
    assert by[0] == by[1]
    assert second.progress().of == 60, "what nobody has coded comes after"


async def test_a_line_that_two_have_coded_is_done_unless_a_rep_disputed_it(
    shared_room: Room, labellers: tuple[PersonalRoom, PersonalRoom]
) -> None:
    teams.settle(shared_room.log, "lil", lil=LIL)
    shared_room.log.training.desk.add(
        [desk_line("plain"), desk_line("skipped"), desk_line("disputed", source=Source.DISPUTED)]
    )
    third = LabelDesk(personal(shared_room, LIL))
    held = third.task("plain").id
    for room in labellers:
        for line in ("plain", "skipped", "disputed"):
            LabelDesk(room).code(line, Coding(skipped=Skip.CANNOT_TELL) if line == "skipped" else OPEN)
    assert third.progress().of == 2
    third.code("skipped", OPEN)
    third.code("disputed", OPEN)
    assert third.progress().next == ""
    third.code(held, PUSH)
    assert third.task(held).mine == PUSH, "what one has before oneself is kept, though others finished it meanwhile"


def code_one(desk: LabelDesk) -> None:
    line = desk.progress().next
    desk.code(line, CHANGE if desk.task(line).speaker == "customer" else OPEN)
