"""People: accounts, teams and the audit, as those who may see them use them. What anybody may do, the services ask."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping

from markupsafe import Markup

from agent.errors import AccountRefused, RecordStoreError
from agent.model.practice.account import Change
from agent.model.practice.person import Role
from agent.runtime.personal.people import erasing, own_account, person_export, submitting
from agent.runtime.personal.people.accounts import AccountDesk
from agent.runtime.personal.people.auditing import audit_page, readings_of_mine
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.statements import send
from agent.web.controllers.browsing import personas_met
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.routes import Route
from agent.web.updates import Updates, page_of
from agent.web.views.html import plural
from agent.web.views.page import notice, waiting
from agent.web.views.people import account, audit, people, team

STREAM_OPENS = 1.5
"""Seconds in which a browser opens the stream of answers after it has asked: one round trip, and a busy machine."""

READINGS = 50
"""Readings of one's own sessions that the account page tells."""


def _account(room: PersonalRoom, route: Route) -> Markup:
    return account.account(room.person, erasing.words_to_type(room), readings_of_mine(room, READINGS))


def _people(room: PersonalRoom, route: Route, made: str = "") -> Markup:
    desk = AccountDesk(room)
    accounts, counts = desk.accounts(), room.room.log.persons.counts()
    if not route.id:
        return people.people(accounts, counts, desk.invitations(), route.start, made)
    person = desk.named(route.id)
    found = next((one for one in accounts if one.person.id == person.id), None)
    if found is None:
        raise AccountRefused(f"nobody is called {route.id!r} any more. Mend: look at the list of people.")
    return people.one_person(found, counts.get(person.id, 0), made)


def _team(room: PersonalRoom, route: Route) -> Markup:
    rep = route.get("rep")
    given = submitting.team_sessions(room, team.PAGE + 1, route.start, rep)
    personas = personas_met(room, [one.info for one in given])
    return team.team(room.person.team, personas, given, submitting.team_members(room), route.start, rep)


def _audit(room: PersonalRoom, route: Route) -> Markup:
    name = route.get("name")
    return audit.audit(audit_page(room, audit.PAGE + 1, route.start, name), route.start, name)


async def _rename(room: PersonalRoom, detail: Detail) -> Answer:
    changed = await asyncio.to_thread(own_account.rename_own, room, detail.get("shown", ""))
    told = f"Others see you as {changed.shown} now. The bar on top shows it when the page is next loaded."
    yield await _page_told(PersonalRoom(room.room, changed), _account, Route("account"), told)


async def _password(room: PersonalRoom, detail: Detail) -> Answer:
    link = await asyncio.to_thread(AccountDesk(room).own_link)
    yield page_of(account.password_link(link.path))


async def _leave(room: PersonalRoom, detail: Detail) -> Answer:
    count = await asyncio.to_thread(own_account.sign_out_elsewhere, room, detail.get("login", ""))
    told = f"You were signed out in {plural(count, 'other browser')}." if count else "You are signed in nowhere else."
    yield await _page_told(room, _account, Route("account"), told)


async def _own_data(room: PersonalRoom, detail: Detail) -> Answer:
    yield _saved(await asyncio.to_thread(person_export.export_own, room), room.person.name)


async def _erase_own(room: PersonalRoom, detail: Detail) -> Answer:
    # The page opens the stream of answers after it has asked, and is let in no more once the login is gone.
    erasing.confirm_own(room, detail.get("typed", ""))
    yield {"alert": waiting("Erasing …")}
    await asyncio.sleep(STREAM_OPENS)
    gone = await asyncio.to_thread(erasing.erase_own, room, detail.get("typed", ""))
    yield page_of(account.gone(gone.sessions, gone.account))


async def _invite(room: PersonalRoom, detail: Detail) -> Answer:
    made = await asyncio.to_thread(AccountDesk(room).invite, _role(detail), detail.get("team", ""))
    yield page_of(await asyncio.to_thread(_people, room, Route("people"), made.path))


