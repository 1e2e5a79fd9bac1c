"""Topics of a lean persona: the standard ones with shared answers, and one of its own for each fact. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from agent.content.lean.lines import Canaries, chair_now, chair_work, said_words, spec_of, stock_kept
from agent.content.lean.stock import EVERYDAY, shared_stock
from agent.content.secrets import canary_in
from agent.content.tables.phrases import wording
from agent.content.tables.standard_questions import standard_questions
from agent.model.acts import Band
from agent.model.persona import STANDARD_TOPICS, AuthoredLine, BandLines, Layer, LineSpec, Topic
from agent.model.training.authored_voice import AuthoredVoice
from agent.model.training.lean import LeanFact, LeanPersona
from agent.text.matching import plain

ABOUT = {
    "happened": "how things came to be as they are",
    "involved": "who else is in this",
    "tried": "what they have tried",
    "matters": "what matters most to them",
    "help": "what would help",
    "worries": "what worries them",
    "next": "what happens next",
}
"""What each standard topic is, in a few words."""

POINTS = {
    "happened": ("happened", "history"),
    "involved": ("involved", "decide"),
    "tried": ("tried", "attempt"),
    "matters": ("matters", "important"),
    "help": ("help", "useful"),
    "worries": ("worries", "worry", "concern"),
    "next": ("next", "step"),
}
"""Words that point to a standard topic, as those of the full customers."""

ABOUT_LAYER = {
    Layer.SURFACE: "how it is at their place",
    Layer.CONCERN: "what lies behind it",
    Layer.NEED: "what it means to them",
}
"""What a fact's own topic is called where its author wrote no question: it may tell nothing."""

QUESTIONS_SHOWN = 6
"""Wordings of a standard topic that a persona carries; the table of common questions has the rest."""

SUBJECTS = ("What about the {}?", "Tell me more about the {}.", "How is it with the {}?")
"""Questions about a fact's subject where its author wrote none; its standard topics reach it as well."""

MOST_WORDS, LEAST_LETTERS = 6, 5

_WORD = re.compile(r"[^\W\d_]+")
_REP = re.compile(r"\brep\b", re.IGNORECASE)
_DOES = re.compile(r"(?<![a-z])(?!(?:is|was|has|his|as|its|us|ours|yours|theirs)\b)[a-z]++(?<=s)\b")
"""What somebody does begins with a verb: "leads the nights"."""


def topic_of(fact: str) -> str:
    """Return the id of a fact's own topic: its own, unless that is one that everybody has."""
    return f"about_{fact}" if fact in (*STANDARD_TOPICS, *EVERYDAY) else fact


def standard_topics(lean: LeanPersona, beside: AuthoredVoice, canaries: Canaries) -> dict[str, Topic]:
    """Return the seven topics that every customer answers."""
    topics = {}
    for name in STANDARD_TOPICS:
        says = {}
        for band in Band:
            own = beside.answers.get(name, {}).get(band, ())
            shared = shared_stock().of_topic(name, band, lean.voice.register_, lean.id, said_words(lean))
            says[band] = _with_shared(own, stock_kept((*_chair_says(lean, name), *shared), lean, canaries))
        asks = standard_questions().of(name)[:QUESTIONS_SHOWN]
        topics[name] = Topic(about=ABOUT[name], asks=asks, words=POINTS[name], says=says)
    return topics


def everyday_topics(lean: LeanPersona, canaries: Canaries) -> dict[str, Topic]:
    """Return the topics of small questions: what their chair tells first, then what anybody says."""
    topics, words = {}, said_words(lean)
    for name, everyday in shared_stock().everyday.items():
        told = {"trade": chair_work(lean), "today": chair_now(lean), "team": _chair_says(lean, "involved")}.get(
            name, ()
        )
        says: BandLines = {
            band: tuple(stock_kept((*told, *shared_stock().of_everyday(name, band, words)), lean, canaries))
            for band in Band
        }
        topics[name] = Topic(about=everyday.about, asks=everyday.asks, words=everyday.words, says=says)
    return topics


def _chair_says(lean: LeanPersona, topic: str) -> tuple[LineSpec, ...]:
    """Return what the file says of a standard topic anyway: who else there is, and what they stand for."""
    people = (one for one in lean.chair.people if not _REP.search(one.partition(":")[0]))
    found = {"involved": [_introduced(one) for one in people], "matters": [_ended(one) for one in lean.values]}
    return tuple(LineSpec(say=one, stock=True, coloured=True) for one in found.get(topic, []))


def _introduced(person: str) -> str:
    """Return an entry of who is who as one would say it: "Gwenno, my second.", "Moira, who leads the nights."."""
    name, _, what = person.partition(":")
    does = _DOES.match(what.strip()) is not None
    return _ended(f"{name}, {'who ' if does else ''}{what.strip()}" if what.strip() else name)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def fact_topics(lean: LeanPersona, beside: AuthoredVoice, canaries: Canaries) -> dict[str, Topic]:
    """Return one topic for each fact: what reaches it, and what is said while it is not told."""
    topics = {}
    for at, (name, fact) in enumerate(lean.facts.items()):
        says = _says_of_fact(lean, beside, canaries, at, name)
        secret = list(chain.from_iterable(canaries.values()))
        topics[topic_of(name)] = Topic(
            about=_topic_subject(fact, secret), asks=_asks(name, fact), words=_words(name, fact), says=says
        )
    return topics


def _says_of_fact(lean: LeanPersona, beside: AuthoredVoice, canaries: Canaries, at: int, name: str) -> BandLines:
    """Return a way round the question until the fact is told, another for each fact; then what else there is to say."""
    says: BandLines = {}
    for band in Band:
        evasions = stock_kept(shared_stock().evasions(band, said_words(lean)), lean, canaries)
        mine = evasions[at :: len(lean.facts)] or evasions
        own = beside.answers.get(name, {}).get(band, ())
        rest = lean.facts[name].says[1:] if band is not Band.CLOSED else ()
        told = tuple(LineSpec(say=line, after=(name,)) for line in rest)
        shared = [line.model_copy(update={"until": (name,)}) for line in mine]
        says[band] = _with_shared((*own, *told), shared)
    return says


def _with_shared(own: Iterable[AuthoredLine], shared: Iterable[LineSpec]) -> tuple[LineSpec, ...]:
    lines = [*map(spec_of, own), *shared]
    return tuple({plain(line.say): line for line in lines[::-1]}.values())[::-1]


def _topic_subject(fact: LeanFact, secret: list[str]) -> str:
    """Return what the topic is, as a rep may read it in a receipt: the author's question, if it tells nothing."""
    ask = next((ask for ask in fact.asks if not canary_in(ask, secret)), "")
    return ask or ABOUT_LAYER[fact.layer]


def _asks(name: str, fact: LeanFact) -> tuple[str, ...]:
    return fact.asks or tuple(shape.format(name.replace("_", " ")) for shape in SUBJECTS)


def _words(name: str, fact: LeanFact) -> tuple[str, ...]:
    """Return words that point to the fact: those of its name and of its author's questions, everyday ones left out."""
    everyday = wording().everyday | {word.lower() for ask in standard_questions().every for word in _WORD.findall(ask)}
    texts = (name.replace("_", " "), *fact.asks)
    found = (word.lower() for text in texts for word in _WORD.findall(text))
    kept = (word for word in found if len(word) >= LEAST_LETTERS and word not in everyday)
    return tuple(dict.fromkeys(kept))[:MOST_WORDS]
