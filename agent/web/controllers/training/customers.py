"""Customers: drafts and editions of personas, as a trainer writes and publishes them."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from agent.errors import UnknownSession
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.differences import compared
from agent.runtime.personal.training.editing.draft_reading import read_draft
from agent.runtime.personal.training.editing.shelf import customers_of
from agent.web.controllers.contract import Act, Screen
from agent.web.controllers.training import customer_beginning, customer_saving
from agent.web.controllers.training.customer_saving import editing_screen
from agent.web.controllers.training.editing import full_customer
from agent.web.controllers.training.editing.editions import Versioned
from agent.web.controllers.training.editing.saving import draft_to_show
from agent.web.routes import Route
from agent.web.views.training import customer_editing, customers
from agent.web.views.training.customers import LIST, place_of

PERSONA = Kind.PERSONA


def _workshop(room: PersonalRoom, route: Route) -> Markup:
    what = route.get("do")
    if not route.id:
        rows = customers_of(room)  # asks first whether they may
        if what == "new":
            return customers.new_customer(room.person)
        if what == "notes":
            return customer_beginning.notes_screen(room, route)
        if what == "writing":
            return customer_beginning.writing_screen(room)
        return customers.customers(room.person, rows)
    if what == "versions":
        return _versions(room, route)
    draft, own = draft_to_show(room, PERSONA, route.id)
    if what == "discard" and own:
        return customer_editing.discarding(room.person, draft)
    return editing_screen(room, draft, own, (route.get("part"), route.get("entry")))


def _versions(room: PersonalRoom, route: Route) -> Markup:
    shown = compared(room, PERSONA, route.id, route.get("before"), route.get("after"))
    if not shown.found and shown.draft is None:
        raise UnknownSession(f"there is no customer {route.id[:60]!r}. Mend: choose one from the list.")
    draft, _ = draft_to_show(room, PERSONA, route.id)
    called = read_draft(draft).data.get("name")
    name = called if isinstance(called, str) and "<" not in called else ""
    return customer_editing.versions_screen(room.person, route.id, name, shown)


_EDITIONS = Versioned(
    "customer", PERSONA, lambda detail: detail.get("id", ""), LIST, lambda id_: place_of(id_, "edit"),
    lambda id_: place_of(id_, "versions"), "Withdrawn.",
)  # fmt: skip


SCREENS: Mapping[str, Screen] = {"workshop": _workshop}
ACTS: Mapping[str, Act] = {
    **customer_beginning.ACTS,
    **customer_saving.ACTS,
    **full_customer.ACTS,
    **_EDITIONS.acts(),
}
