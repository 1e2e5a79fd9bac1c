"""People: the pages by role, what a trainer reads, and hostile words on every page."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import pytest

from agent.model.practice.account import Change
from agent.model.practice.person import Role
from agent.runtime.personal.people.submitting import give_to_trainer, offer_of
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.room import Room
from agent.web.controllers.talk import PageController
from agent.web.routes import Route
from agent.web.updates import Updates
from agent.web.views.page import header
from agent.web.views.people.reading import MAY
from agent.web.views.people.submitting import submitted_mark, submitting_button
from tests.agent.runtime.personal.conftest import As

HOSTILE = "\"'><img src=x onerror=alert(1)>{{7}}${9}"


async def shown(updates: AsyncIterator[Updates]) -> Updates:
    screen: Updates = {}
    async for update in updates:
        screen |= update
    return screen


async def go(room: PersonalRoom, view: str, id_: str = "", /, **more: str) -> Updates:
    return await shown(PageController(room).go(Route(view, id_, more=tuple(more.items())).search))


async def act(room: PersonalRoom, asked: str, /, **detail: str) -> Updates:
    return await shown(PageController(room).act(asked, {"session": "", **detail}))


def acts(screen: Updates) -> set[str]:
    return {found for part in screen.values() for found in re.findall(r'data-act="([^"]*)"', str(part))}


async def test_a_rep_gives_a_session_and_takes_it_back_on_its_debrief(room_as: As, anas: str) -> None:
    ana = room_as("ana")
    before = (await act(ana, "rate", session=anas, skip="1"))["page"]
    assert "Only you can read this" in before
    assert "it goes to Art and Tia" in before
    given = (await act(ana, "submit", session=anas))["page"]
    assert "Given to your trainer" in given
    assert 'data-act="take_back"' in given
    assert "Only you can read this" in (await act(ana, "take_back", session=anas))["page"]


async def test_what_a_history_row_offers_follows_what_is_given(room_as: As, anas: str) -> None:
    ana = room_as("ana")
    info = ana.session(anas)
    assert 'data-act="submit"' in submitting_button(info, offer_of(ana, info))
    assert submitted_mark(info) == ""
    info = give_to_trainer(ana, anas)
    assert 'data-act="take_back"' in submitting_button(info, offer_of(ana, info))
    assert "Given to your trainer" in submitted_mark(info)
    assert submitting_button(info, None) == ""


async def test_a_trainer_reads_and_is_offered_nothing_that_is_refused(room_as: As, anas: str) -> None:
    give_to_trainer(room_as("ana"), anas)
    tia = room_as("tia")
    team = (await go(tia, "team"))["page"]
    assert f"?debrief={anas}" in team
    for view in ("debrief", "talk"):
        screen = await go(tia, view, anas)
        assert acts(screen) <= MAY
        assert screen.get("writing") in (None, False)
        told = str(screen["page"]) + str(screen["head"])
        assert "You are reading a session of <b" in told
    assert '<p class="rw-name" dir="auto">Ana</p>' in screen["past"]
    assert ">You</p>" not in screen["past"]
    assert "The last line of <bdi>Ana</bdi>" in screen["side"]
    assert "<bdi>Ana</bdi> ended this conversation." in screen["over"]
    read = "".join(str(part) for part in (*screen.values(), (await go(tia, "debrief", anas))["page"]))
    for to_the_rep in ("Your last line", "You ended", "Your task", "Your best line", "Your costliest line"):
        assert to_the_rep not in read
    hers = "".join(map(str, (await go(room_as("ana"), "talk", anas)).values()))
    assert "Your last line" in hers
    assert "You ended this conversation." in hers
    assert "<summary>End</summary>" not in screen["head"]
    own = await go(room_as("ana"), "talk", anas)
    assert {"rewind"} <= acts(own), "the owner still is"
    more = await shown(PageController(tia).more(anas))
    assert acts(more) <= MAY


async def test_a_trainer_saves_what_was_given_and_that_counts_as_reading(room_as: As, anas: str) -> None:
    give_to_trainer(room_as("ana"), anas)
    saved = await shown(PageController(room_as("tia")).export(anas, "json"))
    assert json.loads(json.loads(saved["saved"])["text"])["session"]["id"] == anas
    assert "Read by <b" in (await go(room_as("ana"), "account"))["page"]
    refused = await shown(PageController(room_as("tom")).export(anas, "json"))
    assert "saved" not in refused


async def test_opening_anothers_session_never_acts_on_it(
    shared_room: Room, room_as: As, anas: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_to_trainer(room_as("ana"), anas)

    def resumed(*_: object) -> None:
        raise AssertionError("a reader finished what its owner had left undone")

    monkeypatch.setattr(Room, "resume", resumed)
    assert "Ana" in (await go(room_as("tia"), "talk", anas))["past"]


@pytest.mark.parametrize("name", ["ana", "tia", "tess"])
async def test_pages_of_admins_are_shown_to_admins_alone(room_as: As, name: str) -> None:
    room = room_as(name)
    for view in ("people", "audit"):
        assert "Only an admin" in (await go(room, view))["page"]
        assert "Only an admin" not in (await go(room_as("ada"), view))["page"]
    for asked in ("people_invite", "people_change", "people_reset", "people_data", "people_erase", "people_withdraw"):
        answer = await act(room, asked, name="ben", role="admin", team="north", typed="ben")
        assert "Only an admin" in answer["alert"]
        assert "page" not in answer
        assert "saved" not in answer


async def test_a_trainer_without_a_team_is_told_the_mend(room_as: As) -> None:
    assert "an admin gives you a team" in (await go(room_as("tess"), "team"))["page"]
    assert "Only a trainer" in (await go(room_as("ana"), "team"))["page"]


async def test_an_admin_invites_withdraws_and_resets_by_page(shared_room: Room, room_as: As) -> None:
    ada = room_as("ada")
    made = (await act(ada, "people_invite", role="trainer", team="north"))["page"]
    (path,) = re.findall(r'data-path="(invite/[\w-]+)"', made)
    assert path not in (await go(ada, "people"))["page"], "shown once"
    found = shared_room.log.invites.find(path.removeprefix("invite/"))
    assert found is not None
    assert (found[0].role, found[0].team) == (Role.TRAINER, "north")
    (waiting,) = re.findall(r'data-invitation="(\w+)"', made)
    await act(ada, "people_withdraw", invitation=waiting)
    assert shared_room.log.invites.find(path.removeprefix("invite/")) is None
    assert "data-path" in (await act(ada, "people_reset", name="ben"))["page"]
    assert "there is no such role" in (await act(ada, "people_invite", role="king"))["alert"].lower()


async def test_an_admin_changes_role_and_team_and_lets_nobody_in(shared_room: Room, room_as: As) -> None:
    ada = room_as("ada")
    page = await act(ada, "people_change", name="ben", role="trainer", team="south", active="no")
    assert "Saved." in page["alert"]
    ben = shared_room.person("p-ben")
    assert ben is not None
    assert (ben.role, ben.team, ben.active) == (Role.TRAINER, "south", False)
    await act(ada, "people_change", name="ben", role="trainer", team="south", active="yes")
    told = (await go(ada, "audit", name="ben"))["page"]
    assert told.count("changed the account of") == 4, "role, team, inactive; then active: only what was changed"


async def test_an_admin_erases_and_saves_by_page(room_as: As, anas: str) -> None:
    ada = room_as("ada")
    saved = json.loads((await act(ada, "people_data", name="ana"))["saved"])
    assert anas in saved["text"]
    assert "nothing was erased" in (await act(ada, "people_erase", name="ana", typed="Anna"))["alert"].lower()
    assert "Erased, with 1 session." in (await act(ada, "people_erase", name="ana", typed="ana"))["alert"]
    assert "somebody who is erased" in (await go(ada, "audit"))["page"]


async def test_somebody_erases_themself_by_page(shared_room: Room, room_as: As, anas: str) -> None:
    ana = room_as("ana")
    assert "type: ana" in (await go(ana, "account"))["page"]
    assert "It is erased" in (await act(ana, "account_erase", typed="ana"))["page"]
    assert shared_room.person("p-ana") is None


async def test_an_account_page_has_the_way_to_a_new_password_and_name(room_as: As) -> None:
    ana = room_as("ana")
    assert 'href="invite/' in (await act(ana, "account_password"))["page"]
    assert "Others see you as Ana B." in (await act(ana, "account_shown", shown="Ana B."))["alert"]
    assert "signed in nowhere else" in (await act(ana, "account_leave", login=""))["alert"]
    assert json.loads((await act(ana, "account_data"))["saved"])["name"] == "rollwith-ana.json"


async def test_where_nobody_signs_in_the_page_says_so(room_as: As) -> None:
    local = room_as("")
    page = (await go(local, "account"))["page"]
    assert "Nobody signs in here" in page
    assert "rollwith users invite" in page
    assert acts({"page": page}) == {"account_data", "account_erase"}
    bar = header("x", True, local.person)
    assert "?view=account" in bar
    assert "?view=team" not in bar
    assert "?view=team" in header("x", True, room_as("tia").person)


async def test_hostile_words_are_inert_on_every_page(shared_room: Room, room_as: As, anas: str) -> None:
    log, name = shared_room.log, HOSTILE[:60]
    bad = log.people.make(f"z{name}", shown=name, team=name)
    for person, role in ((bad.id, Role.REP), ("p-tia", Role.TRAINER), ("p-ada", Role.ADMIN)):
        log.people.change(person, Change(team=name, role=role, shown=name))
    rep = PersonalRoom(shared_room, bad)
    info = await rep.start("test_customer")
    await rep.finish(info.id)
    log.notes.add(info.id, "name", name)
    give_to_trainer(rep, info.id)
    tia, ada = (PersonalRoom(shared_room, person) for person in map(shared_room.person, ("p-tia", "p-ada")) if person)
    pages = [
        await go(tia, "team"), await go(tia, "team", rep=name), await go(tia, "debrief", info.id),
        await go(tia, "talk", info.id), await go(ada, "people"), await go(ada, "people", bad.name),
        await go(ada, "audit"), await go(ada, "audit", name=name), await go(rep, "account"),
        await go(rep, "debrief", info.id), await act(ada, "people_invite", role="rep", team=name),
        await act(ada, "people_erase", name=name, typed=name), await act(rep, "account_shown", shown=name),
    ]  # fmt: skip
    for screen in pages:
        whole = "".join(str(part) for part in screen.values())
        assert "<img" not in whole
        assert "{{7}}" not in whole
        assert "${9}" not in whole
        assert "&lt;img src=x onerror=alert(1)" in whole
