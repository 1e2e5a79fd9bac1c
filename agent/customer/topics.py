"""Topics: what the rep asked about or touched, by likeness to how reps ask and by the topic's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.customer.index.line_index import IndexedLine
from agent.customer.index.persona_index import Matrix, PersonaIndex
from agent.customer.memory import OwnWords, last_statement, recall
from agent.customer.ranking.ranker import FITS_FROM, NEARLY_FROM
from agent.customer.situations import asks_openly, is_follow_up, is_question, is_silence, situations
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Situation
from agent.text.segmentation import split_units
from agent.text.stems import stems

ASKED_FROM = 0.5
"""Score from which a question is about a topic. Cosine to the nearest example, plus `WORD_BONUS` per topic word.

With it 2 of 96 questions about nothing were taken for a topic, 6 % of 210 fresh wordings for another (Nov. 2026)."""

INVITED_FROM = 0.45
"""The same where the question is open: what it is about is vaguer, and an evasion would be odder."""

TOUCHED_FROM = 0.55
"""The same for a statement: it has to be plainer, for no answer was asked for."""

VAGUE_FROM = 0.4
"""The same where nothing came so near: an open question is still about something, and this is the likeliest."""

SURE_FROM = 0.7
"""The same, from which the question is taken to be about just that. Below it, whichever line answers best decides."""

CLOSED_MARGIN = 0.5
"""Fitness from which a line answers a closed question: a yes or no from beside the point is a wrong one."""

SMALL_TALK, FACT_SLACK = 2, 0.1
"""Turns in which nobody tells what was not asked for; and how much worse than the best plain answer a fact may fit."""

CAME_WITH_FROM, PLAINLY_FROM = 0.6, 0.75
"""Likeness to a common wording from which the rep asks what they came with; so plainly, that it goes before a topic."""

ITEM_FROM = 0.5
"""Likeness to what an item of the agenda is about from which the rep takes it up."""

WORD_BONUS = 0.15
MOST_WORDS = 2
"""Topic words that count, at most: a line that lists many is not more about the topic."""

NEAR_FROM = 0.45
"""Cosine between the rep's words and a tell from which the words come close to a fact."""

_POINTING_BACK = re.compile(r"\b(?:it|that|this|those|these|they|them|there)\b", re.IGNORECASE)

UNITS_HEARD = 12
"""Units of a line that are listened to, the last ones: nobody answers the start of a speech."""


@dataclass(frozen=True)
class _Heard:
    """What is listened to of a line: its units with their embeddings (n, d), which of them ask, whether openly."""

    units: list[str]
    words: Matrix
    asking: list[int]
    openly: bool

    def of(self, some: Sequence[int]) -> tuple[list[str], Matrix]:
        """Return some of the units, and their embeddings."""
        return [self.units[at] for at in some], self.words[list(some)]


def understand(context: TurnContext, index: PersonaIndex) -> Understanding:
    """Return what the customer made of the rep's words."""
    found = situations(context.heard, context.verdict)
    question = is_question(context.heard, context.verdict)
    if not found.isdisjoint({Situation.SILENCE, Situation.ODD}):
        said_enough = Situation.SILENCE in found and _is_backchannel(context)
        return Understanding(question=question, situations=found - {Situation.SILENCE} if said_enough else found)
    heard, follow_up = _heard(context, question, index), is_follow_up(context.heard)
    held = recall(context, heard.words, index)
    statement = last_statement(context) if follow_up else held.statement
    fitness = index.fitness(index.asked(context.heard, context.recent))
    topic, direct = _subject(context, heard, index, statement, fitness)
    vague = topic is None and heard.openly
    if vague:
        topic = _vague_topic(context, heard, index)
    direct = direct or (topic is not None and heard.openly)
    asking = heard.words[heard.asking] if heard.asking else heard.words
    return Understanding(
        topic=topic,
        direct=direct,
        vague=vague,
        near=_near(context, asking, index),
        beside=_beside(context, index, fitness) if question and not follow_up else (),
        question=question,
        follow_up=follow_up,
        again=topic is not None and _used_up(context, topic, index),
        came_with=bool(heard.asking) and not follow_up and _asks_what_they_came_with(asking, index),
        item=_item(context, heard.words, index, topic if direct else None),
        taken_up=statement.text if statement else None,
        fact=statement.fact if statement else None,
        known=held.known,
        unsaid=held.unsaid,
        situations=found,
        topics=index.topics_near(asking, VAGUE_FROM),
    )


