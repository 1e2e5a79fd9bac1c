"""Narrative: what happened in a session, told to the rep in plain paragraphs from the record. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent.feedback import turning_points
from agent.model.acts import Stage
from agent.model.debrief import Summary
from agent.model.persona import Persona
from agent.model.session import Outcome
from agent.model.turn import Turn
from agent.model.verdict import Stance
from agent.rules.standing import led

LONGEST_QUOTE = 160
"""Characters of a quote; the rest of a longer one is left off at a word."""

TOLD = 2
"""Moments told for each of what opened and what closed the customer: more is a list, not a story."""


@dataclass(frozen=True)
class SessionRecord:
    """A session as the debrief looks back on it."""

    persona: Persona
    turns: tuple[Turn, ...]
    outcome: Outcome
    summary: Summary

    @property
    def who(self) -> str:
        """The customer's first name, or title and last name where there is a title."""
        return self.persona.address


def write_narrative(record: SessionRecord) -> tuple[str, ...]:
    """Return the paragraphs: how it went, what opened, what closed, following and leading, what came to light."""
    if not record.turns:
        return (f"You ended before you had said anything to {record.who}. There is nothing to look back on yet.",)
    return (_course(record), _opened(record), _closed(record), balance(record), _light(record))


def quoted(text: str) -> str:
    """Return words in quotation marks on one line, cut at a word if they are long."""
    flat = " ".join(text.split())
    if len(flat) > LONGEST_QUOTE:
        flat = flat[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;:.-") + " …"
    return f"“{flat}”"


def as_sentence(text: str) -> str:
    """Return words in quotation marks as the end of a sentence: with a full stop, unless they bring their own."""
    words = quoted(text)
    return words if words[-2] in ".?!…" else f"{words}."


def count_of(number: int, noun: str) -> str:
    """Return `1 line`, `3 lines`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _course(record: SessionRecord) -> str:
    first, last = record.summary.curve[0], record.summary.curve[-1]
    course = (
        f"You said {count_of(len(record.turns), 'line')} to {record.persona.name}. Resistance stood at "
        f"{first.resistance:.1f} when you began and at {last.resistance:.1f} at the end; "
        f"trust went from {first.trust:.1f} to {last.trust:.1f}."
    )
    return f"{course} {_ending(record)}"


def _ending(record: SessionRecord) -> str:
    who, words = record.who, as_sentence(record.turns[-1].reply.text)
    if record.outcome is Outcome.COMMITTED:
        return f"It ended in a commitment, in {who}'s own words: {words}"
    if record.outcome is Outcome.WALKED_AWAY:
        return f"{who} ended it: {words}"
    stage = record.turns[-1].state.stage
    if stage is Stage.PLAN:
        return f"You stopped with a plan within reach. {who}'s last words: {words}"
    if stage is Stage.EVOKE:
        return f"{who} was weighing whether anything should change. The last words: {words}"
    return f"You were still earning the right to talk about change. {who}'s last words: {words}"


def _opened(record: SessionRecord) -> str:
    good = sorted(
        (t for t in record.turns if turning_points.role(t) == "good" and t.receipt.resistance < 0),
        key=lambda t: t.receipt.resistance,
    )
    if good:
        moments = sorted(good[:TOLD], key=lambda turn: turn.number)
        return f"What opened {record.who}: {_as_sentences(_moment(turn, record.who, True) for turn in moments)}"
    heard = sum(turn.verdict.empathic for turn in record.turns)
    left = sum(turn.verdict.empowering for turn in record.turns)
    return (
        f"Nothing you said lowered {record.who}'s guard. That takes two things close together: showing that you heard "
        f"them, and leaving them in charge. You did the first in {count_of(heard, 'line')}, the second in "
        f"{count_of(left, 'line')}{', but never side by side' if heard and left else ''}."
    )


def _closed(record: SessionRecord) -> str:
    bad = sorted(
        (t for t in record.turns if turning_points.role(t) == "bad" and t.receipt.resistance > 0),
        key=lambda t: -t.receipt.resistance,
    )
    if bad:
        moments = sorted(bad[:TOLD], key=lambda turn: turn.number)
        return f"What closed {record.who}: {_as_sentences(_moment(turn, record.who, False) for turn in moments)}"
    idle = sum(turn.receipt.resistance == 0 for turn in record.turns)
    if 2 * idle > len(record.turns):
        return f"Nothing you said set {record.who} back, but {idle} of your lines moved nothing either."
    if doubted := next((turn for turn in record.turns if turn.state.unclear), None):
        return f"Nothing you said set {record.who} back, though line {doubted.number} could be heard as blame."
    return f"Nothing you said set {record.who} back. That is rare."


def _as_sentences(moments: Iterable[str]) -> str:
    """Return moments as sentences: the first goes on after a colon, each later one begins anew."""
    first, *later = moments
    return " ".join((first, *(one[:1].upper() + one[1:] for one in later)))


def _moment(turn: Turn, who: str, for_good: bool) -> str:
    entry = turning_points.weightiest(turn, for_good)
    why = f" {entry.why}" if entry else ""
    said = f"line {turn.number}, {as_sentence(turning_points.words(turn, entry))}{why}"
    return f"{said} {who} answered: {as_sentence(turn.reply.text)}"


def balance(record: SessionRecord) -> str:
    """Return what there is to say of following and leading; following is not blamed before it is time to lead."""
    counted = record.summary
    if not counted.steering:
        return " ".join(_followed(record))
    steered = counted.early_leads + counted.due_leads
    follows = sum(beat.stance is Stance.FOLLOW and not beat.ungraded for beat in counted.ribbon)
    parts = [
        f"Of {count_of(counted.turns, 'line')} of yours, {steered or 'none'} led and {follows or 'none'} followed."
    ]
    if counted.early_leads:
        early = next(turn for turn in record.turns if led(turn.verdict, turn.receipt) == "early")
        parts.append(
            f"{_times(counted.early_leads)} you led before {record.who} trusted you, as in {as_sentence(early.rep)}"
        )
    if counted.due_leads:
        due = next(turn for turn in record.turns if led(turn.verdict, turn.receipt) == "due")
        parts.append(f"{_times(counted.due_leads)} you led when it was due, as in {as_sentence(due.rep)}")
    if counted.idle > 1:
        parts.append(f"There was trust enough to look ahead, yet {count_of(counted.idle, 'line')} in a row followed.")
    return " ".join(parts)


def _followed(record: SessionRecord) -> tuple[str, ...]:
    """Return what there is to say where no line steered: nothing against it before trust is there."""
    law, who, most = record.persona.law, record.who, max(turn.state.trust for turn in record.turns)
    if most < law.lead_trust:
        return (
            f"You followed all the way, and that was right: {who}'s trust came to {most:.1f}, and leading is due from "
            f"{law.lead_trust:.1f}.",
        )
    first = next(turn.number for turn in record.turns if turn.state.trust >= law.lead_trust)
    if first == record.turns[-1].number:
        return (f"You followed all the way, and by your last line {who} trusted you enough for a look ahead.",)
    told = f"You followed all the way. From line {first} on {who} trusted you enough for a question that looks ahead"
    return (f"{told}, such as what happens if nothing changes.",)


def _times(number: int) -> str:
    return {1: "Once", 2: "Twice"}.get(number, f"{number} times")


def _light(record: SessionRecord) -> str:
    counted, who = record.summary, record.who
    told = f"Of {counted.facts} things {who} keeps back at first, {counted.disclosed or 'none'} came to light."
    if counted.disclosed < counted.facts:
        told += " What lies deepest is told only to someone who has earned it."
    start, end = counted.talk_by_thirds[0], counted.talk_by_thirds[2]
    if end.change > start.change:
        told += f" Towards the end {who} spoke for change more often than at the start."
    elif counted.talk.sustain > counted.talk.change:
        told += f" {who} spoke against the change more often than for it."
    if counted.ungraded:
        told += f" {count_of(counted.ungraded, 'line')} of yours could not be graded and moved nothing."
    return told
