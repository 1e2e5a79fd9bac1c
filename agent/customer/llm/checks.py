"""Draft check: whether a sentence a model wrote may stand as the customer's. Pure text; the reason is told in words.

A reason completes "the draft …" and says what to do instead, so that it can be told to the model and, if nothing else
helps, to the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.content.tables.taking_up import taking_up
from agent.customer.llm.leaks import Secrets
from agent.customer.llm.mending import is_broken
from agent.customer.llm.patterns import (
    FAREWELL,
    FRIENDLIER,
    GOODBYE,
    GUSH,
    HEDGED,
    LEAVING,
    NO_THANKS,
    PROMISING,
    QUOTES_TOO,
    THANKS,
    addressed,
    label,
    out_of_role,
)
from agent.customer.llm.repetition import repeats
from agent.customer.llm.sentences import own_words, sentences
from agent.customer.llm.tongue import foreign, own_tongue, pictures
from agent.model.acts import Act, Band
from agent.model.persona import Persona
from agent.text.matching import plain, word_count
from agent.text.overlap import is_parroted

RUN = 4
"""Words in a row that are compared with the instructions; half of a sentence's runs found there is a recital."""

THANKS_APART = 4
"""Lines of the customer between one thanks and the next."""

OVER = 1.25
"""How far a line may exceed the cap: a first sentence beyond it is a speech and refused, a later one is left off.
Models count words badly, and a line that loses its last sentence for two words loses the point of it."""

PARROTED_WORDS = 8
"""Words from which handing back what the rep said is no answer; less than that, people throw back."""

LONGEST_WORD = 40
"""Letters in a row without a space. The longest word of 30,000 lines of the corpus has 24."""

SMALL = 12
"""Figures up to which a number is talk ("10 minutes"), unless it measures money, a share or thousands."""

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_MONEY = re.compile(
    r"[$€£]\s?\d{1,3}\b"
    r"|\b\d{1,3}\s?(?:[€£$]|k\b|thousand|million|grand|euros?\b|dollars|pounds|quid)"
)
_SHARE = re.compile(r"\b\d{1,3}\s?(?:%|percent|per cent)")
_IDIOMS = frozenset("100 50 24 101 99 110 180 360".split())
""""100 percent", "50-50", "24/7", "99 times out of 100", "one-eighty": figures of speech, unless they are money."""


@dataclass(frozen=True)
class Bounds:
    """What a draft is held to.

    Attributes:
        secrets: what is kept back.
        spoken: the customer's lines so far. line: the rep's words that are answered.
        recital: runs of words of the instructions, as `runs_in` gives them; who speaks them recites.
        unsaid: the rep guesses at what the customer has told nobody; only then they may ask where it comes from.
        figures: those in everything the model was given to know; others are invented.
        parting: the rep takes leave, so that a goodbye is the answer to theirs.
    """

    secrets: Secrets
    act: Act
    band: Band
    spoken: tuple[str, ...]
    line: str
    figures: frozenset[str]
    recital: frozenset[str] = frozenset()
    unsaid: bool = False
    parting: bool = False
    words: int = 0

    @property
    def persona(self) -> Persona:
        """Whose line it is."""
        return self.secrets.persona

    @property
    def most_words(self) -> int:
        """The longest the line may be, in words."""
        return self.words or self.persona.voice.max_words


def wrong_with(sentence: str, before: str, bounds: Bounds) -> str | None:
    """Return what is wrong with the next sentence of a draft, or None; `before` is what stands already."""
    own = own_words(sentence, before).replace("’", "'")
    return (
        _cannot_be_spoken(sentence, before, bounds.act)
        or _out_of_role(sentence, own, bounds)
        or foreign(sentence, own_tongue(bounds.secrets.lines))
        or bounds.secrets.leak(sentence)
        or _leaves(own, bounds)
        or _too_friendly(own, bounds)
        or _parrots(sentence, bounds)
        or repeats(sentence, before, bounds.spoken, bounds.line)
        or _feigns(sentence, bounds)
        or _invented(sentence, bounds)
        or _too_long(sentence, before, bounds)
    )


def is_over(sentence: str, before: str, bounds: Bounds) -> bool:
    """Say whether the sentence exceeds the cap where others stand already: the line may end before it."""
    return bool(before) and word_count(before) + word_count(sentence) > OVER * bounds.most_words


