"""Label desk: lines coded blind, agreement, adjudication and the export."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping

from markupsafe import Markup

from agent.errors import TurnRefused
from agent.model.practice.person import Role
from agent.model.training.coding import Coding
from agent.model.verdict import Code
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.desk.desk_bringing import DeskBringing
from agent.runtime.personal.training.desk.desk_export import export_of
from agent.runtime.personal.training.desk.desk_settling import DeskSettling
from agent.runtime.personal.training.desk.label_desk import LabelDesk, checked_coding
from agent.runtime.workshop.agreement_bench import AgreementBench
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.routes import Route
from agent.web.updates import page_of
from agent.web.views.page import notice, waiting
from agent.web.views.training.desk import desk_board, desk_judging
from agent.web.views.training.desk.desk_coding import coding_screen


def _desk(room: PersonalRoom, route: Route) -> Markup:
    desk = LabelDesk(room)
    if route.id:
        return coding_screen(room.person, desk.task(route.id), room.library.rubric())
    unread = len(DeskBringing(room).unread()) if room.person.may(Role.TRAINER) else None
    return desk_board.board(room.person, desk.progress(), unread)


def _agreement(room: PersonalRoom, route: Route) -> Markup:
    found = DeskSettling(room).agreement(_bench(room))
    return desk_judging.agreement_screen(room.person, found, room.library.rubric())


def _settling(room: PersonalRoom, route: Route) -> Markup:
    desk = DeskSettling(room)
    if not route.id:
        return desk_judging.settling_list(room.person, desk.cases())
    taken = _count_in(route.get("take")) if route.get("take") else None
    return desk_judging.settling_screen(room.person, desk.case(route.id), room.library.rubric(), taken)


async def _bring(room: PersonalRoom, detail: Detail) -> Answer:
    wanted = [_count_in(detail.get(kind.value, "")) for kind, *_ in desk_board.KINDS]
    came = await asyncio.to_thread(DeskBringing(room).bring, *wanted)
    told = notice(desk_board.came(came), "is-done" if sum(came.values()) else "is-plain")
    yield {**page_of(await asyncio.to_thread(_desk, room, Route("desk"))), "alert": told}


async def _let_read(room: PersonalRoom, detail: Detail) -> Answer:
    async for read, of in DeskBringing(room).read_embedded():
        yield {"alert": waiting(f"The embedded coder has read {read} of {of} lines …")}
    yield Route("desk")


async def _code(room: PersonalRoom, detail: Detail) -> Answer:
    desk, line = LabelDesk(room), detail.get("line", "")
    await asyncio.to_thread(desk.code, line, _coding_of(detail))
    yield await asyncio.to_thread(_next_line, desk)


async def _skip(room: PersonalRoom, detail: Detail) -> Answer:
    desk, line = LabelDesk(room), detail.get("line", "")
    await asyncio.to_thread(desk.code, line, checked_coding(skipped=detail.get("why", "")))
    yield await asyncio.to_thread(_next_line, desk)


async def _undo(room: PersonalRoom, detail: Detail) -> Answer:
    line = detail.get("line", "")
    await asyncio.to_thread(LabelDesk(room).take_back, line)
    yield Route("desk", line)


async def _settle(room: PersonalRoom, detail: Detail) -> Answer:
    desk, note = DeskSettling(room), detail.get("note", "")
    await asyncio.to_thread(desk.settle, detail.get("line", ""), _coding_of(detail), note)
    open_ = [case.line.id for case in await asyncio.to_thread(desk.cases) if case.settled is None]
    yield Route("desk-settle")
    yield {"alert": notice(desk_judging.settled_note(open_), "is-done")}


async def _export(room: PersonalRoom, detail: Detail) -> Answer:
    made = await asyncio.to_thread(export_of, room, _bench(room))
    if detail.get("file") == "mapping":
        packed = {"name": "desk.yaml", "kind": "application/yaml", "text": made.mapping}
    else:
        packed = {"name": "desk.jsonl", "kind": "application/jsonl", "text": made.data}
    told = f"{made.lines} lines, {made.settled} of them settled. " + (
        f"{made.missing} more lines coded by both of two people, and the mapping says what humans reach."
        if made.missing
        else f"What humans reach stands in the mapping, from {made.common} lines."
    )
    yield {"saved": json.dumps({**packed, "nonce": secrets.token_hex(4)}), "alert": notice(told, "is-done")}


def _next_line(desk: LabelDesk) -> Route:
    """Return where to go once a line is coded: to the first that waits, which somebody else may have coded just now."""
    return Route("desk", desk.progress().next)


def _coding_of(detail: Detail) -> Coding:
    """Return what a form says of a line; the one code of a line is its main one without being chosen."""
    if talk := detail.get("talk"):
        return checked_coding(talk=talk)
    primary = detail.get("primary", "")
    codes = tuple(code for code in Code if detail.get(f"code-{code.value}") or code.value == primary)
    answers = {"yes": True, "no": False}
    return checked_coding(
        codes=codes,
        primary=primary or (codes[0] if len(codes) == 1 else None),
        empathy=answers.get(detail.get("empathy", "")),
        empowerment=answers.get(detail.get("empowerment", "")),
        stance=detail.get("stance") or None,
    )


def _count_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _bench(room: PersonalRoom) -> AgreementBench:
    if room.room.bench is None:
        raise TurnRefused("this room was opened without what measures agreement. Mend: start it by `rollwith serve`.")
    return room.room.bench.agreement


SCREENS: Mapping[str, Screen] = {"desk": _desk, "desk-agreement": _agreement, "desk-settle": _settling}
ACTS: Mapping[str, Act] = {
    "desk_bring": _bring,
    "desk_read": _let_read,
    "desk_code": _code,
    "desk_skip": _skip,
    "desk_undo": _undo,
    "desk_settle": _settle,
    "desk_export": _export,
}
