"""Lint of lean personas: what a sound file and the voice beside it still lack, at their own keys. Pure.

The wording and the gates are held to the same rules as a full persona's; the counts of lines are not, since the shared
stock fills them. What the template left over is no text of the author's: each such text is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from agent.content.authored_lines import Authored
from agent.content.finding import KeyPath, flaw
from agent.content.lean.canaries import found_canaries
from agent.content.lean.expansion import PLAN, expand
from agent.content.lean.leftovers import leftovers
from agent.content.lean.lines import spec_of
from agent.content.lint.structure import commitments, reach
from agent.content.lint.wording import canaries, duplicates, given_away, leaks, voice
from agent.errors import Finding
from agent.model.acts import Act, Band
from agent.model.persona import STANDARD_TOPICS, AuthoredLine, BandLines, Persona
from agent.model.training.authored_voice import AuthoredVoice
from agent.model.training.lean import ELSEWHERE, LeanPersona

BESIDE = "voice_file"
"""First key of a line that stands in the file beside; it is taken off before anybody reads it."""

KEYS = {"hidden_need": "need", "real_concern": "concern", "biography": "portrait"}
"""Key of a whole persona -> the lean file's key."""

CHECKS = (leaks, canaries, voice, duplicates, given_away, reach, commitments)


def lint_lean(lean: LeanPersona, beside: AuthoredVoice | None = None) -> list[Finding]:
    """Return what is wrong with a lean file that loads, errors first; the findings wait for file and line.

    Raises:
        ValidationError: the numbers of `law` are no law.
    """
    left = list(leftovers(lean))
    unwritten = {one.key for one in left if one.severity == "error"}
    found = chain(_no_canary(lean), (one for one in _all(lean, beside) if not one.key.startswith(BESIDE)))
    return _sorted(chain(left, (one for one in found if one.key not in unwritten)))


def lint_voice(lean: LeanPersona, beside: AuthoredVoice) -> list[Finding]:
    """Return what is wrong with the authored voice beside a lean persona, errors first; raises as `lint_lean` does."""
    found = (one for one in _all(lean, beside) if one.key.startswith(BESIDE))
    known = (replace(one, key=one.key.removeprefix(BESIDE).removeprefix(".")) for one in found)
    return _sorted(chain(leftovers(beside), _strangers(lean, beside), known))


def _all(lean: LeanPersona, beside: AuthoredVoice | None) -> Iterator[Finding]:
    persona = expand(lean, beside)
    lines = [*_lines_of(lean), *(_lines_beside(lean, beside) if beside else ())]
    seen = set()
    for check in CHECKS:
        for one in check(persona, lines):
            told = replace(one, key=_own_key(one.key, persona), problem=_reworded(one.problem))
            if told not in seen:
                seen.add(told)
                yield told


def _own_key(key: str, persona: Persona) -> str:
    """Return the lean file's key for a key of the whole persona; the stock's own topics are nobody's to mend."""
    first, _, rest = key.partition(".")
    if key.startswith(f"plans.{PLAN}."):
        return key.removeprefix("plans.").replace(PLAN, "plan", 1)
    return ".".join(part for part in (KEYS.get(first, first), rest) if part)


def _reworded(problem: str) -> str:
    return problem.replace(f"{BESIDE}.", "the voice file's ")


def _lines_of(lean: LeanPersona) -> Iterator[Authored]:
    for name, word in lean.voice.words.model_dump(exclude_none=True).items():
        yield Authored(("voice", "words", name), spec_of(word), Act.ACKNOWLEDGE)
    for act, text in lean.voice.samples.items():
        yield Authored(("voice", "samples", act.value), spec_of(text), act)
    for name, fact in lean.facts.items():
        yield from _each(("facts", name, "says"), fact.says, Act.DISCLOSE, fact=name)
    for name, item in lean.agenda.items():
        yield Authored(("agenda", name, "says"), spec_of(item.says), Act.RAISE, item=name)
    yield from _each(("plan", "voices"), lean.plan.voices, Act.VOICE_PLAN)
    yield from _each(("plan", "commits"), lean.plan.commits, Act.COMMIT)
    for name, trigger in lean.triggers.items():
        yield from _each(("triggers", name, "says"), trigger.says, Act.ATTACK)


def _lines_beside(lean: LeanPersona, beside: AuthoredVoice) -> Iterator[Authored]:
    for act, bands in beside.lines.items():
        yield from _banded((BESIDE, "lines", act.value), bands, act)
    for topic, bands in beside.answers.items():
        yield from _banded((BESIDE, "answers", topic), bands, Act.ANSWER)
    for fact, tells in beside.tells.items():
        if fact in lean.facts:
            yield from _each((BESIDE, "tells", fact), tells, Act.DISCLOSE, fact=fact)
    for item, bands in beside.raises.items():
        yield from _banded((BESIDE, "raises", item), bands, Act.RAISE)
    yield from _each((BESIDE, "voices"), beside.voices, Act.VOICE_PLAN)
    yield from _each((BESIDE, "commits"), beside.commits, Act.COMMIT)
    for trigger, says in beside.triggered.items():
        yield from _each((BESIDE, "triggered", trigger), says, Act.ATTACK)


def _each(path: KeyPath, lines: Iterable[AuthoredLine], act: Act, fact: str | None = None) -> Iterator[Authored]:
    for index, line in enumerate(lines):
        yield Authored((*path, index), spec_of(line), act, fact=fact)


def _banded(path: KeyPath, bands: BandLines, act: Act) -> Iterator[Authored]:
    for band in Band:
        yield from _each((*path, band.value), bands.get(band, ()), act)


def _no_canary(lean: LeanPersona) -> Iterator[Finding]:
    """Yield facts that nothing would betray: no canary is given, and none of their words is theirs alone."""
    for name, fact in lean.facts.items():
        if not fact.canaries and not found_canaries(lean, name):
            problem = "no word of it stands nowhere else, so a leak could not be seen"
            fix = "put a name, a number or a rare word into each line, or give the fact giveaway words (`canaries`)"
            yield flaw(("facts", name, "says", 0), problem, fix)


def _strangers(lean: LeanPersona, beside: AuthoredVoice) -> Iterator[Finding]:
    """Yield keys of the voice that name nothing of the persona: their lines would never be said."""
    parts: dict[str, tuple[Iterable[str], Iterable[str]]] = {
        "answers": (beside.answers, (*STANDARD_TOPICS, *lean.facts)),
        "tells": (beside.tells, lean.facts),
        "raises": (beside.raises, lean.agenda),
        "triggered": (beside.triggered, lean.triggers),
    }
    for part, (names, known) in parts.items():
        for name in names:
            if name not in known:
                fix = f"use one of {', '.join(known) or '(there is none)'}"
                yield flaw((part, name), f"{name!r} is nothing of this persona's, so it is never said", fix)
    for act in beside.lines:
        if act in ELSEWHERE:
            fix = "move the lines to tells, answers, raises, voices or commits"
            yield flaw(("lines", act.value), "never spoken from here", fix)


def _sorted(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda one: one.severity)
