"""Exams: modes, self-rating, and what an exam hides until its end."""

from __future__ import annotations

from collections.abc import Mapping

from agent.web.controllers.contract import Act, Screen

SCREENS: Mapping[str, Screen] = {}
ACTS: Mapping[str, Act] = {}
