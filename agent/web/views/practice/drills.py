"""Drills page: what is due, what comes next, how each skill goes over time, and what carries over to new customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from markupsafe import Markup

from agent.coaching.drills.skills import skill_sheets
from agent.coaching.drills.standing import RECENT, Standing, Tally
from agent.model.persona import Persona
from agent.model.practice.drill import Review, Skill
from agent.model.turn import SessionInfo
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import link, screen

NOTHING_DUE = "Nothing more is due today."
BEGIN_ANYWHERE = "Nothing is due yet. Begin with whichever move you like."
"""What stands above the moves while none is due: for who has drilled, and for who never has."""


def drills_screen(
    standings: Sequence[Standing], personas: Mapping[str, Persona], sessions: Mapping[str, SessionInfo]
) -> Markup:
    """Return the overview of a person's drills.

    Args:
        standings: by skill, what is due first. personas, sessions: by id, for the names in the reasons.
    """
    rows = join(_row(one, personas, sessions) for one in standings)
    inner = markup(
        '<div class="rw-hero is-low"><h1>Drills</h1><p>One move at a time. A customer says something, you answer with '
        "one line, and you hear at once whether the move was in it.</p></div>{due}"
        '<section aria-labelledby="rw-moves"><h2 id="rw-moves">The five moves</h2>'
        '<ul class="rw-drills">{rows}</ul></section>{transfer}',
        due=_due(standings),
        rows=rows,
        transfer=_transfer(standings),
    )
    return screen(Route("drills"), "Drills", inner, "is-drills")


def due_words(one: Standing, now: datetime | None = None) -> str:
    """Return when a skill is due, in this machine's days: `due today`, `due tomorrow`, `due in 4 days`."""
    return "enough for today" if one.is_due and one.enough else f"due {day_words(one.due, now)}"


def day_words(at: datetime, now: datetime | None = None) -> str:
    """Return a day as one says it: `today`, `tomorrow`, `in 4 days`."""
    days = (at.astimezone().date() - _today(now)).days
    return "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


def next_due(standings: Sequence[Standing]) -> Standing | None:
    """Return what to practise now: the first that is due and not done for the day."""
    return next((one for one in standings if one.is_due and not one.enough), None)


def trend(recent: Sequence[Review]) -> Markup:
    """Return the newest answers of a skill as small bars, oldest first: tall and full where passed, low where not."""
    if not recent:
        return markup('<p class="rw-drill-trend-none">Not drilled yet</p>')
    passed = sum(one.passed for one in recent)
    bars = join(markup('<i class="{kind}"></i>', kind="is-passed" if one.passed else "is-missed") for one in recent)
    told = ", ".join("passed" if one.passed else "missed" for one in recent)
    return markup(
        '<p class="rw-drill-trend"><span role="img" aria-label="Oldest first: {told}">{bars}</span>'
        "<small>{passed} of {last}{asked} passed</small></p>",
        told=told,
        bars=bars,
        passed=passed,
        last="the last " if len(recent) == RECENT else "",
        asked=len(recent),
    )


def _due(standings: Sequence[Standing]) -> Markup:
    names, first = skill_sheets(), next_due(standings)
    if first is None:
        later = [one for one in standings if not one.is_due or one.enough]
        return markup(
            '<div class="rw-due is-done"><p><b>{told}</b> {later}</p></div>',
            told=NOTHING_DUE if any(one.recent for one in standings) else BEGIN_ANYWHERE,
            later=f"Next is “{names[later[0].skill].name}”, {_later(later[0])}." if later else "",
        )
    due = [names[one.skill].name for one in standings if one.is_due and not one.enough]
    return markup(
        '<div class="rw-due"><p><b>{count} due today:</b> {names}.</p>{go}</div>',
        count=plural(len(due), "drill"),
        names=", ".join(due),
        go=link(Route("drills", first.skill.value), f"Begin with “{names[first.skill].name}”", "rw-button is-main"),
    )


def _later(one: Standing) -> str:
    return "tomorrow" if one.is_due else day_words(one.due)


def _row(one: Standing, personas: Mapping[str, Persona], sessions: Mapping[str, SessionInfo]) -> Markup:
    sheet = skill_sheets()[one.skill]
    return markup(
        '<li class="rw-drill {kind}"><div><h3>{name}</h3><p>{first} {second}</p>{why}</div>'
        '<div class="rw-drill-side"><p class="rw-when">{when}</p>{trend}{go}</div></li>',
        kind="is-due" if one.is_due and not one.enough else "",
        name=sheet.name,
        first=sheet.how[0],
        second=sheet.how[1],
        why=_due_since(one, personas, sessions) if one.is_due else EMPTY,
        when=due_words(one).capitalize(),
        trend=trend(one.recent),
        go=EMPTY if one.enough else link(Route("drills", one.skill.value), _go(sheet.name), "rw-button"),
    )


def _go(name: str) -> Markup:
    return markup('Practise<span class="rw-sr"> “{name}”</span>', name=name)


def _due_since(one: Standing, personas: Mapping[str, Persona], sessions: Mapping[str, SessionInfo]) -> Markup:
    """Return what made a skill due, with the session that showed it."""
    need = one.need
    if need is None:
        return EMPTY
    persona = personas.get(need.persona)
    who = persona.name if persona else need.persona
    told = f"Due since your talk with {who}: " + (
        f"seen in {need.shown} of the {plural(need.chances, 'line')} that called for it."
        if need.chances
        else f"{plural(need.spoiled, 'line')} worked against it."
    )
    if need.session in sessions:
        place = link(Route("debrief", need.session), "Its debrief")
        return markup('<p class="rw-why">{told} {place}</p>', told=told, place=place)
    return markup('<p class="rw-why">{told}</p>', told=told)


def _transfer(standings: Sequence[Standing]) -> Markup:
    drilled = _sum([one.transfer for one in standings])
    talks = _sum([one.talks for one in standings])
    rows = join(
        markup("<li>{name}: {passed} of {asked}</li>", name=skill_sheets()[skill].name, passed=passed, asked=asked)
        for skill, passed, asked in _by_sheet(standings)
    )
    told = (
        f"Transfer: {drilled.passed} of {drilled.asked} with customers you never drilled with."
        if drilled.asked
        else "Transfer: nothing to count yet."
    )
    more = f" In real talks with them: {talks.passed} of {talks.asked} times a move that was called for was there."
    return markup(
        '<section class="rw-transfer" aria-labelledby="rw-carries"><h2 id="rw-carries">What carries over</h2>'
        "<p><b>{told}</b>{talks}</p>{rows}<p>Some customers are kept out of the drills. Once you have passed a drill "
        "three times, one of them turns up now and then, and you are told only afterwards.</p></section>",
        told=told,
        talks=more if talks.asked else "",
        rows=markup("<ul>{rows}</ul>", rows=rows) if rows else EMPTY,
    )


def _by_sheet(standings: Sequence[Standing]) -> list[tuple[Skill, int, int]]:
    by_skill = {one.skill: one.transfer for one in standings}
    return [
        (skill, by_skill[skill].passed, by_skill[skill].asked)
        for skill in skill_sheets()
        if skill in by_skill and by_skill[skill].asked
    ]


def _sum(tallies: Sequence[Tally]) -> Tally:
    return Tally(sum(one.passed for one in tallies), sum(one.asked for one in tallies))


def _today(now: datetime | None) -> date:
    return (now or datetime.now(UTC)).astimezone().date()
