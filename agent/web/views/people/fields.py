"""Fields: forms as the pages about people use them. `room.js` sends a form with `data-act` to the act of that name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from agent.model.practice.person import Role
from agent.web.views.html import EMPTY, join, markup

ROLES = {Role.REP: "Rep", Role.LABELLER: "Labeller", Role.TRAINER: "Trainer", Role.ADMIN: "Admin"}
"""Roles as people read them."""


KEPT = markup('<p class="rw-kept" role="status" data-kept></p>')
"""First in a form whose fields `drafts.js` keeps until the server has taken them; there it says what it put back."""


def form(
    act: str, parts: Sequence[Markup], submit: str, kind: str = "rw-button", kept: bool = False, **detail: str
) -> Markup:
    """Return a form that asks for an act; `detail` travels with it. `kept`: what is typed survives leaving the page."""
    return markup(
        '<form class="rw-form" data-act="{act}"{detail}>{kept}{parts}'
        '<button type="submit" class="{kind}">{submit}</button></form>',
        act=act,
        detail=join(markup(' data-{key}="{value}"', key=key, value=value) for key, value in detail.items()),
        kept=KEPT if kept else EMPTY,
        parts=join(parts),
        kind=kind,
        submit=submit,
    )


def text_field(label: str, name: str, value: str = "", longest: int = 64, hint: str = "") -> Markup:
    """Return a field for one line of text under its label."""
    return markup(
        '<label class="rw-field"><span>{label}</span>'
        '<input type="text" name="{name}" value="{value}" maxlength="{longest}" autocomplete="off" spellcheck="false">'
        "{hint}</label>",
        label=label,
        name=name,
        value=value,
        longest=longest,
        hint=markup("<small>{hint}</small>", hint=hint) if hint else "",
    )


def choice_field(label: str, name: str, choices: Sequence[tuple[str, str]], chosen: str) -> Markup:
    """Return a field to choose one of some (value, words) under its label."""
    options = join(
        markup(
            '<option value="{value}"{now}>{words}</option>',
            value=value,
            words=words,
            now=markup(" selected") if value == chosen else "",
        )
        for value, words in choices
    )
    return markup(
        '<label class="rw-field"><span>{label}</span><select name="{name}">{options}</select></label>',
        label=label,
        name=name,
        options=options,
    )


def role_field(chosen: Role) -> Markup:
    """Return a field to choose a role."""
    return choice_field("Role", "role", [(role.value, words) for role, words in ROLES.items()], chosen.value)


def section(title: str, *parts: Markup, kind: str = "") -> Markup:
    """Return a part of a page under its heading."""
    return markup(
        '<section class="rw-part {kind}"><h2>{title}</h2>{parts}</section>', kind=kind, title=title, parts=join(parts)
    )


def para(text: str) -> Markup:
    """Return a paragraph."""
    return markup("<p>{text}</p>", text=text)


def moment(at: datetime | None) -> str:
    """Return a time as this machine's clock had it."""
    return at.astimezone().strftime("%d %b %Y, %H:%M") if at else "not lately"
