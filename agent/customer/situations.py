"""Situations: what a rep's line does that a customer answers in a way of its own. Pure text and verdict, no model.

An author marks a line that fits only some situations by `fits: ["#leave"]`; the marks are the values of `Situation`.
"""

from __future__ import annotations

import re

from agent.customer.ranking.form import asking_part
from agent.model.acts import Situation
from agent.model.ids import CheckId
from agent.model.verdict import Code, Verdict
from agent.text.legibility import is_english

SMALL_WORDS = 22
"""Words up to which a greeting, thanks or goodbye is the point of a line: room to say who one is."""

FOREIGN_WORDS = 4
"""Words from which a line without one common English word counts as not English."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|hiya|morning|afternoon|evening|good (?:morning|afternoon|evening|day)|greetings)\b", re.I
)
_HOW_ARE_YOU = re.compile(
    r"\bhow(?:'?s| is| are|'ve| have) (?:you|things|it|everything|your (?:day|week|morning))(?: been| going| doing)?"
    r"(?: (?:today|this (?:morning|week)|doing))?\W*$",
    re.I,
)
_FOLLOW_UP = re.compile(
    r"^\W*+(?:(?:and|so|but|ok(?:ay)?|right|hm+|oh|sure)\W+)*(?:"
    r"why(?: is that| not| so)?|how so|how come|what else|go on|such as|like what|meaning|in (?:what|which) way"
    r"|for (?:example|instance)|how (?:did|does) (?:that|it|this) (?:go|feel|work)"
    r"|(?:(?:can|could|would) you )?(?:please )?(?:say|tell me|share) (?:a (?:bit|little) )?more"
    r"(?: about (?:that|it|this))?"
    r"|(?:(?:can|could|would) you )?(?:please )?(?:explain|describe)(?: (?:that|it|this))?(?: (?:to me|a bit))?"
    r"|(?:(?:can|could|would) you )?(?:please )?explain (?:to me )?what you mean(?: (?:by|with) that)?"
    r"|how do you mean(?: (?:that|it|this))?|(?:what (?:is|was)|what's) (?:that|it|this) like(?: for (?:you|u))?"
    r"|how (?:is|was) (?:that|it|this)(?: for (?:you|u))?"
    r"|what (?:do|did) you mean(?: (?:by|with) (?:that|it|this))?|what (?:makes|made) you say (?:that|so)"
    r"|what happened (?:then|next|after(?: that)?)|then(?: what)?|how did that make you feel"
    r"|what do you make of (?:that|it|this))(?:\W+please)?\W*$",
    re.I,
)
_INVITING = re.compile(
    r"\b(?:what|why|whom?|tell|walk|talk|take|share|describe|explain|give me|help me understand"
    r"|how(?! (?:long|many|much|old|far|big|often)\b))\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:^|,)\s?(?:(?:and|so|but|ok(?:ay)?|well|then|yeah|hey|hi|right|also)\W{1,3}){0,4}+(?:(?:what|who|how|where|why)'?s"
    r"|(?:just )?(?:wondering|curious|keen to (?:know|hear)) (?:what|how|why|who|where)|(?:give|walk|talk) me|describe"
    r"|(?:can|could|would|will) (?:you|u) (?:please )?(?:give|tell|walk|talk|explain|describe|share|say)"
    r"|help me understand|explain"
    r"|what(?! an?\b)|why|who|where|tell me|how(?= (?:do|does|did|r|are|is|was|were|would|will|can|could|should|have"
    r"|has|come|about|u|you|we|it|they|that|this)\b))\b",
    re.I,
)

_THANKS = re.compile(r"\b(?:thanks|thank you|thx|cheers|ta)\b", re.I)
_BYE = re.compile(
    r"\b(?:good ?bye|bye(?:[- ]bye)?|(?<!to )see you|have a (?:good|nice|great) (?:one|day|evening|week(?:end)?)"
    r"|(?:talk|speak) (?:soon|next|then|later)|let you go|take care)\b",
    re.I,
)
_BACKCHANNEL = re.compile(
    r"^\W*+(?:(?:ok(?:ay)?|k|right|yes|yeah|yep|no|mm++(?:[- ]?hm++)?|hm++|uh[- ]?huh|i see|sure|fine|got it|noted"
    r"|alright|ah|oh|go on|so|well|um|uh|er)\W*+){1,3}$",
    re.I,
)
"""Possessive: a run of m is one sound, however it might be cut. Cut every way, the pattern is cubic in the run."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_VOWEL = re.compile(r"[aeiouy]")
_LEAVE = re.compile(
    r"\b(?:(?:would|is) it (?:be )?(?:ok(?:ay)?|alright|all right|useful|helpful|fine|worth)\b.{0,20}\b(?:if|to|for)"
    r"|(?:can|could|may|might) i (?:just |maybe |quickly )?"
    r"(?:ask|say|share|offer|give|suggest|tell|show|check|add|throw)"
    r"|(?:do you )?mind if i|ok(?:ay)? if i|(?:would you be|are you) open to|if you(?:'re| are) (?:ok|open|willing))",
    re.I,
)
_ASKS_THROUGH = re.compile(
    r"\b(?:(?:can|could|may|might) i (?:just |maybe |quickly )?|(?:do you )?mind if i |(?:is it )?ok(?:ay)? if i )ask"
    r" (?:you )?(?:about|what|why|who|when|where|how|which|if|whether)\b",
    re.I,
)
_COMMON = frozenset(
    """a about after all am an and any are as at back be because been but by call can come could day did do does done
    don't down even every first for from get give go going good got had has have he hear heard her here him his how i
    i'm if in into is it it's its just know let like look made make many me mean might more most much must my need no
    not now of off ok on one only or other our out over people please rather really right said say see she should since
    so some something still sure take tell than thank thanks that that's the their them then there these they thing
    think this those time to too up us use used want was way we well went were what what's when where which while who
    why will with without work would yes yet you you're your""".split()  # fmt: skip
)


