"""Records: sessions named, searched, compared, erased, and how the criteria go over time."""

from __future__ import annotations

from collections.abc import Mapping

from agent.web.controllers.contract import Act, Screen

SCREENS: Mapping[str, Screen] = {}
ACTS: Mapping[str, Act] = {}
