"""Disputes: "I did not mean that" under each reading of a receipt, and what became of those that were disputed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from agent.model.practice.dispute import LONGEST_MEANT, Dispute
from agent.model.rubric import Rubric
from agent.model.training.coding import Adjudication
from agent.model.turn import SessionInfo
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.labels import coding_words, evidence_label

SUGGESTIONS = (
    "I was asking",
    "I was saying back what I heard",
    "I meant our side, not theirs",
    "I was joking",
)
"""What reps mean most often where a line is misread, to be sent with one tap."""

KEPT = "kept for your trainer; the talk stands as it was"


@dataclass(frozen=True)
class Contested:
    """What was disputed in a session.

    Attributes:
        open_turn: the number of the turn whose receipt stands open; 0 for none. settled: turn -> what the label desk
            made of the line.
    """

    info: SessionInfo
    disputes: Sequence[Dispute] = ()
    open_turn: int = 0
    settled: Mapping[int, Adjudication] = field(default_factory=dict)

    def turn(self, number: int) -> Disputing:
        """Return what there is to dispute and was disputed in one turn."""
        mine = tuple(one for one in self.disputes if one.turn == number)
        return Disputing(self.info.id, number, mine, self.open_turn == number, self.settled.get(number))

    def opened(self, number: int) -> Contested:
        """Return it with the receipt of a turn open."""
        return replace(self, open_turn=number)


@dataclass(frozen=True)
class Disputing:
    """The disputes of one turn, drawn. `open`: its receipt stands open. `desk`: how the label desk settled the line."""

    session: str
    turn: int
    disputes: Sequence[Dispute] = ()
    open: bool = False
    desk: Adjudication | None = None

    def of(self, evidence: str, quote: str) -> Markup:
        """Return what stands under a reading: that it is noted, or the quiet way to dispute it, which unfolds."""
        noted = next((one for one in self.disputes if (one.evidence, one.quote) == (evidence, quote)), None)
        ask = "Say it in other words" if noted else "I did not mean that"
        return markup(
            '{noted}<details class="rw-dispute"><summary>{ask}</summary>{form}</details>',
            noted=_noted(noted) if noted else EMPTY,
            ask=ask,
            form=self._form(evidence, quote, noted.meant if noted else ""),
        )

    def desk_note(self, rubric: Rubric) -> Markup:
        """Return how the label desk settled the line, where this rep had disputed it; it names nobody."""
        if self.desk is None or not self.disputes:
            return EMPTY
        return markup(
            '<p class="rw-meant is-settled"><b>The label desk has settled this line:</b> {words}.{note} '
            "Your score stays as it was; the grader is measured against it.</p>",
            words=coding_words(self.desk.coding, rubric),
            note=markup(' <q dir="auto">{note}</q>', note=self.desk.note) if self.desk.note else EMPTY,
        )

    def struck(self, rubric: Rubric, standing: Collection[tuple[str, str]]) -> Markup:
        """Return the readings that were struck from this turn; `standing`: (evidence, words) that are in it still."""
        gone = [one for one in self.disputes if one.struck and (one.evidence, one.quote) not in standing]
        return join(_struck(one, rubric) for one in gone)

    def _form(self, evidence: str, quote: str, meant: str) -> Markup:
        return markup(
            '<form data-act="dispute" data-session="{session}" data-turn="{turn}" data-evidence="{evidence}" '
            'data-quote="{quote}"><label><span>What did you mean?</span><textarea name="meant" rows="2" '
            'maxlength="{most}" required dir="auto">{meant}</textarea></label>'
            '<button type="submit" class="rw-button is-main">Send</button>'
            "<fieldset><legend>Or with one tap</legend>{suggestions}</fieldset></form>",
            session=self.session,
            turn=self.turn,
            evidence=evidence,
            quote=quote,
            most=LONGEST_MEANT,
            meant=meant,
            suggestions=join(_suggestion(words) for words in SUGGESTIONS),
        )


def told_of(dispute: Dispute) -> str:
    """Return what became of a dispute, in one sentence."""
    if not dispute.struck:
        return f"Noted: {KEPT}."
    if dispute.was is None or dispute.now is None or round(dispute.was, 1) == round(dispute.now, 1):
        return "Taken back. It had moved nothing."
    return f"Taken back: resistance {dispute.was:.1f} → {dispute.now:.1f}."


def _noted(dispute: Dispute) -> Markup:
    return markup(
        '<p class="rw-meant"><b>{told}</b> You meant: <q dir="auto">{meant}</q></p>',
        told=told_of(dispute),
        meant=dispute.meant,
    )


def _struck(dispute: Dispute, rubric: Rubric) -> Markup:
    label = evidence_label(dispute.evidence, rubric)
    return markup(
        '<li class="rw-reading is-struck">{words}<p class="rw-readas">{lead} <s>{label}</s></p>{noted}</li>',
        words=markup('<q dir="auto">{quote}</q>', quote=dispute.quote) if dispute.quote else EMPTY,
        lead="was read as" if dispute.quote else "the line as a whole was read as",
        label=label,
        noted=_noted(dispute),
    )


def _suggestion(words: str) -> Markup:
    return markup(
        '<button type="submit" class="rw-chip" name="suggested" value="{words}" formnovalidate>{words}</button>',
        words=words,
    )