async def _withdraw(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(AccountDesk(room).withdraw, detail.get("invitation", ""))
    yield await _page_told(room, _people, Route("people"), "The link leads nowhere now.")


async def _reset(room: PersonalRoom, detail: Detail) -> Answer:
    desk = AccountDesk(room)
    person = await asyncio.to_thread(desk.named, detail.get("name", ""))
    made = await asyncio.to_thread(desk.reset, person.id)
    yield page_of(await asyncio.to_thread(_people, room, Route("people", person.name), made.path))


async def _change_account(room: PersonalRoom, detail: Detail) -> Answer:
    desk = AccountDesk(room)
    person = await asyncio.to_thread(desk.named, detail.get("name", ""))
    asked = Change(role=_role(detail), team=detail.get("team", ""), active=detail.get("active") != "no")
    same = {name for name, value in asked.model_dump().items() if value == getattr(person, name, None)}
    await asyncio.to_thread(desk.change, person.id, asked.model_copy(update=dict.fromkeys(same)))
    yield await _page_told(room, _people, Route("people", person.name), "Saved.")


async def _their_data(room: PersonalRoom, detail: Detail) -> Answer:
    name = detail.get("name", "")
    yield _saved(await asyncio.to_thread(person_export.export_person, room, name), name)


async def _erase_person(room: PersonalRoom, detail: Detail) -> Answer:
    name, typed = detail.get("name", ""), detail.get("typed", "")
    gone = await asyncio.to_thread(erasing.erase_person, room, name, typed)
    told = f"Erased, with {plural(gone.sessions, 'session')}. The audit keeps a number of them and no word."
    yield await _page_told(room, _people, Route("people"), told)


async def _audit_of(room: PersonalRoom, detail: Detail) -> Answer:
    name = detail.get("name", "").strip()
    yield Route("audit", more=(("name", name),) if name else ())


async def _submit(room: PersonalRoom, detail: Detail) -> Answer:
    info = await asyncio.to_thread(submitting.give_to_trainer, room, detail.get("session", ""))
    yield Route("debrief", info.id)
    if room.room.record_store.url is None:
        return
    try:
        await send(room, info.id)
    except RecordStoreError as error:  # it is given all the same, and can be sent by hand
        yield {"alert": notice(f"It is with your trainer. But {error}")}


async def _take_back(room: PersonalRoom, detail: Detail) -> Answer:
    info = await asyncio.to_thread(submitting.take_back, room, detail.get("session", ""))
    yield Route("debrief", info.id)


async def _page_told(room: PersonalRoom, screen: Screen, route: Route, told: str) -> Updates:
    return {**page_of(await asyncio.to_thread(screen, room, route)), "alert": notice(told, "is-done")}


def _saved(text: str, name: str) -> Updates:
    """Hand the page a file to save; what a name holds besides letters and digits is no part of a file's name."""
    plain = "".join(letter for letter in name if letter.isascii() and letter.isalnum()) or "person"
    packed = {"name": f"rollwith-{plain}.json", "kind": "application/json", "text": text}
    return {"saved": json.dumps({**packed, "nonce": secrets.token_hex(4)})}


def _role(detail: Detail) -> Role:
    try:
        return Role(detail.get("role", ""))
    except ValueError:
        raise AccountRefused("there is no such role. Mend: choose rep, trainer or admin.") from None


SCREENS: Mapping[str, Screen] = {"account": _account, "people": _people, "team": _team, "audit": _audit}
ACTS: Mapping[str, Act] = {
    "account_shown": _rename,
    "account_password": _password,
    "account_leave": _leave,
    "account_data": _own_data,
    "account_erase": _erase_own,
    "people_invite": _invite,
    "people_withdraw": _withdraw,
    "people_reset": _reset,
    "people_change": _change_account,
    "people_data": _their_data,
    "people_erase": _erase_person,
    "audit_of": _audit_of,
    "submit": _submit,
    "take_back": _take_back,
}
