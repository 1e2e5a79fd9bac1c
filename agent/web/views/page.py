"""Page: what stands around every screen. Links carry `data-go`, so that `room.js` turns them without a reload."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.practice.person import Person, Role
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup


def link(place: Route, inner: str, kind: str = "") -> Markup:
    """Return a link to a screen around text or finished markup."""
    return markup(
        '<a class="{kind}" href="{address}" data-go="{address}">{inner}</a>',
        kind=kind,
        address=place.search or "?",
        inner=inner,
    )


def button(act: str, inner: str, kind: str = "rw-button", **detail: str | int) -> Markup:
    """Return a button around text or markup that asks the server for an act; `detail` travels with it as text."""
    data = join(markup(' data-{key}="{value}"', key=key, value=value) for key, value in detail.items())
    return markup(
        '<button type="button" class="{kind}" data-act="{act}"{data}>{inner}</button>',
        kind=kind,
        act=act,
        data=data,
        inner=inner,
    )


def header(speaks: str, calm: bool, person: Person) -> Markup:
    """Return the bar on top: the name, the places to go, who is signed in, and which engine speaks.

    Args:
        speaks: the engine in words. calm: it is the built-in one, so nothing leaves this machine.
    """
    return markup(
        '<a class="rw-skip" href="#rw-main">Skip to the content</a>'
        '<header class="rw-bar"><div class="rw-bar-in">{brand}<nav aria-label="Main">{places}</nav>'
        '<span class="rw-engine {kind}"><i aria-hidden="true"></i>{speaks}</span>{account}</div></header>',
        brand=link(Route(), markup("{mark}<span>Roll <em>with</em> Resistance</span>", mark=MARK), "rw-brand"),
        places=join(link(place, words, "rw-nav") for place, words, role in PLACES if _is_shown(place, role, person)),
        kind="is-calm" if calm else "is-model",
        speaks=speaks,
        account=_account(person),
    )


def _is_shown(place: Route, role: Role, person: Person) -> bool:
    """Say whether the way to a place is shown; to a trainer the workshop is the way to the label desk."""
    if place.view == "desk" and person.may(Role.TRAINER):
        return False
    return person.may(role) and (bool(person.id) or place.view not in OF_A_TEAM)


def _account(person: Person) -> Markup:
    """Return the menu of who is signed in; in a room without accounts, the way to what is kept of them."""
    if not person.id:
        return link(Route("account"), "Your data", "rw-nav rw-yours")
    places = join(
        markup("<li>{place}</li>", place=link(place, words, "rw-nav"))
        for place, words, role in ACCOUNT_PLACES
        if person.may(role)
    )
    return markup(
        '<details class="rw-account"><summary>{shown}</summary><div><ul>{places}</ul>'
        '<form method="post" action="{out}"><button type="submit" class="rw-quiet">Sign out</button></form>'
        "</div></details>",
        shown=person.shown,
        places=places,
        out=SIGN_OUT,
    )


def footer(facts: Sequence[tuple[str, str]]) -> Markup:
    """Return the foot of the page: (what, value) pairs, such as where the data lives."""
    rows = join(markup("<div><dt>{name}</dt><dd>{value}</dd></div>", name=name, value=value) for name, value in facts)
    return markup('<footer class="rw-foot"><dl>{rows}</dl></footer>', rows=rows)


def screen(place: Route, title: str, inner: Markup, kind: str = "") -> Markup:
    """Return a whole screen, labelled with its address and title for `room.js`."""
    return markup(
        '<main id="rw-main" class="rw-screen {kind}" tabindex="-1" data-url="{address}" data-title="{title}">'
        "{inner}</main>",
        kind=kind,
        address=place.search or "?",
        title=title,
        inner=inner,
    )


def not_here(why: str, place: Route) -> Markup:
    """Return the screen that stands where none can be shown: why, and a way on."""
    inner = markup(
        '<div class="rw-hero"><h1>That is not here</h1><p>{why}</p></div><p>{go}</p>',
        why=why,
        go=link(place, "Go on", "rw-button is-main"),
    )
    return screen(Route(), "Not here", inner)


def notice(text: str, kind: str = "is-plain") -> Markup:
    """Return a message to the rep, or nothing for an empty one."""
    if not text:
        return EMPTY
    return markup('<div class="rw-notice {kind}" role="alert">{text}</div>', kind=kind, text=text)


def waiting(text: str) -> Markup:
    """Return what stands while something is written."""
    return markup('<p class="rw-wait" role="status">{text}</p>', text=text)


PLACES: tuple[tuple[Route, str, Role], ...] = (
    (Route(), "Practice", Role.REP),
    (Route("drills"), "Drills", Role.REP),
    (Route("history"), "Past sessions", Role.REP),
    (Route("team-home"), "Team", Role.TRAINER),
    (Route("desk"), "Label desk", Role.LABELLER),
    (Route("workshop"), "Workshop", Role.TRAINER),
)
"""Where the bar on top leads, and who is shown the way."""

OF_A_TEAM = frozenset({"team-home"})
"""Places that are empty where nobody signs in: nobody is anybody's trainer there."""

ACCOUNT_PLACES: tuple[tuple[Route, str, Role], ...] = (
    (Route("account"), "Your account", Role.REP),
    (Route("desk"), "Label desk", Role.LABELLER),
    (Route("people"), "People", Role.ADMIN),
    (Route("audit"), "Who read what", Role.ADMIN),
)
"""Where the menu of whoever is signed in leads, and who is shown the way."""

SIGN_OUT = "logout"
"""Address of signing out, from the page; a POST."""

LOADING = markup(
    '<main id="rw-main" class="rw-screen is-opening" tabindex="-1" aria-busy="true"><p role="status">Opening the room …'
    "</p></main>"
)
"""The first screen, before the page has said which it wants."""

MARK = markup(
    '<svg class="rw-logo" viewBox="0 0 40 24" aria-hidden="true" focusable="false">'
    '<path d="M2 17C8 17 9 5 16 5s8 12 14 12c4 0 6-3 8-6" fill="none" stroke="currentColor" stroke-width="3.2" '
    'stroke-linecap="round"/></svg>'
)
"""The sign: a wave that breaks and rolls on."""
