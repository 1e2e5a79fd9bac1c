"""Speech: what a page that speaks or stands open in two tabs asks the server for; the rest is in `voice.js`."""

from __future__ import annotations

from collections.abc import Mapping

from agent.web.controllers.contract import Act, Screen
from agent.web.steps import step

SCREENS: Mapping[str, Screen] = {}
ACTS: Mapping[str, Act] = {"step": step}
