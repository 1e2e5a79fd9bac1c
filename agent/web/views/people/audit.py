"""Audit: who read what and who changed whom, by the names that people bear now."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.runtime.personal.people.auditing import Told
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import link, screen
from agent.web.views.people.fields import form, moment, text_field

PAGE = 50
"""Rows on one page."""

ACTS = {
    "read": "read a session of",
    "counted": "looked at all submitted sessions, counted together, of",
    "submitted": "gave a session to the trainers of the team",
    "taken_back": "took a session back",
    "exported": "saved all data of",
    "erased": "erased",
    "invited": "made a link for a new account",
    "withdrawn": "withdrew a link",
    "reset": "made a link for a new password of",
    "changed": "changed the account of",
    "adopted": "gave all sessions of before there were accounts to",
    "published": "published",
    "went_back": "went back to an older edition",
    "withdrew": "withdrew what was published",
}
"""What was done, in words that go on to whom; an act of another version is told by its name."""

ALONE = frozenset({"submitted", "taken_back", "invited", "withdrawn", "published", "went_back", "withdrew"})
"""Acts that are done to nobody."""


def audit(rows: Sequence[Told], start: int, name: str) -> Markup:
    """Return one page of the audit.

    Args:
        rows: newest first; one more than `PAGE` only says that there are older ones.
        start: how many newer come before. name: whom alone they are about, or an empty text.
    """
    listed = join(_audit_row(told) for told in rows[:PAGE])
    empty = f"Nothing is written down of {name}." if name else "Nothing is written down yet."
    find = form("audit_of", [text_field("About one person (the name they sign in with)", "name", name)], "Show")
    inner = markup(
        '<div class="rw-hero is-low"><h1>Who read what</h1><p>Every reading of somebody else’s session, once in ten '
        "minutes, and every change of an account. Of somebody who is erased only a number is kept.</p></div>{find}"
        '{body}<p class="rw-pages">{newer}{older}</p>',
        find=find,
        body=markup('<ul class="rw-rows">{rows}</ul>', rows=listed)
        if listed
        else markup('<p class="rw-empty" dir="auto">{empty}</p>', empty=empty),
        newer=link(_place(max(0, start - PAGE), name), "← Newer", "rw-button") if start else EMPTY,
        older=link(_place(start + PAGE, name), "Older →", "rw-button") if len(rows) > PAGE else EMPTY,
    )
    return screen(_place(start, name), "Who read what", inner, "is-people")


def _place(start: int, name: str) -> Route:
    return Route("audit", start=start, more=(("name", name),) if name else ())


def _audit_row(told: Told) -> Markup:
    entry = told.entry
    return markup(
        '<li><span class="rw-when">{at}</span><span><b dir="auto">{actor}</b> {act}{person}<small>{more}</small>'
        "</span></li>",
        at=moment(entry.at),
        actor=_name_of(told.actor, entry.actor, "Whoever runs this room"),
        act=ACTS.get(entry.act, entry.act),
        person=_whom(told),
        more=_more(told),
    )


def _whom(told: Told) -> Markup:
    if told.entry.act in ALONE:
        return EMPTY
    if told.entry.person is not None and told.entry.person == told.entry.actor:
        return markup(" themself")
    return markup(' <b dir="auto">{who}</b>', who=_name_of(told.person, told.entry.person, "this room"))


def _name_of(person: Person | None, id_: str | None, nobody: str) -> str:
    if person is not None:
        return person.shown if person.shown.casefold() == person.name else f"{person.shown} ({person.name})"
    return f"somebody who is erased (no. {id_[:6]})" if id_ else nobody


def _more(told: Told) -> str:
    parts = [told.entry.detail] if told.entry.detail else []
    if told.entry.session:
        info = told.session
        parts.append(f"session of {moment(info.started)}" if info else "the session is erased since")
    return ", ".join(parts)
