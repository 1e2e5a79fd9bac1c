"""Follow-ups: "How so?" keeps to what was just spoken of, whoever spoke; with the encoder and customers that ship."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.content.library import Library
from agent.customer.index.line_index import said_by
from agent.customer.llm.leaks import Secrets
from agent.customer.llm.prompt import may_tell
from agent.customer.llm.reading_back import ReadingBack
from agent.customer.turn_context import TurnContext
from agent.grading.embedded_grader import EmbeddedGrader
from agent.model.acts import Act, Band
from agent.model.background import Said
from agent.model.persona import Persona
from agent.model.session import Reply
from agent.rules import transition
from agent.runtime.embedded_parts import EmbeddedParts
from tests.support.doubles.llm_lines import by_words
from tests.support.paths import ROOT

LIBRARY = Library(ROOT / "personas", ROOT / "rubrics")
SOME = sorted(LIBRARY.full_personas())[:2]
TOPICS = 21
"""Topics of each, the first: 42 cases in all."""


class Talk:
    """Two lines of a rep to one customer, decided on with the real parts."""

    def __init__(self, parts: EmbeddedParts, persona: Persona) -> None:
        self.parts, self.persona = parts, persona
        self.grader = EmbeddedGrader(parts.coder(), LIBRARY.rubric())
        opening = Said(speaker="customer", text=persona.openings[0])
        self.begun = transition.start(persona).model_copy(update={"resistance": 5.0, "trust": 3.5})
        self.recent: tuple[Said, ...] = (opening,)
        self.earlier: tuple[Reply, ...] = ()

    def heard(self, line: str) -> TurnContext:
        verdict = asyncio.run(self.grader.grade(line, self.recent))
        after, receipt = transition.move(self.begun, verdict, self.persona, line)
        spoken = tuple(said.text for said in self.recent if said.speaker == "customer")
        return TurnContext(
            self.persona, self.begun, after, receipt, verdict, line, self.recent, spoken, self.earlier, seed=1
        )

    def answered(self, line: str, reply: Reply) -> None:
        said = Said(speaker="rep", text=line), Said(speaker="customer", text=reply.text)
        self.recent, self.earlier = (*self.recent, *said), (*self.earlier, reply)


def follow_ups(parts: EmbeddedParts, read_back: bool) -> Iterator[bool]:
    """Say for each customer and topic whether a follow-up is taken to be about the topic that was answered on.

    The answer is one that the author wrote for a more open customer; `read_back`: a model has said it, and what it is
    about is told by its words alone.
    """
    for name in SOME:
        persona = LIBRARY.persona(name)
        index = parts.indexes().of(persona)
        for topic in list(persona.topics)[:TOPICS]:
            talk, asked = Talk(parts, persona), persona.topics[topic].asks[0]
            turn = talk.heard(asked)
            intent = parts.decider().decide(turn)
            text = said_by(persona.topics[topic].says[Band.OPEN][-1])
            reply = Reply(text=text, act=Act.ANSWER, band=Band.GUARDED, topic=topic)
            if read_back:
                secrets = Secrets(index.lines, may_tell(turn, intent))
                reply = ReadingBack(turn, intent, index, secrets, by_words).reply(text, "llm:m", None)
            talk.answered(asked, reply)
            yield parts.decider().decide(talk.heard("How so?")).topics[:1] == (topic,)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedParts]:
    built = EmbeddedParts(Path(tmp_path_factory.mktemp("indexes")), repeats=True)
    yield built
    built.close()


def test_a_follow_up_keeps_its_topic_after_a_models_line_as_after_an_authored_one(parts: EmbeddedParts) -> None:
    authored, model = (sum(follow_ups(parts, read_back)) for read_back in (False, True))
    assert model >= authored
    assert authored >= 40, f"{authored} of {len(SOME) * TOPICS}"
