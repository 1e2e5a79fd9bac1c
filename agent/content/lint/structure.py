"""Lint, structure: enough lines of every kind, facts that can be reached, plans that can be kept. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from agent.content.authored_lines import BRIEF_WORDS, Authored
from agent.content.finding import KeyPath, flaw
from agent.content.tables.requirements import requirements
from agent.errors import Finding, Severity
from agent.model.acts import Act, Band, Situation, Stage
from agent.model.persona import STANDARD_TOPICS, Fact, Gate, Layer, LineSpec, Persona
from agent.text.matching import word_count

Lines = Sequence[Authored]
Check = Callable[[Persona, Lines], Iterator[Finding]]
"""Looks at a persona and at every line its author wrote, as `every_line` gives them."""

_SPOKEN_ELSEWHERE = {
    Act.DISCLOSE: "facts.*.tells",
    Act.VOICE_PLAN: "plans.*.voices",
    Act.COMMIT: "plans.*.commits",
    Act.ANSWER: "topics.*.says",
    Act.RAISE: "agenda.*.raises",
}
_WHO = re.compile(r"\b(?:i|i'll|i'm|we|we'll|we're|let's|me|us|my|our)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:today|tonight|tomorrow|now|week\w*|month\w*|day|days|hours?|quarter|year|shift|morning|afternoon|evening|noon"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|spring|summer|autumn|fall|winter|easter|christmas|\d+(?:st|nd|rd|th)?|first|before|after|until"
    r"|till|once|by|next|end)\b",
    re.IGNORECASE,
)


def line_counts(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield what is missing in `lines`, by act and band."""
    counts, by_band = requirements(), _by_band(lines)
    for act, bands in counts.lines.items():
        for band, least in bands.items():
            written = by_band[act, band]
            yield from _fewer(("lines", act.value, band.value), len(written), least, "lines")
            for situation, marked in counts.marked.get(act, {}).get(band, {}).items():
                found = sum(situation.value in line.marks for line in written)
                what = f"lines with fits: [{situation.value!r}]"
                yield from _fewer(("lines", act.value, band.value), found, marked, what)
            free = counts.unmarked.get(act, {}).get(band, 0)
            yield from _fewer(
                ("lines", act.value, band.value), sum(not line.marks for line in written), free, "lines with no # mark"
            )
    answering = [
        line for (act, _), written in by_band.items() if act in (Act.ACKNOWLEDGE, Act.TEST) for line in written
    ]
    answered = [line for line in answering if Situation.LIMIT.value in line.marks]
    path = ("lines", Act.ACKNOWLEDGE.value)
    yield from _fewer(path, len(answered), counts.limit_lines, "lines (here or under test) with fits: ['#limit']")


