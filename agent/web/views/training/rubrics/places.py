"""Places: the addresses of the rubric's screens, and the ways between them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.web.routes import Route
from agent.web.views.html import EMPTY, esc, join, markup
from agent.web.views.page import link

HOME = Route("rubrics")
EFFECT, VERSIONS, FILE, DISCARD = (Route("rubrics", what) for what in ("effect", "versions", "file", "discard"))
EVIDENCE, CRITERIA = (Route("rubrics", what) for what in ("evidence", "criteria"))


def place_of_piece(piece: str, name: str) -> Route:
    """Return the form of one code, one check, the evidence rules or the criteria."""
    if piece in ("code", "check"):
        return Route("rubrics", name, more=(("do", piece),))
    return Route("rubrics", piece)


def place_of_key(key: str) -> Route:
    """Return the form that a key of the file stands in; the file itself for one that stands in none."""
    part, _, rest = key.partition(".")
    name = rest.partition(".")[0].partition("[")[0]
    piece = {"codes": "code", "checks": "check", "empathy": "evidence", "empowerment": "evidence"}.get(part, part)
    if (piece in ("code", "check") and name) or piece in ("evidence", "criteria"):
        return place_of_piece(piece, name)
    return FILE


def ways(own: bool, *skip: Route) -> Markup:
    """Return the ways from one screen of the rubric to the others; `own`: there is a draft."""
    shown: Sequence[tuple[Route, str, bool]] = (
        (HOME, "← The rubric", True),
        (EFFECT, "What would my edit change?", own),
        (FILE, "The file", True),
        (VERSIONS, "Versions", True),
        (DISCARD, "Throw my draft away", own),
    )
    parts = [link(place, words, "rw-button") for place, words, may in shown if may and place not in skip]
    return markup('<p class="rw-ways">{parts}</p>', parts=join(parts)) if parts else EMPTY


def coded(text: str) -> Markup:
    """Return text in which what stands between backticks is code."""
    return join(
        markup("<code>{part}</code>", part=part) if at % 2 else esc(part) for at, part in enumerate(text.split("`"))
    )


def spaced(name: str) -> str:
    """Return an id as words."""
    return name.replace("_", " ")
