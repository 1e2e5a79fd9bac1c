"""Line selection: which authored line says an intent; none that was said, none that gives a locked fact away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product
from random import Random

from agent.content.authored_lines import Authored
from agent.content.tables.response_weights import response_weights
from agent.customer.index.line_index import IndexedLine, LineIndex, Lines, unindexed
from agent.customer.index.persona_index import PersonaIndex
from agent.customer.ranking.ranker import FITS_FROM, NEARLY_FROM
from agent.customer.ranking.taste import Taste
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Band, Intent, LineEffect, Situation
from agent.model.persona import LineSpec
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

ANSWERED_IN_KIND = frozenset(
    {
        Situation.GREETING, Situation.THANKS, Situation.BYE, Situation.LEAVE, Situation.SORRY, Situation.AGAIN,
        Situation.INFO, Situation.LIMIT, Situation.ODD,
    }
)  # fmt: skip
"""Situations that a line written for them answers before any other: a greeting is greeted, thanks are taken."""

SHARED_IN_KIND = frozenset({Situation.SILENCE, Situation.QUESTIONS, Situation.SPEECH, Situation.PHRASE})
"""Situations that a shared line answers in kind as well, whatever was to be done: any other would be about nothing."""

SHARED_IN_ACT = frozenset({Situation.REFLECTION, Situation.STRENGTH, Situation.CHOICE, Situation.GIFT})
"""Situations in which, of the shared lines of an act, those written for them come first."""

WITH_OWN = frozenset({Situation.REFLECTION, Situation.STRENGTH, Situation.CHOICE, Situation.QUESTIONS})
"""Those of them that a line of the author's own, written for no occasion, fits as well; it fits no silence or gift."""

NODDED_AT = frozenset({LineEffect.HEARD, LineEffect.PASSING})
"""Effects after which a shared word or two is a nod: "Wrong moment." to what was said back answers nothing."""

SUBSTANCE_WORDS = 4
"""Words from which a line says enough to an open question; one of three ("I rang ye.") only where nothing else fits."""

INWARD = frozenset({Act.OPEN_UP, Act.WAVER, Act.ANSWER})
"""Acts of which a closed customer never borrows a more open customer's lines."""

QUESTIONED = frozenset(
    {
        LineEffect.ASKED, LineEffect.INVITED, LineEffect.EVOKED, LineEffect.STUMPED, LineEffect.HEARD, LineEffect.FREED,
        LineEffect.OWNED, LineEffect.STRENGTHENED, LineEffect.LIMITED, LineEffect.OFFERED, LineEffect.INFORMED,
        LineEffect.PASSING,
    }
)  # fmt: skip
"""Effects of a line whose open question is what stays in the ear; after blame or a push, that stays instead."""

BESIDE = frozenset(
    {Act.OPEN_UP, Act.WAVER, Act.EXCUSE, Act.MINIMISE, Act.COMPLAIN, Act.TEST, Act.ACKNOWLEDGE, Act.COMPLY}
)
"""Acts that answer an open question only where one of their lines fits it; else it gets an answer."""

AROUND = frozenset({Act.EVADE, Act.DEFLECT, Act.WITHDRAW})
"""Acts that get round a question on purpose."""

HUMS = tuple(
    "Mm. Hm. Yeah. Right. Okay. Well. Sure. Huh. Ah. Oh. Yep. Possibly. Perhaps. Maybe. Mm-hm. So. Fine. Quite.".split()
)
"""What is left when every line was said."""


def pick(context: TurnContext, intent: Intent, index: PersonaIndex, chance: Random) -> IndexedLine:
    """Return the line that says the intent and answers the rep best; when they are used up, one of the nearest kind."""
    said = index.lines.plain_of(context.spoken)
    if index.lines.lent and intent.brief and intent.effect in NODDED_AT:
        intent = intent.model_copy(update={"act": Act.ACKNOWLEDGE})
    taste = Taste(context, index, chance)
    for tier, meant in _tiers(index.lines, intent, taste, chance):
        open_lines = [one for one in tier if _allowed(one, meant, context, said)]
        for one in taste.ranked(open_lines):
            own = (one.line.fact,) if one.line.fact else ()
            if not one.leaks((*context.state.disclosed, *own)):
                return one
    return _hum(said, intent)


def _tiers(lines: LineIndex, intent: Intent, taste: Taste, chance: Random) -> Iterator[tuple[Lines, Intent]]:
    """Yield lines to choose among, the best first, each with what they would be said for."""
    if not intent.brief:
        yield from _answering_tiers(lines, intent, taste, chance)
    usual = list(_usual_tiers(lines, intent))
    for tier in (*(_substantial(tier, taste) for tier in usual if not intent.brief), *usual):
        yield tier, intent


