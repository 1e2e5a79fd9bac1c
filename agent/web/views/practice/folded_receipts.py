"""Folded receipts: the receipt below a line of the transcript, folded, with what may be done about the line."""

from __future__ import annotations

from markupsafe import Markup

from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.turn import SessionInfo
from agent.web.views.html import EMPTY, markup
from agent.web.views.page import button
from agent.web.views.panel import LastLine
from agent.web.views.practice.modes import Telling, may_rewind, on_demand, telling
from agent.web.views.practice.rewording import reword_button
from agent.web.views.receipts import digest, graded_instead, receipt_body, rep_line


def slip(persona: Persona, rubric: Rubric, number: int, last: LastLine, info: SessionInfo) -> Markup:
    """Return the receipt of a whole turn, folded; where the rep is told on demand, the fold does not tell it either."""
    back = button("rewind", "Go back and say it again", "rw-quiet is-again", turn=number - 1)
    again = markup("{reword}{back}", reword=reword_button(number), back=back if may_rewind(info) else EMPTY)
    if telling(info) is Telling.ALL:
        return folded_receipt(persona, rubric, last, again)
    told = markup(
        '<p class="rw-asked-line" dir="auto">{line}</p><p>{digest}</p>{body}{again}{warning}',
        line=rep_line(last.text, last.verdict, last.receipt),
        digest=digest(last.verdict, last.receipt),
        body=receipt_body(last.verdict, last.receipt, persona, rubric, last.disputing),
        again=again,
        warning=graded_instead(last.verdict),
    )
    return on_demand(told, f"what line {number} did")


def folded_receipt(persona: Persona, rubric: Rubric, last: LastLine, again: Markup = EMPTY) -> Markup:
    """Return a receipt under its digest, and who graded where it was another than meant."""
    return markup(
        '<details class="rw-slip"{open}><summary>{digest}</summary><div class="rw-slip-body">{body}{again}</div>'
        "</details>{warning}",
        digest=digest(last.verdict, last.receipt),
        open=markup(" open") if last.disputing and last.disputing.open else EMPTY,
        body=receipt_body(last.verdict, last.receipt, persona, rubric, last.disputing),
        again=again,
        warning=graded_instead(last.verdict),
    )