def is_silence(text: str, act: Act) -> bool:
    """Say whether a line of marks alone is an answer: a question or a cry is one, dots are where they withdraw."""
    marks = text.strip(" ")
    return bool(marks) and len(marks) <= 6 and set(marks) <= set("?!.…") and (act is Act.WITHDRAW or "?" in marks)


def _cannot_be_spoken(sentence: str, before: str, act: Act) -> str | None:
    if is_broken(sentence):
        return "holds broken characters; write plain letters and straight quotation marks"
    if any(len(word) > LONGEST_WORD for word in re.split(r"[\s—–/-]", sentence)):
        return "holds a word longer than any; write words with spaces between them"
    if any(map(str.isalnum, sentence)) or before or is_silence(sentence, act):
        return pictures(sentence)
    return pictures(sentence) or "is empty; say something"


def _out_of_role(sentence: str, own: str, bounds: Bounds) -> str | None:
    whole, name = sentence.replace("’", "'"), bounds.persona.name
    if label(sentence, bounds.persona):
        return "puts a speaker's name in front; give the words alone"
    for listed, pattern, why in out_of_role(name):
        if pattern.search(whole if listed in QUOTES_TOO else own):
            return why
    if addressed(name).search(own):
        return "talks to itself; the rep is spoken to"
    if _recites(sentence, bounds):
        return "recites its instructions; say it as this customer would"
    never = next((phrase for phrase in bounds.persona.voice.never_says if _stands_in(phrase, own)), None)
    return f"says {never!r}, which this customer never says; find another word" if never else None


def _leaves(own: str, bounds: Bounds) -> str | None:
    if bounds.act is Act.WALK_AWAY or bounds.parting or any(map(_takes_leave, sentences(bounds.line))):
        return None
    if FAREWELL.search(own) or (bounds.act is not Act.WARN and LEAVING.search(own)):
        return GOODBYE
    return None


def _takes_leave(sentence: str) -> bool:
    said = sentence.replace("’", "'")
    return FAREWELL.search(said) is not None or LEAVING.search(said) is not None


def _too_friendly(own: str, bounds: Bounds) -> str | None:
    hedged = bounds.band is Band.OPEN and HEDGED.search(own)
    for pattern, why in FRIENDLIER[bounds.band]:
        if pattern.search(own) and (pattern is GUSH or (bounds.act not in PROMISING and not hedged)):
            return why
    if THANKS.search(own) and not NO_THANKS.search(own) and not bounds.parting:
        lately = any(THANKS.search(line) for line in bounds.spoken[-THANKS_APART:])
        if lately or (bounds.band is Band.CLOSED and bounds.act is not Act.WALK_AWAY):
            return "thanks too much; leave the thanks out"
    return None


def _parrots(sentence: str, bounds: Bounds) -> str | None:
    if word_count(sentence) < PARROTED_WORDS or not is_parroted(sentence, bounds.line):
        return None
    return "repeats the rep's words; answer them instead"


def _feigns(sentence: str, bounds: Bounds) -> str | None:
    if bounds.unsaid or not taking_up().feigns(sentence):
        return None
    return "asks where the rep has it from, or denies it, though it was said or known; take it as known"


def figures_in(text: str) -> frozenset[str]:
    """Return the figures in a text, without thousands marks."""
    return frozenset(figure.replace(",", "") for figure in _FIGURE.findall(text))


def runs_in(text: str) -> frozenset[str]:
    """Return every run of `RUN` words in a text, in plain form."""
    words = plain(text).split()
    return frozenset(" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _recites(sentence: str, bounds: Bounds) -> bool:
    runs = runs_in(sentence)
    return bool(runs) and 2 * len(runs & bounds.recital) >= len(runs)


def _invented(sentence: str, bounds: Bounds) -> str | None:
    new = figures_in(sentence) - bounds.figures
    if not new:
        return None
    money, shares = (figures_in(" ".join(pattern.findall(sentence))) for pattern in (_MONEY, _SHARE))
    small = {figure for figure in new if figure.isdecimal() and len(figure) < 3 and int(figure) <= SMALL}
    talk = ((small - shares) | _IDIOMS) - money
    invented = sorted(new - talk - figures_in(" ".join((bounds.line, *bounds.spoken))))
    return f"invents a figure ({invented[0][:20]}); say it without, or with one that was given" if invented else None


def _too_long(sentence: str, before: str, bounds: Bounds) -> str | None:
    long = not before and word_count(sentence) > OVER * bounds.most_words
    return f"is too long; {bounds.most_words} words are the most" if long else None


def _stands_in(phrase: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None
