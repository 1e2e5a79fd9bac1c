"""Response weights, as the customer draws acts by them; `rubrics/behaviour/response_weights.yaml` holds the numbers."""

from __future__ import annotations

from agent.content.tables.response_weights import Weights, response_weights
from agent.model.acts import Band, LineEffect

__all__ = (
    "ACT_WEIGHTS",
    "GOING_ON",
    "SORE",
    "TELLING",
    "TELLING_WHEN_ASKED",
    "TOUCHED",
    "UNASKED",
    "VOICING",
    "LineEffect",
    "Weights",
)

ACT_WEIGHTS: dict[LineEffect, dict[Band, Weights]] = response_weights().weights
"""Effect -> band -> relative weight of each act. Weights are compared within one row only."""

_CHANCES = response_weights().chances
TELLING = _CHANCES.telling
TELLING_WHEN_ASKED = _CHANCES.telling_when_asked
TOUCHED = _CHANCES.touched
UNASKED = _CHANCES.unasked
VOICING = _CHANCES.voicing
GOING_ON = _CHANCES.going_on
SORE = _CHANCES.sore
"""Chances, told one by one in the file and in `Chances`."""
