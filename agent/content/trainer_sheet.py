"""Trainer sheet: a persona as a page that a trainer reads: who they are, what they hide, behind which gates. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from agent.model.acts import Stage
from agent.model.persona import Fact, Gate, LineSpec, Persona


def render_trainer_sheet(persona: Persona) -> str:
    """Return the page in Markdown. It tells every secret: it is for trainers, not for reps."""
    parts = (_head, _from_the_rep, _from_the_customer, _who, _inside, _law, _sore)
    return "\n".join(line for part in parts for line in part(persona)) + "\n"


def _head(persona: Persona) -> Iterator[str]:
    yield f"# {persona.name}"
    yield ""
    yield f"{persona.role}, {persona.company} ({persona.industry}). {persona.portrait}"
    yield ""
    yield f"Persona `{persona.id}`, version {persona.version}, difficulty {persona.law.difficulty} of 5."


def _who(persona: Persona) -> Iterator[str]:
    yield from _section("Biography", persona.biography)
    voice = persona.voice
    tics = f" Says: {', '.join(f'“{tic}”' for tic in voice.tics)}." if voice.tics else ""
    never = f" Never says: {', '.join(f'“{word}”' for word in voice.never_says)}." if voice.never_says else ""
    yield from _section("Voice", f"{voice.register_} {voice.english}{tics}{never} At most {voice.max_words} words.")


def _from_the_rep(persona: Persona) -> Iterator[str]:
    brief = persona.brief
    yield from _section("From the rep's chair", persona.scenario)
    yield from _paragraph(f"The rep reads: {brief.you_are}")
    yield from _list(brief.you_know)
    yield from _paragraph(brief.your_task)


def _from_the_customer(persona: Persona) -> Iterator[str]:
    chair = persona.chair
    if chair is None:
        yield from _section("From the customer's chair", "Not written.")
        return
    yield from _section("From the customer's chair", chair.i_am)
    yield from _paragraph(chair.whose)
    for title, entries in (("Who is who:", chair.people), ("Told to the rep's company already:", chair.told)):
        if entries:
            yield from _paragraph(title)
            yield from _list(entries)


def _inside(persona: Persona) -> Iterator[str]:
    change = persona.change
    yield from _section("The change at stake", f"{change.what} ({change.size}). A first step: {change.first_step}")
    yield from _section("Surface", persona.surface)
    yield from _section("Real concern", persona.real_concern)
    yield from _section("Hidden need", persona.hidden_need)
    if persona.agenda:
        yield from _section("What they came with", "")
    yield from (f"- **{name}**: {item.wants}" for name, item in persona.agenda.items())
    yield from _section("What they value", "; ".join(persona.values))
    yield from _section("What must be earned", "")
    for name, fact in persona.facts.items():
        where = f"{fact.layer.value}; {_gate(fact.gate)}"
        yield f"- **{name}** ({where}): {fact.truth} In their words: {_first_of_each(fact)}"
    yield from _section("Plans they could come to", "")
    yield from (f"- **{name}**: {plan.gist}" for name, plan in persona.plans.items())


def _law(persona: Persona) -> Iterator[str]:
    yield from _section("The law in numbers", "| | |")
    yield "|---|---|"
    numbers = persona.law.model_dump(exclude={"curve"})
    yield from (f"| {name} | {value} |" for name, value in numbers.items())
    yield from (f"| curve.{name} | {_points(value)} |" for name, value in persona.law.curve.model_dump().items())


def _points(value: object) -> str:
    """Return a number of the curve as it is read: points as "resistance: share", and a dash where there is none."""
    if isinstance(value, tuple):
        return ", ".join(f"{level:g}: {share:g}" for level, share in value) or "-"
    return "-" if value is None else str(value)


def _sore(persona: Persona) -> Iterator[str]:
    if persona.triggers:
        yield from _section("Sore points", "")
    for name, trigger in persona.triggers.items():
        words = f" with {', '.join(f'“{word}”' for word in trigger.words)}" if trigger.words else ""
        codes = ", ".join(code.value for code in trigger.codes)
        yield f"- **{name}** ({codes}{words}; costs {trigger.cost:g} more): {trigger.why}"


def _section(title: str, text: str) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    if text:
        yield text


def _paragraph(text: str) -> Iterator[str]:
    yield ""
    yield text


def _list(entries: tuple[str, ...]) -> Iterator[str]:
    yield ""
    yield from (f"- {entry}" for entry in entries)


def _gate(gate: Gate) -> str:
    parts = [f"trust {gate.trust:g} or more"] if gate.trust > 0 else []
    parts += [f"resistance {gate.resistance:g} or less"] if gate.resistance < 10 else []
    parts += [f"from the stage {gate.stage.value} on"] if gate.stage is not Stage.ENGAGE else []
    parts += [f"after {', '.join(gate.after)}"] if gate.after else []
    return ", ".join(parts) or "open from the start"


def _first_of_each(fact: Fact) -> str:
    line = fact.tells[0]
    return f"“{line.say if isinstance(line, LineSpec) else line}”"
