"""Comparing: a draft of a customer beside the published one: prompt, talk, panel."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from markupsafe import Markup

from agent.errors import DataError, TurnRefused
from agent.model.acts import Band
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.comparing import Comparing, fingerprints
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.routes import Route
from agent.web.updates import page_of
from agent.web.views.page import waiting
from agent.web.views.training.comparing import comparing_screen as views
from agent.web.views.training.comparing.told_model import Shown


def _compare(room: PersonalRoom, route: Route) -> Markup:
    return _screen(room, route.id)


def _screen(room: PersonalRoom, persona: str, shown: Shown | None = None) -> Markup:
    bench = Comparing(room)
    run = bench.run_of(persona)
    if run is not None:
        run.looked()
        if run.running:
            return views.running(persona, room.person, run)
    try:
        versions = bench.versions(persona)
    except DataError as wrong:
        if not bench.has_draft(persona):
            raise
        return views.unready(persona, room.person, str(wrong))
    now = fingerprints(versions)
    talk = bench.talk_of(persona)
    return views.comparing(
        room.person,
        versions,
        views.Beside(
            run=run,
            run_is_old=run is not None and run.versions != now,
            talk=talk,
            talk_is_old=talk is not None and talk.versions != now,
            shown=shown,
            can_run=room.room.bench is not None,
        ),
    )


async def _show_prompt(room: PersonalRoom, detail: Detail) -> Answer:
    persona, line = detail.get("persona", ""), detail.get("line", "")
    band = _band(detail)
    before, after = await Comparing(room).prompts(persona, band, line)
    shown = Shown(band, line, before, after)
    yield page_of(await asyncio.to_thread(_screen, room, persona, shown))


async def _talk(room: PersonalRoom, detail: Detail) -> Answer:
    persona, bench = detail.get("persona", ""), Comparing(room)
    yield {"alert": waiting("Both versions are answering …")}
    await bench.say(persona, detail.get("line", ""))
    yield page_of(await asyncio.to_thread(_screen, room, persona))


async def _end_talk(room: PersonalRoom, detail: Detail) -> Answer:
    persona = detail.get("persona", "")
    await Comparing(room).end_talk(persona)
    yield page_of(await asyncio.to_thread(_screen, room, persona))


async def _run(room: PersonalRoom, detail: Detail) -> Answer:
    persona = detail.get("persona", "")
    await Comparing(room).begin(persona, short=detail.get("panel") != "whole")
    yield page_of(await asyncio.to_thread(_screen, room, persona))


async def _stop(room: PersonalRoom, detail: Detail) -> Answer:
    persona = detail.get("persona", "")
    await Comparing(room).stop(persona)
    yield page_of(await asyncio.to_thread(_screen, room, persona))


def _band(detail: Detail) -> Band:
    try:
        return Band(detail.get("band", ""))
    except ValueError:
        raise TurnRefused("there is no such state. Mend: choose closed, guarded or open") from None


SCREENS: Mapping[str, Screen] = {"compare-customer": _compare}
ACTS: Mapping[str, Act] = {
    "compare_prompt": _show_prompt,
    "compare_say": _talk,
    "compare_end": _end_talk,
    "compare_run": _run,
    "compare_stop": _stop,
}
