"""Line selection: which authored line says an intent; none that was said, none that gives a locked fact away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product
from random import Random

from agent.content.authored_lines import Authored
from agent.customer.index.line_index import IndexedLine, LineIndex, Lines, unindexed
from agent.customer.index.persona_index import PersonaIndex
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Band
from agent.model.intent import Intent
from agent.model.persona import LineSpec
from agent.model.session import State
from agent.model.verdict import Talk
from agent.text.matching import plain

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
    Act.ASK_MEANING: (Act.PUZZLED, Act.TEST),
    Act.RAISE: (Act.COMPLAIN, Act.TEST, Act.ACKNOWLEDGE),
    Act.DISCLOSE: (Act.OPEN_UP, Act.WAVER),
    Act.OPEN_UP: (Act.WAVER, Act.ACKNOWLEDGE),
    Act.VOICE_PLAN: (Act.OPEN_UP, Act.WAVER),
    Act.COMMIT: (Act.VOICE_PLAN, Act.ACKNOWLEDGE),
    Act.WARN: (Act.WITHDRAW, Act.DEFLECT),
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


def pick(context: TurnContext, intent: Intent, index: PersonaIndex, chance: Random) -> IndexedLine:
    """Return the line that says the intent best; when its lines are used up, one of the nearest kind."""
    said = index.lines.plain_of(context.spoken)
    for tier in _tiers(index.lines, intent):
        open_lines = [one for one in tier if _allowed(one, intent, context, said)]
        for one in _ranked(open_lines, context, index, chance):
            own = (one.line.fact,) if one.line.fact else ()
            if not one.leaks((*context.state.disclosed, *own)):
                return one
    return _hum(said, intent)


def _tiers(lines: LineIndex, intent: Intent) -> Iterator[Lines]:
    own = _own(lines, intent)
    yield from _leading_tiers(lines, own, intent)
    yield own
    for act in (intent.act, *FALLBACKS[intent.act], *QUIET):
        for band in _reach(act, intent.band):
            yield lines.by_act.get((act, band), ())


def _leading_tiers(lines: LineIndex, own: Lines, intent: Intent) -> Iterator[Lines]:
    """Yield what comes before all else: lines that lean the way they must, and where a word or two will do, those."""
    if not (intent.talk or intent.brief):
        return
    by_act = {act: lines.by_act.get((act, intent.band), ()) for act in (intent.act, *FALLBACKS[intent.act], *NODS)}
    if intent.talk:
        yield [one for one in (*own, *by_act[intent.act]) if one.line.talk is intent.talk]
    if intent.brief:
        for tier in ([*own, *by_act[intent.act]], *by_act.values()):
            yield [one for one in tier if one.brief]


def _own(lines: LineIndex, intent: Intent) -> Lines:
    """Return the lines written for just this intent; none where the act's own lines by band are meant."""
    if intent.trigger:
        return lines.by_trigger.get(intent.trigger, ())
    if intent.act is Act.DISCLOSE:
        return lines.by_fact.get(intent.fact, ())
    if intent.act in (Act.VOICE_PLAN, Act.COMMIT):
        return lines.by_plan.get((intent.act, intent.plan), ())
    if intent.act is Act.RAISE:
        return lines.by_item.get((intent.item, intent.band), ())
    where = (intent.topic, intent.band)
    if intent.act is Act.OPEN_UP:
        return [*lines.opening_up.get(where, ()), *lines.by_act.get((Act.OPEN_UP, intent.band), ())]
    return lines.by_topic.get(where, ()) if intent.act is Act.ANSWER else ()


def _reach(act: Act, band: Band) -> list[Band]:
    """Return the bands whose lines may be borrowed, nearest first: closer ones, and one step more open at most."""
    order = list(Band)
    at = order.index(band)
    closer = order[: at + 1][::-1]
    return closer if act in INWARD else [*closer, *order[at + 1 : at + 2]]


def _allowed(one: IndexedLine, intent: Intent, context: TurnContext, said: Collection[str]) -> bool:
    line, state = one.line, context.state
    if one.plain in said or (line.fact is not None and line.fact not in state.unlocked):
        return False
    if line.marks and (intent.situation is None or intent.situation.value not in line.marks):
        return False
    return not line.spec.after or all(fact in state.disclosed for fact in line.spec.after)


def _ranked(lines: Lines, context: TurnContext, index: PersonaIndex, chance: Random) -> Lines:
    if len(lines) < 2 or not context.line.strip():
        return chance.sample(lines, len(lines))
    likeness = index.line_likeness(index.embedder.embed([context.line])[0])
    length, state, band = chance.random(), context.state, context.band
    scored = []
    for one in lines:
        score = LIKENESS * float(likeness[one.number]) + NOISE * chance.random()
        hooked = any(hook.search(context.line) for hook in one.hooks)
        score += MARK_BONUS * bool(one.line.marks) + WORD_BONUS * hooked
        score += TALK_BONUS * _lean(one.line, state, band)
        score += LENGTH_BONUS * _suits(one.words, length, band)
        scored.append((score, one))
    return [one for _, one in sorted(scored, key=lambda pair: -pair[0])]


def _suits(words: int, length: float, band: Band) -> float:
    """Return how well a line of so many words suits how much they feel like saying, `length` 0..1: 0..1."""
    short, long = LENGTHS[band]
    if length < short:
        return max(0.0, 1.0 - words / SHORT_UNDER)
    return float(words >= LONG_WORDS and length >= 1 - long)


def _lean(line: Authored, state: State, band: Band) -> float:
    """Return how far the line speaks the customer's mind, 0..1."""
    ready, talk = min(1.0, state.readiness / READY_FROM), line.talk
    if talk is Talk.CHANGE:
        return ready if band is not Band.OPEN else 0.0
    return 1.0 - ready if talk is Talk.SUSTAIN and band is Band.CLOSED else 0.0


def _hum(said: Collection[str], intent: Intent) -> IndexedLine:
    texts = (" ".join(words) for length in range(1, 5) for words in product(HUMS, repeat=length))
    if text := next((text for text in texts if plain(text) not in said), None):
        return unindexed(Authored((), LineSpec(say=text), Act.ACKNOWLEDGE, band=intent.band))
    return unindexed(Authored((), LineSpec(say="…" * (len(said) + 1)), Act.WITHDRAW, band=intent.band))
