"""Persona index: a persona's lines and the embeddings of all their authored texts, laid out to be compared at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from agent.content.lean.stock import EVERYDAY
from agent.content.tables.standard_questions import standard_questions
from agent.content.tables.taking_up import taking_up
from agent.customer.contract import Embedder
from agent.customer.index.lately_embedded import LatelyEmbedded
from agent.customer.index.line_index import LineIndex, texts_of
from agent.customer.ranking.ranker import Asked, Ranker, asked
from agent.customer.ranking.topic_reader import CAME_WITH, TopicReader
from agent.model.background import Said
from agent.model.persona import Persona

Matrix = NDArray[np.float32]
Rows = NDArray[np.intp]

SMALL = 0.12
"""What a small question of a lean persona (how are you, how many are you) scores less than one that is about something:
it has to be put nearly as the table has it."""

OWN_FIRST = 0.05
"""What a common wording of a standard topic scores less than a persona's own: the own topic wins a near tie."""

TOPIC_PULL, PULLS_FROM = 8.0, 0.35
"""What the fitness of an answer, or of what tells a fact, gains for each point of likeness, from the second number on,
of the question to how reps ask about a topic of it: the author's own word on what it answers, beside what was learnt
from other people's talk. Where answers were read, those without it were the ones that did not follow."""

MOST_NEAR = 3
"""Topics that one line is taken to be about, at most."""

HALF_WAY = 0.45
"""Likeness to a common wording of "What did you come with?" from which the reader's word on it is taken."""

ASKING_FIRST = 0.15
"""What the likeness of a whole line counts less than that of the part of it that asks: the question is answered, and
not the apology or the reflection before it."""


class PersonaIndex:
    """What is known of one persona before anybody says a word. Holds no state of a session; threads may share it.

    Attributes:
        persona: whose it is. embedder: turns the rep's words into vectors that these can be compared with.
        lines: the authored lines. topics: the names of the topics, in the order of `topic_likeness`.
    """

    def __init__(
        self,
        persona: Persona,
        lines: LineIndex,
        vectors: Matrix,
        embedder: Embedder,
        ranker: Ranker,
        reader: TopicReader | None = None,
    ) -> None:
        """Take the parts; `vectors` holds one row of length 1 for each of `texts_to_embed(lines)`, in that order."""
        self.persona, self.lines, self.embedder, self._reader = persona, lines, embedder, reader
        self.topics = tuple(persona.topics)
        self.small = np.array([SMALL * (lines.lent and name in EVERYDAY) for name in self.topics], dtype=np.float32)
        self._vectors = vectors
        self._spoken = LatelyEmbedded(embedder)
        self._latest: tuple[object, Asked] | None = None
        self._fitting: tuple[Asked, Matrix] | None = None
        self._row = {text: row for row, text in enumerate(texts_to_embed(lines))}
        texts = [one.line.text for one in lines.lines]
        self._judge = ranker.judging(texts, vectors[[self._row[text] for text in texts]])
        self._written_for = _Groups([one.line.words for one in lines.lines], self._row, vectors)
        asks = [topic.asks for topic in persona.topics.values()]
        self._asked = _Groups(asks, self._row, vectors)
        under = [persona.facts[one.line.fact].topics if one.line.fact else (one.line.topic,) for one in lines.lines]
        self._under = np.array([[name in some for name in self.topics] for some in under], dtype=bool)
        self._said = _Groups([_said_on(lines, name) for name in persona.topics], self._row, vectors)
        standard = standard_questions()
        self._standard = _Groups([standard.of(name) for name in persona.topics], self._row, vectors)
        self._came_with = _Groups([taking_up().came_with], self._row, vectors)
        self._items = _Groups([_about_item(lines, name) for name in persona.agenda], self._row, vectors)

    def rows(self) -> dict[str, Matrix]:
        """Return the vector of each text of `texts_to_embed`."""
        return {text: self._vectors[at] for text, at in self._row.items()}

    def asked(self, line: str, recent: Sequence[Said]) -> Asked:
        """Return what the customer's next line answers: the rep's words after what was lately said, oldest first.

        The latest is kept, since whoever decides and whoever speaks ask for the same one.
        """
        key = line, tuple((said.speaker, said.text) for said in recent)
        known = self._latest
        if known is None or known[0] != key:
            known = self._latest = key, asked(line, recent, self.embedder)
        return known[1]

    def fitness(self, said: Asked) -> Matrix:
        """Return how well each authored line answers what was said, (lines,), in log-odds; see `FITS_FROM`.

        The latest is kept, as that of `asked` is; nobody writes to it.
        """
        latest = self._fitting
        if latest is None or latest[0] is not said:
            latest = self._fitting = said, self._fitness_of(said)
        return latest[1]

    def _fitness_of(self, said: Asked) -> Matrix:
        fitness = self._judge(said)
        if self.topics and said.vectors.size:
            line, asking = self.topic_likeness(said.vectors[:2])
            pull = TOPIC_PULL * np.maximum(0.0, np.maximum(asking, line - ASKING_FIRST) - PULLS_FROM)
            fitness = fitness + np.where(self._under, pull, 0.0).max(axis=1)
        found: Matrix = fitness.astype(np.float32)
        found.setflags(write=False)
        return found

    def written_for(self, said: Asked) -> Matrix:
        """Return how like the rep's words are to those each line was written for, (lines,); -inf where to none."""
        if not said.vectors.size:
            return np.full(len(self.lines.lines), -np.inf, dtype=np.float32)
        found: Matrix = self._written_for.greatest(said.vectors[:1])[0]
        return found

    def topic_likeness(self, units: Matrix) -> Matrix:
        """Return how like units (n, d) are to how each topic is asked about, here or anywhere: (n, topics)."""
        found: Matrix = np.maximum(self._asked.greatest(units), self._standard.greatest(units) - OWN_FIRST)
        return found if self._reader is None else np.maximum(found, self._reader.likeness(units, self.topics))

    def topics_near(self, units: Matrix, least: float) -> tuple[str, ...]:
        """Return the topics that units (n, d) are at least so like to being asked about, the likeliest first."""
        if not len(units) or not self.topics:
            return ()
        nearest = self.topic_likeness(units).max(axis=0)
        order = np.argsort(-nearest)[:MOST_NEAR]
        return tuple(self.topics[at] for at in order if nearest[at] >= least)

    def topics_said(self, words: Matrix) -> Matrix:
        """Return how like a customer's words (n, d) are to what is said on each topic: (n, topics)."""
        return self._said.greatest(words)

    def came_with_likeness(self, units: Matrix) -> Matrix:
        """Return how like units (n, d) are to asking what the customer came with: (n,)."""
        nearest: Matrix = self._came_with.greatest(units)[:, 0]
        if self._reader is None:
            return nearest
        read = self._reader.likeness(units, (CAME_WITH,))[:, 0]
        return np.where(nearest >= HALF_WAY, read, np.minimum(nearest, read)).astype(np.float32)

    def item_likeness(self, units: Matrix) -> Matrix:
        """Return how like units (n, d) are to what each item of the agenda is about: (n, items)."""
        return self._items.greatest(units)

    def vectors_of(self, texts: Sequence[str]) -> Matrix:
        """Return one row for each text, (n, d); only those that no author wrote are computed."""
        computed = self._spoken.of([text for text in dict.fromkeys(texts) if text not in self._row])
        rows = [computed[text] if text in computed else self._vectors[self._row[text]] for text in texts]
        return np.array(rows, dtype=np.float32)

    def likeness(self, words: Matrix, texts: Iterable[str]) -> Matrix:
        """Return the likeness of words (n, d) to authored texts: (n, texts)."""
        found: Matrix = words @ self._vectors[[self._row[text] for text in texts]].T
        return found


