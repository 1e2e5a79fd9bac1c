"""Reading back: what a model's line did, from its words: topic, facts, plan, item of the agenda, act and talk type.

What was decided left room; what the line made of it is what the log keeps, and what the next turn goes by.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.content.authored_lines import is_brief
from agent.customer.contract import TalkReader
from agent.customer.index.line_index import said_by
from agent.customer.index.persona_index import PersonaIndex
from agent.customer.llm.leaks import Secrets
from agent.customer.llm.prompt import PLANNING, offered_facts, told_as
from agent.customer.llm.sentences import sentences
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Intent
from agent.model.background import Said
from agent.model.session import Reply
from agent.model.verdict import Talk
from agent.text.stems import stems

PLAN_WORDS = 2
"""Telling words of a plan that a line must hold to count as voicing it; one more where that was not decided."""

ON_TOPIC = 0.45
"""Likeness to what an author lets this customer say on a topic, from which a line is on it. Authored lines on one topic
lie at .3 to .6 to each other; a paraphrase of one at .6 and above."""

WHAT_WAS_ASKED = 0.2
"""What the topic that was asked about gains: an answer is taken to be on it unless it is plainly about another."""

RAISES = 0.5
"""Likeness to an item of the agenda, or to what raises it, from which a line brings it up."""

LENDS_ITSELF = frozenset({Act.RAISE, Act.DEFLECT, Act.COMPLAIN, Act.TEST})
"""Acts in which somebody may come out with what they came with."""


@dataclass(frozen=True)
class ReadingBack:
    """Reads a model's line of one customer at one moment."""

    context: TurnContext
    intent: Intent
    index: PersonaIndex
    secrets: Secrets
    talk: TalkReader

    def reply(self, text: str, engine: str, degraded: str | None) -> Reply:
        """Return the reply with what its words did."""
        facts = tuple(name for name in self._offered() if self.secrets.tells(text, name))
        plan, item = self.plan(text), self._item(text)
        before = (*(self.context.talk or self.context.recent), Said(speaker="rep", text=self.context.line))
        talk = Talk.CHANGE if plan else self.talk(text, before)  # a plan in words is change talk, however it is read
        return Reply(
            text=text,
            act=self._act(facts, plan, item, talk),
            band=self.intent.band,
            talk=talk,
            topic=self._topic(text, facts),
            disclosed=facts[0] if facts else None,
            told=facts[1:],
            plan=plan,
            item=item,
            brief=is_brief(text),
            engine=engine,
            degraded=degraded,
        )

    def plan(self, text: str) -> str | None:
        """Return the plan that a line puts into words, where one may be; or None."""
        planned = self.intent.act in PLANNING
        if not planned and not self.context.state.plan_due:
            return None
        plans = self.context.persona.plans
        wanted = [self.intent.plan] if planned and self.intent.plan in plans else list(plans)
        words = stems(text)
        shared = {name: len(words & self._plan_words(name)) for name in wanted if name}
        best = max(shared, key=lambda name: shared[name], default=None)
        return best if best and shared[best] >= PLAN_WORDS + (not planned) else None

    def _offered(self) -> tuple[str, ...]:
        known = self.context.state.disclosed
        return tuple(name for name in offered_facts(self.intent) if name not in known and name in self._facts)

    @property
    def _facts(self) -> frozenset[str]:
        return frozenset(self.context.persona.facts)

    def _plan_words(self, plan: str) -> frozenset[str]:
        one = self.context.persona.plans[plan]
        return stems(" ".join((one.gist, *(said_by(line) for line in (*one.voices, *one.commits)))))

    def _item(self, text: str) -> str | None:
        """Return the item of the agenda that the line brings up, or that the rep took up and it answers."""
        agenda, decided = tuple(self.context.persona.agenda), self.intent.item
        if not agenda:
            return None
        parts = self.index.vectors_of(list(dict.fromkeys((text, *sentences(text)))))
        likeness = dict(zip(agenda, self.index.item_likeness(parts).max(axis=0), strict=True))
        best = max(agenda, key=lambda name: (name == decided and likeness[name] >= RAISES, likeness[name]))
        if likeness[best] >= RAISES:
            return best
        return None if self.intent.act is Act.RAISE else decided

    def _act(self, facts: tuple[str, ...], plan: str | None, item: str | None, talk: Talk) -> Act:
        """Return what the line did: what was decided, unless its words did more, or left it."""
        act = told_as(self.intent)
        if act in (Act.COMMIT, Act.WALK_AWAY):
            return act
        if plan:
            return Act.VOICE_PLAN
        if facts:
            return Act.DISCLOSE
        if item is not None and act in LENDS_ITSELF and item not in self.context.state.raised:
            return Act.RAISE
        left = act in (Act.DISCLOSE, Act.VOICE_PLAN) or (act is Act.RAISE and item is None)
        if left:
            return Act.OPEN_UP if talk is Talk.CHANGE else Act.ANSWER
        return act

    def _topic(self, text: str, facts: tuple[str, ...]) -> str | None:
        """Return what the line is about: what was asked, unless it is plainly about something else."""
        if facts:
            under = self.context.persona.facts[facts[0]].topics
            return next((name for name in self.intent.topics if name in under), under[0])
        asked = self.intent.topics[0] if self.intent.asked and self.intent.topics else self.intent.topic
        if not self.index.topics:
            return asked
        likeness = self.index.topics_said(self.index.vectors_of([text]))[0]
        scored = {
            name: float(likeness[at]) + (WHAT_WAS_ASKED if name == asked else 0.0)
            for at, name in enumerate(self.index.topics)
        }
        best = max(scored, key=lambda name: scored[name])
        return best if scored[best] >= ON_TOPIC else asked
