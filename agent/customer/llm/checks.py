"""Draft check: whether a sentence a model wrote may stand as the customer's. Pure text; the reason is told in words.

A reason completes "the draft …", so that it can be told to the model and, if nothing else helps, to the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from agent.content.tables.taking_up import taking_up
from agent.customer.llm.leaks import Secrets
from agent.customer.llm.patterns import (
    FRIENDLIER,
    GUSH,
    HELPER,
    MACHINE,
    MARKUP,
    NO_THANKS,
    PROMISING,
    SPEAKERS,
    THANKS,
)
from agent.model.acts import Act, Band
from agent.model.persona import Persona
from agent.text.matching import plain, word_count
from agent.text.overlap import is_parroted

ALIKE = 0.85
"""Share of matching characters from which two sentences say the same. Shorter than `SHORT_WORDS`, they may recur."""

SHORT_WORDS = 4
RUN = 4
"""Words in a row that are compared with the instructions; half of a sentence's runs found there is a recital."""

THANKS_APART = 4
"""Lines of the customer between one thanks and the next."""

OVER = 1.25
"""How far a first sentence may exceed the cap before it is a speech; it cannot be cut, later ones are left off."""

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True)
class Bounds:
    """What a draft is held to.

    Attributes:
        secrets: what is kept back.
        spoken: the customer's lines so far. line: the rep's words that are answered.
        recital: runs of words of the instructions, as `runs_in` gives them; who speaks them recites.
        unsaid: the rep guesses at what the customer has told nobody; only then they may ask where it comes from.
        figures: those in everything the model was given to know; others are invented.
    """

    secrets: Secrets
    act: Act
    band: Band
    spoken: tuple[str, ...]
    line: str
    figures: frozenset[str]
    recital: frozenset[str] = frozenset()
    unsaid: bool = False

    @property
    def persona(self) -> Persona:
        """Whose line it is."""
        return self.secrets.persona

    @property
    def most_words(self) -> int:
        """The longest the line may be, in words."""
        return self.persona.voice.max_words


def wrong_with(sentence: str, before: str, bounds: Bounds) -> str | None:
    """Return what is wrong with the next sentence of a draft, or None; `before` is what stands already."""
    return (
        _out_of_role(sentence, bounds)
        or bounds.secrets.leak(sentence)
        or _too_friendly(sentence, bounds)
        or _said_before(sentence, before, bounds)
        or _feigns(sentence, bounds)
        or _invented(sentence, bounds)
        or _too_long(sentence, before, bounds)
    )


def is_over(sentence: str, before: str, bounds: Bounds) -> bool:
    """Say whether the sentence exceeds the cap where others stand already: the line may end before it."""
    return bool(before) and word_count(before) + word_count(sentence) > bounds.most_words


def _out_of_role(sentence: str, bounds: Bounds) -> str | None:
    first = re.escape(bounds.persona.name.split()[0])
    never = [phrase for phrase in bounds.persona.voice.never_says if _stands_in(phrase, sentence)]
    tests = (
        (not any(char.isalnum() for char in sentence) and not sentence.strip(" .…?!-"), "is empty"),
        (MARKUP.search(sentence), "holds stage directions or markup"),
        (label(sentence, bounds.persona), "puts a speaker's name in front"),
        ("�" in sentence or _foreign(sentence), "is not English text"),
        (MACHINE.search(sentence), "speaks as a machine"),
        (HELPER.search(sentence), "speaks as the helper, not as the customer"),
        (
            re.search(rf"^\W*(?:(?:hi|hello|hey|dear|well|so|ok)[\s,]+)?{first}\s*[,!:]", sentence, re.I),
            "talks to itself",
        ),
        (
            re.search(rf"\byou are (?:now )?{first}\b|\bthe rep\b", sentence, re.I),
            "tells the scene instead of speaking",
        ),
        (_recites(sentence, bounds), "recites its instructions"),
        (never, f"says {never[0]!r}, which this customer never says" if never else ""),
    )
    return next((why for wrong, why in tests if wrong), None)


def label(text: str, persona: Persona) -> str | None:
    """Return the speaker's name with its colon that a text begins with, or None."""
    names = "|".join(re.escape(name) for name in (persona.name, *persona.name.split(), *SPEAKERS))
    match = re.match(rf"\W*(?:{names})(?:\s*\([^)]*\))?\s*:\W*", text, re.IGNORECASE)
    return match[0] if match else None


def _too_friendly(sentence: str, bounds: Bounds) -> str | None:
    for pattern, why in FRIENDLIER[bounds.band]:
        if pattern.search(sentence) and (pattern is GUSH or bounds.act not in PROMISING):
            return why
    if THANKS.search(sentence) and not NO_THANKS.search(sentence):
        lately = any(THANKS.search(line) for line in bounds.spoken[-THANKS_APART:])
        if lately or (bounds.band is Band.CLOSED and bounds.act is not Act.WALK_AWAY):
            return "thanks too much"
    return None


def _said_before(sentence: str, before: str, bounds: Bounds) -> str | None:
    said = plain(sentence)
    if len(said.split()) < SHORT_WORDS:
        return "says what was said before" if not before and said in map(plain, bounds.spoken[-2:]) else None
    if is_parroted(sentence, bounds.line):
        return "repeats the rep's words"
    earlier = [plain(piece) for text in (*bounds.spoken, before) for piece in sentences(text)]
    if any(_same_words(said, other) for other in earlier):
        return "says what was said before"
    return None


def _feigns(sentence: str, bounds: Bounds) -> str | None:
    if bounds.unsaid or not taking_up().feigns(sentence):
        return None
    return "asks where the rep has it from, or denies it, though it was said or known"


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
    new = sorted(figures_in(sentence) - bounds.figures)
    return f"invents a figure ({new[0]})" if new else None


def _too_long(sentence: str, before: str, bounds: Bounds) -> str | None:
    return "is too long" if not before and word_count(sentence) > OVER * bounds.most_words else None


def _same_words(said: str, other: str) -> bool:
    words, others = set(said.split()), set(other.split())
    if 2 * len(words & others) < max(len(words), len(others)):  # cheap, and true of nearly all pairs
        return False
    return SequenceMatcher(None, said, other, autojunk=False).ratio() >= ALIKE


def _stands_in(phrase: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None


def _foreign(sentence: str) -> bool:
    letters = [char for char in sentence if char.isalpha()]
    return sum(char.isascii() for char in letters) < 0.8 * len(letters)


_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)*]*+(?=\s)|\n")
LONGEST_ABBREVIATION = len("approx.") + 1
_ABBREVIATION = re.compile(r"(?i:\b(?:mr|mrs|ms|dr|st|vs|etc|e\.g|i\.e|approx|dept|inc|ltd))\.$|\b[A-HJ-Z]\.$")


def first_sentence(text: str) -> tuple[str, str] | None:
    """Return the first sentence of a text that goes on, and the rest; or None while its end is not in sight."""
    for match in _END.finditer(text):
        head = text[: match.end()]
        if head.strip() and not _ABBREVIATION.search(text, max(0, match.end() - LONGEST_ABBREVIATION), match.end()):
            return head.strip(), text[match.end() :]
    return None


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, stripped."""
    found = []
    while split := first_sentence(text):
        found.append(split[0])
        text = split[1]
    return [*found, text.strip()] if text.strip() else found