def _answering_tiers(lines: LineIndex, intent: Intent, taste: Taste, chance: Random) -> Iterator[tuple[Lines, Intent]]:
    """Yield what answers a question: what was meant, where it fits; then any topic's answer; then a way round it.

    An open question is answered, or got round, in more than a word or two. Asked for more, they go on about just that.
    Shared lines are about no trade, so that few fit; one on the topic that was named is still better than a way round.
    """
    asked = taste.open_question and intent.effect in QUESTIONED
    if intent.act is Act.ANSWER or (asked and intent.act in BESIDE):
        meant = [*_own(lines, intent), *lines.by_act.get((intent.act, intent.band), ())]
        meant = [one for one in meant if intent.talk in (None, one.line.talk)]
        if taste.follow_up:
            yield _substantial(meant, taste), intent
        named = lines.lent and intent.act is Act.ANSWER and intent.topic
        for tier in (meant, () if named else lines.answers.get(intent.band, ())):
            yield _substantial(taste.fitting(tier), taste), intent
        if lines.lent:
            least = NEARLY_FROM if intent.act in INWARD else FITS_FROM
            yield _substantial(meant if named else taste.fitting(meant, least), taste), intent
        intent = _turn(intent, chance)
    elif not (asked and intent.act in AROUND):
        return
    yield _substantial(lines.by_act.get((intent.act, intent.band), ()), taste), intent


def _substantial(lines: Lines, taste: Taste) -> Lines:
    return [one for one in lines if one.words >= SUBSTANCE_WORDS] if taste.open_question else lines


def _turn(intent: Intent, chance: Random) -> Intent:
    """Return what is done where no line answers: what a question that stumps them brings out."""
    table = response_weights().weights[LineEffect.STUMPED][intent.band]
    act = chance.choices(list(table), list(table.values()))[0]
    return intent.model_copy(update={"act": act, "topic": None, "situation": Situation.QUESTION})


def _usual_tiers(lines: LineIndex, intent: Intent) -> Iterator[Lines]:
    own = _own(lines, intent)
    yield from _leading_tiers(lines, own, intent)
    yield own
    for act in (intent.act, *FALLBACKS[intent.act], *QUIET):
        for band in _reach(act, intent.band):
            yield lines.by_act.get((act, band), ())


def _leading_tiers(lines: LineIndex, own: Lines, intent: Intent) -> Iterator[Lines]:
    """Yield what comes before all else: lines that lean the way they must, and where a word or two will do, those."""
    if intent.situation in ANSWERED_IN_KIND:
        for act in (intent.act, *FALLBACKS[intent.act]):
            kin = lines.by_act.get((act, intent.band), ())
            yield [one for one in kin if intent.situation.value in one.line.marks]
    yield from _shared_in_kind(lines, intent)
    if intent.whole:
        yield [one for one in own or lines.by_act.get((intent.act, intent.band), ()) if not one.brief]
    if not (intent.talk or intent.brief):
        return
    by_act = {act: lines.by_act.get((act, intent.band), ()) for act in (intent.act, *FALLBACKS[intent.act], *NODS)}
    if intent.talk:
        yield [one for one in (*own, *by_act[intent.act]) if one.line.talk is intent.talk]
    if intent.brief:
        if lines.lent and intent.act is Act.ANSWER:  # a shared "It varies." says less than what they have to say
            yield own
        for tier in ([*own, *by_act[intent.act]], *by_act.values()):
            yield [one for one in tier if one.brief]


def _shared_in_kind(lines: LineIndex, intent: Intent) -> Iterator[Lines]:
    """Yield shared lines written for the situation, each tier with the author's own of the act."""
    if not lines.lent or intent.situation is None:
        return
    acts: tuple[Act, ...] = (intent.act,) if intent.situation in SHARED_IN_ACT and not intent.brief else ()
    for act in (intent.act, *FALLBACKS[intent.act]) if intent.situation in SHARED_IN_KIND else acts:
        kin = lines.by_act.get((act, intent.band), ())
        marked = [one for one in kin if intent.situation.value in one.line.marks]
        own = [one for one in kin if not one.line.spec.stock and intent.situation in WITH_OWN]
        yield [*marked, *own] if marked else ()


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
    if one.feigns and not intent.unsaid:
        return False
    if line.spec.stock and one.hooks and not any(hook.search(context.heard) for hook in one.hooks):
        return False
    if one.plain in said or (line.fact is not None and line.fact not in state.unlocked):
        return False
    if line.marks and (intent.situation is None or intent.situation.value not in line.marks):
        return False
    if any(fact in state.disclosed for fact in line.spec.until):
        return False
    return not line.spec.after or all(fact in state.disclosed for fact in line.spec.after)


def _hum(said: Collection[str], intent: Intent) -> IndexedLine:
    texts = (" ".join(words) for length in range(1, 5) for words in product(HUMS, repeat=length))
    if text := next((text for text in texts if plain(text) not in said), None):
        return unindexed(Authored((), LineSpec(say=text), Act.ACKNOWLEDGE, band=intent.band))
    return unindexed(Authored((), LineSpec(say="…" * (len(said) + 1)), Act.WITHDRAW, band=intent.band))
