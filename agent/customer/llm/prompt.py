"""Customer prompt: what a model is told so that it can speak as the customer. Locked facts are not in it.

The part that stays the same comes first, so that providers can cache it; where the customer stands comes last.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from agent.content.authored_lines import BRIEF_WORDS
from agent.customer.index.line_index import LineIndex
from agent.customer.llm.leaks import without_secrets
from agent.customer.turn_context import TurnContext
from agent.llm.contract import Message
from agent.llm.templates import load_prompt, load_sections
from agent.model.acts import Act, Intent
from agent.model.persona import Persona
from agent.model.verdict import Talk
from agent.text.neutralize import neutralize

SAMPLES = 3
"""Authored lines that the model is shown as a measure of length and voice."""

RECENT_LINES = 8
LINE_CHARACTERS = 700
"""Of each line the model is shown; a rep's speech is cut, as a customer would stop listening."""


def may_tell(context: TurnContext, intent: Intent) -> frozenset[str]:
    """Return the facts that the customer may speak of now: those disclosed, and the one to be told now."""
    told = context.state.disclosed
    return frozenset((*told, intent.fact)) if intent.fact else frozenset(told)


def samples_for(context: TurnContext, intent: Intent, best: str, index: LineIndex) -> tuple[str, ...]:
    """Return authored lines that would do here, the best one first; none of them tells what is still kept back."""
    state, open_facts = context.state, may_tell(context, intent)
    said = index.plain_of((*context.spoken, best))
    lines = [
        one.line.text
        for one in index.lines
        if one.line.act is intent.act
        and one.line.band in (intent.band, None)
        and (one.line.topic, one.line.fact, one.line.plan, one.line.trigger)
        == (intent.topic if one.line.topic else None, intent.fact, intent.plan, intent.trigger)
        and one.line.item in (None, intent.item)
        and not one.line.marks
        and (intent.unsaid or not one.feigns)
        and (not intent.whole or not one.brief)
        and (not intent.brief or one.brief)
        and intent.talk in (None, one.line.talk)
        and all(fact in state.disclosed for fact in one.line.spec.after)
        and one.plain not in said
        and not one.leaks(open_facts)
    ]
    chance = Random(f"{context.seed}:{state.turn}:samples")
    return (best, *chance.sample(lines, min(len(lines), SAMPLES - 1)))


def voice_messages(
    context: TurnContext, intent: Intent, samples: Sequence[str], wrong: str | None
) -> tuple[Message, ...]:
    """Return the prompt for one line of the customer.

    Args:
        context: what the customer has. intent: what they do next.
        samples: authored lines that would do, as a measure of length and voice.
        wrong: what was wrong with the draft before, completing "the draft …"; or None for the first.
    """
    persona, open_facts = context.persona, may_tell(context, intent)
    stable, now = load_prompt("customer").render(
        **_who(persona, open_facts),
        **_where(context, intent),
        samples=_listed(samples),
        correction=load_sections("situation")["correction"].replace("{{why}}", wrong) if wrong else "",
        words=str(BRIEF_WORDS if intent.brief else persona.voice.max_words),
    )
    return Message(part="instructions", text=stable), Message(part="incoming", text=now)


def stage_directions(intent: Intent) -> str:
    """Return the instructions alone, without the persona: words that no customer would speak."""
    effect = load_sections("effects").get(intent.effect or "", "")
    parts = (*load_prompt("customer").parts, *load_sections("situation").values())
    return "\n".join(
        (*parts, load_sections("bands")[intent.band.value], load_sections("acts")[intent.act.value], effect)
    )


def _who(persona: Persona, open_facts: frozenset[str]) -> dict[str, str]:
    def public(text: str) -> str:
        return without_secrets(text, persona, open_facts)

    voice = persona.voice
    return {
        "name": persona.name,
        "role": persona.role,
        "company": persona.company,
        "industry": persona.industry,
        "scenario": public(persona.scenario),
        "biography": public(persona.biography),
        "surface": public(persona.surface),
        "values": _listed([value for value in persona.values if public(value)]),
        "agenda": _agenda([item.wants for item in persona.agenda.values() if public(item.wants)]),
        "register": voice.register_.rstrip(".") + ".",
        "english": voice.english.rstrip("."),
        "tics": ", ".join(f'"{tic}"' for tic in voice.tics) or "none",
        "never_says": ", ".join(f'"{phrase}"' for phrase in voice.never_says) or "none in particular",
        "max_words": str(voice.max_words),
    }


def _where(context: TurnContext, intent: Intent) -> dict[str, str]:
    persona, pieces, open_facts = context.persona, load_sections("situation"), may_tell(context, intent)
    told = [persona.facts[name].truth for name in context.state.disclosed if name in persona.facts]
    topic = persona.topics.get(intent.topic or "")
    fact = persona.facts.get(intent.fact or "")
    plan = persona.plans.get(intent.plan or "")
    item = persona.agenda.get(intent.item or "")
    sore = persona.triggers.get(intent.trigger or "")

    def under(heading: str, text: str) -> str:
        public = without_secrets(text, persona, open_facts)
        return f"{pieces[heading]} {public}" if public else ""

    return {
        "known": f"{pieces['known']}\n{_listed(told)}" if told else pieces["nothing_known"],
        "recent": _recent_talk(context),
        "line": neutralize(context.line, LINE_CHARACTERS),
        "band": load_sections("bands")[intent.band.value],
        "effect": load_sections("effects").get(intent.effect or "", ""),
        "act": load_sections("acts")[intent.act.value],
        "item": under("item", item.wants) if item else "",
        "taken_up": f'{pieces["taken_up"]} "{neutralize(intent.taken_up, LINE_CHARACTERS)}"' if intent.taken_up else "",
        "topic": under("topic", topic.about) if topic else "",
        "tell": under("tell", fact.truth) if fact else "",
        "plan": under("commit" if intent.act is Act.COMMIT else "voice_plan", plan.gist) if plan else "",
        "trigger": under("trigger", sore.why) if sore else "",
        "manner": _manner(intent, pieces),
    }


def _manner(intent: Intent, pieces: dict[str, str]) -> str:
    if intent.talk is Talk.CHANGE:
        return pieces["regret" if intent.act is Act.WALK_AWAY else "slip"]
    if intent.brief:
        return pieces["brief"]
    return pieces["whole"] if intent.whole else ""


def _agenda(wants: Sequence[str]) -> str:
    return f"{load_sections('situation')['agenda']}\n{_listed(wants)}" if wants else ""


def _recent_talk(context: TurnContext) -> str:
    names = {"customer": context.persona.name, "rep": "the rep"}
    lines = [
        f"{names[said.speaker]}: {neutralize(said.text, LINE_CHARACTERS)}" for said in context.recent[-RECENT_LINES:]
    ]
    return "\n".join(lines) or "(nothing yet)"


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
