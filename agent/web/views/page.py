"""Frame: what stands around every screen. Links carry `data-go`, so that `room.js` turns them without a reload."""

from __future__ import annotations

from collections.abc import Sequence

from agent.web.routes import Route
from agent.web.views.html import esc, join


def link(place: Route, inner: str, kind: str = "") -> str:
    """Return a link to a screen around finished markup."""
    address = esc(place.search or "?")
    return f'<a class="{esc(kind)}" href="{address}" data-go="{address}">{inner}</a>'


def button(act: str, inner: str, kind: str = "rw-button", **detail: object) -> str:
    """Return a button that asks the server for an act; `detail` travels with it as text."""
    data = join(f' data-{esc(key)}="{esc(value)}"' for key, value in detail.items())
    return f'<button type="button" class="{esc(kind)}" data-act="{esc(act)}"{data}>{inner}</button>'


def header(speaks: str, calm: bool) -> str:
    """Return the bar on top: the name, the two places to go, and which engine speaks.

    Args:
        speaks: the engine in words. calm: it is the built-in one, so nothing leaves this machine.
    """
    badge = (
        f'<span class="rw-engine {"is-calm" if calm else "is-model"}"><i aria-hidden="true"></i>{esc(speaks)}</span>'
    )
    return (
        '<a class="rw-skip" href="#rw-main">Skip to the content</a>'
        '<header class="rw-bar"><div class="rw-bar-in">'
        + link(Route(), f"{MARK}<span>Roll <em>with</em> Resistance</span>", "rw-brand")
        + '<nav aria-label="Main">'
        + link(Route(), "Practice", "rw-nav")
        + link(Route("history"), "Past sessions", "rw-nav")
        + f"</nav>{badge}</div></header>"
    )


def footer(facts: Sequence[tuple[str, str]]) -> str:
    """Return the foot of the page: (what, value) pairs, such as where the data lives."""
    rows = join(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>" for name, value in facts)
    return f'<footer class="rw-foot"><dl>{rows}</dl></footer>'


def screen(place: Route, title: str, inner: str, kind: str = "") -> str:
    """Return a whole screen, labelled with its address and title for `room.js`."""
    return (
        f'<main id="rw-main" class="rw-screen {esc(kind)}" tabindex="-1" data-url="{esc(place.search or "?")}" '
        f'data-title="{esc(title)}">{inner}</main>'
    )


def notice(text: str, kind: str = "is-plain") -> str:
    """Return a message to the rep, or nothing for an empty one."""
    return f'<div class="rw-notice {esc(kind)}" role="alert">{esc(text)}</div>' if text else ""


MARK = (
    '<svg class="rw-logo" viewBox="0 0 40 24" aria-hidden="true" focusable="false">'
    '<path d="M2 17C8 17 9 5 16 5s8 12 14 12c4 0 6-3 8-6" fill="none" stroke="currentColor" stroke-width="3.2" '
    'stroke-linecap="round"/></svg>'
)
"""The sign: a wave that breaks and rolls on."""
