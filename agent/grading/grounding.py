"""Grounding: how far what a rep has understood rests on what this customer said. Pure text, the same for every engine.

Words are compared, not meanings: what a reflection makes of their words, no list can weigh. So words of the rep's own
that tell something count for a part, and formulas that fit anybody count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from agent.model.background import Background, Said
from agent.text.stems import stems

SPECIFIC = 2.0
"""Weight of a name or a figure of theirs beside any other telling word: nothing else is so surely about them."""

ENOUGH = 0.5
"""Share of the telling words that are theirs from which no more is asked: the rest is what the rep makes of it."""

AMOUNT = 2.0
"""Weight of their words from which no more is asked: two things, or one name or figure, are a start from where
they stand; one word alone may be chance."""

MEANT = 0.35
"""What telling words count for of which none is theirs: they may say what was meant. Half of the corpus' complex
reflections are such, so that it stands nearer to what is typical than to nothing."""

SHOWN_LETTERS = 4
"""Letters beyond which a word is shown as theirs."""

SHOWN = 3
"""Words of theirs that a verdict names."""

_TOKEN = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?:ment|ly|er|or|ion|e|y|i)$")
_DOUBLED = re.compile(r"([bdfgklmnprt])\1$")

_FIGURES = {
    name: str(number)
    for number, name in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
} | {"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100", "thousand": "1000"}

_SHORT = frozenset(
    """the and you for but not are was has had him her his she our out its who why how all any can did say get got let
    way yes yet too now new own put see use may one off per try lot bit few far ago ask i'm it's isn won ain hey sir
    ten don let's aye wee mmm hmm bad big end add
    """.split()
) - {"ask", "ten"}

_FORMULA = frozenset(
    """feel feels feeling feelings felt frustrating frustrated frustration frustrates situation situations difficult
    difficulty hard harder tough rough annoying annoyed upset upsetting stress stressful stressed challenge
    challenges challenging understand understands understandable understood hear heard hearing sound sounds seem
    seems look looks listen listening important matter matters concern concerns concerned issue issues problem
    problems change changes help helps helpful need needs think thinks thought place position experience
    experiences point points case side part kind sort reason reasons sense deal question questions answer right
    wrong good better best great fine okay sorry thank thanks appreciate respect valid real hope care cares
    choice choices choose decide decides decided decision decisions option options start first next last today
    moment trust totally completely absolutely certainly exactly somehow makes make making clear clearly sure
    whole happen happens happened happening believe believes guess wonder wondering imagine tell tells telling
    take takes give gives come comes keep keeps call calls didn doesn wasn couldn wouldn shouldn haven hasn
    weren aren yourself yours ours mine might must maybe perhaps quite rather almost enough without within able
    lots talk talking word words mean means meant anyone everyone someone else amazing honestly star absolute
    inconvenience wow truly fantastic wonderful apologise apologies incredible journey brilliant fully patience
    value valued seriously lovely wish proud pain world ever coming feedback worried worrying angry anger
    disappointed disappointing overwhelmed overwhelming exhausted exhausting struggle struggling burden pressure
    process effort efforts aspect aspects circumstances whatever whoever another back gone whether though
    although through toward towards often sometimes away around little long high
    """.split()
)
"""Words that fit whoever is spoken to; some are those that the corpus' counterfeits use and its reflections do not."""

_IRREGULAR = dict(
    pair.split("=")
    for pair in """bought=buy sold=sell wrote=write written=write broke=break broken=break lost=lose left=leave paid=pay
    taught=teach ran=run gave=give took=take taken=take brought=bring built=build spoke=speak spoken=speak stood=stand
    met=meet sent=send spent=spend slept=sleep fell=fall fallen=fall grew=grow grown=grow held=hold hid=hide led=lead
    lied=lie lying=lie stole=steal threw=throw thrown=throw won=win drove=drive driven=drive ate=eat flew=fly
    forgot=forget forgotten=forget found=find froze=freeze frozen=freeze began=begin begun=begin rang=ring sat=sit
    shown=show wore=wear worn=wear men=man women=woman children=child knew=know known=know""".split()
)

