"""Login pages: what somebody sees before they are in. Plain forms, which work without a script."""

from __future__ import annotations

import base64
from functools import cache
from urllib.parse import quote

from markupsafe import Markup

from agent.accounts.passwords import LONGEST, SHORTEST
from agent.model.practice.account import LONGEST_NAME
from agent.model.practice.person import Person
from agent.web.sheets import packaged_file, style_sheets
from agent.web.views.html import EMPTY, markup
from agent.web.views.page import MARK

SHEETS = ("tokens.css", "entrance.css")


def whole_page(title: str, inner: Markup, wrong: str = "", told: str = "") -> str:
    """Return a whole page.

    Args:
        title: its heading. inner: what stands below. wrong: what went wrong, said first. told: a plain remark.
    """
    return markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} · Roll with Resistance</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="same-origin"><meta name="color-scheme" content="light dark">'
        '<meta name="robots" content="noindex"><link rel="icon" href="{icon}"><style>{styles}</style></head>'
        '<body class="rw-door"><div class="rw-door-in"><header><p class="rw-door-brand">{mark}'
        "<span>Roll <em>with</em> Resistance</span></p>"
        '<p class="rw-door-say">They push. <br>You needn’t push back.</p></header>'
        "<main><h1>{title}</h1>{wrong}{told}{inner}</main></div></body></html>",
        title=title,
        icon=_icon(),
        styles=style_sheets(SHEETS),
        mark=MARK,
        wrong=markup('<p class="rw-door-wrong" role="alert">{text}</p>', text=_spoken(wrong)) if wrong else EMPTY,
        told=markup('<p class="rw-door-told">{text}</p>', text=told) if told else EMPTY,
        inner=inner,
    )


def sign_in_form(root: str, back: str, name: str, *, passwords: bool, outside: bool) -> Markup:
    """Return the ways in.

    Args:
        root: path of the app. back: where to go then. name: as typed before. passwords, outside: which ways there are.
    """
    form = markup(
        '<form method="post" action="{root}/login"><input type="hidden" name="next" value="{back}">'
        '<label for="name">Name</label><input id="name" name="name" value="{name}" required maxlength="{most}" '
        'autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false"{first}>'
        '<label for="password">Password</label><input id="password" name="password" type="password" required '
        'maxlength="{longest}" autocomplete="current-password"{second}>'
        '<button type="submit">Sign in</button></form>',
        root=root,
        back=back,
        name=name,
        most=LONGEST_NAME,
        longest=LONGEST,
        first=EMPTY if name else FOCUS,
        second=FOCUS if name else EMPTY,
    )
    provider = markup(
        '<a class="rw-door-button {kind}" href="{root}/oidc/start?next={back}">Sign in with your organisation</a>',
        root=root,
        back=quote(back, safe="/"),
        kind="is-second" if passwords else "",
    )
    return markup(
        "{form}{between}{provider}{help}",
        form=form if passwords else EMPTY,
        between=markup('<p class="rw-door-or">or</p>') if passwords and outside else EMPTY,
        provider=provider if outside else EMPTY,
        help=HELP if passwords else EMPTY,
    )


def join_form(name: str, shown: str, team: str, action: str) -> Markup:
    """Return the form by which somebody who was invited makes an account; `action` is the address of this page."""
    return markup(
        "<p>{team}You come back to your own sessions with the name and password you choose here.</p>"
        '<form method="post" action="{action}">'
        '<label for="name">Name to sign in with</label><input id="name" name="name" value="{name}" required '
        'maxlength="{most}" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" '
        "autofocus>"
        '<label for="shown">What others call you <small>(may be left empty)</small></label>'
        '<input id="shown" name="shown" value="{shown}" maxlength="{most}" autocomplete="name">'
        '{passwords}<button type="submit">Make my account</button></form>',
        team=markup("You were invited to the team <b>{team}</b>. ", team=team) if team else EMPTY,
        action=action,
        name=name,
        shown=shown,
        most=LONGEST_NAME,
        passwords=_new_password(),
    )


def new_password_form(person: Person, action: str, *, own: bool) -> Markup:
    """Return the form by which somebody sets a new password; with `own` they must know the present one."""
    present = markup(
        '<label for="present">Present password</label><input id="present" name="present" type="password" required '
        'maxlength="{longest}" autocomplete="current-password" autofocus>',
        longest=LONGEST,
    )
    return markup(
        "<p>For <b>{name}</b>. Every browser where you are signed in is signed out.</p>"
        '<form method="post" action="{action}">'
        '<input class="rw-sr" name="name" value="{name}" readonly tabindex="-1" aria-hidden="true" '
        'autocomplete="username">{present}{passwords}<button type="submit">Set the password</button></form>',
        name=person.name,
        action=action,
        present=present if own else EMPTY,
        passwords=_new_password(),
    )


def sign_out_form(root: str, person: Person) -> Markup:
    """Return the form by which one browser is signed out."""
    return markup(
        "<p>You are signed in as <b>{shown}</b>. Other browsers where you are signed in stay so.</p>"
        '<form method="post" action="{root}/logout"><button type="submit">Sign out</button></form>'
        '<p><a href="{root}/">Back to the room</a></p>',
        shown=person.shown,
        root=root,
    )


def way_on(address: str, words: str) -> Markup:
    """Return a link that leads on from a page where nothing else can be done."""
    return markup('<p><a class="rw-door-on" href="{address}">{words}</a></p>', address=address, words=words)


FOCUS = markup(" autofocus")
HELP = markup(
    '<p class="rw-door-help">No account yet, or the password is gone? An admin of this room can send you a link.</p>'
)


def _new_password() -> Markup:
    return markup(
        '<label for="password">New password <small>(at least {shortest} characters; three or four words do well)'
        '</small></label><input id="password" name="password" type="password" required minlength="{shortest}" '
        'maxlength="{longest}" autocomplete="new-password">'
        '<label for="again">The same again</label><input id="again" name="again" type="password" required '
        'minlength="{shortest}" maxlength="{longest}" autocomplete="new-password">',
        shortest=SHORTEST,
        longest=LONGEST,
    )


def _spoken(message: str) -> str:
    """Return what the program says of a mistake as a page says it: sentences, without the word for whoever runs it."""
    parts = [part for part in message.partition(" Mend: ") if part.strip() not in ("", "Mend:")]
    return " ".join(part[:1].upper() + part[1:] for part in parts)


@cache
def _icon() -> str:
    drawn = packaged_file("favicon.svg")
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"
