"""Customer prompt: what a model is told so that it can speak as the customer. Locked facts are not in it.

The part that stays the same comes first, then the talk as real turns, then where the customer stands: most of a prompt
is the same as the turn before. What is decided is told as a stance with the room it leaves (`intents/offering.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial

from agent.customer.index.line_index import IndexedLine, LineIndex
from agent.customer.llm.history import history
from agent.customer.llm.leaks import without_secrets
from agent.customer.turn_context import TurnContext
from agent.llm.contract import Message
from agent.llm.templates import fill, load_prompt, load_sections
from agent.model.acts import Act, Band, Intent, LineEffect
from agent.model.persona import Persona
from agent.model.verdict import Talk

_EXAMPLE = re.compile(r'"[^"\n]{0,200}"')
"""Words that an instruction gives as an example are there to be said."""

SOUND_OF = (Act.DENY, Act.COMPLAIN, Act.TEST, Act.ACKNOWLEDGE, Act.EVADE, Act.WAVER, Act.DEFLECT, Act.EXCUSE)
"""Acts of which one line each shows how a customer sounds; the same ones all session."""

FRANKEST = (Band.GUARDED, Band.OPEN, Band.CLOSED)
"""Bands whose lines show what a customer knows and how they sound, the most telling first."""

FEW_WORDS = 12
"""Words of a line that is to be brief; with six, whoever played a customer could not even answer a good reflection."""

ROOM_FOR_A_PLAN = 1.5
"""How much longer a line may be that puts a plan into words: who, what, by when, and an answer to what was asked."""

GIVES_WAY = frozenset(
    {
        Act.EVADE, Act.WAVER, Act.ASK_FOR_MORE, Act.DEFLECT, Act.COMPLAIN, Act.EXCUSE, Act.MINIMISE, Act.ACKNOWLEDGE,
        Act.COMPLY, Act.TEST, Act.WITHDRAW, Act.DENY,
    }
)  # fmt: skip
"""Acts that give way to an answer where a question was put: a model has one, where an author may have foreseen none."""

HARMS = frozenset(
    {
        LineEffect.CONFRONTED, LineEffect.UNCLEAR, LineEffect.PUSHED, LineEffect.COUNTERFEITED, LineEffect.TIRED,
        LineEffect.LIMITED, LineEffect.SPOILED,
    }
)  # fmt: skip
"""Effects that stay in the ear whatever else the line holds."""

PLANNING = frozenset({Act.VOICE_PLAN, Act.COMMIT})


def may_tell(context: TurnContext, intent: Intent) -> frozenset[str]:
    """Return the facts that the customer may speak of now: those disclosed, and those that are offered."""
    return frozenset((*context.state.disclosed, *offered_facts(intent)))


def offered_facts(intent: Intent) -> tuple[str, ...]:
    """Return the facts that may be let out now, the one that was decided first."""
    return tuple(dict.fromkeys((*((intent.fact,) if intent.fact else ()), *intent.may_tell)))


def told_as(intent: Intent) -> Act:
    """Return the act that a model is told: who is asked something, and was not hurt, answers, whatever was drawn."""
    answers = intent.asked and intent.act in GIVES_WAY and intent.effect not in HARMS
    return Act.ANSWER if answers else intent.act


def most_words(context: TurnContext, intent: Intent) -> int:
    """Return the longest the line may be, in words."""
    return round(context.persona.voice.max_words * (ROOM_FOR_A_PLAN if intent.act in PLANNING else 1.0))


def voice_messages(context: TurnContext, intent: Intent, lines: LineIndex) -> tuple[Message, ...]:
    """Return the prompt for one line of the customer: what stays the same, the talk, and where they stand now."""
    words = str(min(FEW_WORDS, most_words(context, intent)) if intent.brief else most_words(context, intent))
    moment = fill(load_prompt("customer").parts[1], name=context.persona.name, words=words, **_where(context, intent))
    return Message(part="instructions", text=_stable(lines)), *history(context, moment)


def correcting(messages: Sequence[Message], refused: str, why: str, persona: Persona) -> tuple[Message, ...]:
    """Return the prompt for another draft: the one that was thrown away, and what was wrong with it.

    Args:
        messages: the prompt of the first draft. refused: the words of the last one; empty where none came.
        why: what was wrong with it, completing "the draft …". persona: who speaks.
    """
    asked = load_sections("situation")["correction"]
    for place, text in (("why", why), ("name", persona.name), ("words", str(persona.voice.max_words))):
        asked = asked.replace("{{" + place + "}}", text)
    if not refused:
        last = messages[-1]
        return *messages[:-1], Message(part=last.part, text=f"{last.text}\n\n{asked}")
    return *messages, Message(part="own", text=refused), Message(part="incoming", text=asked)


@lru_cache(maxsize=512)
def stage_directions(act: Act, band: Band, effect: LineEffect | None) -> str:
    """Return the instructions alone, without the persona and without examples of speech: words nobody would say."""
    parts = (*load_prompt("customer").parts, *load_sections("situation").values())
    told = load_sections("effects").get(effect or "", "")
    whole = "\n".join((*parts, load_sections("bands")[band.value], load_sections("acts")[act.value], told))
    return _EXAMPLE.sub("", whole)


@lru_cache(maxsize=64)
def _stable(lines: LineIndex) -> str:
    """Return what a session's prompts begin with: worked out once for each persona, since it is read every turn."""
    return fill(load_prompt("customer").parts[0], **_who(lines.persona, lines))