_NEIGHBOURS = (
    "buy purchase", "ask consult consulted", "crew team squad", "boss manager chief", "staff workforce",
    "form paperwork", "price cost budget", "customer client", "system software tool programme program",
    "mistake error fault", "wait delay", "quit leave", "child kid", "sack fire", "supplier vendor", "shop store",
    "phone telephone", "job work", "invoice bill", "meeting meet", "guarantee warranty", "learn training train",
)  # fmt: skip
"""Words that stand for one another in talk about work; one line a group."""


@dataclass(frozen=True)
class Grounding:
    """How far the words rest on theirs, 0..1, and which of the rep's words are theirs, most telling first."""

    share: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Word:
    said: str
    key: str
    named: bool


def said_by_them(context: Sequence[Said], background: Background) -> list[str]:
    """Return what the customer is known to have said, each line once."""
    talk = [said.text for said in (*background.talk, *context) if said.speaker == "customer"]
    kept = [statement.text for statement in background.statements if statement.speaker == "customer"]
    return list(dict.fromkeys((*kept, *talk)))


def grounding(quotes: Sequence[str], heard: Sequence[str]) -> Grounding | None:
    """Weigh words that show empathy against what the customer said.

    Args:
        quotes: the rep's words that show empathy. heard: lines of the customer, in any order.

    Returns:
        None where there is nothing to compare: no such words, or nothing was heard.
    """
    if not quotes or not any(text.strip() for text in heard):
        return None
    named: dict[str, bool] = {}
    for text in heard:
        for word in _telling(text):
            named[word.key] = named.get(word.key, False) or word.named
    said = {word.key: word for text in quotes for word in _telling(text)}
    if not said:
        return Grounding(0.0, ())
    weights = {key: SPECIFIC if named.get(key) else 1.0 for key in said}
    theirs = sorted((key for key in said if key in named), key=lambda key: -weights[key])
    weight = sum(weights[key] for key in theirs)
    full = min(1.0, weight / sum(weights.values()) / ENOUGH, weight / AMOUNT)
    share = round(MEANT + (1 - MEANT) * full, 4)
    return Grounding(share, tuple(said[key].said for key in theirs if _can_be_shown(said[key].said))[:SHOWN])


def _can_be_shown(word: str) -> bool:
    """Say whether a word by itself tells a rep whose it is; "two" and "day" do not."""
    return any(map(str.isdigit, word)) or (len(word) > SHOWN_LETTERS and word.lower() not in _FIGURES)


def _telling(text: str) -> Iterator[_Word]:
    """Yield the words that tell something, each with the key under which its forms and neighbours are one."""
    starts = True  # a capital at the start of a sentence says nothing
    end = 0
    for match in _TOKEN.finditer(text):
        word, lower = match[0], match[0].lower()
        starts = starts and end == 0 or any(mark in ".!?…:\n" for mark in text[end : match.start()])
        end = match.end()
        if lower.isdigit() or lower in _FIGURES:
            yield _Word(word, _FIGURES.get(lower, lower), named=True)
        elif (key := _root(lower)) and (len(lower) > 2 or (word.isupper() and len(word) > 1)):
            yield _Word(word, key, named=(word[0].isupper() and not starts) or (word.isupper() and len(word) > 1))


def _root(word: str) -> str:
    """Return what the forms of a telling word share; an empty string for one that tells nothing."""
    if word in _FORMULA or word in _SHORT:
        return ""
    plain = _IRREGULAR.get(word, word)
    stem = "".join(sorted(stems(plain))) if len(plain) > 3 else plain
    short = _shortened(stem)
    return _groups().get(short, short)


def _shortened(stem: str) -> str:
    short = _DOUBLED.sub(r"\1", stem)
    cut = _ENDING.sub("", short)
    return cut if len(cut) > 2 else short


@cache
def _groups() -> dict[str, str]:
    """Return key -> the key of its group's first word."""
    keyed = [[_shortened(next(iter(stems(word)), word)) for word in group.split()] for group in _NEIGHBOURS]
    return {key: group[0] for group in keyed for key in group}
