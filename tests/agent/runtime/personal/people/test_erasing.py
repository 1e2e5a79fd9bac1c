"""Erasing and exporting one person: by themself, by an admin, by the operator, and by nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.errors import NotSignedIn, TurnRefused, UnknownSession
from agent.model.practice.terms import Mode
from agent.model.training.edition import Kind
from agent.runtime.personal.people.auditing import readings_of_mine
from agent.runtime.personal.people.erasing import LOCAL_WORDS, erase_as_operator, erase_own, erase_person
from agent.runtime.personal.people.own_account import rename_own, sign_out_elsewhere
from agent.runtime.personal.people.person_export import HELD_BACK, export_as_operator, export_own, export_person
from agent.runtime.personal.training.editing.drafts import begin_draft
from agent.runtime.personal.training.transcripts import Transcripts
from agent.runtime.room import Room
from agent.storage.people.tokens import kept
from tests.agent.runtime.personal.conftest import As, let_go
from tests.support.makers import teams

NOT_ADMINS = ["ana", "tia", "tess"]


async def test_who_types_their_name_is_gone_with_all_sessions(room_as: As, anas: str, shared_room: Room) -> None:
    ana = room_as("ana")
    await ana.rewind(anas, 1)
    for typed in ("", "an", "ben", LOCAL_WORDS):
        with pytest.raises(TurnRefused, match="nothing was erased"):
            erase_own(ana, typed)
    assert len(ana.sessions()) == 2
    gone = erase_own(ana, " Ana ")
    assert (gone.sessions, gone.account) == (2, True)
    assert shared_room.person("p-ana") is None
    with pytest.raises(UnknownSession):
        ana.turns(anas)


@pytest.mark.parametrize("name", NOT_ADMINS)
async def test_who_is_no_admin_erases_and_exports_nobody_else(room_as: As, anas: str, name: str) -> None:
    with pytest.raises(NotSignedIn):
        erase_person(room_as(name), "ana", "ana")
    with pytest.raises(NotSignedIn):
        export_person(room_as(name), "ana")
    assert room_as("ana").sessions() != []


async def test_an_admin_erases_by_name_and_only_with_the_name_typed(room_as: As, anas: str) -> None:
    ada = room_as("ada")
    with pytest.raises(TurnRefused, match="not 'ana'"):
        erase_person(ada, "ana", "ben")
    with pytest.raises(TurnRefused, match="nobody signs in as"):
        erase_person(ada, "zoe", "zoe")
    assert erase_person(ada, "ana", "ana").sessions == 1


async def test_a_session_at_work_holds_the_erasure_up(shared_room: Room, room_as: As, anas: str) -> None:
    shared_room.log.claim(anas, "somebody", 60)
    with pytest.raises(TurnRefused, match="try again in a moment"):
        erase_own(room_as("ana"), "ana")
    assert room_as("ana").debrief(anas) is not None


async def test_nothing_of_an_erased_session_is_kept_in_memory(shared_room: Room, room_as: As, anas: str) -> None:
    assert anas in shared_room._runner._read._known
    erase_as_operator(shared_room, "ana")
    assert shared_room._runner._read._known == {}


async def test_where_nobody_signs_in_all_that_has_no_owner_goes(room_as: As, anas: str) -> None:
    local = room_as("")
    info = await local.start("test_customer")
    with pytest.raises(TurnRefused):
        erase_own(local, "you")
    assert json.loads(export_own(local))["sessions"][0]["session"]["id"] == info.id
    gone = erase_own(local, LOCAL_WORDS)
    assert (gone.sessions, gone.account) == (1, False)
    assert room_as("ana").debrief(anas) is not None


async def test_an_export_holds_everything_of_one_person_and_nothing_of_another(
    shared_room: Room, room_as: As, anas: str
) -> None:
    log = shared_room.log
    log.notes.add(anas, "name", "my first try")
    teams.dispute(log, anas, "p-ana", "zzmeant")
    teams.practise(log, "p-ana", "zzana")
    teams.practise(log, "p-ben", "zzben")
    text = export_own(room_as("ana"))
    told = json.loads(text)
    assert told["person"]["name"] == "ana"
    (session,) = told["sessions"]
    assert session["turns"][0]["rep"].startswith("You were handed")
    assert session["session_notes"][0]["body"] == "my first try"
    assert session["disputes"][0]["meant"] == "zzmeant meant"
    assert session["debrief"]["story"]
    assert told["drill_reviews"][0]["line"] == "zzana drilled"
    assert set(told["logins"][0]) == {"person", "until", "made"}
    for foreign in ("zzben", "argon2", "login-p", "link-p"):
        assert foreign not in text


async def test_an_export_holds_what_a_trainer_made(room_as: As, anas: str) -> None:
    tia = room_as("tia")
    Transcripts(tia).bring_in("call.txt", b"Mia: What would zzhelp?\nJo: Nothing would.\n")
    begin_draft(tia, Kind.RUBRIC, "mi")
    told = json.loads(export_own(tia))
    assert told["transcripts"][0]["body"]["lines"][0]["text"] == "What would zzhelp?"
    assert told["drafts"][0]["id"] == "mi"
    asked = {"editions", "assignments", "assignees", "assigned_sessions", "shares", "codings", "adjudications"}
    assert asked | {"desk_lines"} <= told.keys()
    assert "zzhelp" not in export_own(room_as("ana"))


async def test_an_export_by_an_admin_is_told_to_the_person(room_as: As, anas: str) -> None:
    export_person(room_as("ada"), "ana")
    (told,) = readings_of_mine(room_as("ana"), 9)
    assert told.entry.act == "exported"
    assert told.actor is not None
    assert told.actor.name == "ada"
    assert {"by": "Ada", "on": "you"}.items() <= json.loads(export_own(room_as("ana")))["audit"][1].items()


async def test_an_export_tells_no_reading_of_an_exam_that_goes_on(room_as: As) -> None:
    ana = room_as("ana")
    info = await ana.start("test_customer", mode=Mode.EXAM)
    async for _ in ana.say(info.id, "What would help most?"):
        pass
    (turn,) = json.loads(export_own(ana))["sessions"][0]["turns"]
    assert turn["readings"] == HELD_BACK
    assert set(turn) == {"number", "rep", "customer", "readings"}
    await ana.finish(info.id)
    (turn,) = json.loads(export_own(ana))["sessions"][0]["turns"]
    assert turn["verdict"]


async def test_what_an_operator_exports_is_written_down(shared_room: Room, room_as: As, anas: str) -> None:
    assert json.loads(export_as_operator(shared_room, "ANA"))["person"]["name"] == "ana"
    (told,) = readings_of_mine(room_as("ana"), 9)
    assert told.actor is None


async def test_no_byte_of_a_rep_stays_in_the_data_folder(shared_room: Room, room_as: As, tmp_path: Path) -> None:
    ana = room_as("ana")
    info = await ana.start("test_customer")
    async for _ in ana.say(info.id, "Zzsecret plans. What matters to you, zzsecret?"):
        pass
    await ana.finish(info.id)
    await let_go(shared_room, info.id)
    rename_own(ana, "Ana Zzsecret")
    shared_room.log.notes.add(info.id, "name", "zzsecret")

    def held() -> list[str]:
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        return [path.name for path in files if b"zzsecret" in path.read_bytes().lower()]

    assert held() != []
    erase_own(ana, "ana")
    assert held() == []


async def test_a_name_is_ones_own_to_change_and_a_sign_out_leaves_this_browser(shared_room: Room, room_as: As) -> None:
    assert rename_own(room_as("ana"), "Ana B.").shown == "Ana B."
    here, there = shared_room.log.logins.begin("p-ana", 1), shared_room.log.logins.begin("p-ana", 1)
    others = shared_room.log.logins.begin("p-ben", 1)
    assert sign_out_elsewhere(room_as("ana"), kept(here)[:16]) == 1
    assert shared_room.log.logins.who(here) is not None
    assert shared_room.log.logins.who(there) is None
    assert shared_room.log.logins.who(others) is not None
    for act in (lambda: rename_own(room_as(""), "x"), lambda: sign_out_elsewhere(room_as(""), "")):
        with pytest.raises(NotSignedIn):
            act()
