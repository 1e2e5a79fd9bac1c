"""Lines of acts: a lean persona's samples and authored voice first, then as many shared ones as are needed. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from agent.content.lean.stock import shared_stock
from agent.content.secrets import canary_in
from agent.content.tables.requirements import requirements
from agent.content.tables.shared_lines import shared_lines
from agent.model.acts import MARK, TALK_OF_ACT, Act, Band, Situation
from agent.model.persona import AuthoredLine, BandLines, LineSpec
from agent.model.training.authored_voice import AuthoredVoice
from agent.model.training.lean import ELSEWHERE, LeanPersona
from agent.model.verdict import Talk
from agent.text.matching import plain, word_count

Canaries = Mapping[str, Collection[str]]
"""Fact -> words that give it away."""

RUN = 3
"""Words in a row that make a sentence sound like one that was said."""

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_NOW = re.compile(r"(?:it['’]s|it is|this is|today|just now|right now|at)\b", re.IGNORECASE)
"""How a sentence about this moment begins."""

WARY, NOT_CLOSED = (Band.CLOSED, Band.GUARDED), (Band.GUARDED, Band.OPEN)
"""Where a sample may be said: a resisting line while they resist, one for the change once they are softer."""


def act_lines(lean: LeanPersona, beside: AuthoredVoice, canaries: Canaries) -> dict[Act, BandLines]:
    """Return what the customer says by act and band."""
    found: dict[Act, BandLines] = {}
    for act in Act:
        bands = {band: _of_band(lean, beside, canaries, act, band) for band in Band}
        if act not in ELSEWHERE and any(bands.values()):
            found[act] = {band: lines for band, lines in bands.items() if lines}
    return found


def said_words(lean: LeanPersona) -> dict[str, str]:
    """Return the words that stand in for the places of shared lines: what they call things, and what they came with."""
    given = {name: word for name, word in lean.voice.words.model_dump().items() if word}
    return {**given, "want": next(iter(lean.agenda.values())).wants}


def chair_now(lean: LeanPersona) -> tuple[LineSpec, ...]:
    """Return what their chair tells of this moment, as they would say it, where no opening has said it already."""
    told = [one for one in _SENTENCE.split(lean.chair.i_am) if _NOW.match(one)]
    fresh = [one for one in told if not any(_runs(one) & _runs(opening) for opening in lean.openings)]
    return tuple(LineSpec(say=one, stock=True, coloured=True) for one in fresh)


def chair_work(lean: LeanPersona) -> tuple[LineSpec, ...]:
    """Return the sentence in which their chair tells what they do: the first."""
    return (LineSpec(say=_SENTENCE.split(lean.chair.i_am)[0], stock=True, coloured=True),)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = plain(text).split()
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def own_lines(lean: LeanPersona, beside: AuthoredVoice, act: Act, band: Band) -> tuple[LineSpec, ...]:
    """Return the author's own lines of an act and band: the sample, then the voice's."""
    sample = lean.voice.samples.get(act)
    fits = sample is not None and band in bands_of_sample(act)
    written = beside.lines.get(act, {}).get(band, ())
    lines: tuple[AuthoredLine, ...] = (sample, *written) if sample and fits else written
    return tuple({plain(one.say): one for one in map(spec_of, lines)}.values())


def bands_of_sample(act: Act) -> tuple[Band, ...]:
    """Return the bands in which a sample of an act may be said."""
    if act in (Act.WARN, Act.WALK_AWAY):
        return (Band.CLOSED,)
    return NOT_CLOSED if TALK_OF_ACT.get(act) is Talk.CHANGE or act is Act.WAVER else WARY


def stock_kept(lines: Iterable[LineSpec], lean: LeanPersona, canaries: Canaries) -> list[LineSpec]:
    """Return the shared lines that this customer can say: none too long, out of voice or with words of a secret."""
    secret = [canary for words in canaries.values() for canary in words]
    return [
        line
        for line in lines
        if word_count(line.say) <= lean.voice.max_words
        and not canary_in(line.say, lean.voice.never_says)
        and not canary_in(line.say, secret)
    ]


def spec_of(line: AuthoredLine, stock: bool = False) -> LineSpec:
    """Return a line as a spec."""
    return line if isinstance(line, LineSpec) else LineSpec(say=line, stock=stock)


def _of_band(
    lean: LeanPersona, beside: AuthoredVoice, canaries: Canaries, act: Act, band: Band
) -> tuple[LineSpec, ...]:
    own = own_lines(lean, beside, act, band)
    of_act = shared_stock().of_act(act, band, lean.voice.register_, lean.id, said_words(lean))
    shared = (*(_met(lean) if act is Act.ACKNOWLEDGE else ()), *of_act) or _of_everybody(act, band)
    if len(own) >= max(1, requirements().lines.get(act, {}).get(band, 0)):
        answered = {mark for line in own for mark in _situations(line)}
        shared = tuple(line for line in shared if (marks := _situations(line)) and not marks <= answered)
    said = {plain(line.say) for line in own}
    kept = [line for line in stock_kept(shared, lean, canaries) if plain(line.say) not in said]
    return tuple({plain(line.say): line for line in chain(kept[::-1], own[::-1])}.values())[::-1]


def _met(lean: LeanPersona) -> tuple[LineSpec, ...]:
    """Return how they answer a greeting: with how it is just now."""
    return tuple(one.model_copy(update={"fits": (Situation.GREETING.value,)}) for one in chair_now(lean))


def _of_everybody(act: Act, band: Band) -> tuple[LineSpec, ...]:
    """Return the lines that any customer is lent, so that one sample of an act does not stand there alone."""
    return tuple(spec_of(line, stock=True) for line in shared_lines().lines.get(act, {}).get(band, ()))


def _situations(line: LineSpec) -> set[str]:
    return {entry for entry in line.fits if entry.startswith(MARK)}
