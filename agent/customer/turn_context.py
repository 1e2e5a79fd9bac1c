"""Turn context: all that the customer has when they answer one line. Deciding and speaking get the same one."""

from __future__ import annotations

from dataclasses import dataclass

from agent.content.authored_lines import is_brief
from agent.content.tables.chat_spellings import spelt_out
from agent.model.acts import Act, Band, Situation, band_of
from agent.model.background import Said, Statement
from agent.model.base import FrozenModel
from agent.model.persona import Persona
from agent.model.session import Receipt, Reply, State
from agent.model.verdict import Verdict

LATELY = 2
"""Replies back in which a follow-up question ("How so?") looks for what it is about."""


class Understanding(FrozenModel):
    """What the customer made of the rep's words.

    Attributes:
        topic: the topic asked about or touched, or None. direct: the rep asked about it.
        vague: it is only the likeliest thing that an open question was about.
        near: facts that may be told and that the words come close to, nearest first.
        beside: facts that may be told and that would be no answer to what was asked.
        question: the line asks something. follow_up: it asks for more of what they just said.
        again: all there was to say about the topic has been said.
        came_with: they were asked what they came with. item: the item of their agenda, raised already, that the rep
            takes up. taken_up: words of theirs that the rep comes back to. fact: the told fact that these words told.
        known: the rep's words hold what the customer said or the rep was told beforehand. unsaid: they guess at what
            the customer has told nobody.
        situations: what else the line does. topics: what the words may be about, the likeliest first.
    """

    topic: str | None = None
    direct: bool = False
    vague: bool = False
    near: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    question: bool = False
    follow_up: bool = False
    again: bool = False
    came_with: bool = False
    item: str | None = None
    taken_up: str | None = None
    fact: str | None = None
    known: bool = False
    unsaid: bool = False
    situations: frozenset[Situation] = frozenset()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class TurnContext:
    """All that the customer's answer to one line depends on.

    Attributes:
        before, state: where they stood before the line and where they stand after it. receipt: what moved.
        line: the rep's words. recent: the last few lines said before it, oldest first.
        spoken: every line of the customer so far in this session, the opening first, so that none is said twice.
        earlier: the customer's last few replies as the log has them, oldest first; none before the first line.
        talk: the last turns whole, for a model: a window that moves by several turns at once; where it is empty,
            `recent` is. memory: what both have said that is remembered, oldest first. older: that of before `talk`.
        seed: of the session; with the turn it fixes every choice that chance makes.
        understanding: what they made of the line; `understand` in `topics.py` finds it.
    """

    persona: Persona
    before: State
    state: State
    receipt: Receipt
    verdict: Verdict
    line: str
    recent: tuple[Said, ...] = ()
    spoken: tuple[str, ...] = ()
    earlier: tuple[Reply, ...] = ()
    talk: tuple[Said, ...] = ()
    memory: tuple[Statement, ...] = ()
    older: tuple[Statement, ...] = ()
    seed: int = 0
    understanding: Understanding = Understanding()

    @property
    def heard(self) -> str:
        """The rep's words with their chat spellings written out ("wat r u worried abt"), as the customer takes them."""
        return spelt_out(self.line)

    @property
    def band(self) -> Band:
        """How closed the customer is now."""
        return band_of(self.state.resistance)

    @property
    def rep_before(self) -> str | None:
        """The rep's line just before this one, or None."""
        return next((said.text for said in reversed(self.recent) if said.speaker == "rep"), None)

    @property
    def told(self) -> bool:
        """Their last reply disclosed a fact."""
        return bool(self.earlier) and self.earlier[-1].disclosed is not None

    @property
    def last_act(self) -> Act | None:
        """What their last reply did; an answer that was said as opening up is still an answer."""
        if not self.earlier:
            return None
        last = self.earlier[-1]
        return Act.ANSWER if last.act is Act.OPEN_UP and last.topic else last.act

    @property
    def last_brief(self) -> bool:
        """What they said last was a word or two; before their first reply, that was the opening."""
        if self.earlier:
            return self.earlier[-1].brief
        return bool(self.spoken) and is_brief(self.spoken[-1])

    @property
    def topic_lately(self) -> str | None:
        """The topic of their last reply, or of the one just before."""
        for reply in reversed(self.earlier[-LATELY:]):
            if reply.disclosed in self.persona.facts:
                under = self.persona.facts[reply.disclosed].topics
                return reply.topic if reply.topic in under else under[0]
            if reply.topic:
                return reply.topic
        return None