def shared_acts(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield what is missing in acts that shared lines speak for: an author writes them whole or not at all."""
    by_band = _by_band(lines)
    for act, least in requirements().whole.items():
        if act in persona.lines:
            written = sum(len(by_band[act, band]) for band in (Band.CLOSED, Band.GUARDED))
            yield from _fewer(("lines", act.value), written, least, "lines under closed and guarded together")


def agenda(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield items of the agenda that a customer in some band has too few words for."""
    for name, item in persona.agenda.items():
        for band in Band:
            path, found = ("agenda", name, "raises", band.value), len(item.raises.get(band, ()))
            yield from _fewer(path, found, requirements().raises, "lines")


def short_and_torn(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield where lines of a word or two are few, and what lets a closed customer's other side be heard."""
    counts, by_band = requirements(), _by_band(lines)
    for act, band in ((act, band) for act in (*counts.brief, *counts.leaning) for band in Band):
        path = ("lines", act.value, band.value)
        written = by_band[act, band]
        brief = sum(not line.marks and word_count(line.text) <= BRIEF_WORDS for line in written)
        least = counts.brief.get(act, {}).get(band, 0)
        yield from _fewer(path, brief, least, f"lines of at most {BRIEF_WORDS} words with no # mark", "warning")
        for talk, wanted in counts.leaning.get(act, {}).get(band, {}).items():
            found = sum(line.talk is talk for line in written)
            yield from _fewer(path, found, wanted, f"lines of {talk.value} talk", "warning")


def strays(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield lines kept where nobody looks for them, unknown marks and unknown facts in `after`."""
    for act, place in _SPOKEN_ELSEWHERE.items():
        if act in persona.lines:
            yield flaw(("lines", act.value), "never spoken from here", f"move the lines to {place}")
    known = {situation.value for situation in Situation}
    for line in lines:
        for mark in sorted(line.marks - known):
            problem, fix = f"unknown situation {mark!r}", f"use one of {', '.join(sorted(known))}"
            yield flaw((*line.path, "fits"), problem, fix)
        for fact in line.spec.after:
            if fact not in persona.facts:
                problem = f"unknown fact {fact!r}, so this line is never said"
                yield flaw((*line.path, "after"), problem, "name a fact of this persona, or drop it")


def topics(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield thin topics."""
    counts = requirements()
    for name, topic in persona.topics.items():
        for band in Band:
            found = len(topic.says.get(band, ()))
            yield from _fewer(("topics", name, "says", band.value), found, counts.answers, "answers")
        yield from _fewer(("topics", name, "asks"), len(topic.asks), counts.asks, "wordings", "warning")
        yield from _fewer(("topics", name, "words"), len(topic.words), 1, "words", "warning")
    own = len(persona.topics) - len(STANDARD_TOPICS)
    yield from _fewer(("topics",), own, counts.own_topics, "topics of this customer's own", "warning")
    hooks = sum(bool(line.words) for line in lines)
    yield from _fewer(("lines",), hooks, counts.hooks, "lines that take up a word of the rep's (fits)", "warning")


def small_parts(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield thin facts, plans, triggers and openings."""
    counts = requirements()
    for name, fact in persona.facts.items():
        yield from _fewer(("facts", name, "tells"), len(fact.tells), counts.tells, "tells")
    for name, plan in persona.plans.items():
        yield from _fewer(("plans", name, "voices"), len(plan.voices), counts.voices, "voices")
        yield from _fewer(("plans", name, "commits"), len(plan.commits), counts.commits, "commits")
    for name, trigger in persona.triggers.items():
        yield from _fewer(("triggers", name, "says"), len(trigger.says), counts.trigger_says, "lines")
    yield from _fewer(("openings",), len(persona.openings), counts.openings, "openings")
    yield from _fewer(("facts",), len(persona.facts), counts.facts, "facts", "warning")
    yield from _fewer(("triggers",), len(persona.triggers), counts.triggers, "triggers", "warning")
    for layer in Layer:
        if all(fact.layer is not layer for fact in persona.facts.values()):
            yield flaw(("facts",), f"no fact of the layer {layer.value}", "add one")


def reach(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield facts that no conversation reaches, and needs that lie open from the start."""
    reached: set[str] = set()
    while more := {
        name for name, fact in persona.facts.items() if name not in reached and reached.issuperset(fact.gate.after)
    }:
        reached |= more
    for name, fact in persona.facts.items():
        path = ("facts", name, "gate")
        if name not in reached:
            fix = "break the circle of `after`"
            yield flaw((*path, "after"), "waits for facts that wait for it", fix)
        if fact.gate.resistance < persona.law.floor:
            problem = f"resistance never falls to {fact.gate.resistance:g}: the law's floor is {persona.law.floor:g}"
            yield flaw((*path, "resistance"), problem, "raise the gate, or lower the floor")
        if fact.layer is Layer.NEED and _open_at_start(fact, persona):
            yield flaw(path, "the need lies open from the first line", "raise trust or stage")
        elif fact.layer is Layer.CONCERN and _open_at_start(fact, persona):
            problem = "the concern lies open from the first line"
            yield flaw(path, problem, "raise trust", "warning")


def commitments(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield commitments that name nobody or no time: those commit to nothing."""
    for name, plan in persona.plans.items():
        for index, line in enumerate(plan.commits):
            words = line.say if isinstance(line, LineSpec) else line
            for test, part in ((_WHO, "who does it (I, we)"), (_WHEN, "when")):
                if not test.search(words):
                    path = ("plans", name, "commits", index)
                    problem = f"does not say {part}: {words!r}"
                    yield flaw(path, problem, "say who does what, and when", "warning")


def _by_band(lines: Lines) -> Mapping[tuple[Act, Band], list[Authored]]:
    """Return what stands under `lines`, by act and band; what is not there is empty."""
    found: defaultdict[tuple[Act, Band], list[Authored]] = defaultdict(list)
    for line in lines:
        if line.path[0] == "lines" and line.band is not None:
            found[line.act, line.band].append(line)
    return found


def _fewer(path: KeyPath, found: int, least: int, what: str, severity: Severity = "error") -> Iterator[Finding]:
    if found < least:
        problem = f"{found} {what}, {least} needed"
        yield flaw(path, problem, f"write {least - found} more", severity)


def _open_at_start(fact: Fact, persona: Persona) -> bool:
    gate: Gate = fact.gate
    law = persona.law
    return (
        not gate.after and gate.stage is Stage.ENGAGE and gate.trust <= law.trust_start and gate.resistance >= law.start
    )


STRUCTURE: tuple[Check, ...] = (
    line_counts, shared_acts, agenda, short_and_torn, strays, topics, small_parts, reach, commitments,
)  # fmt: skip
