"""Expansion: a whole persona out of a lean one, the authored voice beside it and the shared stock. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from agent.content.lean.canaries import canaries_of
from agent.content.lean.difficulty import law_of
from agent.content.lean.lines import act_lines, spec_of, stock_kept
from agent.content.lean.stock import shared_stock
from agent.content.lean.topics import everyday_topics, fact_topics, standard_topics, topic_of
from agent.model.acts import Band
from agent.model.persona import AgendaItem, AuthoredLine, Fact, Layer, Persona, Plan, Trigger, Voice
from agent.model.training.authored_voice import AuthoredVoice
from agent.model.training.lean import LeanPersona, Register

PLAN = "plan"
"""The id of a lean persona's one plan."""

TRIGGER_COST = 0.5
"""Extra resistance of a sore point, as most of those of the full customers cost."""

SOUNDS = {
    Register.PLAIN: "Everyday, neither stiff nor rough.",
    Register.BLUNT: "Short, dry, to the point.",
    Register.FORMAL: "Measured, whole sentences, polite even when cross.",
    Register.WARM: "Friendly and talkative; resists by joking and apologising.",
}
"""How a register sounds, as a model is told."""

TOPICS_OF_LAYER = {
    Layer.SURFACE: ("happened", "tried", "involved", "help", "worries"),
    Layer.CONCERN: ("worries", "happened", "matters", "involved"),
    Layer.NEED: ("matters", "worries", "help", "involved"),
}
"""Standard topics under which a question reaches a fact, by how deep it lies; its own topic comes before them.

They are many on purpose: beside its facts a lean customer has only shared answers there, and the facts are what the
file is about. Those of the full customers have five or six each.
"""


def expand(lean: LeanPersona, voice: AuthoredVoice | None = None) -> Persona:
    """Return the whole persona: what its author wrote first, shared lines where they wrote too little.

    Args:
        lean: the file. voice: the file beside it, where there is one.

    Raises:
        ValidationError: the numbers of `law` are no law.
    """
    beside = voice or AuthoredVoice(id=lean.id)
    canaries = canaries_of(lean)
    return Persona(
        id=lean.id,
        version=lean.version,
        name=lean.name,
        role=lean.role,
        company=lean.company,
        industry=lean.industry,
        portrait=lean.portrait,
        scenario=lean.scenario,
        brief=lean.brief,
        chair=lean.chair,
        biography=lean.portrait,
        voice=_voice(lean),
        values=lean.values,
        change=lean.change,
        surface=lean.surface,
        real_concern=lean.concern,
        hidden_need=lean.need,
        law=law_of(lean.difficulty, lean.law),
        openings=_distinct(chain(lean.openings, beside.openings)),
        facts={name: _fact(lean, name, beside, canaries[name]) for name in lean.facts},
        topics={
            **standard_topics(lean, beside, canaries),
            **everyday_topics(lean, canaries),
            **fact_topics(lean, beside, canaries),
        },
        agenda={name: _item(lean, name, beside) for name in lean.agenda},
        triggers={name: _trigger(lean, name, beside, canaries) for name in lean.triggers},
        plans={PLAN: _plan(lean, beside)},
        lines=act_lines(lean, beside, canaries),
    )


def _voice(lean: LeanPersona) -> Voice:
    voice = lean.voice
    return Voice(
        register=SOUNDS[voice.register_],
        english=voice.english,
        never_says=voice.never_says,
        max_words=voice.max_words,
    )


def _fact(lean: LeanPersona, name: str, beside: AuthoredVoice, canaries: tuple[str, ...]) -> Fact:
    fact = lean.facts[name]
    return Fact(
        layer=fact.layer,
        truth=fact.truth,
        gate=fact.gate,
        topics=(topic_of(name), *TOPICS_OF_LAYER[fact.layer]),
        tells=_distinct(chain(fact.says, beside.tells.get(name, ()))),
        canaries=canaries,
    )


def _item(lean: LeanPersona, name: str, beside: AuthoredVoice) -> AgendaItem:
    item, own = lean.agenda[name], beside.raises.get(name, {})
    return AgendaItem(wants=item.wants, raises={band: _distinct((item.says, *own.get(band, ()))) for band in Band})


def _trigger(lean: LeanPersona, name: str, beside: AuthoredVoice, canaries: dict[str, tuple[str, ...]]) -> Trigger:
    trigger = lean.triggers[name]
    shared = stock_kept((spec_of(line, stock=True) for line in shared_stock().triggered), lean, canaries)
    return Trigger(
        codes=trigger.codes,
        words=trigger.words,
        cost=TRIGGER_COST,
        why=trigger.why,
        says=_distinct(chain(trigger.says, beside.triggered.get(name, ()), shared)),
    )


def _plan(lean: LeanPersona, beside: AuthoredVoice) -> Plan:
    plan = lean.plan
    return Plan(
        gist=plan.gist,
        voices=_distinct(chain(plan.voices, beside.voices)),
        commits=_distinct(chain(plan.commits, beside.commits)),
    )


def _distinct(lines: Iterable[AuthoredLine]) -> tuple[AuthoredLine, ...]:
    """Return the lines in their order, each of those words once."""
    return tuple({spec_of(line).say: line for line in reversed(list(lines))}.values())[::-1]
