"""Pronouns: a customer's words as a rep says them back, "I" become "you". What cannot be turned safely is dropped.

It knows no grammar beyond lists of small words. A clause that begins with none of the subjects it knows, or speaks to
the rep in a place where "we" and "us" cannot be told apart, is left out: no clause is better than an odd one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LEAST_WORDS, MOST_WORDS = 4, 15
"""Words of a clause that is said back: fewer say nothing, and more are a speech in somebody else's words."""

LEAST_OF_OTHERS = 6
"""The same of a clause in which the customer does not speak of themself: "it takes one stamp" hangs in the air."""

QUOTED = (3, 7)
"""Least and most words that are handed back as they are."""

SWAPS = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "me": "you", "my": "your",
    "mine": "yours", "myself": "yourself", "we": "you", "we're": "you're", "we've": "you've", "we'd": "you'd",
    "we'll": "you'll", "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves",
    "your": "our", "yours": "ours", "you're": "we're", "you've": "we've", "you'd": "we'd", "you'll": "we'll",
}  # fmt: skip
"""Word of the customer's -> what it is in the rep's mouth; "you" by itself depends on its place."""

AGREES = {"am": "are", "was": "were", "wasn't": "weren't"}
"""Verb beside "I" -> the same beside "you"."""

JOINS = frozenset("that what when if because before since as than and but while until where why how".split())
SENDS = frozenset("to from with for of at by on about against behind after without".split())
"""After the first "you" is a subject, "we"; after the second it is not, "us"."""

SUBJECTS = frozenset(
    "i i'm i've i'd i'll we we're we've we'd we'll they they're they've they'd they'll he he's she she's it it's "
    "there's you've you're you nobody everybody everyone somebody nothing something".split()
)
"""A sentence that begins so is a clause."""

HEADS = frozenset(
    "my our your the a an most half some every each these those this that's that one two three four".split()
)
"""A sentence that begins so is a clause if it holds one of `VERBS`."""

VERBS = frozenset(
    "is isn't are aren't was wasn't were weren't has hasn't have haven't had hadn't does doesn't did didn't can can't "
    "could couldn't will won't would wouldn't should must might gets got goes went came comes made makes took takes "
    "said says knows knew wants needs costs left keeps kept works stopped that's stays stayed sits runs ran".split()
)

NEVER = frozenset(
    "ye ye're ye'd ye'll yous y'all aye bloody damn hell bastard bugger arse let's goodbye bye thanks thank hello "
    "morning mob plámás abeg o'clock please sorry someone's joke lol innit".split()
)
"""Words that a rep does not hand back: of a dialect, of anger, of a greeting."""

EMPTY_WORDS = frozenset(
    "really actually quite maybe possibly never there nobody nothing something enough today".split()
)
"""Words that alone are not worth quoting."""

POINTERS = frozenset("that that's this these those it it's its there's here then".split())
"""A few words that begin so point at others, and say nothing where those are not quoted with them."""

EMPTY_STARTS = frozenset(
    "and but maybe perhaps not no yes what why how who well possibly or so if depends is are was do does did can could "
    "will would have has difficult hard big grand about".split()
)

_LEADS = re.compile(
    r"^(?:(?:and|but|so|then|well|look|no|yes|right|aye|honestly|see|ah|oh|still|also|maybe|perhaps|possibly|sure|okay|or)"
    r",? )+",
    re.IGNORECASE,
)
_THINKS = re.compile(r"^(?:i (?:think|suppose|guess|believe|mean)|i'd say|you know),? (?:that )?(?=\w+)", re.IGNORECASE)
_ASIDES = re.compile(
    r",? (?:i think|i suppose|you know|i'd say|mind|so|i swear|really|all right|that's all i know|o)(?=,|$)",
    re.IGNORECASE,
)
_TWISTED = re.compile(
    r"\b(?:know|wonder|ask|see) (?:is|are|was|were|do|does|did|can|will)\b|^you be\b|\b(?:am|are|'m|'re) \w+ years \w+"
    r"|^(?:you|i|we),",
    re.IGNORECASE,
)
"""Turns of a dialect or of a learner, which in the rep's mouth would be mimicry."""

