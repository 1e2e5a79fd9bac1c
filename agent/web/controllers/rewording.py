"""Rewording: other ways of saying a line, each graded before it is shown."""

from __future__ import annotations

from collections.abc import Mapping

from agent.web.controllers.contract import Act, Screen

SCREENS: Mapping[str, Screen] = {}
ACTS: Mapping[str, Act] = {}
