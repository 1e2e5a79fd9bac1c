"""Deterministic tests of a rep line: what needs no model to be seen. Pure text, no I/O.

Each test takes the line, what was said before, and the units an engine found; it returns the words that give the line
away, or None. A rubric's checks name them by `DetectorId`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from agent.grading.insults import insult_in
from agent.model.background import Said
from agent.model.rubric import DetectorId
from agent.model.verdict import Code, UnitReading
from agent.text.overlap import is_parroted

SPEECH_WORDS = 110
"""Words from which a line is a speech: more than a minute aloud at 110 words a minute."""

ECHO_WORDS = 6
"""Words below which saying a piece of theirs back is an echo and no parroting, where the line goes on from it."""

AFTER_LEAVE = 0.25
"""Share from which a unit counts as pushing once leave has been asked in the line: the asking makes it likelier."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def _any(*patterns: str, whole: bool = False) -> re.Pattern[str]:
    """Return a case-blind pattern for any of the alternatives; `whole` lets nothing but lead-ins stand around it."""
    body = "|".join(patterns)
    if whole:
        body = rf"^\W*(?:(?:and|so|but|yeah|yes|okay|ok|well|look|oh)[\s,]+)*(?:{body})\W*$"
    return re.compile(body, re.IGNORECASE | re.DOTALL)


_STOCK = _any(
    r"i (?:(?:totally|completely|fully|really|absolutely|do|can) )*"
    r"(?:understand|get (?:it|that)|hear (?:you|that)|feel (?:you|your pain)|know how you feel|(?:em|sym)pathi[sz]e)"
    r"(?: (?:you|how you feel|your (?:frustration|pain|concerns?|position|situation)|where you(?:'re| are) coming from"
    r"|completely|totally|that))*",
    r"(?:that|this|it) (?:must be|sounds|is) (?:(?:so|very|really|incredibly) )*"
    r"(?:hard|tough|difficult|frustrating|rough)(?: for you)?",
    r"i(?:'m| am) (?:so |very )?sorry (?:that )?you feel (?:that|this) way",
    r"i appreciate your (?:feedback|frustration|patience)",
    r"your (?:feelings|concerns) are valid",
    r"we(?:'ve| have) all been there",
    whole=True,
)
_KEYWORDS = _any(
    r"\b(?:empath\w*|validat\w*|autonom\w*|partnership|collaborat\w*|rapport|active(?:ly)? listen\w*)",
    r"\b(?:reflect(?:ing|ion)\w*|affirm\w*|non-?judg\w*|compassion\w*|acknowledg\w*|empower\w*)",
    r"\b(?:motivational interview\w*|change talk)",
)
_GESTURES = (
    "sighs?|sighing|pauses?|pausing|laughs?|laughing|chuckl(?:es?|ing)|shrugs?|frowns?|nods?|nodding|smil(?:es?|ing)|leans?"
    "|leaning|looks? (?:at|away|down|up)|listens|listening|breath(?:es?|ing)|takes? a (?:breath|moment|seat)"
    "|softens|softening|waits|waiting|silence|gently|warmly"
)
_MACHINE = _any(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rubric|guidelines)\b",
    r"\bsystem\s*(?:prompt|message|:|\])",
    r"\b(?:set|lower|drop|reduce|change|make)\b.{0,20}\b(?:resistance|trust|empathy|empowerment|scope.pressure)\b"
    r".{0,12}(?:\d|zero|max|full)",
    r"\b(?:empathy|empowerment|resistance|score)\s*[=:]\s*[\d\"tf]",
    r"</?(?:system|assistant|user|instructions?|script|verdict|rep_line|line)\b",
    r"\byou are (?:now )?(?:an? )?(?:ai|language model|llm|grader|chatbot|helpful assistant)\b",
    r"\"(?:primary|codes|empathy|empowerment|stance|verdict)\"\s*:",
    r"\b(?:grader|evaluator|as an ai|language model)\b.{0,60}\b(?:score|give|award|mark|output|return|rate)\b",
    r"^\W*(?:assistant|system|user|customer|narrator)\s*:",  # speaks in somebody else's place
    r"\byour resistance(?: (?:score|level|value))?(?: to)? (?:go|goes|drops?|falls?)\b",
    rf"(?:\*|[\[(])\s*(?:\w+ly\s+)?(?:{_GESTURES})\b[^*\])\n]{{0,80}}(?:\*|[\])])",  # a stage direction
    r"\bnow you (?:say|answer|reply|respond|feel)\b",
    r"\b(?:begin|start|open|answer|reply|respond)(?: (?:your|the)(?: next)? (?:answer|reply|line|message|response))?"
    r" (?:with|by)\W{0,3}(?:the words?|saying|\"|'|“|‘)",
    r"\brepeat after me\b|\bsay (?:exactly|only|just) (?:this|these|the words?)?\W{0,2}[:\"“]",
    r"\[/?INST\]|<\|im_|\bjailbreak\b|\bdeveloper mode\b",
)
_THREAT = _any(
    r"\b(?:but|just|though|only|and)\b.{0,25}\b(?:"
    r"don'?t (?:come|blame|say|expect|complain|be surprised)|remember who|on your (?:own )?head|be it on|good luck with"
    r"|you(?:'ll| will) (?:regret|be sorry|pay|lose|see|only have yourself to blame|have yourself to blame)"
    r"|(?:i|we) (?:warned|told) you|won'?t be our (?:fault|problem)"
    r"|(?:i|we)(?:'ll| will) (?:have to )?(?:tell|report|escalate|let your boss))",
)
_CHOICE = _any(
    r"\b(?:your (?:call|choice|decision|business)|up to you|you decide|suit yourself|you(?:'re| are) free to"
    r"|entirely yours|whatever you (?:like|want|decide|prefer)|feel free)\b",
)
_LEAVE = _any(
    r"\b(?:can|could|may|might|mind if|is it ok(?:ay)? if|would it be ok(?:ay)? if|if) i "
    r"(?:(?:just|maybe|quickly) )?(?:be|speak|ask|say|share|offer|give|suggest|tell|make|point|add)\b",
)

