"""First moment: one remark of a customer, three ways to answer it, and what each of them moves."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from agent.model.persona import Persona
from agent.runtime.personal.first_moment import Tried
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import button, link, screen
from agent.web.views.portrait import portrait
from agent.web.views.receipts import digest, graded_instead, receipt_body, rep_line


@dataclass(frozen=True)
class Answer:
    """A way to answer that is offered. `key`: its name on the page. `line`: the words."""

    key: str
    line: str


@dataclass(frozen=True)
class Remark:
    """A remark to be answered.

    Attributes:
        persona: id of whoever makes it. said: their words, one of their openings.
        scene: what the rep must know to answer, and no more. answers: the three ways, best last.
    """

    persona: str
    said: str
    scene: str
    answers: tuple[Answer, ...]


MOMENT = Remark(
    persona="ailsa_drummond",
    said="I got your PDF. Four pages. I've had longer crisp packets.",
    scene="She runs a laboratory that tests drinking water. She asked your company for the complete log of a system "
    "she is meant to trust, and was sent a summary. You have her for half an hour, and she has just sat down.",
    answers=(
        Answer(
            "tell",
            "The summary covers everything that matters. You should let me walk you through it, and you'll see the "
            "system is better than people say.",
        ),
        Answer("please", "You're right, it's awful, I'm so sorry. Whatever you want, you'll have it tomorrow."),
        Answer(
            "hear",
            "You asked for the whole record, and four pages told you how seriously we took that. Where we go from here "
            "is up to you.",
        ),
    ),
)
"""Played by the mildest customer that ships, with her own first words. The answers were tried on the embedded grader:
the first raises resistance, the second moves nothing and feeds the next demand, the third lowers it."""

OWN = "own"
"""Name on the page of the line that the rep writes."""


def moment_of(personas: Mapping[str, Persona]) -> Remark | None:
    """Return the moment, or None in a room whose trainer left that customer out or gave her other first words."""
    persona = personas.get(MOMENT.persona)
    return MOMENT if persona is not None and MOMENT.said in persona.openings else None


def invitation(moment: Remark | None) -> Markup:
    """Return what leads somebody who has no session yet to their first moment; nothing where there is none."""
    if moment is None:
        return EMPTY
    return markup(
        '<div class="rw-invite"><div><h2>New here?</h2><p>Answer one remark, and see what your words do to the person '
        "who made it. Nothing is kept.</p></div>{go}</div>",
        go=link(Route("first"), "Try it: one minute", "rw-button is-main"),
    )


def first_moment(
    persona: Persona, moment: Remark, tried: Mapping[str, Tried], latest: str = "", refused: str = ""
) -> Markup:
    """Return the screen of the first moment.

    Args:
        tried: what came of each answer so far, by its key. latest: the key of the newest one, which is given the focus.
        refused: why the newest one was not taken.
    """
    parts = [_option(answer, tried, latest) for answer in moment.answers]
    inner = markup(
        '<div class="rw-hero is-low"><h1>One remark. How would you answer?</h1><p>{scene}</p></div>'
        '<div class="rw-first-said">{portrait}<div class="rw-said"><p class="rw-name">{name}, {role}</p>'
        '<p class="rw-text">{said}</p></div></div>'
        '<h2 id="rw-first-how">{ask}</h2><ol class="rw-first-ways" aria-labelledby="rw-first-how">{ways}</ol>{own}{on}',
        scene=moment.scene,
        portrait=portrait(persona),
        name=persona.name,
        role=persona.role,
        said=moment.said,
        ask=_ask(len([answer for answer in moment.answers if answer.key in tried]), len(moment.answers)),
        ways=join(parts),
        own=_own_words(tried, latest, refused),
        on=_on(persona, bool(tried)),
    )
    return screen(Route("first"), "Your first minute", inner, "is-first")


def _ask(seen: int, offered: int) -> str:
    if seen == 0:
        return "Tap one. You may try them all."
    return "Now another, to compare." if seen < offered else "What each of them moves"


def _option(answer: Answer, tried: Mapping[str, Tried], latest: str) -> Markup:
    found = tried.get(answer.key)
    if found is not None:
        return markup("<li>{said}</li>", said=_outcome(found, answer.key == latest))
    kept = " ".join(key for key in tried if key != OWN)
    return markup(
        "<li>{way}</li>", way=button("first_try", answer.line, "rw-first-way", way=answer.key, tried=kept, wait="yes")
    )


def _outcome(found: Tried, focus: bool) -> Markup:
    """Return a line that was tried, its words marked, with its receipt below; the newest takes the focus."""
    return markup(
        '<div class="rw-first-told"{focus}><p class="rw-text" dir="auto">{line}</p>'
        '<p class="rw-first-digest">{digest}</p><p class="rw-first-meter">{moved}</p>'
        "<details{open}><summary>Why</summary>{body}</details>{warning}</div>",
        focus=markup(' tabindex="-1" data-focus="{once}"', once=secrets.token_hex(4)) if focus else EMPTY,
        line=rep_line(found.line, found.verdict, found.receipt),
        digest=digest(found.verdict, found.receipt),
        moved=_moved(found),
        open=markup(" open") if focus else EMPTY,
        body=receipt_body(found.verdict, found.receipt, found.persona, found.rubric),
        warning=graded_instead(found.verdict),
    )


def _moved(found: Tried) -> str:
    """Return in words what the line moved."""
    if found.verdict.ungraded is not None:
        return "It could not be read, so nothing moved."
    before, after = found.before, found.after
    change = found.receipt.resistance
    lead = "They close up a little" if change > 0 else "They open a little" if change < 0 else "They stay put"
    told = [_from_to("resistance", before.resistance, after.resistance), _from_to("trust", before.trust, after.trust)]
    told += (
        [_from_to("pressure to give more", before.scope_pressure, after.scope_pressure)] if after.scope_pressure else []
    )
    return f"{lead}: {', '.join(told)}; each goes from 0 to 10."


def _from_to(name: str, before: float, after: float) -> str:
    return f"{name} {before:.1f}" + ("" if before == after else f" → {after:.1f}")


def _own_words(tried: Mapping[str, Tried], latest: str, refused: str) -> Markup:
    """Return the box for a line of the rep's own, once they have seen what an answer does."""
    if not tried and not refused:
        return EMPTY
    kept = " ".join(key for key in tried if key != OWN)
    found = tried.get(OWN)
    return markup(
        '<section class="rw-first-own"><h2>And in your own words?</h2>{told}{refused}'
        '<form data-act="first_own" data-tried="{kept}" data-wait="yes">'
        '<label for="rw-first-line">Your answer to her</label>'
        '<textarea id="rw-first-line" name="line" rows="3" maxlength="1000" required></textarea>'
        '<button type="submit" class="rw-button">See what it moves</button></form></section>',
        told=_outcome(found, latest == OWN) if found else EMPTY,
        refused=markup('<p class="rw-notice" role="alert">{why}</p>', why=refused) if refused else EMPTY,
        kept=kept,
    )


def _on(persona: Persona, seen: bool) -> Markup:
    return markup(
        '<div class="rw-go">{start}<p>{told}</p></div>',
        start=link(
            Route("brief", persona.id), f"Now meet {persona.name}", "rw-button is-main" if seen else "rw-button"
        ),
        told="A whole talk, at your own pace. It is kept, and only you see it.",
    )
