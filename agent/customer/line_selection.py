"""Choosing: which authored line says an intent. Never one that was said, never one that gives a locked fact away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from random import Random

from agent.content.authored_lines import BRIEF_WORDS, Authored, every_line
from agent.content.secrets import leaked_fact
from agent.customer.embeddings import Vectors
from agent.customer.intent import Intent
from agent.model.acts import Act, Band, band_of
from agent.model.persona import LineSpec, Persona
from agent.model.session import State
from agent.model.verdict import Talk
from agent.text.matching import plain, word_count

FALLBACKS: dict[Act, tuple[Act, ...]] = {
    Act.DENY: (Act.EXCUSE, Act.MINIMISE, Act.DEFLECT),
    Act.EXCUSE: (Act.MINIMISE, Act.DENY, Act.DEFLECT),
    Act.MINIMISE: (Act.EXCUSE, Act.DENY, Act.DEFLECT),
    Act.DEFLECT: (Act.EVADE, Act.WITHDRAW),
    Act.ATTACK: (Act.COMPLAIN, Act.DENY, Act.DEFLECT),
    Act.WITHDRAW: (Act.COMPLY, Act.DEFLECT),
    Act.COMPLY: (Act.ACKNOWLEDGE, Act.WITHDRAW),
    Act.TEST: (Act.ACKNOWLEDGE, Act.DEFLECT),
    Act.WAVER: (Act.TEST, Act.ACKNOWLEDGE),
    Act.COMPLAIN: (Act.ATTACK, Act.DEFLECT),
    Act.ASK_FOR_MORE: (Act.TEST, Act.COMPLAIN, Act.DEFLECT),
    Act.ACKNOWLEDGE: (Act.COMPLY,),
    Act.ANSWER: (Act.EVADE, Act.DEFLECT),
    Act.EVADE: (Act.DEFLECT,),
    Act.PUZZLED: (Act.EVADE, Act.DEFLECT),
    Act.DISCLOSE: (Act.OPEN_UP, Act.WAVER),
    Act.OPEN_UP: (Act.WAVER, Act.ACKNOWLEDGE),
    Act.VOICE_PLAN: (Act.OPEN_UP, Act.WAVER),
    Act.COMMIT: (Act.VOICE_PLAN, Act.ACKNOWLEDGE),
    Act.WALK_AWAY: (Act.WITHDRAW, Act.DEFLECT),
}
"""Act -> acts whose lines stand in once its own are used up, nearest in meaning first."""

QUIET = (Act.ACKNOWLEDGE, Act.COMPLY, Act.WITHDRAW, Act.DEFLECT, Act.EVADE, Act.TEST, Act.COMPLAIN, Act.EXCUSE)
"""Acts that fit nearly anywhere, tried after the act's own stand-ins."""

NODS = (Act.ACKNOWLEDGE, Act.COMPLY, Act.EVADE)
"""Acts whose shortest lines stand in for any other word or two."""

INWARD = frozenset({Act.OPEN_UP, Act.WAVER, Act.ANSWER})
"""Acts of which a closed customer never borrows a more open customer's lines."""

HUMS = tuple(
    "Mm. Hm. Yeah. Right. Okay. Well. Sure. Huh. Ah. Oh. Yep. Possibly. Perhaps. Maybe. Mm-hm. So. Fine. Quite.".split()
)
"""What is left when every line was said."""

MARK_BONUS, WORD_BONUS, LIKENESS, NOISE = 0.3, 0.3, 0.5, 0.25
TALK_BONUS, READY_FROM = 0.15, 2.5
"""What a line gains for speaking a wary customer's mind: for the change as readiness nears the second number, against
it while they are closed and not ready. An open customer says both."""

SHORT_UNDER, LONG_WORDS, LENGTH_BONUS = 12, 7, 0.3
LENGTHS = {Band.CLOSED: (0.1, 0.5), Band.GUARDED: (0.35, 0.2), Band.OPEN: (0.45, 0.1)}
"""How often a customer feels like saying little, and like a sentence; then lines of that length gain up to this much:
the shorter below the first number the more, and all from the second number on.

What a closed customer has to say is short by nature, and what an open one has to say is long: this leans against both,
toward the lengths of real clients (VOCABULARY)."""


@dataclass(frozen=True)
class Choice:
    """What may be said, and what it should go with.

    Attributes:
        line: the rep's words. spoken: the customer's lines so far. state: after the rep's line.
    """

    persona: Persona
    state: State
    line: str
    spoken: Collection[str]


def pick(choice: Choice, intent: Intent, vectors: Vectors, roll: Random) -> Authored:
    """Return the line that says the intent best; when its lines are used up, one of the nearest kind."""
    said = {plain(text) for text in choice.spoken}
    for tier in _tiers(choice.persona, intent):
        open_lines = [line for line in tier if _allowed(line, intent, choice, said)]
        for line in _ranked(open_lines, choice, vectors, roll):
            if not _leaks(line, choice):
                return line
    return _hum(said, intent)