def _who(persona: Persona, lines: LineIndex) -> dict[str, str]:
    """Return what stays the same: nothing that may be let out later, or the prompt would change when it is."""
    public, voice = partial(without_secrets, persona=persona, may_tell=()), persona.voice
    return {
        "name": persona.name,
        "role": persona.role,
        "company": persona.company,
        "industry": persona.industry,
        "chair": _chair(persona),
        "biography": public(persona.biography),
        "surface": public(persona.surface),
        "values": _listed([value for value in persona.values if public(value)]),
        "agenda": _agenda([item.wants for item in persona.agenda.values() if public(item.wants)]),
        "register": voice.register_.rstrip(".") + ".",
        "english": voice.english.rstrip("."),
        "tics": ", ".join(f'"{tic}"' for tic in voice.tics) or "those you hear in the lines below",
        "never_says": ", ".join(f'"{phrase}"' for phrase in voice.never_says) or "none in particular",
        "knows": _listed(list(_knowledge(lines)) or list(_brought(lines))) or "- nothing in particular",
        "sound": _listed(list(_sound(lines))) or "- " + persona.openings[0],
        "max_words": str(voice.max_words),
    }


def _chair(persona: Persona) -> str:
    """Return the scenario from the customer's chair; one that was never written is told from the rep's, and says so."""
    pieces, chair = load_sections("situation"), persona.chair
    public = partial(without_secrets, persona=persona, may_tell=())
    if chair is None:
        return pieces["scenario"].replace("{{scenario}}", public(persona.scenario))
    parts = [pieces["chair"].replace("{{i_am}}", public(chair.i_am)).replace("{{whose}}", public(chair.whose))]
    for heading, texts in (("people", chair.people), ("told_before", chair.told)):
        if kept := [public(text) for text in texts if public(text)]:
            parts.append(f"{pieces[heading]}\n{_listed(kept)}")
    return "\n\n".join(parts)


def _knowledge(lines: LineIndex) -> Iterator[str]:
    """Yield what each topic is and one thing the author lets this customer say of it; nothing that is kept back."""
    for name, topic in lines.persona.topics.items():
        for band in FRANKEST:
            found = [one for one in lines.by_topic.get((name, band), ()) if _public(one)]
            if found and without_secrets(topic.about, lines.persona, ()):
                best = max(found, key=lambda one: one.words)
                yield f'{topic.about}: "{best.line.text}"'
                break


