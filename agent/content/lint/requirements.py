"""Requirements: how many lines a persona needs, so that thirty turns in any style repeat none. Numbers only.

A rep who does one thing for thirty turns draws on three to five acts of one band (the response weights); the rows below
add up to more than thirty for each such set, with the stand-ins of line selection behind them.
"""

from __future__ import annotations

from agent.model.acts import Act, Band, Situation
from agent.model.verdict import Talk

C, G, O = Band.CLOSED, Band.GUARDED, Band.OPEN  # noqa: E741 - columns of the table below

LINES: dict[Act, dict[Band, int]] = {
    Act.ACKNOWLEDGE: {C: 10, G: 10, O: 10},
    Act.COMPLY: {C: 8, G: 4, O: 3},
    Act.WITHDRAW: {C: 8, G: 4, O: 3},
    Act.DEFLECT: {C: 6, G: 4, O: 3},
    Act.EXCUSE: {C: 6, G: 5, O: 3},
    Act.DENY: {C: 6, G: 3},
    Act.MINIMISE: {C: 5, G: 4},
    Act.ATTACK: {C: 5, G: 3},
    Act.COMPLAIN: {C: 6, G: 5, O: 2},
    Act.TEST: {C: 5, G: 5, O: 3},
    Act.WAVER: {C: 3, G: 6, O: 5},
    Act.ASK_FOR_MORE: {C: 5, G: 5, O: 3},
    Act.EVADE: {C: 6, G: 5, O: 4},
    Act.OPEN_UP: {G: 6, O: 10},
    Act.PUZZLED: {C: 4, G: 2, O: 2},
    Act.WALK_AWAY: {C: 3},
}
"""Least number of authored lines by act and band."""

S = Situation
MARKED: dict[Act, dict[Band, dict[Situation, int]]] = {
    Act.ACKNOWLEDGE: {
        C: {S.GREETING: 1, S.THANKS: 1, S.REFLECTION: 2, S.INFO: 1},
        G: {S.GREETING: 1, S.THANKS: 1, S.REFLECTION: 2, S.INFO: 1, S.LEAVE: 2},
        O: {S.GREETING: 1, S.THANKS: 1, S.REFLECTION: 2, S.INFO: 1, S.LEAVE: 2},
    },
    Act.COMPLY: {C: {S.LEAVE: 2}},
    Act.TEST: {C: {S.CHOICE: 1, S.SORRY: 1, S.STRENGTH: 1}, G: {S.CHOICE: 1, S.SORRY: 1, S.STRENGTH: 1}},
    Act.WITHDRAW: {C: {S.SILENCE: 2, S.BYE: 1}, G: {S.SILENCE: 2, S.BYE: 1}},
    Act.EVADE: {C: {S.AGAIN: 1}, G: {S.AGAIN: 1}, O: {S.AGAIN: 1}},
}
"""Least number of lines that carry a situation's mark, by act and band."""

UNMARKED: dict[Act, dict[Band, int]] = {
    Act.ACKNOWLEDGE: {C: 5, G: 5, O: 5},
    Act.TEST: {C: 2, G: 2},
    Act.WITHDRAW: {C: 4, G: 1},
    Act.EVADE: {C: 4, G: 3, O: 2},
    Act.COMPLY: {C: 5, G: 3},
}
"""Least number of lines without any mark: those go anywhere."""

BRIEF: dict[Act, dict[Band, int]] = {
    Act.ACKNOWLEDGE: {C: 8, G: 8, O: 8},
    Act.EVADE: {C: 2, G: 2, O: 1},
    Act.EXCUSE: {C: 2, G: 2, O: 1},
    Act.COMPLY: {C: 3, G: 1, O: 1},
    Act.DENY: {C: 1, G: 1},
    Act.MINIMISE: {C: 2, G: 1},
}
"""Least number of lines of at most two words and without any mark, by act and band (`agent/customer/brevity.py`)."""

LEANING: dict[Act, dict[Band, dict[Talk, int]]] = {
    Act.WAVER: {C: {Talk.CHANGE: 4}},
    Act.WALK_AWAY: {C: {Talk.CHANGE: 2, Talk.NEUTRAL: 3}},
}
"""Least number of lines of a talk type, for what slips out of a closed customer (`agent/customer/ambivalence.py`)."""

LIMIT_LINES = 2
"""Lines under acknowledge or test, in any band, marked `#limit`."""

ANSWERS = 3
"""Answers of a topic in each band."""

ASKS, OWN_TOPICS, FACTS, TELLS, VOICES, COMMITS, TRIGGERS, TRIGGER_SAYS, OPENINGS, HOOKS = 5, 3, 5, 3, 4, 3, 2, 3, 3, 8
"""Wordings of a topic; topics of one's own; facts; tells of a fact; voices and commits of a plan; triggers and their
lines; openings; lines that take up a word of the rep's (a plain entry in `fits`)."""

SHORT_WORDS, SHORT_SHARE = 3, 0.2
"""A quarter of real clients' turns has at most two words (VOCABULARY): this share of lines has at most three."""