def texts_to_embed(lines: LineIndex) -> list[str]:
    """Return every authored text that the rep's words or a draft are compared with, each once, in a fixed order."""
    persona = lines.persona
    standard = (ask for name in persona.topics for ask in standard_questions().of(name))
    asks = (ask for topic in persona.topics.values() for ask in topic.asks)
    facts = (text for fact in persona.facts.values() for text in texts_of(fact))
    spoken = (text for one in lines.lines for text in (one.line.text, *one.line.words))
    public = (*persona.openings, *persona.brief.you_know, *(item.wants for item in persona.agenda.values()))
    return list(dict.fromkeys((*spoken, *asks, *standard, *facts, *public, *taking_up().came_with)))


def _said_on(lines: LineIndex, topic: str) -> list[str]:
    """Return what the customer says on a topic in any band, and what tells a fact that belongs to it."""
    under = lines.persona.facts
    on_topic = [one.line.text for (name, _), ones in lines.by_topic.items() if name == topic for one in ones]
    return on_topic + [text for fact in under.values() if topic in fact.topics for text in texts_of(fact)]


def _about_item(lines: LineIndex, name: str) -> list[str]:
    """Return what an item of the agenda is about in words: what it is, and what raises it in any band."""
    raised = (one.line.text for (item, _), ones in lines.by_item.items() if item == name for one in ones)
    return [lines.persona.agenda[name].wants, *raised]


class _Groups:
    """Groups of texts, of which the one most like something else counts."""

    def __init__(self, groups: Sequence[Sequence[str]], row: Mapping[str, int], vectors: Matrix) -> None:
        self._many = len(groups)
        self._filled = np.array([at for at, group in enumerate(groups) if group], dtype=np.intp)
        sizes = [len(group) for group in groups if group]
        self._starts: Rows = np.cumsum([0, *sizes[:-1]], dtype=np.intp)
        self._texts = vectors[[row[text] for group in groups for text in group]]

    def greatest(self, words: Matrix) -> Matrix:
        """Return for each of n words (n, d) the greatest likeness to each group: (n, groups)."""
        found: Matrix = np.full((len(words), self._many), -np.inf, dtype=np.float32)
        if len(self._filled):
            found[:, self._filled] = np.maximum.reduceat(words @ self._texts.T, self._starts, axis=1)
        return found
