"""People: everybody who may come in, and one of them, as an admin looks after them. No session is told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.model.practice.account import Account, Invitation
from agent.model.practice.person import Role
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import button, link, screen
from agent.web.views.people.fields import ROLES, choice_field, form, moment, para, role_field, section, text_field

PAGE = 50
"""People on one page."""

WAITING = 50
"""Open invitations that are shown."""


def people(
    accounts: Sequence[Account], counts: Mapping[str, int], waiting: Sequence[Invitation], start: int, made: str = ""
) -> Markup:
    """Return the list of people with the way to invite more.

    Args:
        accounts: all of them. counts: sessions by person id. waiting: links that were not used yet.
        start: how many come before those on this page. made: path of a link that was made just now.
    """
    shown = accounts[start : start + PAGE]
    rows = join(_person_row(one, counts.get(one.person.id, 0)) for one in shown)
    inner = markup(
        '<div class="rw-hero is-low"><h1>People</h1><p>{count}. What they practise is theirs: nobody reads a session '
        "before it is given to a trainer, an admin neither.</p></div>{made}{invite}"
        '<ul class="rw-rows is-people-list">{rows}</ul><p class="rw-pages">{newer}{older}</p>{waiting}',
        count=plural(len(accounts), "account"),
        made=link_once(made, "Whoever opens this link makes an account with it.") if made else EMPTY,
        invite=_invite(),
        rows=rows,
        newer=link(Route("people", start=max(0, start - PAGE)), "← Back", "rw-button") if start else EMPTY,
        older=link(Route("people", start=start + PAGE), "On →", "rw-button") if len(accounts) > start + PAGE else EMPTY,
        waiting=_waiting(waiting),
    )
    return screen(Route("people", start=start), "People", inner, "is-people")


def one_person(account: Account, sessions: int, made: str = "") -> Markup:
    """Return the page of one account, with all that an admin may do to it."""
    person = account.person
    told = (
        ("Signs in as", person.name + (" (by the outside provider)" if account.outside else "")),
        ("Since", moment(account.made)),
        ("Last seen", moment(account.seen)),
        ("Sessions", str(sessions)),
    )
    head = markup(
        '<p class="rw-back">{back}</p><div class="rw-hero is-low"><h1 dir="auto">{shown}</h1></div>'
        '<dl class="rw-known">{told}</dl>{made}',
        back=link(Route("people"), "← People"),
        shown=person.shown,
        told=join(
            markup('<div><dt>{what}</dt><dd dir="auto">{value}</dd></div>', what=what, value=value)
            for what, value in told
        ),
        made=link_once(made, "With it they set a new password; the old one stands until then.") if made else EMPTY,
    )
    parts = [
        head,
        _change_part(account),
        *([] if account.outside else [_reset(account)]),
        _data(account),
        _erase_form(account),
    ]
    return screen(Route("people", person.name), person.shown, join(parts), "is-people")


def link_once(path: str, use: str) -> Markup:
    """Return a link that is shown this once, with a button that copies it; `room.js` makes the whole address of it."""
    return markup(
        '<div class="rw-once" role="status"><p><b>The link, shown this once.</b> {use} It works once, for seven days.'
        '</p><p class="rw-row"><label class="rw-field"><span>Link</span><input type="text" readonly data-path="{path}" '
        'value="{path}"></label><button type="button" class="rw-button" data-copy>Copy</button></p></div>',
        use=use,
        path=path,
    )


def _invite() -> Markup:
    team = text_field("Team", "team", hint="Trainers read what their own team submits. It may stay empty.")
    fields = [role_field(Role.REP), team]
    return section("Invite somebody", form("people_invite", fields, "Make a link", "rw-button is-main"))


def _person_row(account: Account, sessions: int) -> Markup:
    person = account.person
    inner = markup(
        '<b dir="auto">{shown}<small>{name}</small></b><span>{role}<small dir="auto">{team}</small></span>'
        "<span>{active}<small>{seen}</small></span><span>{sessions}</span>",
        shown=person.shown,
        name=person.name,
        role=ROLES[person.role],
        team=person.team or "no team",
        active="Active" if person.active else "May not sign in",
        seen=f"seen {moment(account.seen)}",
        sessions=plural(sessions, "session"),
    )
    return markup("<li>{row}</li>", row=link(Route("people", person.name), inner, "rw-person"))


def _waiting(waiting: Sequence[Invitation]) -> Markup:
    if not waiting:
        return EMPTY
    rows = join(
        markup(
            '<li><span>{what}<small dir="auto">{team}, until {until}</small></span>{withdraw}</li>',
            what="A new password" if one.person else f"A new {one.role.value}",
            team=one.team or "no team",
            until=moment(one.until),
            withdraw=button("people_withdraw", "Withdraw", "rw-button", invitation=one.id),
        )
        for one in waiting[:WAITING]
    )
    return section("Links that wait to be used", markup('<ul class="rw-rows">{rows}</ul>', rows=rows))


def _change_part(account: Account) -> Markup:
    person = account.person
    fields = [
        role_field(person.role),
        text_field("Team", "team", person.team),
        choice_field("May sign in", "active", [("yes", "Yes"), ("no", "No")], "yes" if person.active else "no"),
    ]
    note = "Whoever may not sign in is signed out at once; what they practised stays, and they may be let in again."
    return section("Role and team", form("people_change", fields, "Save", name=person.name), para(note))


def _reset(account: Account) -> Markup:
    made = button("people_reset", "Make a link for a new password", name=account.person.name)
    return section("Password", made)


def _data(account: Account) -> Markup:
    note = (
        "At their request: one file with all that is kept of them, their private sessions as well. That you saved it "
        "stands in the audit, and they see it on their account page."
    )
    return section("Their data", para(note), button("people_data", "Save it as a file", name=account.person.name))


def _erase_form(account: Account) -> Markup:
    name = account.person.name
    note = "Their sessions with every branch, notes, disputes, drills, logins and the account are wiped for good."
    field = text_field(f"To confirm, type: {name}", "typed", longest=100)
    erase = form("people_erase", [field], "Erase this person", "rw-button is-grave", name=name)
    return section("Erase", para(note), erase, kind="is-grave")
