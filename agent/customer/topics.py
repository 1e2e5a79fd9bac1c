"""Listening: what the rep asked about or touched, by likeness to how reps ask and by the topic's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from agent.content.authored_lines import Authored, every_line
from agent.customer.contract import ReplyContext
from agent.customer.embeddings import Vectors
from agent.customer.intent import Understanding
from agent.customer.situations import is_follow_up, is_question, is_silence, situations
from agent.customer.standard_questions import STANDARD_ASKS
from agent.model.acts import Situation, band_of
from agent.model.persona import AuthoredLine, Fact, LineSpec, Persona, Topic
from agent.text.matching import plain
from agent.text.segmentation import split_units

ASKED_FROM = 0.5
"""Score from which a question is about a topic. Cosine to the nearest example, plus `WORD_BONUS` per topic word.

With it 2 of 96 questions about nothing in the personas were taken for a topic, and 6 % of 210 fresh wordings of the
standard topics for another one (six personas, November 2026)."""

INVITED_FROM = 0.45
"""The same where the question is open: what it is about is vaguer, and an evasion would be odder."""

TOUCHED_FROM = 0.55
"""The same for a statement: it has to be plainer, for no answer was asked for."""

OWN_FIRST = 0.05
"""What a common wording of a standard topic scores less than a persona's own: the own topic wins a near tie."""

WORD_BONUS = 0.15
MOST_WORDS = 2
"""Topic words that count, at most: a line that lists many is not more about the topic."""

NEAR_FROM = 0.45
"""Cosine between the rep's words and a tell from which the words come close to a fact."""

LATELY = 2
"""Lines back in which a follow-up question ("How so?") looks for what it is about."""

_INVITING = re.compile(
    r"\b(?:what|why|who|tell|walk|talk|take|how(?! (?:long|many|much|old|far|big|often)\b))\b", re.IGNORECASE
)

UNITS_HEARD = 12
"""Units of a line that are listened to, the last ones: nobody answers the start of a speech."""


def understand(hearing: ReplyContext, vectors: Vectors) -> Understanding:
    """Return what the customer made of the rep's words."""
    found = situations(hearing.line, hearing.verdict)
    question = is_question(hearing.line, hearing.verdict)
    if not found.isdisjoint({Situation.SILENCE, Situation.ODD}):
        said_enough = Situation.SILENCE in found and _is_backchannel(hearing)
        return Understanding(question=question, situations=found - {Situation.SILENCE} if said_enough else found)
    follow_up = is_follow_up(hearing.line)
    lately = _lately(hearing) if follow_up else None
    topic, direct = (lately, True) if lately else _topic(hearing, vectors, question)
    again = topic is not None and _used_up(hearing, hearing.persona.topics[topic])
    near = _near(hearing, vectors)
    return Understanding(
        topic=topic, direct=direct, near=near, question=question, follow_up=follow_up, again=again, situations=found
    )


def authored_line(hearing: ReplyContext, back: int = 1) -> Authored | None:
    """Return the customer's last line, or an earlier one, as its author wrote it; None where a model spoke."""
    if len(hearing.spoken) < back:
        return None
    said = plain(hearing.spoken[-back])
    return next((line for line in every_line(hearing.persona) if plain(line.text) == said), None)


def _lately(hearing: ReplyContext) -> str | None:
    """Return the topic of the customer's last words, or of those just before."""
    for back in range(1, LATELY + 1):
        line = authored_line(hearing, back)
        if line and line.topic:
            return line.topic
        if line and line.fact:
            return hearing.persona.facts[line.fact].topics[0]
    return None


def _is_backchannel(hearing: ReplyContext) -> bool:
    """Say whether a near-silent line is ordinary listening: some word, and not the second such line in a row."""
    before = next((said.text for said in reversed(hearing.recent) if said.speaker == "rep"), None)
    return any(char.isalpha() for char in hearing.line) and (before is None or not is_silence(before))


def _topic(hearing: ReplyContext, vectors: Vectors, question: bool) -> tuple[str | None, bool]:
    units = split_units(hearing.line)[-UNITS_HEARD:]
    asking = [unit for unit in units if "?" in unit] or (units[-1:] if question else [])
    if asking:
        topic, score = _nearest(asking, hearing.persona, vectors)
        if score >= (INVITED_FROM if any(_INVITING.search(unit) for unit in asking) else ASKED_FROM):
            return topic, True
    telling = [unit for unit in units if unit not in asking]
    if telling:
        topic, score = _nearest(telling, hearing.persona, vectors)
        if score >= TOUCHED_FROM:
            return topic, False
    return None, False


def _nearest(units: Sequence[str], persona: Persona, vectors: Vectors) -> tuple[str | None, float]:
    """Return the topic that any of the units is most about, and its score."""
    said = vectors.of_rep(units)
    best: tuple[str | None, float] = (None, 0.0)
    for name, topic in persona.topics.items():
        likeness = (said @ vectors.of_author(topic.asks).T).max(axis=1)
        if common := STANDARD_ASKS.get(name):
            likeness = np.maximum(likeness, (said @ vectors.of_author(common).T).max(axis=1) - OWN_FIRST)
        words = np.array([WORD_BONUS * min(MOST_WORDS, _hits(unit, topic.words)) for unit in units])
        score = float((likeness + words).max())
        if score > best[1]:
            best = (name, score)
    return best


def _near(hearing: ReplyContext, vectors: Vectors) -> tuple[str, ...]:
    """Return the facts that may be told and that the rep's words come close to. Locked ones are not looked at."""
    facts, state = hearing.persona.facts, hearing.state
    untold = [name for name in state.unlocked if name in facts and name not in state.disclosed]
    units = split_units(hearing.line)[-UNITS_HEARD:]
    if not untold or not units:
        return ()
    said = vectors.of_rep(units)
    scores = {name: float((said @ vectors.of_author(_tells(facts[name])).T).max()) for name in untold}
    return tuple(sorted((name for name in untold if scores[name] >= NEAR_FROM), key=lambda name: -scores[name]))


def _tells(fact: Fact) -> list[str]:
    return [_is_said(line) for line in fact.tells]


def _is_said(line: AuthoredLine) -> str:
    return line.say if isinstance(line, LineSpec) else line


def _hits(unit: str, words: Sequence[str]) -> int:
    return sum(
        bool(re.search(rf"(?<!\w){re.escape(word)}(?:s|es|ed|ing)?(?!\w)", unit, re.IGNORECASE)) for word in words
    )


def _used_up(hearing: ReplyContext, topic: Topic) -> bool:
    spoken = {plain(text) for text in hearing.spoken}
    lines = topic.says.get(band_of(hearing.state.resistance), ())
    return all(plain(_is_said(line)) in spoken for line in lines)
