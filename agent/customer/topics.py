"""Topics: what the rep asked about or touched, by likeness to how reps ask and by the topic's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from agent.customer.index.persona_index import Matrix, PersonaIndex
from agent.customer.memory import Statement, last_statement, recall
from agent.customer.situations import is_follow_up, is_question, is_silence, situations
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Situation
from agent.text.segmentation import split_units
from agent.text.stems import stems

ASKED_FROM = 0.5
"""Score from which a question is about a topic. Cosine to the nearest example, plus `WORD_BONUS` per topic word.

With it 2 of 96 questions about nothing in the personas were taken for a topic, and 6 % of 210 fresh wordings of the
standard topics for another one (six personas, November 2026)."""

INVITED_FROM = 0.45
"""The same where the question is open: what it is about is vaguer, and an evasion would be odder."""

TOUCHED_FROM = 0.55
"""The same for a statement: it has to be plainer, for no answer was asked for."""

VAGUE_FROM = 0.4
"""The same where nothing came so near: an open question is still about something, and this is the likeliest."""

CAME_WITH_FROM, PLAINLY_FROM = 0.5, 0.65
"""Likeness to a common wording from which the rep asks what the customer came with, where they ask no more plainly
about a topic; and the same where it is so plain that it goes before any topic."""

ITEM_FROM = 0.5
"""Likeness to what an item of the agenda is about from which the rep takes it up."""

OWN_FIRST = 0.05
"""What a common wording of a standard topic scores less than a persona's own: the own topic wins a near tie."""

WORD_BONUS = 0.15
MOST_WORDS = 2
"""Topic words that count, at most: a line that lists many is not more about the topic."""

NEAR_FROM = 0.45
"""Cosine between the rep's words and a tell from which the words come close to a fact."""

_INVITING = re.compile(
    r"\b(?:what|why|who|tell|walk|talk|take|how(?! (?:long|many|much|old|far|big|often)\b))\b", re.IGNORECASE
)

_POINTING_BACK = re.compile(r"\b(?:it|that|this|those|these|they|them|there)\b", re.IGNORECASE)

UNITS_HEARD = 12
"""Units of a line that are listened to, the last ones: nobody answers the start of a speech."""


def understand(context: TurnContext, index: PersonaIndex) -> Understanding:
    """Return what the customer made of the rep's words."""
    found = situations(context.line, context.verdict)
    question = is_question(context.line, context.verdict)
    if not found.isdisjoint({Situation.SILENCE, Situation.ODD}):
        said_enough = Situation.SILENCE in found and _is_backchannel(context)
        return Understanding(question=question, situations=found - {Situation.SILENCE} if said_enough else found)
    units = _heard(context.line)
    words = index.embedder.embed(units)
    asking, follow_up = _asking(units, question), is_follow_up(context.line)
    held = recall(context, words, index)
    statement = last_statement(context) if follow_up else held.statement
    topic, direct = _subject(context, units, words, index, asking, statement, follow_up)
    vague = topic is None and _open(units, asking)
    direct = direct or (topic is not None and _open(units, asking))
    if vague:
        topic = _vaguely_about(context, units, words, index, asking)
        direct = topic is not None
    return Understanding(
        topic=topic,
        direct=direct,
        vague=vague,
        near=_near(context, words[asking] if asking else words, index),
        question=question,
        openly=follow_up or _open(units, asking),
        follow_up=follow_up,
        again=topic is not None and _used_up(context, topic, index),
        came_with=bool(asking) and not follow_up and _asks_what_they_came_with(words[asking], index),
        item=_item(context, words, index, topic if direct else None),
        taken_up=statement.text if statement else None,
        fact=statement.fact if statement else None,
        known=held.known,
        unsaid=held.unsaid,
        situations=found,
    )


def _heard(line: str) -> list[str]:
    """Return the units that are listened to; a question that points back is one with what it points to."""
    heard: list[str] = []
    for unit in split_units(line)[-UNITS_HEARD:]:
        if heard and "?" in unit and "?" not in heard[-1] and _POINTING_BACK.search(unit):
            heard[-1] += f" {unit}"
        else:
            heard.append(unit)
    return heard


def _subject(
    context: TurnContext, units: Sequence[str], words: Matrix, index: PersonaIndex, asking: Sequence[int],
    statement: Statement | None, follow_up: bool,
) -> tuple[str | None, bool]:  # fmt: skip
    """Return the topic the line is about, and whether it asks: that of their own words where it comes back to these."""
    own = _topic_of(statement, context) if statement else None
    if follow_up and own:
        return own, True
    bare = bool(asking) and not any(stems(units[at]) for at in asking)
    topic, direct = (None, False) if bare else _topic(units, words, index, asking)
    if own and not direct:
        return own, bool(asking)
    return topic, direct


