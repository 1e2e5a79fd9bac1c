"""Persona index: a persona's lines and the embeddings of all their authored texts, laid out to be compared at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from agent.content.tables.standard_questions import standard_questions
from agent.customer.contract import Embedder
from agent.customer.index.line_index import LineIndex, texts_of
from agent.model.persona import Persona

Matrix = NDArray[np.float32]
Rows = NDArray[np.intp]


class PersonaIndex:
    """What is known of one persona before anybody says a word. Holds no state of a session; threads may share it.

    Attributes:
        persona: whose it is. embedder: turns the rep's words into vectors that these can be compared with.
        lines: the authored lines. topics: the names of the topics, in the order of `topic_likeness`.
    """

    def __init__(self, persona: Persona, lines: LineIndex, vectors: Matrix, embedder: Embedder) -> None:
        """Take the parts; `vectors` holds one row of length 1 for each of `texts_to_embed(lines)`, in that order."""
        self.persona, self.lines, self.embedder = persona, lines, embedder
        self.topics = tuple(persona.topics)
        self._vectors = vectors
        self._row = {text: row for row, text in enumerate(texts_to_embed(lines))}
        self._said = _Groups([(one.line.text, *one.line.words) for one in lines.lines], self._row, vectors)
        asked = [topic.asks for topic in persona.topics.values()]
        self._asked = _Groups(asked, self._row, vectors)
        standard = standard_questions().questions
        self._standard = _Groups([standard.get(name, ()) for name in persona.topics], self._row, vectors)

    def line_likeness(self, words: Matrix) -> Matrix:
        """Return how like each authored line, or what it fits, is to the rep's words (d,): (lines,)."""
        found: Matrix = self._said.greatest(words[None, :])[0]
        return found

    def asked_likeness(self, units: Matrix) -> tuple[Matrix, Matrix]:
        """Return how like units (n, d) are to how each topic is asked about: by this persona's reps, and by all.

        Both are (n, topics); where a topic has no standard wording, the second holds minus infinity.
        """
        return self._asked.greatest(units), self._standard.greatest(units)

    def likeness(self, words: Matrix, texts: Iterable[str]) -> Matrix:
        """Return the likeness of words (n, d) to authored texts: (n, texts)."""
        found: Matrix = words @ self._vectors[[self._row[text] for text in texts]].T
        return found


def texts_to_embed(lines: LineIndex) -> list[str]:
    """Return every authored text that the rep's words or a draft are compared with, each once, in a fixed order."""
    persona = lines.persona
    standard = (ask for name in persona.topics for ask in standard_questions().questions.get(name, ()))
    asks = (ask for topic in persona.topics.values() for ask in topic.asks)
    facts = (text for fact in persona.facts.values() for text in texts_of(fact))
    spoken = (text for one in lines.lines for text in (one.line.text, *one.line.words))
    return list(dict.fromkeys((*spoken, *asks, *standard, *facts)))


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
