"""Modes: how a rep chooses when they are told how their lines were read, and what a screen shows by it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from agent.model.practice.terms import ExamTerms, Mode
from agent.model.turn import SessionInfo
from agent.web.views.html import EMPTY, join, markup, plural

TITLES = {Mode.PRACTICE: "Practice", Mode.CALM: "Calm", Mode.EXAM: "Exam"}
WHEN = {
    Mode.PRACTICE: "You see what each line did as soon as it is said.",
    Mode.CALM: "Just the two of you talking; what a line did is shown only when you ask.",
    Mode.EXAM: "Nothing until the end, then a score.",
}
"""What stands on the card of each mode."""

FORM = "rw-begin"
"""Id of the form by which a conversation is begun; the cards of the modes belong to it."""


class Telling(StrEnum):
    """What a screen tells of how lines were read."""

    ALL = "all"
    ASKED = "asked"
    NONE = "none"


@dataclass(frozen=True)
class ExamOffer:
    """What the brief says of the exam with this customer.

    Attributes:
        used: attempts that count. open: it is begun and not over, at this many lines; None where it is not.
    """

    terms: ExamTerms
    used: int
    open: int | None = None

    @property
    def closed(self) -> bool:
        """No attempt is left, and none is open."""
        return self.open is None and self.used >= self.terms.attempts


def telling(info: SessionInfo) -> Telling:
    """Return what may be shown of a session: all of it once it is over and its rep has rated themself, or would not."""
    over = info.finished and (info.rated or not info.turns)
    if info.mode is Mode.PRACTICE or over:
        return Telling.ALL
    return Telling.ASKED if info.mode is Mode.CALM else Telling.NONE


def tells(info: SessionInfo) -> bool:
    """Say whether anything of how lines were read may be shown."""
    return telling(info) is not Telling.NONE


def may_rewind(info: SessionInfo) -> bool:
    """Say whether a way back to an earlier turn is offered; the room refuses it all the same."""
    return info.mode is not Mode.EXAM


def mode_cards(chosen: Mode, offer: ExamOffer) -> Markup:
    """Return the three modes to choose from, as radio cards of the form that begins the conversation."""
    chosen = Mode.PRACTICE if chosen is Mode.EXAM and offer.closed else chosen
    cards = join(
        markup(
            '<label class="rw-mode"><input type="radio" name="mode" value="{value}" form="{form}"{checked}{disabled}>'
            "<span><b>{title}</b> {when}{more}</span></label>",
            value=mode.value,
            form=FORM,
            checked=markup(" checked") if mode is chosen else EMPTY,
            disabled=markup(" disabled") if mode is Mode.EXAM and offer.closed else EMPTY,
            title=TITLES[mode],
            when=WHEN[mode],
            more=_exam_terms(offer) if mode is Mode.EXAM else EMPTY,
        )
        for mode in Mode
    )
    return markup(
        '<fieldset class="rw-modes"><legend>When do you want to hear how it went?</legend>{cards}</fieldset>',
        cards=cards,
    )


def _exam_terms(offer: ExamOffer) -> Markup:
    terms = offer.terms
    asks = f"{plural(terms.most_lines, 'line')}, passed from {terms.pass_mark} of 100, no going back."
    if offer.open is not None:
        stands = f"Yours is open at {plural(offer.open, 'line')}: you go on there."
    elif offer.closed:
        stands = f"All {terms.attempts} attempts are used." if terms.attempts > 1 else "The one attempt is used."
    else:
        stands = f"Attempts used: {offer.used} of {terms.attempts}."
    return markup("<small>{asks} {stands}</small>", asks=asks, stands=stands)


def ending_of(info: SessionInfo) -> str:
    """Return what is asked before a conversation is ended by hand."""
    if info.mode is not Mode.EXAM:
        return "End the conversation here and read the debrief? It can still be rewound later."
    return "End the exam here? You cannot go back into it, and one that ends before half of its lines is not passed."


def side(info: SessionInfo, panel: Markup, opened: bool = False) -> Markup:
    """Return what stands beside the transcript: the panel, the panel folded, or how far the exam has come."""
    told = telling(info)
    if told is Telling.ALL:
        return panel
    if told is Telling.ASKED:
        return markup(
            '<details class="rw-asked"{opened}><summary>Show me where they stand</summary>{panel}</details>',
            opened=markup(" open") if opened else EMPTY,
            panel=panel,
        )
    return _exam_side(info)


def _exam_side(info: SessionInfo) -> Markup:
    terms = info.terms or ExamTerms()
    said = min(info.turns, terms.most_lines)
    line = "Over" if info.finished or said == terms.most_lines else f"Line {said + 1} of {terms.most_lines}"
    return markup(
        '<aside class="rw-exam-side" aria-label="Exam"><h2>Exam</h2><p class="rw-exam-line">{line}</p>'
        '<progress max="{most}" value="{said}" aria-label="Lines said"></progress>'
        "<p>Passed from {mark} of 100. What your lines did, you hear at the end.</p></aside>",
        line=line,
        most=terms.most_lines,
        said=said,
        mark=terms.pass_mark,
    )


def on_demand(told: Markup, of: str) -> Markup:
    """Return something folded that tells nothing until it is opened. `of`: what it is about, for a screen reader."""
    return markup(
        '<details class="rw-slip is-asked"><summary>Show me<span class="rw-sr"> {of}</span></summary>'
        '<div class="rw-slip-body">{told}</div></details>',
        of=of,
        told=told,
    )
