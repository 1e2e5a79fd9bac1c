"""The label desk's acts and screens: what is typed is checked, hostile words stay words, and files are handed over."""

from __future__ import annotations

import json

import pytest

from agent.model.verdict import Code
from agent.runtime.personal.people.submitting import give_to_trainer
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.room import Room
from agent.runtime.workshop.bench import Bench
from evals.workbench.bench import open_bench
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import HOSTILE, act, acts, go
from tests.support.makers import teams
from tests.support.makers.desk import LEA, LOU, OPEN, PUSH, desk_line

WHOLE = {"code-open_question": "1", "empathy": "no", "empowerment": "yes", "stance": "follow"}


@pytest.fixture
def lea(shared_room: Room) -> PersonalRoom:
    """A labeller of the team north, before whom two lines lie."""
    teams.settle(shared_room.log, "lea", "lou", lea=LEA, lou=LOU)
    shared_room.bench = open_bench()
    shared_room.log.training.desk.add([desk_line("one"), desk_line("two", text=HOSTILE)])
    return personal(shared_room, LEA)


async def test_the_one_code_of_a_line_is_its_main_one_and_the_next_line_follows(lea: PersonalRoom) -> None:
    shown = await act(lea, "desk_code", line="one", **WHOLE)
    assert "Line" in shown["page"]
    assert lea.room.log.training.desk.coded_by(LEA.id, "north") == {"one": OPEN}
    shown = await act(lea, "desk_skip", line="two", why="cannot_tell")
    assert "You have coded every line here" in shown["page"]
    assert "You skipped this line" in (await go(lea, "desk", "two"))["page"]
    await act(lea, "desk_undo", line="two")
    assert set(lea.room.log.training.desk.coded_by(LEA.id, "north")) == {"one"}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"stance": ""}, "needs its main code"),
        ({"stance": "up"}, "does not exist"),
        ({"code-affirm": "1"}, "needs its main code"),
        ({"primary": "nonsense"}, "does not exist"),
        ({"line": "nowhere"}, "not at your desk"),
        ({"talk": "change"}, "a line of the rep"),
    ],
)
async def test_what_is_no_coding_is_refused_and_nothing_kept(
    lea: PersonalRoom, changed: dict[str, str], why: str
) -> None:
    shown = await act(lea, "desk_code", **({"line": "one"} | WHOLE | changed))
    assert why in shown["alert"]
    assert lea.room.log.training.desk.codings(None) == {}


async def test_every_code_has_a_key_of_its_own_and_its_definition(lea: PersonalRoom) -> None:
    page = (await go(lea, "desk", "one"))["page"]
    rubric = lea.library.rubric()
    for code in Code:
        assert f'name="code-{code.value}"' in page
        assert rubric.codes[code].name in page
    assert page.count('data-key="') == len(Code) + 2 + 2 + 3 + 1 + 2


async def test_hostile_words_stay_words_on_every_screen(lea: PersonalRoom, room_as: As) -> None:
    for person, coding in ((LEA, OPEN), (LOU, PUSH)):
        lea.room.log.training.desk.code("two", person.id, coding)
    tia = room_as("tia")
    shown = [
        await go(lea, "desk", "two"), await go(tia, "desk-agreement"), await go(tia, "desk-settle"),
        await go(tia, "desk-settle", "two"), await go(tia, "desk-settle", "two", take="1"),
    ]  # fmt: skip
    for screen in shown:
        assert "&lt;img src=x" in screen["page"]
        assert "<img src=x" not in screen["page"]
        assert "{{7}}" not in screen["page"]


async def test_a_labeller_is_offered_only_to_code_and_a_trainer_the_rest(lea: PersonalRoom, room_as: As) -> None:
    assert not {"desk_bring", "desk_export"} & acts(await go(lea, "desk"))
    assert {"desk_bring", "desk_export"} <= acts(await go(room_as("tia"), "desk"))
    for name, detail in (
        ("desk_bring", {"sampled": "5"}),
        ("desk_read", {}),
        ("desk_settle", WHOLE),
        ("desk_export", {}),
    ):
        assert "for trainers" in (await act(lea, name, **detail))["alert"]
    for view in ("desk-agreement", "desk-settle"):
        assert "This is for trainers" in (await go(lea, view))["page"]
    assert "This is for labellers" in (await go(room_as("ana"), "desk"))["page"]


async def test_the_files_are_handed_over_and_say_what_is_missing(lea: PersonalRoom, room_as: As) -> None:
    await act(lea, "desk_code", line="one", **WHOLE)
    tia = room_as("tia")
    data, packed = [await act(tia, "desk_export", file=file) for file in ("data", "mapping")]
    assert json.loads(json.loads(data["saved"])["text"])["primary"] == "open_question"
    assert json.loads(packed["saved"])["name"] == "desk.yaml"
    assert "100 more lines" in data["alert"]


async def test_a_room_without_a_bench_says_so(lea: PersonalRoom, room_as: As) -> None:
    none: Bench | None = None
    lea.room.bench = none
    assert "rollwith serve" in (await go(room_as("tia"), "desk-agreement"))["page"]


async def test_alone_on_ones_machine_the_desk_says_what_a_second_labeller_needs(room_as: As) -> None:
    assert "users invite --role labeller" in (await go(room_as(""), "desk"))["page"]


async def test_settling_begins_with_nothing_chosen_and_leads_to_the_next(lea: PersonalRoom, room_as: As) -> None:
    for line in ("one", "two"):
        for person, coding in ((LEA, OPEN), (LOU, PUSH)):
            lea.room.log.training.desk.code(line, person.id, coding)
    tia = room_as("tia")
    page = (await go(tia, "desk-settle", "one"))["page"]
    assert " checked>" not in page
    assert 'data-go="?view=desk-settle">← Lines to settle' in page
    assert " checked>" in (await go(tia, "desk-settle", "one", take="0"))["page"]
    done = await act(tia, "desk_settle", line="one", **WHOLE)
    assert "Settled. 1 line still waits." in done["alert"]
    assert "id=two" in done["alert"]
    assert "is-done" in done["alert"]
    assert "Settle lines" in done["page"]
    last = await act(tia, "desk_settle", line="two", **WHOLE)
    assert "No other line waits" in last["alert"]
    assert " checked>" in (await go(tia, "desk-settle", "one"))["page"], "what was settled is shown again"


async def test_lines_that_came_are_told_as_done(room_as: As, lea: PersonalRoom, anas: str) -> None:
    tia = room_as("tia")
    assert "is-plain" in (await act(tia, "desk_bring", sampled="5"))["alert"], "nothing was given yet"
    give_to_trainer(room_as("ana"), anas)
    alert = (await act(tia, "desk_bring", sampled="5"))["alert"]
    assert "came to the desk" in alert
    assert "is-done" in alert
