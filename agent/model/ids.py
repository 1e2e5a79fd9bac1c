"""Ids: the checks that the law and the customer read, and the rules that a receipt can name.

A rubric must ask all of the checks; it may add its own.
"""

from __future__ import annotations

from enum import StrEnum


class CheckId(StrEnum):
    """A check that moves the customer or colours their answer. The values are the keys in `rubrics/*.yaml`."""

    OWNS_PART = "owns_part"
    SAYS_BACK = "says_back"
    VALIDATES_FEELING = "validates_feeling"
    LEAVES_CHOICE = "leaves_choice"
    ASKS_FOR_THEIRS = "asks_for_theirs"
    ASKS_LEAVE = "asks_leave"
    NAMES_STRENGTH = "names_strength"
    LOOKS_AHEAD = "looks_ahead"
    POINTS_TO_CHANGE = "points_to_change"
    SHAPES_PLAN = "shapes_plan"
    NO_BLAME = "no_blame"
    NO_PUSH = "no_push"
    NO_THREAT = "no_threat"
    NO_INSULT = "no_insult"
    NO_OVERRIDE = "no_override"
    NO_DWELLING = "no_dwelling"
    NO_SPEECH = "no_speech"
    NO_MACHINE_TALK = "no_machine_talk"


GUARDS = frozenset(
    {
        CheckId.NO_BLAME,
        CheckId.NO_PUSH,
        CheckId.NO_THREAT,
        CheckId.NO_INSULT,
        CheckId.NO_OVERRIDE,
        CheckId.NO_DWELLING,
        CheckId.NO_SPEECH,
        CheckId.NO_MACHINE_TALK,
    }
)
"""Those that pass by default and cost when they fail; the others earn when they pass. A rubric may not swap the two."""

LATER = frozenset({CheckId.VALIDATES_FEELING, CheckId.NO_INSULT})
"""Checks that the first rubrics did not ask; one that lacks them is still read, so that old sessions replay."""


class RuleId(StrEnum):
    """One rule of the law; `docs/law.md` tells each in words. The values stand in logs and receipts."""

    CONFRONTED = "confronted"
    THREATENED = "threatened"
    UNCLEAR = "unclear"
    PUSHED = "pushed"
    EARLY_LEAD = "early_lead"
    PERMISSION_OVERRIDDEN = "permission_overridden"
    COUNTERFEIT = "counterfeit"
    COUNTERFEIT_AGAIN = "counterfeit_again"
    INTERROGATED = "interrogated"
    SPEECH = "speech"
    BARE_LIMIT = "bare_limit"
    TRIGGER = "trigger"
    ODD = "odd"
    SAID_BEFORE = "said_before"
    UNGRADED = "ungraded"
    SOFTENED = "softened"
    UNDERSTOOD = "understood"
    RESPECTED = "respected"
    REPAIRED = "repaired"
    OWNED = "owned"
    DUE_LEAD = "due_lead"
    EARLY_QUESTION = "early_question"
    LIMIT_SET = "limit_set"
    GAVE_IN = "gave_in"
    ONLY_FOLLOWED = "only_followed"
    DREW_OUT = "drew_out"
    POINTED_TO_CHANGE = "pointed_to_change"
    STRENGTH_NAMED = "strength_named"
    DWELT = "dwelt"
    STAGE_FORWARD = "stage_forward"
    STAGE_BACK = "stage_back"
    LEAVE_WARNED = "leave_warned"