def _brought(lines: LineIndex) -> Iterator[str]:
    """Yield what a customer came with as they would put it: all that a lean one's author lets them say of anything."""
    for name, item in lines.persona.agenda.items():
        raised = [one for band in FRANKEST for one in lines.by_item.get((name, band), ()) if _public(one)]
        if raised and without_secrets(item.wants, lines.persona, ()):
            yield f'{item.wants}: "{raised[0].line.text}"'


def _public(one: IndexedLine) -> bool:
    return not (one.gives_away or one.line.spec.after or one.feigns or one.line.spec.stock)


def _sound(lines: LineIndex) -> Iterator[str]:
    """Yield lines that show how they sound: one of each act; of a lean persona all samples, and its openings."""
    lean = any(one.line.spec.stock for one in lines.lines)
    for act in (*SOUND_OF, *(act for act in Act if lean and act not in SOUND_OF)):
        for band in FRANKEST:
            found = [one for one in lines.by_act.get((act, band), ()) if _public(one)]
            if found:
                yield max(found, key=lambda one: (one.words <= lines.persona.voice.max_words, one.words)).line.text
                break
    if lean:
        yield from (opening for opening in lines.persona.openings if without_secrets(opening, lines.persona, ()))


def _where(context: TurnContext, intent: Intent) -> dict[str, str]:
    persona, pieces = context.persona, load_sections("situation")
    sections = {name: load_sections(name) for name in ("bands", "effects", "acts")}

    def under(heading: str, text: str) -> str:
        public = without_secrets(text, persona, may_tell(context, intent))
        return f"{pieces[heading]} {public}" if public else ""

    item = persona.agenda.get(intent.item or "")
    sore = persona.triggers.get(intent.trigger or "")
    return {
        "band": sections["bands"][intent.band.value],
        "effect": sections["effects"].get(intent.effect or "", ""),
        "act": sections["acts"][told_as(intent).value],
        "known": _known(context, pieces),
        "asked": pieces["asked"] if intent.asked and not intent.whole else "",
        "item": under("item", item.wants) if item and intent.act is Act.RAISE else "",
        "veiled": pieces["veiled"] if intent.veiled else "",
        "tell": _what_to_tell(context, intent, pieces),
        "plan": _plan(persona, intent, pieces),
        "trigger": under("trigger", sore.why) if sore else "",
        "not_now": pieces["not_yet"] if intent.act is Act.VOICE_PLAN else "",
        "manner": _manner(intent, pieces),
    }


def _known(context: TurnContext, pieces: Mapping[str, str]) -> str:
    """Return what the customer has let out; that it is nothing is said only where they have told the rep nothing."""
    facts, chair = context.persona.facts, context.persona.chair
    if told := [facts[name].truth for name in context.state.disclosed if name in facts]:
        return f"{pieces['known']}\n{_listed(told)}"
    told_nothing = len(context.spoken) <= 1 and not (chair and chair.told)
    return pieces["nothing_known"] if told_nothing else ""


def _what_to_tell(context: TurnContext, intent: Intent, pieces: Mapping[str, str]) -> str:
    facts = context.persona.facts
    told = [facts[name].truth for name in offered_facts(intent) if name in facts]
    beside = intent.asked and intent.fact in facts and not set(facts[intent.fact].topics) & set(intent.topics[:1])
    heading = "tell_now" if intent.act is Act.DISCLOSE and not beside else "tell"
    return f"{pieces[heading]}\n{_listed(told)}" if told else ""


def _plan(persona: Persona, intent: Intent, pieces: Mapping[str, str]) -> str:
    plan = persona.plans.get(intent.plan or "") if intent.act in PLANNING else None
    return f"{pieces['commit' if intent.act is Act.COMMIT else 'voice_plan']} {plan.gist}" if plan else ""


def _manner(intent: Intent, pieces: Mapping[str, str]) -> str:
    if intent.talk is Talk.CHANGE:
        return pieces["regret" if intent.act is Act.WALK_AWAY else "slip"]
    if intent.brief:
        return pieces["brief"]
    return pieces["whole"] if intent.whole else ""


def _agenda(wants: Sequence[str]) -> str:
    return f"{load_sections('situation')['agenda']}\n{_listed(wants)}" if wants else ""


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