def situations(line: str, verdict: Verdict) -> frozenset[Situation]:
    """Return every situation the line makes, from its words and from the evidence in its verdict."""
    evident = frozenset(situation for holds, situation in _evident(line, verdict) if holds)
    return _plain(line, verdict) | evident


def is_silence(line: str) -> bool:
    """Say whether the rep said nothing, or as good as nothing ("…", "ok", "mm-hm")."""
    marks_only = not any(char.isalnum() for char in line) and line.isascii()
    return marks_only or not line.strip(" .…\t\r\n") or bool(_BACKCHANNEL.match(line))


def is_odd(line: str) -> bool:
    """Say whether the line is no English talk: symbols, another script, another language, or keys hit at random."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(line)]
    if not words:
        return not is_silence(line) and not any(char.isdigit() for char in line)
    letters = "".join(words)
    if not letters.isascii() and sum(char.isascii() for char in letters) < 0.5 * len(letters):
        return True
    if len(words) == 1 and len(letters) > 5 and not _VOWEL.search(letters):
        return True
    strange = len(words) >= FOREIGN_WORDS and not _COMMON.intersection(words)
    return strange or not is_english(line)


def is_question(line: str, verdict: Verdict) -> bool:
    """Say whether the line asks for an answer."""
    marked = "?" in line or verdict.has(Code.OPEN_QUESTION, Code.CLOSED_QUESTION)
    return marked or _texted(asking_part(line))


def asks_openly(line: str, verdict: Verdict) -> bool:
    """Say whether the line asks for more than a yes, a no or a figure."""
    return verdict.has(Code.OPEN_QUESTION) or invites(line) or is_follow_up(line)


def invites(line: str) -> bool:
    """Say whether the words of a line, by themselves, are an open question."""
    part = asking_part(line)
    return bool(_INVITING.search(part)) if "?" in part else _texted(part)


def _texted(part: str) -> bool:
    """Say whether a sentence is a question without its mark: it opens like one, and nothing ends it."""
    return not part.rstrip().endswith((".", "!", "…")) and _OPENING.search(part) is not None


def asks_through(line: str) -> bool:
    """Say whether the line asks for leave only in form: "Can I ask what happened?" wants to know what happened."""
    return _ASKS_THROUGH.search(line) is not None


def is_follow_up(line: str) -> bool:
    """Say whether the last sentence of a line asks for more of what was just said: "How so?", "What else?"."""
    sentences = _SENTENCE_END.split(line.strip())
    return bool(_FOLLOW_UP.match(sentences[-1]))


def _plain(line: str, verdict: Verdict) -> frozenset[Situation]:
    if is_silence(line):
        return frozenset({Situation.SILENCE})
    credited = verdict.empathic or verdict.empowering
    if is_odd(line) and not credited:
        return frozenset({Situation.ODD})
    if len(line.split()) <= SMALL_WORDS and _HOW_ARE_YOU.search(line):
        return frozenset({Situation.GREETING})
    small = verdict.primary in (Code.OTHER, Code.GIVE_INFORMATION) and len(line.split()) <= SMALL_WORDS
    if credited or not small or "?" in line:
        return frozenset()
    tests = ((_GREETING, Situation.GREETING), (_BYE, Situation.BYE), (_THANKS, Situation.THANKS))
    return frozenset([situation for test, situation in tests if test.search(line)][:1])


def _evident(line: str, verdict: Verdict) -> tuple[tuple[bool, Situation], ...]:
    return (
        (verdict.failed(CheckId.NO_MACHINE_TALK), Situation.ODD),
        (verdict.passed(CheckId.ASKS_LEAVE) and bool(_LEAVE.search(line)), Situation.LEAVE),
        (verdict.passed(CheckId.OWNS_PART), Situation.SORRY),
        (verdict.passed(CheckId.LEAVES_CHOICE), Situation.CHOICE),
        (verdict.passed(CheckId.NAMES_STRENGTH), Situation.STRENGTH),
        (verdict.passed(CheckId.SAYS_BACK), Situation.REFLECTION),
        (verdict.has(Code.GIVE_INFORMATION), Situation.INFO),
        (verdict.has(Code.PERSUADE_WITH_PERMISSION, Code.PERSUADE), Situation.IDEA),
        (verdict.has(Code.SET_LIMIT), Situation.LIMIT),
    )
