"""Response weights: how likely each act is, by what the rep's line did and how closed the customer is. Numbers only.

The weights are this project's own, set so that played sessions come near the talk of real clients (VOCABULARY; the
figures are checked by `rollwith evals run fidelity`): mostly short neutral lines, sustain talk after input, change talk
that grows with readiness, and never an open customer out of a closed one.
"""

from __future__ import annotations

from agent.model.acts import Act, Band
from agent.model.intent import LineEffect

C, G, O = Band.CLOSED, Band.GUARDED, Band.OPEN  # noqa: E741 - columns of the table below

Weights = dict[Act, float]

A = Act
ACT_WEIGHTS: dict[LineEffect, dict[Band, Weights]] = {
    LineEffect.CONFRONTED: {
        C: {A.ATTACK: 3.0, A.DENY: 2.5, A.WITHDRAW: 1.5, A.COMPLAIN: 1.0, A.EXCUSE: 1.5, A.DEFLECT: 0.7},
        G: {A.ATTACK: 2.5, A.DENY: 2.0, A.WITHDRAW: 1.5, A.EXCUSE: 1.5, A.TEST: 1.0, A.COMPLAIN: 1.0},
        O: {A.WITHDRAW: 2.5, A.EXCUSE: 2.0, A.TEST: 2.0, A.COMPLAIN: 1.0, A.DEFLECT: 1.0},
    },
    LineEffect.PUSHED: {
        C: {A.EXCUSE: 2.4, A.DENY: 1.4, A.MINIMISE: 1.1, A.COMPLY: 2.0, A.DEFLECT: 1.6, A.WITHDRAW: 1.2,
            A.COMPLAIN: 1.0, A.ATTACK: 0.6, A.TEST: 0.5},
        G: {A.EXCUSE: 2.5, A.MINIMISE: 1.2, A.COMPLY: 2.0, A.DEFLECT: 1.2, A.WAVER: 1.0, A.TEST: 1.2,
            A.ACKNOWLEDGE: 1.0},
        O: {A.EXCUSE: 2.0, A.WAVER: 2.0, A.COMPLY: 1.5, A.ACKNOWLEDGE: 2.0, A.TEST: 1.0, A.WITHDRAW: 0.7},
    },
    LineEffect.COUNTERFEITED: {
        C: {A.DEFLECT: 2.5, A.TEST: 2.0, A.WITHDRAW: 1.8, A.COMPLY: 1.5, A.ACKNOWLEDGE: 1.5, A.COMPLAIN: 0.8,
            A.ATTACK: 0.5},
        G: {A.DEFLECT: 2.0, A.TEST: 2.5, A.ACKNOWLEDGE: 2.5, A.COMPLY: 1.5, A.WITHDRAW: 1.0},
        O: {A.ACKNOWLEDGE: 4.0, A.TEST: 2.0, A.DEFLECT: 1.5, A.COMPLY: 1.0},
    },
    LineEffect.INDULGED: {
        C: {A.ASK_FOR_MORE: 6.0, A.TEST: 1.5, A.COMPLY: 1.5, A.ACKNOWLEDGE: 1.0},
        G: {A.ASK_FOR_MORE: 6.0, A.TEST: 1.0, A.ACKNOWLEDGE: 1.5, A.COMPLY: 1.0},
        O: {A.ASK_FOR_MORE: 5.0, A.ACKNOWLEDGE: 2.5, A.COMPLY: 1.0},
    },
    LineEffect.SPOILED: {
        C: {A.ASK_FOR_MORE: 4.0, A.COMPLY: 2.0, A.DEFLECT: 2.0, A.COMPLAIN: 1.0},
        G: {A.ASK_FOR_MORE: 4.0, A.ACKNOWLEDGE: 2.0, A.DEFLECT: 2.0, A.EXCUSE: 1.0},
        O: {A.ASK_FOR_MORE: 4.0, A.ACKNOWLEDGE: 3.0, A.WAVER: 1.0},
    },
    LineEffect.TIRED: {
        C: {A.WITHDRAW: 3.0, A.COMPLY: 2.0, A.EVADE: 2.0, A.DEFLECT: 1.5, A.ATTACK: 0.5},
        G: {A.WITHDRAW: 2.0, A.COMPLY: 2.0, A.EVADE: 2.0, A.ACKNOWLEDGE: 1.5, A.DEFLECT: 1.0},
        O: {A.ACKNOWLEDGE: 3.0, A.COMPLY: 1.5, A.EVADE: 1.5, A.WITHDRAW: 1.0},
    },
    LineEffect.ALONE: {
        C: {A.WITHDRAW: 3.5, A.COMPLAIN: 1.7, A.DEFLECT: 1.5, A.COMPLY: 1.5, A.EXCUSE: 0.6},
        G: {A.WITHDRAW: 1.8, A.COMPLAIN: 2.0, A.ACKNOWLEDGE: 2.0, A.COMPLY: 1.0, A.TEST: 1.0, A.WAVER: 0.8},
        O: {A.OPEN_UP: 2.0, A.ACKNOWLEDGE: 3.0, A.WAVER: 1.0, A.WITHDRAW: 0.8},
    },
    LineEffect.LIMITED: {
        C: {A.TEST: 3.0, A.ACKNOWLEDGE: 3.0, A.COMPLY: 1.5, A.ASK_FOR_MORE: 1.0, A.COMPLAIN: 0.8},
        G: {A.ACKNOWLEDGE: 4.0, A.TEST: 3.0, A.ASK_FOR_MORE: 0.7, A.WAVER: 0.5},
        O: {A.ACKNOWLEDGE: 5.0, A.TEST: 1.5, A.OPEN_UP: 0.7},
    },
    LineEffect.GREETED: {C: {A.ACKNOWLEDGE: 1.0}, G: {A.ACKNOWLEDGE: 1.0}, O: {A.ACKNOWLEDGE: 1.0}},
    LineEffect.THANKED: {
        C: {A.ACKNOWLEDGE: 4.0, A.COMPLY: 1.0},
        G: {A.ACKNOWLEDGE: 1.0},
        O: {A.ACKNOWLEDGE: 1.0},
    },
    LineEffect.LEFT: {C: {A.WITHDRAW: 1.0}, G: {A.WITHDRAW: 0.6, A.ACKNOWLEDGE: 0.4}, O: {A.ACKNOWLEDGE: 1.0}},
    LineEffect.ASKED_LEAVE: {
        C: {A.COMPLY: 5.0, A.TEST: 1.0},
        G: {A.ACKNOWLEDGE: 6.0, A.TEST: 0.6},
        O: {A.ACKNOWLEDGE: 1.0},
    },
    LineEffect.OWNED: {
        C: {A.TEST: 4.0, A.ACKNOWLEDGE: 3.0, A.COMPLAIN: 2.0, A.WAVER: 0.7},
        G: {A.ACKNOWLEDGE: 4.0, A.TEST: 2.0, A.WAVER: 1.0, A.COMPLAIN: 1.0},
        O: {A.ACKNOWLEDGE: 5.0, A.OPEN_UP: 1.5},
    },
    LineEffect.FREED: {
        C: {A.TEST: 4.0, A.ACKNOWLEDGE: 3.5, A.WAVER: 1.5, A.COMPLY: 1.0},
        G: {A.ACKNOWLEDGE: 4.0, A.TEST: 1.8, A.WAVER: 1.5, A.OPEN_UP: 1.8},
        O: {A.ACKNOWLEDGE: 4.5, A.OPEN_UP: 2.2, A.WAVER: 1.5, A.EXCUSE: 0.5},
    },
    LineEffect.STRENGTHENED: {
        C: {A.TEST: 3.5, A.ACKNOWLEDGE: 4.0, A.WAVER: 1.2, A.DEFLECT: 0.8},
        G: {A.ACKNOWLEDGE: 4.5, A.TEST: 1.3, A.OPEN_UP: 2.4, A.WAVER: 1.2},
        O: {A.ACKNOWLEDGE: 5.0, A.OPEN_UP: 2.5, A.WAVER: 1.0, A.EXCUSE: 0.4},
    },
    LineEffect.HEARD: {
        C: {A.ACKNOWLEDGE: 4.5, A.COMPLAIN: 2.2, A.TEST: 1.0, A.WAVER: 1.2, A.EXCUSE: 1.1, A.MINIMISE: 0.8},
        G: {A.ACKNOWLEDGE: 4.5, A.OPEN_UP: 2.4, A.WAVER: 2.2, A.COMPLAIN: 1.0, A.TEST: 0.6, A.EXCUSE: 1.0,
            A.MINIMISE: 0.6},
        O: {A.ACKNOWLEDGE: 5.0, A.OPEN_UP: 2.8, A.WAVER: 1.5, A.COMPLAIN: 0.4, A.EXCUSE: 0.7},
    },
    LineEffect.OFFERED: {
        C: {A.COMPLY: 3.0, A.EXCUSE: 2.0, A.TEST: 2.0, A.DEFLECT: 1.0},
        G: {A.WAVER: 3.0, A.ACKNOWLEDGE: 3.0, A.TEST: 1.5, A.EXCUSE: 1.3, A.OPEN_UP: 1.0},
        O: {A.ACKNOWLEDGE: 3.5, A.OPEN_UP: 3.0, A.WAVER: 2.0, A.EXCUSE: 0.6},
    },
    LineEffect.INFORMED: {
        C: {A.ACKNOWLEDGE: 4.0, A.COMPLY: 2.0, A.DEFLECT: 1.5, A.EXCUSE: 1.3, A.MINIMISE: 0.5, A.WITHDRAW: 1.0,
            A.TEST: 0.8},
        G: {A.ACKNOWLEDGE: 5.0, A.COMPLY: 1.2, A.TEST: 1.2, A.WAVER: 0.8, A.EXCUSE: 0.6},
        O: {A.ACKNOWLEDGE: 6.0, A.OPEN_UP: 1.2, A.WAVER: 0.6},
    },
    LineEffect.ASKED: {
        C: {A.ANSWER: 6.5, A.EVADE: 1.3, A.DEFLECT: 0.8, A.COMPLAIN: 0.7, A.WITHDRAW: 0.5},
        G: {A.ANSWER: 7.0, A.OPEN_UP: 2.0, A.EVADE: 0.5, A.COMPLAIN: 0.5, A.WAVER: 0.6},
        O: {A.ANSWER: 8.0, A.OPEN_UP: 0.4, A.WAVER: 0.5},
    },
    LineEffect.EVOKED: {
        C: {A.EVADE: 3.0, A.TEST: 1.5, A.EXCUSE: 1.2, A.COMPLAIN: 1.2, A.WAVER: 1.0},
        G: {A.OPEN_UP: 3.0, A.WAVER: 2.5, A.EVADE: 2.0, A.TEST: 0.8, A.EXCUSE: 0.7},
        O: {A.OPEN_UP: 5.0, A.WAVER: 2.0, A.EVADE: 0.8, A.EXCUSE: 0.5},
    },
    LineEffect.STUMPED: {
        C: {A.EVADE: 6.0, A.DEFLECT: 1.5, A.WITHDRAW: 0.8},
        G: {A.EVADE: 6.0, A.ACKNOWLEDGE: 0.8},
        O: {A.EVADE: 5.0, A.ACKNOWLEDGE: 1.5},
    },
    LineEffect.PASSING: {
        C: {A.ACKNOWLEDGE: 3.0, A.DEFLECT: 1.7, A.COMPLAIN: 1.5, A.COMPLY: 1.5, A.WITHDRAW: 1.2, A.EXCUSE: 0.7},
        G: {A.ACKNOWLEDGE: 4.0, A.COMPLAIN: 1.2, A.COMPLY: 1.0, A.WAVER: 0.8, A.TEST: 0.8},
        O: {A.ACKNOWLEDGE: 5.0, A.OPEN_UP: 2.0, A.WAVER: 0.7},
    },
}  # fmt: skip
"""Effect -> band -> relative weight of each act. Weights are compared within one row only."""

TELLING = {Band.CLOSED: 0.25, Band.GUARDED: 0.35, Band.OPEN: 0.45}
"""Chance that a line that softened or understood them brings out an unlocked fact, by band."""

TELLING_WHEN_ASKED = {Band.CLOSED: 0.5, Band.GUARDED: 0.75, Band.OPEN: 0.85}
"""The same where the rep asks about just what the fact lies under."""

UNASKED = 0.5
"""Factor on that chance where the rep asked about something else, or a plan might be voiced instead."""

VOICING = 0.9
"""Chance that a plan that may be voiced is voiced at once."""

GOING_ON = 0.25
"""Chance that a customer asked for more of a plan already voiced says more of it."""

SORE = 0.75
"""Chance that a sore point that is touched brings out its own lines, rather than what blame or advice brings out."""

TOUCHED = {Band.CLOSED: 0.15, Band.GUARDED: 0.25, Band.OPEN: 0.25}
"""Chance that they go on about a topic that the rep touched without asking."""
