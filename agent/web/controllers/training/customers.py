"""Customers: drafts and editions of personas, as a trainer writes and publishes them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from markupsafe import Markup

from agent.errors import UnknownSession
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing import publishing
from agent.runtime.personal.training.editing.differences import difference, texts_of
from agent.runtime.personal.training.editing.drafts import draft_of, throw_away
from agent.runtime.personal.training.editing.shelf import Customer, customers_of
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.controllers.training import customer_beginning, customer_saving
from agent.web.controllers.training.customer_saving import editing_screen
from agent.web.controllers.training.editing import full_customer
from agent.web.controllers.training.editing.saving import draft_to_show
from agent.web.routes import Route
from agent.web.views.page import notice
from agent.web.views.training import customer_editing, customers
from agent.web.views.training.customers import LIST, place_of

PERSONA = Kind.PERSONA


def _workshop(room: PersonalRoom, route: Route) -> Markup:
    what = route.get("do")
    if not route.id:
        rows = [_customer_row(one) for one in customers_of(room)]  # asks first whether they may
        if what == "new":
            return customers.new_customer(room.person)
        if what == "notes":
            return customer_beginning.notes_screen(room, route)
        return customers.customers(room.person, rows)
    if what == "versions":
        return _versions(room, route)
    draft, own = draft_to_show(room, PERSONA, route.id)
    if what == "discard" and own:
        return customer_editing.discarding(room.person, draft)
    return editing_screen(room, draft, own, (route.get("part"), route.get("entry")))


def _customer_row(one: Customer) -> customers.Row:
    return customers.Row(**vars(one))


def _versions(room: PersonalRoom, route: Route) -> Markup:
    found = publishing.versions(room, PERSONA, route.id)
    draft = draft_of(room, PERSONA, route.id)
    if not found and draft is None:
        raise UnknownSession(f"there is no customer {route.id[:60]!r}. Mend: choose one from the list.")
    texts = texts_of(found, draft)
    names = list(texts)
    newest = next((name for name in names if name != "draft"), "")
    after = route.get("after") if route.get("after") in texts else (names[0] if names else "")
    older = newest if after == "draft" else next(iter(names[names.index(after) + 1 :]), after) if names else ""
    before = route.get("before") if route.get("before") in texts else older
    rows = difference(texts.get(before, ""), texts.get(after, ""))
    return customer_editing.versions_screen(room.person, route.id, found, draft, (before, after), rows)


async def _back(room: PersonalRoom, detail: Detail) -> Answer:
    number = detail.get("number", "")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else -1
    done = await asyncio.to_thread(publishing.go_back, room, PERSONA, detail.get("id", ""), wanted)
    yield place_of(done.id, "versions")
    yield {"alert": notice(f"Edition {done.number} holds the words of edition {wanted} again.", "is-done")}


async def _withdraw(room: PersonalRoom, detail: Detail) -> Answer:
    done = await asyncio.to_thread(
        publishing.withdraw_edition, room, PERSONA, detail.get("id", ""), detail.get("note", "")
    )
    yield place_of(done.id, "versions")
    yield {"alert": notice("Withdrawn.", "is-done")}


async def _rebase(room: PersonalRoom, detail: Detail) -> Answer:
    draft = await asyncio.to_thread(publishing.go_on_from_newest, room, PERSONA, detail.get("id", ""))
    yield place_of(draft.id, "edit")


async def _discard(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(throw_away, room, PERSONA, detail.get("id", ""))
    yield LIST
    yield {"alert": notice("The draft is gone.", "is-done")}


async def _differ(room: PersonalRoom, detail: Detail) -> Answer:
    sides = {name: detail.get(name, "")[:10] for name in ("before", "after")}
    yield place_of(detail.get("id", ""), "versions", **sides)


SCREENS: Mapping[str, Screen] = {"workshop": _workshop}
ACTS: Mapping[str, Act] = {
    **customer_beginning.ACTS,
    **customer_saving.ACTS,
    **full_customer.ACTS,
    "customer_back": _back,
    "customer_withdraw": _withdraw,
    "customer_rebase": _rebase,
    "customer_discard": _discard,
    "customer_differ": _differ,
}
