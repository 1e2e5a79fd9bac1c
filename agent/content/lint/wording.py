"""Lint, wording: leaks, lines out of voice or over length, duplicates, helper's talk, and lines too long. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from agent.content.authored_lines import Authored
from agent.content.finding import KeyPath, dotted, flaw
from agent.content.secrets import canary_in, known_before
from agent.content.tables.phrases import wording
from agent.content.tables.requirements import requirements
from agent.errors import Finding
from agent.model.persona import Layer, Persona
from agent.text.matching import plain, word_count

Lines = Sequence[Authored]
Check = Callable[[Persona, Lines], Iterator[Finding]]
"""Looks at a persona and at every line its author wrote, as `every_line` gives them."""

_STAGE_DIRECTION = re.compile(r"^\s*[*(\[]|\*\w|[\])*]\s*$|\n")
_TELLING_WORD = re.compile(r"[^\W\d_]{5,}")


def leaks(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield every text that gives a fact away before it was told."""
    for line in lines:
        known = {*line.spec.after, *((line.fact, *known_before(persona, line.fact)) if line.fact else ())}
        known |= {
            further for fact in line.spec.after if fact in persona.facts for further in known_before(persona, fact)
        }
        yield from _leak(persona, line.path, line.text, known)
    for path, text in _background(persona):
        yield from _leak(persona, path, text, set())


def canaries(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield tells that no canary would betray, and canaries too common to mean anything."""
    everyday = wording().everyday
    for name, fact in persona.facts.items():
        for index, canary in enumerate(fact.canaries):
            if canary.lower() in everyday or len(canary) < 3:
                path = ("facts", name, "canaries", index)
                problem = f"the giveaway word {canary!r} is an everyday word"
                yield flaw(path, problem, "choose words that only this fact uses", "warning")
    for line in lines:
        if line.fact and not canary_in(line.text, persona.facts[line.fact].canaries):
            problem = f"holds no giveaway word of its fact, so a leak could not be seen: {line.text!r}"
            yield flaw(
                line.path,
                problem,
                "put a giveaway word of the fact into it, or make one of its words a giveaway word (`canaries`)",
            )


def voice(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield lines that are too long, out of voice, or in the helper's role."""
    longest = persona.voice.max_words
    for path, text in _sayings(persona, lines):
        if word_count(text) > longest:
            problem = f"{word_count(text)} words; this customer says at most {longest}"
            yield flaw(path, problem, "cut it, or make two lines of it")
        if never := canary_in(text, persona.voice.never_says):
            yield flaw(path, f"says {never!r}, which voice.never_says forbids", "reword it")
        if creep := next(
            (phrase for phrase in wording().helpers_talk if phrase in text.lower().replace("’", "'")), None
        ):
            yield flaw(path, f"helper's talk: {creep!r}", "say it as a customer would")
        if _STAGE_DIRECTION.search(text):
            yield flaw(path, "a stage direction or a line break", "only words that are spoken")


def duplicates(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield lines that sound the same as an earlier one: a customer would repeat themselves."""
    first: dict[str, KeyPath] = {}
    for path, text in _sayings(persona, lines):
        earlier = first.setdefault(plain(text), path)
        if earlier != path:
            where = dotted(earlier)
            yield flaw(path, f"the same as {where}: {text!r}", "reword one of the two")


def shape(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield a warning where too few lines are short: real customers often say a word or two."""
    counts = requirements()
    short = sum(word_count(line.text) <= counts.short_words for line in lines)
    if short < counts.short_share * len(lines):
        problem = f"{short} of {len(lines)} lines have at most {counts.short_words} words"
        fix = f"shorten some, until {counts.short_share:.0%} do"
        yield flaw(("lines",), problem, fix, "warning")


def given_away(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield a warning where what the rep reads beforehand, or the chair, already tells the need."""
    read, own = _telling_words(_read_by_rep(persona)), _telling_words(_from_the_chair(persona))
    secrets: list[tuple[KeyPath, str]] = [
        (("hidden_need",), persona.hidden_need),
        (("real_concern",), persona.real_concern),
    ]
    secrets += [
        (("facts", name, "truth"), fact.truth) for name, fact in persona.facts.items() if fact.layer is Layer.NEED
    ]
    for path, secret in secrets:
        words = _telling_words([(path, secret)]) - wording().everyday
        for known, where, fix in (
            (read, "brief, scenario or portrait already tell it", "tell the rep only what they could know"),
            (own, "the chair already tells it", "tell there only what the customer would say to anybody"),
        ):
            if len(words) >= 4 and len(words & known) >= wording().given_away * len(words):
                yield flaw(path, f"{where}: {', '.join(sorted(words & known))}", fix, "warning")


def chair(persona: Persona, lines: Lines) -> Iterator[Finding]:
    """Yield a warning where the scenario is told from the rep's side only."""
    if persona.chair is None:
        problem = "not written: a model that plays this customer has the scenario from the rep's side only"
        yield flaw(("chair",), problem, "write i_am, whose, people and told, in the customer's own words", "warning")


def _leak(persona: Persona, path: KeyPath, text: str, known: set[str]) -> Iterator[Finding]:
    for name, fact in persona.facts.items():
        if name not in known and (canary := canary_in(text, fact.canaries)):
            problem = f"gives away the fact {name!r} by its giveaway word {canary!r}"
            fix = f"reword it, or add `after: [{name}]`" if path[0] not in ("brief", "chair") else "reword it"
            yield flaw(path, problem, fix)


def _sayings(persona: Persona, lines: Lines) -> Iterator[tuple[KeyPath, str]]:
    for index, opening in enumerate(persona.openings):
        yield ("openings", index), opening
    for line in lines:
        yield line.path, line.text


def _read_by_rep(persona: Persona) -> Iterator[tuple[KeyPath, str]]:
    yield ("portrait",), persona.portrait
    yield ("scenario",), persona.scenario
    yield ("brief", "you_are"), persona.brief.you_are
    yield ("brief", "your_task"), persona.brief.your_task
    for index, known in enumerate(persona.brief.you_know):
        yield ("brief", "you_know", index), known
    for index, opening in enumerate(persona.openings):
        yield ("openings", index), opening


def _background(persona: Persona) -> Iterator[tuple[KeyPath, str]]:
    """Yield texts that a rep reads, or a model is given, before any fact is unlocked."""
    yield from _read_by_rep(persona)
    yield ("surface",), persona.surface
    yield ("biography",), persona.biography
    yield from _from_the_chair(persona)
    for index, value in enumerate(persona.values):
        yield ("values", index), value
    for index, tic in enumerate(persona.voice.tics):
        yield ("voice", "tics", index), tic
    yield ("change", "what"), persona.change.what
    yield ("change", "first_step"), persona.change.first_step
    for name, topic in persona.topics.items():
        yield ("topics", name, "about"), topic.about
    for name, item in persona.agenda.items():
        yield ("agenda", name, "wants"), item.wants


def _telling_words(texts: Iterable[tuple[KeyPath, str]]) -> set[str]:
    return {word.lower() for _, text in texts for word in _TELLING_WORD.findall(text)}


def _from_the_chair(persona: Persona) -> Iterator[tuple[KeyPath, str]]:
    if (chair := persona.chair) is None:
        return
    yield ("chair", "i_am"), chair.i_am
    yield ("chair", "whose"), chair.whose
    for name, entries in (("people", chair.people), ("told", chair.told)):
        for index, entry in enumerate(entries):
            yield ("chair", name, index), entry


WORDING: tuple[Check, ...] = (leaks, canaries, voice, duplicates, shape, given_away, chair)