_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ORDERS = re.compile(
    r"(?:^|, |\bso |\band )(?:don't|do not|let|tell|write|give|ask|answer|look|try|read|call|send|come|go|put|keep|make"
    r"|leave|wait|say|take|get|be|to|not|think|help|show)\b",
    re.IGNORECASE,
)
"""An order or half a sentence: nothing that a rep says back."""

_DONE = re.compile(
    r"\b(?:you've|you (?:never|always|were|weren't|did|didn't|had|gave|took|came|sold|promised|said|told|rang|called"
    r"|wrote|sent|put|made|left|kept|asked|brought|let|lost|forgot|built|changed|charged|raised))\b"
)
"""What the rep's side did. Any other "you" may be anybody, unless the customer speaks of themself beside it."""

_UNFIT = re.compile(r"[\"“”():;—–…/*]|--")


def clauses(text: str) -> list[str]:
    """Return what a customer said as clauses that say it back, without full stops; those about them come first."""
    found = [turned for sentence in reversed(_sentences(text)) if (turned := _turned(sentence)) is not None]
    return sorted(found, key=lambda clause: not _THEIRS & set(_words_in(clause)))


_THEIRS = frozenset("you you're you've you'd you'll your yours yourself".split())
_FIRST = frozenset("i i'm i've i'd i'll me my mine myself we we're we've we'd we'll us our ours ourselves".split())


def quotes(text: str) -> Iterator[str]:
    """Yield a few words of a customer as they are, the last first: what is no clause and no question."""
    for sentence in reversed(_sentences(text)):
        words = _words_in(sentence)
        told = QUOTED[0] <= len(words) <= QUOTED[1] and any(len(word) > 4 for word in set(words) - EMPTY_WORDS)
        fit = not (NEVER | _FIRST | _THEIRS) & set(words) and not (SUBJECTS | POINTERS | EMPTY_STARTS) & set(words[:1])
        if told and fit and not _ORDERS.search(sentence):
            yield sentence[:1].lower() + sentence[1:] if words[0] in HEADS else sentence


def _sentences(text: str) -> list[str]:
    """Return the sentences that are no questions and hold nothing that cannot stand in another sentence."""
    found = [part.strip() for part in _SENTENCE.findall(text.replace("’", "'"))]
    return [part.rstrip(".! ") for part in found if not part.endswith("?") and not _UNFIT.search(part)]


def _words_in(sentence: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(sentence)]


def _turned(sentence: str) -> str | None:
    """Return one sentence turned, or None where it is no clause or cannot be turned for sure."""
    bare = _ASIDES.sub("", _THINKS.sub("", _LEADS.sub("", sentence)))
    words = _words_in(bare)
    if (
        not LEAST_WORDS <= len(words) <= MOST_WORDS
        or NEVER & set(words)
        or not _is_clause(words)
        or _ORDERS.search(bare)
        or _TWISTED.search(bare)
    ):
        return None
    theirs = _FIRST & set(words)
    if not theirs and ((_THEIRS & set(words) and not _DONE.search(bare.lower())) or len(words) < LEAST_OF_OTHERS):
        return None
    swapped = [_swap(words, at) for at in range(len(words))]
    if None in swapped:
        return None
    rest = iter(word for word in swapped if word is not None)
    original = iter(words)
    told = _WORD.sub(lambda match: _as_shown(match[0], next(original), next(rest)), bare)
    told = re.sub(r"\b(you're|you are) just ", r"\1 ", told)
    return told[:1].lower() + told[1:]


def _as_shown(shown: str, word: str, swapped: str) -> str:
    return shown if word == swapped else swapped


def _is_clause(words: list[str]) -> bool:
    first, *rest = words
    if first in SUBJECTS:
        return rest[0] not in JOINS | SENDS
    if first == "that" and rest[0] not in VERBS:
        return False
    return first in HEADS and any(word in VERBS or word.endswith("ed") for word in rest)


def _swap(words: list[str], at: int) -> str | None:
    """Return a word as the rep says it; None where its place does not tell what it would be."""
    word = words[at]
    before, after = (words[at - 1] if at else ""), (words[at + 1] if at + 1 < len(words) else "")
    if word in AGREES and "i" in (before, after):
        return AGREES[word]
    if word != "you":
        return None if word in {"yourself", "yourselves"} else SWAPS.get(word, word)
    if not at or before in JOINS:
        return "we"
    return "us" if before in SENDS else None