def _heard(context: TurnContext, question: bool, index: PersonaIndex) -> _Heard:
    """Return what is listened to; a question that points back and names nothing is one unit with what it points to."""
    units: list[str] = []
    for unit in split_units(context.heard)[-UNITS_HEARD:]:
        points_back = "?" in unit and _POINTING_BACK.search(unit) and not stems(unit)
        if units and points_back and "?" not in units[-1]:
            units[-1] += f" {unit}"
        else:
            units.append(unit)
    asking = [at for at, unit in enumerate(units) if "?" in unit] or ([len(units) - 1] if question and units else [])
    openly = bool(asking) and asks_openly(context.heard, context.verdict)
    return _Heard(units, index.embedder.embed(units), asking, openly)


def _subject(
    context: TurnContext, heard: _Heard, index: PersonaIndex, statement: OwnWords | None, fitness: Matrix
) -> tuple[str | None, bool]:
    """Return the topic the line is about, and whether it asks: that of their own words where it comes back to these.

    What is asked about in the words of a topic is that; else whichever line answers best decides.
    """
    own = _topic_of(statement, context) if statement else None
    if own and is_follow_up(context.heard):
        return own, True
    if heard.asking:
        topic, score = _nearest(*heard.of(heard.asking), index)
        answered = _answered(context, index, fitness) if score < SURE_FROM else None
        if answered or score >= (INVITED_FROM if heard.openly else ASKED_FROM):
            return answered or topic, True
    if own:
        return own, bool(heard.asking)
    topic, score = _nearest(*heard.of([at for at in range(len(heard.units)) if at not in heard.asking]), index)
    return (topic, False) if score >= TOUCHED_FROM else (None, False)


def _vague_topic(context: TurnContext, heard: _Heard, index: PersonaIndex) -> str | None:
    """Return the topic that an open question is most likely about, where it came near to none.

    A question that names nothing ("How do you see that?") is about what the rep said just before it.
    """
    units, words = heard.of(heard.asking)
    if not any(stems(unit) for unit in units):
        units, words = heard.of([at for at in range(len(heard.units)) if at not in heard.asking])
        if not units and (units := split_units(context.rep_before or "")[-UNITS_HEARD:]):
            words = index.embedder.embed(units)
    topic, score = _nearest(units, words, index)
    return topic if score >= VAGUE_FROM else context.topic_lately


def _topic_of(statement: OwnWords, context: TurnContext) -> str | None:
    if statement.fact in context.persona.facts:
        return statement.topic or context.persona.facts[statement.fact].topics[0]
    return statement.topic


def _asks_what_they_came_with(asking: Matrix, index: PersonaIndex) -> bool:
    """Say whether units that ask, (n, d), ask what the customer came with rather than about a topic of its own."""
    if not len(index.persona.agenda):
        return False
    came_with, other = float(index.came_with_likeness(asking).max()), float(index.topic_likeness(asking).max())
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
    before = context.rep_before
    return any(char.isalpha() for char in context.heard) and (before is None or not is_silence(before))


def _answered(context: TurnContext, index: PersonaIndex, fitness: Matrix) -> str | None:
    """Return the topic of what answers the rep's words best, of all unsaid answers of the band; None if none does."""
    best = _best_answer(context, index, fitness)
    return best.line.topic if best and fitness[best.number] >= _fitness_wanted(context) else None


def _best_answer(context: TurnContext, index: PersonaIndex, fitness: Matrix) -> IndexedLine | None:
    said = index.lines.plain_of(context.spoken)
    lines = [one for one in index.lines.answers.get(context.band, ()) if one.plain not in said]
    return max(lines, key=lambda one: fitness[one.number], default=None)


def _beside(context: TurnContext, index: PersonaIndex, fitness: Matrix) -> tuple[str, ...]:
    """Return what may be told and answers this worse than other lines do; to an open question, worse than their own."""
    lines, best = index.lines.by_fact, _best_answer(context, index, fitness)
    wanted = max(_fitness_wanted(context), fitness[best.number] - FACT_SLACK if best else 0.0)
    warm = context.state.turn > SMALL_TALK and asks_openly(context.heard, context.verdict)
    wanted = NEARLY_FROM if warm and best and best.line.spec.stock else wanted
    untold = [name for name in context.state.unlocked if name in lines and name not in context.state.disclosed]
    return tuple(name for name in untold if all(fitness[one.number] < wanted for one in lines[name]))


def _fitness_wanted(context: TurnContext) -> float:
    return FITS_FROM if asks_openly(context.heard, context.verdict) else FITS_FROM + CLOSED_MARGIN


def _nearest(units: Sequence[str], words: Matrix, index: PersonaIndex) -> tuple[str | None, float]:
    """Return the topic that any of some units, with embeddings (n, d), is most about, and its score."""
    if not units:
        return None, 0.0
    best = (index.topic_likeness(words) + _word_bonus(units, index)).max(axis=0) - index.small
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