def _vaguely_about(
    context: TurnContext, units: Sequence[str], words: Matrix, index: PersonaIndex, asking: Sequence[int]
) -> str | None:
    """Return the topic that an open question is most likely about, where it came near to none.

    A question that names nothing ("How do you see that?") is about what the rep said just before it.
    """
    if not any(stems(units[at]) for at in asking):
        before = [units[at] for at in range(len(units)) if at not in asking] or _rep_before(context)
        units, words, asking = before, index.embedder.embed(before), range(len(before))
    topic, score = _nearest(asking, units, words, index) if len(units) else (None, 0.0)
    return topic if score >= VAGUE_FROM else context.topic_lately


def _rep_before(context: TurnContext) -> list[str]:
    """Return the units of the rep's line just before."""
    before = next((said.text for said in reversed(context.recent) if said.speaker == "rep"), "")
    return split_units(before)[-UNITS_HEARD:]


def _open(units: Sequence[str], asking: Sequence[int]) -> bool:
    return any(_INVITING.search(units[at]) for at in asking)


def _topic_of(statement: Statement, context: TurnContext) -> str | None:
    if statement.fact in context.persona.facts:
        return statement.topic or context.persona.facts[statement.fact].topics[0]
    return statement.topic


def _asks_what_they_came_with(asking: Matrix, index: PersonaIndex) -> bool:
    """Say whether units that ask, (n, d), ask what the customer came with rather than about a topic of its own."""
    if not len(index.persona.agenda):
        return False
    came_with = float(index.came_with_likeness(asking).max())
    own, standard = index.asked_likeness(asking)
    other = float(np.maximum(own, standard).max())
    return came_with >= (CAME_WITH_FROM if came_with >= other else PLAINLY_FROM)


def _item(context: TurnContext, words: Matrix, index: PersonaIndex, asked: str | None) -> str | None:
    """Return the item of the agenda, brought up before, that the rep's words take up, if any."""
    agenda, raised = context.persona.agenda, context.state.raised
    if not raised:
        return None
    likeness = dict(zip(agenda, index.item_likeness(words).max(axis=0), strict=True))
    best = max((name for name in raised if name in agenda), key=lambda name: likeness[name], default=None)
    if best is not None and likeness[best] >= ITEM_FROM:
        return best
    return next((name for name in raised if name in agenda and asked and agenda[name].topic == asked), None)


def _is_backchannel(context: TurnContext) -> bool:
    """Say whether a near-silent line is ordinary listening: some word, and not the second such line in a row."""
    before = next((said.text for said in reversed(context.recent) if said.speaker == "rep"), None)
    return any(char.isalpha() for char in context.line) and (before is None or not is_silence(before))


def _asking(units: Sequence[str], question: bool) -> list[int]:
    """Return the places of the units that ask."""
    return [at for at, unit in enumerate(units) if "?" in unit] or ([len(units) - 1] if question and units else [])


def _topic(units: Sequence[str], words: Matrix, index: PersonaIndex, asking: Sequence[int]) -> tuple[str | None, bool]:
    """Return the topic that the units (n, d) ask about or touch, if any, and whether they ask."""
    if asking:
        topic, score = _nearest(asking, units, words, index)
        if score >= (INVITED_FROM if _open(units, asking) else ASKED_FROM):
            return topic, True
    telling = [at for at in range(len(units)) if at not in asking]
    if telling:
        topic, score = _nearest(telling, units, words, index)
        if score >= TOUCHED_FROM:
            return topic, False
    return None, False


def _nearest(some: Sequence[int], units: Sequence[str], words: Matrix, index: PersonaIndex) -> tuple[str | None, float]:
    """Return the topic that any of some units is most about, and its score."""
    own, standard = index.asked_likeness(words[some])
    scores = np.maximum(own, standard - OWN_FIRST) + _word_bonus([units[at] for at in some], index)
    best = scores.max(axis=0)
    at = int(best.argmax())
    return (index.topics[at], float(best[at])) if best[at] > 0 else (None, 0.0)


def _word_bonus(units: Sequence[str], index: PersonaIndex) -> np.ndarray:
    """Return what each unit gains on each topic by the topic's own words in it: (units, topics)."""
    patterns = [index.lines.topic_words[name] for name in index.topics]
    hits = [[sum(pattern.search(unit) is not None for pattern in words) for words in patterns] for unit in units]
    return WORD_BONUS * np.minimum(MOST_WORDS, np.array(hits, dtype=np.float64))


def _near(context: TurnContext, words: Matrix, index: PersonaIndex) -> tuple[str, ...]:
    """Return the facts that may be told and that the rep's words come close to. Locked ones are not looked at."""
    facts, state = context.persona.facts, context.state
    untold = [name for name in state.unlocked if name in facts and name not in state.disclosed]
    if not untold or not len(words):
        return ()
    lines = {name: [one.line.text for one in index.lines.by_fact[name]] for name in untold}
    scores = {name: float(index.likeness(words, lines[name]).max()) for name in untold}
    return tuple(sorted((name for name in untold if scores[name] >= NEAR_FROM), key=lambda name: -scores[name]))


def _used_up(context: TurnContext, topic: str, index: PersonaIndex) -> bool:
    return index.lines.topic_used_up(topic, context.band, index.lines.plain_of(context.spoken))
