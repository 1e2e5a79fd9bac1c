"""Left-out asks: questions that an author wrote for a topic, taken out of the persona and put to them as if new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from agent.customer.index.index_library import IndexLibrary
from agent.customer.ranking.ranker import FITS_FROM
from agent.model.acts import Band
from agent.model.persona import Persona


@dataclass(frozen=True)
class Put:
    """What became of one question in one band.

    Attributes:
        persona, topic, band, question: whom it was put to, under which topic it stood, and in which band.
        found: the topic of the best of all answers of the band, and its words. right: that topic is the question's.
        own_above, others_below: shares of the lines of its topic that count as answers, and of all others that do not.
    """

    persona: str
    topic: str
    band: Band
    question: str
    found: tuple[str | None, str]
    right: bool
    own_above: float
    others_below: float


def left_out(persona: Persona) -> Iterator[tuple[Persona, Mapping[str, str]]]:
    """Yield the persona without the first ask of each topic, without the second, and so on.

    Beside it stand the questions that it lacks, with the topic of each; what an author put as a statement is none.
    """
    for place in range(max((len(topic.asks) for topic in persona.topics.values()), default=0)):
        topics = {}
        questions: dict[str, str] = {}
        for name, topic in persona.topics.items():
            topics[name] = topic.model_copy(update={"asks": topic.asks[:place] + topic.asks[place + 1 :]})
            questions |= {ask: name for ask in topic.asks[place : place + 1] if "?" in ask}
        yield persona.model_copy(update={"topics": topics}), questions


def put_left_out(persona: Persona, indexes: IndexLibrary) -> list[Put]:
    """Return what became of every question that can be left out of a persona, in every band that has answers."""
    return [
        _put(lacking, topic, band, question, indexes)
        for lacking, questions in left_out(persona)
        for question, topic in questions.items()
        for band in Band
        if band in indexes.of(lacking).lines.answers
    ]


def _put(persona: Persona, topic: str, band: Band, question: str, indexes: IndexLibrary) -> Put:
    index = indexes.of(persona)
    lines = index.lines.answers[band]
    fitness = index.fitness(index.asked(question, ()))[[one.number for one in lines]]
    own = np.array([one.line.topic == topic for one in lines])
    best = lines[int(fitness.argmax())].line
    above = fitness >= FITS_FROM
    return Put(
        persona=persona.id, topic=topic, band=band, question=question, found=(best.topic, best.text),
        right=best.topic == topic, own_above=float(above[own].mean()), others_below=float((~above[~own]).mean()),
    )  # fmt: skip