def _tiers(persona: Persona, intent: Intent) -> Iterator[list[Authored]]:
    lines = every_line(persona)
    own = _own(lines, intent)
    yield from _leading_tiers(lines, own, intent)
    yield own
    for act in (intent.act, *FALLBACKS[intent.act], *QUIET):
        for band in _reach(act, intent.band):
            yield [line for line in lines if line.act is act and line.band is band and line.path[0] == "lines"]


def _leading_tiers(lines: Sequence[Authored], own: Sequence[Authored], intent: Intent) -> Iterator[list[Authored]]:
    """Yield what comes before all else: lines that lean the way they must, and where a word or two will do, those."""
    if not (intent.talk or intent.brief):
        return
    by_act = {
        act: [line for line in lines if line.act is act and line.band is intent.band and line.path[0] == "lines"]
        for act in (intent.act, *FALLBACKS[intent.act], *NODS)
    }
    if intent.talk:
        yield [line for line in (*own, *by_act[intent.act]) if line.talk is intent.talk]
    if intent.brief:
        for tier in ([*own, *by_act[intent.act]], *by_act.values()):
            yield [line for line in tier if word_count(line.text) <= BRIEF_WORDS]


def _own(lines: Sequence[Authored], intent: Intent) -> list[Authored]:
    """Return the lines written for just this intent; none where the act's own lines by band are meant."""
    if intent.trigger:
        return [line for line in lines if line.trigger == intent.trigger]
    if intent.act is Act.DISCLOSE:
        return [line for line in lines if line.fact == intent.fact]
    if intent.act in (Act.VOICE_PLAN, Act.COMMIT):
        return [line for line in lines if line.act is intent.act and line.plan == intent.plan]
    under = [line for line in lines if intent.topic and line.topic == intent.topic and line.band is intent.band]
    if intent.act is Act.OPEN_UP:
        under = [replace(line, act=Act.OPEN_UP) for line in under if line.talk is Talk.CHANGE]
        own = [line for line in lines if line.act is Act.OPEN_UP and line.band is intent.band]
        return [*under, *own]
    return under if intent.act is Act.ANSWER else []


def _reach(act: Act, band: Band) -> list[Band]:
    """Return the bands whose lines may be borrowed, nearest first: closer ones, and one step more open at most."""
    order = list(Band)
    at = order.index(band)
    closer = order[: at + 1][::-1]
    return closer if act in INWARD else [*closer, *order[at + 1 : at + 2]]


def _allowed(line: Authored, intent: Intent, choice: Choice, said: Collection[str]) -> bool:
    state = choice.state
    fits = not line.marks or (intent.situation is not None and intent.situation.value in line.marks)
    open_fact = line.fact is None or line.fact in state.unlocked
    return (
        fits and open_fact and plain(line.text) not in said and all(fact in state.disclosed for fact in line.spec.after)
    )


def _leaks(line: Authored, choice: Choice) -> bool:
    known = {*choice.state.disclosed, *([line.fact] if line.fact else ())}
    return leaked_fact(line.text, choice.persona, known) is not None


def _ranked(lines: Sequence[Authored], choice: Choice, vectors: Vectors, roll: Random) -> list[Authored]:
    if len(lines) < 2 or not choice.line.strip():
        return roll.sample(lines, len(lines))
    heard = vectors.of_rep([choice.line])[0]
    texts = [(line.text, *line.words) for line in lines]
    likeness = vectors.of_author([text for group in texts for text in group]) @ heard
    mood, at, scored = roll.random(), 0, []
    for line, group in zip(lines, texts, strict=True):
        score = LIKENESS * float(likeness[at : at + len(group)].max()) + NOISE * roll.random()
        score += MARK_BONUS * bool(line.marks) + WORD_BONUS * any(_says(choice.line, word) for word in line.words)
        score += TALK_BONUS * _lean(line, choice.state)
        score += LENGTH_BONUS * _suits(word_count(line.text), mood, band_of(choice.state.resistance))
        at += len(group)
        scored.append((score, line))
    return [line for _, line in sorted(scored, key=lambda pair: -pair[0])]


def _suits(words: int, mood: float, band: Band) -> float:
    short, long = LENGTHS[band]
    if mood < short:
        return max(0.0, 1.0 - words / SHORT_UNDER)
    return float(words >= LONG_WORDS and mood >= 1 - long)


def _lean(line: Authored, state: State) -> float:
    """Return how far the line speaks the customer's mind, 0..1."""
    ready, band = min(1.0, state.readiness / READY_FROM), band_of(state.resistance)
    if line.talk is Talk.CHANGE:
        return ready if band is not Band.OPEN else 0.0
    return 1.0 - ready if line.talk is Talk.SUSTAIN and band is Band.CLOSED else 0.0


def _says(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


def _hum(said: Collection[str], intent: Intent) -> Authored:
    for length in range(1, 5):
        for words in product(HUMS, repeat=length):
            text = " ".join(words)
            if plain(text) not in said:
                return Authored((), LineSpec(say=text), Act.ACKNOWLEDGE, band=intent.band)
    return Authored((), LineSpec(say="…" * (len(said) + 1)), Act.WITHDRAW, band=intent.band)
