"""Topics: what the rep asked about or touched, by likeness to how reps ask and by the topic's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from agent.customer.index.persona_index import Matrix, PersonaIndex
from agent.customer.ranking.form import asking_part
from agent.customer.ranking.ranker import FITS_FROM
from agent.customer.situations import is_follow_up, is_question, is_silence, situations
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Situation
from agent.model.verdict import Code, Verdict
from agent.text.segmentation import split_units

ASKED_FROM = 0.5
"""Score from which a question is about a topic. Cosine to the nearest example, plus `WORD_BONUS` per topic word.

With it 2 of 96 questions about nothing in the personas were taken for a topic, and 6 % of 210 fresh wordings of the
standard topics for another one (six personas, November 2026)."""

INVITED_FROM = 0.45
"""The same where the question is open: what it is about is vaguer, and an evasion would be odder."""

TOUCHED_FROM = 0.55
"""The same for a statement: it has to be plainer, for no answer was asked for."""

SURE_FROM = 0.7
"""The same, from which the question is taken to be about just that. Below it, whichever line answers best decides what
the question is about: what an author wrote under another topic can be the better answer."""

CLOSED_MARGIN = 0.5
"""Fitness from which a line answers a closed question: a yes or no from beside the point is a wrong one."""

FACT_SLACK = 0.5
"""Fitness by which a fact may answer worse than the best plain answer and still be what the question brings out."""

WORD_BONUS = 0.15
MOST_WORDS = 2
"""Topic words that count, at most: a line that lists many is not more about the topic."""

NEAR_FROM = 0.45
"""Cosine between the rep's words and a tell from which the words come close to a fact."""

_INVITING = re.compile(
    r"\b(?:what|why|who|tell|walk|talk|take|how(?! (?:long|many|much|old|far|big|often)\b))\b", re.IGNORECASE
)

UNITS_HEARD = 12
"""Units of a line that are listened to, the last ones: nobody answers the start of a speech."""


def understand(context: TurnContext, index: PersonaIndex) -> Understanding:
    """Return what the customer made of the rep's words."""
    found = situations(context.line, context.verdict)
    question = is_question(context.line, context.verdict)
    if not found.isdisjoint({Situation.SILENCE, Situation.ODD}):
        said_enough = Situation.SILENCE in found and _is_backchannel(context)
        return Understanding(question=question, situations=found - {Situation.SILENCE} if said_enough else found)
    units = split_units(context.line)[-UNITS_HEARD:]
    words = index.embedder.embed(units)
    follow_up = is_follow_up(context.line)
    lately = context.topic_lately if follow_up else None
    answered, beside = _answers(context, index) if question else (None, ())
    topic, direct = (lately, True) if lately else _topic(units, words, index, question, answered)
    again = topic is not None and _used_up(context, topic, index)
    return Understanding(
        topic=topic,
        direct=direct,
        near=_near(context, words, index),
        beside=beside,
        question=question,
        follow_up=follow_up,
        again=again,
        situations=found,
    )


def _is_backchannel(context: TurnContext) -> bool:
    """Say whether a near-silent line is ordinary listening: some word, and not the second such line in a row."""
    before = next((said.text for said in reversed(context.recent) if said.speaker == "rep"), None)
    return any(char.isalpha() for char in context.line) and (before is None or not is_silence(before))


def asks_openly(line: str, verdict: Verdict) -> bool:
    """Say whether the line asks for more than a yes, a no or a figure."""
    return verdict.has(Code.OPEN_QUESTION) or invites(line)


def invites(line: str) -> bool:
    """Say whether the words of a line, by themselves, are an open question."""
    return "?" in line and bool(_INVITING.search(asking_part(line)))


def _topic(
    units: Sequence[str], words: Matrix, index: PersonaIndex, question: bool, answered: str | None
) -> tuple[str | None, bool]:
    """Return the topic that the units (n, d) ask about or touch, if any, and whether they ask.

    `answered` is the topic of the line that answers best, for where what is asked about is not sure.
    """
    asking = [at for at, unit in enumerate(units) if "?" in unit] or ([len(units) - 1] if question and units else [])
    if asking:
        topic, score = _nearest(asking, units, words, index)
        if score < SURE_FROM and answered:
            return answered, True
        if score >= (INVITED_FROM if any(_INVITING.search(units[at]) for at in asking) else ASKED_FROM):
            return topic, True
    telling = [at for at in range(len(units)) if at not in asking]
    if telling:
        topic, score = _nearest(telling, units, words, index)
        if score >= TOUCHED_FROM:
            return topic, False
    return None, False


def _answers(context: TurnContext, index: PersonaIndex) -> tuple[str | None, tuple[str, ...]]:
    """Return the topic of what answers the rep's words best, and the facts that may be told and would be no answer.

    The first is of all unsaid answers of the band, and None if none answers. A fact is no answer where no line tells it
    in answer to this, or not nearly as well as the best plain answer would.
    """
    said, fitness = index.lines.plain_of(context.spoken), index.fitness(index.asked(context.line, context.recent))
    lines = [one for one in index.lines.answers.get(context.band, ()) if one.plain not in said]
    wanted = FITS_FROM if asks_openly(context.line, context.verdict) else FITS_FROM + CLOSED_MARGIN
    best = max(lines, key=lambda one: fitness[one.number], default=None)
    answers = best is not None and fitness[best.number] >= wanted
    for_facts = max(wanted, float(fitness[best.number]) - FACT_SLACK) if best else wanted
    tells = {name: index.lines.by_fact.get(name, ()) for name in context.state.unlocked}
    untold = [name for name, some in tells.items() if some and name not in context.state.disclosed]
    beside = tuple(name for name in untold if all(fitness[one.number] < for_facts for one in tells[name]))
    return (best.line.topic if best and answers else None), beside


def _nearest(some: Sequence[int], units: Sequence[str], words: Matrix, index: PersonaIndex) -> tuple[str | None, float]:
    """Return the topic that any of some units is most about, and its score."""
    scores = index.topic_likeness(words[some]) + _word_bonus([units[at] for at in some], index)
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
