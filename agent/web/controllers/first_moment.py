"""First moment: three lines of a real moment with their receipts, for somebody who is here for the first time."""

from __future__ import annotations

from collections.abc import Mapping

from agent.web.controllers.contract import Act, Screen

SCREENS: Mapping[str, Screen] = {}
ACTS: Mapping[str, Act] = {}
