"""People: accounts, teams and the audit, as those who may see them use them."""

from __future__ import annotations

from collections.abc import Mapping

from agent.web.controllers.contract import Act, Screen

SCREENS: Mapping[str, Screen] = {}
ACTS: Mapping[str, Act] = {}
