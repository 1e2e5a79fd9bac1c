"""Patterns: what a customer's line must not sound like, as patterns with the reason in words. Data only.

Simulated customers fail in known ways: by caving, by politeness, by slipping into the helper's role, by stage
directions. Each entry says what a draft does wrong, so that the reason can be told to the model and to the log.
"""

from __future__ import annotations

import re

from agent.model.acts import Act, Band


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


MARKUP = _any(
    r"\*[^*]+\*|\*\*|__|```|^\s*#|^\s*[-•*]\s|^\s*\d+[.)]\s",
    r"</?\w+[^>]*>|\[[^\]]*\]|\{|\}",
    r"\(\s*(?:\w+\s+){0,2}(?:sigh|pause|laugh|chuckl|shrug|frown|nod|smil|cross|lean|roll|look|silence)\w*[^)]*\)",
)

SPEAKERS = ("customer", "client", "rep", "agent", "trainer", "user", "assistant", "system", "me", "you", "answer")
"""With a colon behind them, these open a line of a script."""

MACHINE = _any(
    r"\bas an? (?:ai|assistant|language model|llm)\b|\b(?:language model|chatbot|ai assistant)\b|\bi(?:'m| am) an ai\b",
    r"\bi (?:can(?:'t|not)|am (?:un)?able to|won't) (?:assist|help with|comply|continue (?:with )?this|provide that)\b",
    r"\b(?:role[- ]?play|stay in character|in character|system prompt|my (?:prompt|instructions|programming))\b",
)

HELPER = _any(
    r"\bhow (?:can|may|could) i (?:help|assist|support|be of)|\bwhat can i do for you\b|\bhow may we\b",
    r"\b(?:is there )?anything else i can\b|\blet me know (?:if|how|what) (?:you|i can)\b|\bfeel free to (?:ask"
    r"|reach|contact)",
    r"\bi(?:'d be| would be|'m| am|'ll be)(?: more than)? (?:happy|glad|delighted|here) to (?:help|assist|support"
    r"|answer|walk|show"
    r"|provide|explain|guide|discuss|hear)",
    r"\bthank(?:s| you)(?: so much| very much)? for (?:reaching|contacting|calling|bringing|sharing"
    r"|your (?:patience|interest"
    r"|feedback|business|concern|understanding|question)|asking|explaining|choosing)",
    r"\b(?:we|i) (?:truly |really )?(?:value|appreciate) your (?:feedback|business|patience|concerns?|input"
    r"|loyalty|time)",
    r"\bi (?:completely |totally |fully )?(?:understand|hear|appreciate) (?:your|how you|that you"
    r"|that this (?:is|must))",
    r"\b(?:apologi[sz]e|sorry) for (?:the|any|your|this) (?:inconvenience|frustration|trouble|confusion|delay)",
    r"\b(?:i|we) (?:would |can |could )?(?:recommend|suggest|advise)(?: that)? you\b|\bhave you (?:considered"
    r"|thought about)\b",
    r"\b(?:our|my) (?:support |success |technical )?team (?:can|will|would|is here)\b.{0,30}\b(?:you|help|assist)",
    r"\bas your (?:rep|account|customer|success|provider|partner)|\b(?:tell me|could you tell me) more about your\b",
    r"\b(?:great|excellent|wonderful|fantastic|valid) (?:question|point|observation|idea)\b",
)

GUSH = _any(
    r"\bthank you so much\b|\bthanks so much\b|\bso grateful\b|\bi(?:'d| would| do|) (?:really |truly "
    r"|greatly )?appreciate",
    r"\bthat (?:really )?means a lot\b|\bi feel (?:so |really |truly )?(?:heard|understood|seen|supported)\b",
    r"\b(?:so |very |really )?(?:excited|thrilled)\b|\bcan(?:'|no)?t wait\b|\bi(?:'d| would) love to\b",
)

THANKS = _any(r"\b(?:thanks|thank you|thankful|grateful|cheers)\b")
NO_THANKS = _any(r"\bno,? thank|\bthanks?(?: you)?,? but\b|\bthanks for nothing\b|\bfor nothing\b")

EAGER = _any(
    r"\b(?:sounds|that'?s) (?:like )?(?:an? )?(?:great|good|perfect|wonderful|excellent|fantastic|amazing)\b",
    r"^\W*(?:(?:absolutely|definitely|certainly|of course)\b\s*[,.!]|(?:perfect|wonderful|great)\s*!)",
    r"\byou(?:'re| are) (?:absolutely |totally |completely |so )?right\b|\bthat makes (?:a lot of |perfect "
    r"|total )?sense\b",
    r"\blooking forward\b|\bhappy to\b|\bwe(?:'d| would) be (?:glad|delighted|open)\b|\bi(?:'m| am) (?:open"
    r"|willing) to\b",
)

CAVES = _any(
    r"\bi(?:'ll| will|'m going to) (?:definitely |certainly )?(?:sign|renew|commit|book|schedule|start using"
    r"|set (?:it|that) up"
    r"|give (?:it|that|this|you) (?:a|an|one|another)\b)",
    r"\blet'?s (?:do it|do that|go ahead|get started|move forward|set (?:it|that|something) up|schedule"
    r"|make (?:it|this) happen)",
    r"\b(?:sign|count) (?:me|us) (?:up|in)\b|\bi(?:'m| am) in\b[.!]|\byou(?:'ve| have) convinced (?:me|us)\b"
    r"|\bit'?s a deal\b",
)

FRIENDLIER: dict[Band, tuple[tuple[re.Pattern[str], str], ...]] = {
    Band.CLOSED: ((GUSH, "gushes"), (EAGER, "is friendlier than you are"), (CAVES, "gives in")),
    Band.GUARDED: ((GUSH, "gushes"), (EAGER, "is friendlier than you are"), (CAVES, "gives in")),
    Band.OPEN: ((GUSH, "gushes"), (CAVES, "promises something before its time")),
}

PROMISING = frozenset({Act.COMMIT, Act.VOICE_PLAN, Act.COMPLY})
"""Acts in which words of promise are in place; comply says them without meaning them."""
