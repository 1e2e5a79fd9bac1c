"""Reading: somebody else's session as a trainer reads it. What the server would refuse is not offered."""

from __future__ import annotations

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.web.routes import Route
from agent.web.updates import Updates
from agent.web.views.conversation import YOU_ENDED, YOUR_TASK
from agent.web.views.html import join, markup
from agent.web.views.page import link
from agent.web.views.panel import LAST_LINE

MAY = frozenset({"more", "export", "share_ask"})
"""Acts that somebody may do with a session that they only read; whatever else a page offers is left out."""


def read_only(part: Markup, owner: Person) -> Markup:
    """Return finished markup without the buttons and forms that act on the session, and with its owner's name.

    What a page says to the rep of their lines, it says of them to whoever only reads.
    """
    bare = _without("form", _without("button", part))
    name = markup("<bdi>{name}</bdi>", name=owner.shown)
    for to_them, of_them in (
        (markup('<p class="rw-name">You</p>'), markup('<p class="rw-name" dir="auto">{name}</p>', name=owner.shown)),
        (LAST_LINE, markup("<h2>The last line of {name}</h2>", name=name)),
        (YOUR_TASK, markup("<summary>The task of {name}</summary>", name=name)),
        (YOU_ENDED, markup("<span>{name} ended this conversation.</span>", name=name)),
        (markup("<h2>Your best line</h2>"), markup("<h2>The best line of {name}</h2>", name=name)),
        (markup("<h2>Your costliest line</h2>"), markup("<h2>The costliest line of {name}</h2>", name=name)),
    ):
        bare = bare.replace(to_them, of_them)
    return bare


def updates_of(updates: Updates, owner: Person | None) -> Updates:
    """Return updates as somebody sees them who only reads the session; as they are where it is one's own (None)."""
    if owner is None:
        return updates
    read = {name: read_only(part, owner) if isinstance(part, Markup) else part for name, part in updates.items()}
    if read.get("side"):  # a panel that scrolls must hold something that the keyboard can reach
        read["side"] = join([read["side"], link(Route("team"), "Back to the team", "rw-textlink")])
    place = next((name for name in ("head", "page") if read.get(name)), None)
    return read | {place: join([whose(owner), read[place]])} if place else read


def whose(owner: Person) -> Markup:
    """Return the line that says whose session this is."""
    return markup(
        '<p class="rw-foreign" role="note">You are reading a session of <b dir="auto">{name}</b>, who gave it to their '
        "trainers. It is written to them, and they see that you read it. {back}</p>",
        name=owner.shown,
        back=link(Route("team"), "Back to the team", "rw-textlink"),
    )


def _without(tag: str, part: Markup) -> Markup:
    """Take out each element of a kind that asks for an act which is not among `MAY`. Ours do not nest."""
    first, *rest = part.split(f"<{tag} ")
    kept = [first]
    for piece in rest:
        head, _, _ = piece.partition(">")
        act = str(head.partition('data-act="')[2].partition('"')[0])
        _, closed, after = piece.partition(f"</{tag}>")
        refused = act and act not in MAY and closed
        kept.append(after if refused else markup("<{tag} {piece}", tag=tag, piece=piece))
    return join(kept)
