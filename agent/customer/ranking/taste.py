"""Taste: of the lines that may be said, which this customer would say now: those that answer best, a little by mood."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from agent.content.authored_lines import Authored
from agent.customer.index.line_index import IndexedLine, Lines
from agent.customer.index.persona_index import PersonaIndex
from agent.customer.ranking.ranker import FITS_FROM
from agent.customer.situations import asks_openly, is_follow_up
from agent.customer.turn_context import TurnContext
from agent.model.acts import Band
from agent.model.session import State
from agent.model.verdict import Talk
from agent.text.stems import stems

NOISE = 0.2
"""Log-odds of fitness that chance adds, at most: of two answers as good, now one and now the other."""

MARK_BONUS, WORD_BONUS, WRITTEN_FOR = 0.3, 0.6, 0.5
"""What a line gains for being written for this situation, for a word of the rep's, and for words like the rep's."""

TALK_BONUS, READY_FROM = 0.15, 2.5
"""What a line gains for speaking a wary customer's mind: for the change as readiness nears the second number, against
it while they are closed and not ready. An open customer says both."""

OWN_WORDS, COLOURED = 0.8, 0.5
"""What a line gains for being the author's own rather than a shared one, where a customer has both: nearly as much as
fitting does, since each is said once and then the shared ones have their turn. A shared line that carries words of
theirs has most of it back."""

LATELY = 3
"""Lines of theirs back in which they have just used a word."""

TAKES_UP = 0.8
"""What a shared line gains besides where it takes up a word of the rep's: it is said to nothing else."""

SHORT_UNDER, LONG_WORDS, LENGTH_BONUS = 12, 7, 0.25
LENGTHS = {Band.CLOSED: (0.1, 0.5), Band.GUARDED: (0.35, 0.2), Band.OPEN: (0.45, 0.1)}
"""How often a customer feels like saying little, and like a sentence; then lines of that length gain up to this much:
the shorter below the first number the more, and all from the second number on. An open question gets no short taste.

What a closed customer has to say is short by nature, and what an open one has to say is long: this leans against both,
toward the lengths of real clients (VOCABULARY)."""


class Taste:
    """What this customer would rather say to one line.

    Attributes:
        silent: nothing was said, so that any line answers it. open_question: it asks for more than a word.
        follow_up: it asks for more of what they have just said.
    """

    def __init__(self, context: TurnContext, index: PersonaIndex, chance: Random) -> None:
        self._context, self._chance = context, chance
        self.silent = not context.line.strip()
        self.open_question = asks_openly(context.heard, context.verdict)
        self.follow_up = is_follow_up(context.heard)
        self._lately = stems(" ".join(context.spoken[-LATELY:]))
        said = index.asked(context.heard, context.recent)
        self._fitness = np.zeros(len(index.lines.lines)) if self.silent else index.fitness(said)
        self._written_for = index.written_for(said)
        self._length = chance.random()

    def fitting(self, lines: Lines, least: float = FITS_FROM) -> Lines:
        """Return the lines that answer what was said, or nearly do."""
        return [one for one in lines if self._fitness[one.number] >= least]

    def ranked(self, lines: Lines) -> Sequence[IndexedLine]:
        """Return lines in the order in which they would be said."""
        if len(lines) < 2 or self.silent:
            return self._chance.sample(lines, len(lines))
        scored = [(self._score(one) + NOISE * self._chance.random(), one) for one in lines]
        return [one for _, one in sorted(scored, key=lambda pair: -pair[0])]

    def _score(self, one: IndexedLine) -> float:
        context = self._context
        hooked = any(hook.search(context.heard) for hook in one.hooks)
        score = float(self._fitness[one.number]) + MARK_BONUS * bool(one.line.marks) + WORD_BONUS * hooked
        score += WRITTEN_FOR * max(0.0, float(self._written_for[one.number]))
        score += TALK_BONUS * _lean(one.line, context.state, context.band)
        score -= OWN_WORDS * one.line.spec.stock - self._colour(one)
        score += TAKES_UP * (hooked and one.line.spec.stock)
        return score + LENGTH_BONUS * self._suits(one.words)

    def _colour(self, one: IndexedLine) -> float:
        """Return what a line gains for words of theirs: nothing, and more lost, where they have just used them."""
        if not one.line.spec.coloured:
            return 0.0
        return -COLOURED if self._lately & stems(one.line.text) else COLOURED

    def _suits(self, words: int) -> float:
        """Return how well a line of so many words suits how much they feel like saying: 0..1."""
        short, long = LENGTHS[self._context.band]
        if self._length < short and not self.open_question:
            return max(0.0, 1.0 - words / SHORT_UNDER)
        return float(words >= LONG_WORDS and self._length >= 1 - long)


def _lean(line: Authored, state: State, band: Band) -> float:
    """Return how far the line speaks the customer's mind, 0..1."""
    ready, talk = min(1.0, state.readiness / READY_FROM), line.talk
    if talk is Talk.CHANGE:
        return ready if band is not Band.OPEN else 0.0
    return 1.0 - ready if talk is Talk.SUSTAIN and band is Band.CLOSED else 0.0