Detector = Callable[[str, Sequence[Said], Sequence[UnitReading]], str | None]


def _parroting(line: str, context: Sequence[Said], units: Sequence[UnitReading]) -> str | None:
    heard = [said.text for said in context if said.speaker == "customer"][-2:]
    candidates = [line, *(unit.quote for unit in units)]  # the whole line first: then nothing in it is worth anything
    return next((text for text in candidates if any(is_parroted(text, theirs) for theirs in heard)), None)


def _stock_phrase(line: str, context: Sequence[Said], units: Sequence[UnitReading]) -> str | None:
    return next((unit.quote for unit in units if _STOCK.match(unit.quote)), None)


def _stuffing(line: str, context: Sequence[Said], units: Sequence[UnitReading]) -> str | None:
    hits = _KEYWORDS.findall(line)
    return line if len({hit.lower()[:6] for hit in hits}) >= 3 else None


def _speech(line: str, context: Sequence[Said], units: Sequence[UnitReading]) -> str | None:
    return "" if len(_WORD.findall(line)) > SPEECH_WORDS else None


def _machine_talk(line: str, context: Sequence[Said], units: Sequence[UnitReading]) -> str | None:
    match = _MACHINE.search(line)
    return match[0] if match else None


def _threat(line: str, context: Sequence[Said], units: Sequence[UnitReading]) -> str | None:
    choice = _CHOICE.search(line)
    threat = _THREAT.search(line, choice.end()) if choice else None
    return line[choice.start() : threat.end()] if choice and threat else None


def _insult(line: str, context: Sequence[Said], units: Sequence[UnitReading]) -> str | None:
    return insult_in(line)


def _override(line: str, context: Sequence[Said], units: Sequence[UnitReading]) -> str | None:
    asked = False
    for unit in units:
        push = max(unit.codes.get(Code.PERSUADE, 0.0), unit.codes.get(Code.CONFRONT, 0.0))
        leave = unit.codes.get(Code.SEEK_COLLABORATION, 0) >= 0.5 or bool(_LEAVE.search(unit.quote))
        if (asked and push >= AFTER_LEAVE) or (leave and push >= 0.5):
            return unit.quote
        asked = asked or leave
    return None


DETECTORS: dict[DetectorId, Detector] = {
    DetectorId.PARROTING: _parroting,
    DetectorId.STOCK_PHRASE: _stock_phrase,
    DetectorId.STUFFING: _stuffing,
    DetectorId.SPEECH: _speech,
    DetectorId.MACHINE_TALK: _machine_talk,
    DetectorId.THREAT: _threat,
    DetectorId.INSULT: _insult,
    DetectorId.OVERRIDE: _override,
}
