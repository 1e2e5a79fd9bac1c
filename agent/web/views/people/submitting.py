"""Submitting: what stands on a debrief or in a row of the history so that a session can be given to a trainer."""

from __future__ import annotations

from markupsafe import Markup

from agent.model.turn import SessionInfo
from agent.runtime.personal.people.submitting import Offer
from agent.web.views.html import EMPTY, markup
from agent.web.views.page import button
from agent.web.views.people.fields import moment

SEES = (
    "They see this conversation word by word, how each line was read, the debrief, your rating of yourself and what "
    "you disputed. They do not see your other sessions, nor a branch of this one, and they cannot change anything. You "
    "see when they read it, and you can take it back."
)


def submitting(info: SessionInfo, offer: Offer | None, asked: str = "") -> Markup:
    """Return the part of a debrief by which a session is given to one's trainer, or taken back; nothing without one.

    `asked`: title of the assignment that it is handed in for, if any.
    """
    if offer is None:
        return EMPTY
    if info.submitted is not None:
        handed = f"It is handed in for “{asked}”. " if asked else ""
        told = f"{handed}You gave this session to {_trainers(offer)} on {moment(info.submitted)}. "
        act = button("take_back", "Take it back", "rw-button", session=info.id)
        return _part("Given to your trainer", told + SEES, act)
    if not offer.open:
        return _part("Only you can read this", offer.why, EMPTY)
    told = f"Nobody else can read this session. If you give it, it goes to {_trainers(offer)}. {SEES}"
    if asked:
        told = f"This session was asked of you: “{asked}”. It is not handed in before you give it. {told}"
        return _part("Not handed in yet", told, button("submit", "Hand it in", "rw-button is-main", session=info.id))
    return _part("Only you can read this", told, button("submit", "Give this to my trainer", session=info.id))


def handing_in(info: SessionInfo, offer: Offer | None, asked: str) -> Markup:
    """Return what stands on top of a debrief whose session is asked for and not handed in yet; else nothing.

    `asked`: title of the assignment, or empty.
    """
    if offer is None or not offer.open or info.submitted is not None or not asked:
        return EMPTY
    return markup(
        '<section class="rw-notice is-plain is-owed" aria-label="Not handed in yet"><p dir="auto">{told}</p>'
        '<p class="rw-row">{act}</p></section>',
        told=f"This session was asked of you: “{asked}”. It is not handed in yet. What your trainer would see is told "
        "at the end of this page.",
        act=button("submit", "Hand it in", "rw-button is-main", session=info.id),
    )


def submitted_mark(info: SessionInfo) -> Markup:
    """Return the word for a row of the history that says who can read a session; nothing while it is private."""
    if info.submitted is None:
        return EMPTY
    return markup('<span class="rw-chip is-given">Given to your trainer</span>')


def submitting_button(info: SessionInfo, offer: Offer | None) -> Markup:
    """Return the button alone, for a row of the history: the debrief tells what a trainer sees."""
    if offer is None or not (offer.open or info.submitted):
        return EMPTY
    if info.submitted is not None:
        return button("take_back", "Take it back from my trainer", "rw-quiet", session=info.id)
    return button("submit", "Give this to my trainer", "rw-quiet", session=info.id)


def _part(title: str, told: str, act: Markup) -> Markup:
    return markup(
        '<section class="rw-part is-given"><h2>{title}</h2><p dir="auto">{told}</p>'
        '<p class="rw-row">{act}</p></section>',
        title=title,
        told=told,
        act=act,
    )


def _trainers(offer: Offer) -> str:
    if not offer.readers:
        return "whoever comes to train your team (it has no trainer yet)"
    return " and ".join(offer.readers) if len(offer.readers) < 3 else ", ".join(offer.readers)
