"""Rule ids: every rule of the law that a receipt can name."""

from __future__ import annotations

from enum import StrEnum


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
