"""Account: who I am here, what I can change of it, my data, and who read it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.practice.audit import AuditAct
from agent.model.practice.person import Person
from agent.runtime.personal.people.auditing import Told
from agent.web.routes import Route
from agent.web.views.html import join, markup
from agent.web.views.page import button, link, screen
from agent.web.views.people.fields import ROLES, form, moment, para, section, text_field

HOLDS = (
    "One JSON file with your sessions and every turn in them, notes, disputes, drills and answers, and when you "
    "signed in. It is made now and kept nowhere else."
)


def account(person: Person, confirm: str, readings: Sequence[Told]) -> Markup:
    """Return the account page; in a room without accounts, what stands in its place.

    Args:
        confirm: what is typed to erase it all. readings: who read one's sessions, newest first.
    """
    parts = _signed_in(person, readings) if person.id else _alone()
    data = section("Your data", para(HOLDS), button("account_data", "Save everything as a file"))
    return screen(Route("account"), "Your account", join([*parts, data, _erase_part(person, confirm)]), "is-people")


def gone(sessions: int, had_account: bool) -> Markup:
    """Return what is left to say once a person is erased."""
    what = "Your account and " if had_account else ""
    count = f"{sessions} session{'' if sessions == 1 else 's'}"
    inner = markup(
        '<div class="rw-hero"><h1>It is erased</h1><p>{what}{count} are gone from the log, and nothing brings them '
        "back. Files that you saved, and backups that the operator made before, are not changed by it.</p></div>"
        '<p><a class="rw-button is-main" href="?">Go on</a></p>',
        what=what,
        count=count,
    )
    return screen(Route(), "Erased", inner)


def password_link(path: str) -> Markup:
    """Return the page that leads to where a new password is set."""
    inner = markup(
        '<div class="rw-hero"><h1>A new password</h1><p>The next page asks for the one you have and the new one. Every '
        "browser is signed out then, this one too. The link works once.</p></div>"
        '<p><a class="rw-button is-main" href="{path}">Set a new password</a></p><p>{back}</p>',
        path=path,
        back=link(Route("account"), "Leave it as it is"),
    )
    return screen(Route("account"), "A new password", inner, "is-people")


def _alone() -> list[Markup]:
    head = markup(
        '<div class="rw-hero is-low"><h1>Your data</h1><p>Nobody signs in here: this room is yours alone, and whoever '
        "can open this page can do all of it. To share it, invite somebody on the command line:</p>"
        '<pre class="rw-code"><code>rollwith users invite</code></pre>'
        "<p>From the first account on, everybody signs in and sees their own sessions only.</p></div>"
    )
    return [head]


def _signed_in(person: Person, readings: Sequence[Told]) -> list[Markup]:
    facts = (
        ("You sign in as", person.name),
        ("Role", ROLES[person.role]),
        ("Team", person.team or "none; an admin can put you in one"),
    )
    head = markup(
        '<div class="rw-hero is-low"><h1 dir="auto">{shown}</h1></div><dl class="rw-known">{facts}</dl>',
        shown=person.shown,
        facts=join(
            markup('<div><dt>{what}</dt><dd dir="auto">{value}</dd></div>', what=what, value=value)
            for what, value in facts
        ),
    )
    name = form("account_shown", [text_field("The name that others see", "shown", person.shown)], "Change the name")
    ways = markup(
        '<p class="rw-row">{password}{leave}</p>',
        password=button("account_password", "Change the password"),
        leave=button("account_leave", "Sign out everywhere else"),
    )
    leave = para("If you left a browser signed in somewhere, end it from here; this one stays signed in.")
    return [head, section("Your name", name), section("Signing in", leave, ways), _readings(readings)]


def _readings(readings: Sequence[Told]) -> Markup:
    rows = join(
        markup(
            '<li><span class="rw-when">{at}</span><span>{act} <b dir="auto">{who}</b>{what}</span></li>',
            at=moment(told.entry.at),
            act=_DONE.get(told.entry.act, "Read by"),
            who=told.actor.shown if told.actor else "whoever runs this room, or somebody who is gone",
            what=_what_was_read(told),
        )
        for told in readings
    )
    none = para("Nobody has. What you practise is yours alone until you give a session to your trainer.")
    return section("Who read your sessions", markup('<ul class="rw-rows">{rows}</ul>', rows=rows) if rows else none)


_DONE = {AuditAct.EXPORTED.value: "Saved by", AuditAct.COUNTED.value: "Counted by"}


def _what_was_read(told: Told) -> Markup:
    if told.entry.act == AuditAct.EXPORTED.value:
        return markup(": all that is kept of you")
    if told.entry.act == AuditAct.COUNTED.value:
        return markup(": what you gave, in the overview of the team (told once a day)")
    if told.session is None:
        return markup(": a session that is erased since")
    words = f"the session of {moment(told.session.started)}"
    return markup(": {what}", what=link(Route("debrief", told.session.id), words, "rw-textlink"))


def _erase_part(person: Person, confirm: str) -> Markup:
    warning = (
        "All your sessions with every branch of them, notes, disputes, drills, drafts, transcripts, codings, logins "
        "and the account itself are wiped from the log. Nothing brings them back; save them first if you may want "
        "them. "
        "What you made for others stays without your name: what you published, what you asked of a team, and lines "
        "that you brought to the label desk or settled there."
        if person.id
        else "Every session of this room with its notes, disputes and drills is wiped from the log. Nothing brings "
        "them back; save them first if you may want them."
    )
    field = text_field(f"To confirm, type: {confirm}", "typed", longest=100)
    return section(
        "Erase it all",
        para(warning),
        form("account_erase", [field], "Erase everything", "rw-button is-grave"),
        kind="is-grave",
    )
