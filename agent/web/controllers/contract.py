"""Contract: what a screen and an act are. Each controller module offers some of both; `catalogue.py` gathers them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

from markupsafe import Markup

from agent.runtime.personal.personal_room import PersonalRoom
from agent.web.routes import Route
from agent.web.updates import Updates

Detail = Mapping[str, str]
"""What came with an act: the `data-` fields of a button, or the fields of a form; all of it typed by whoever."""

Screen = Callable[[PersonalRoom, Route], Markup]
"""Draws a screen for a person. Runs in a thread; raises RollwithError where it is not to be shown."""

Answer = AsyncIterator[Updates | Route]
"""What an act leads to: updates by part of the page; a route at its end shows that screen."""

Act = Callable[[PersonalRoom, Detail], Answer]
"""Does what a person asked for. `detail` always holds `session`, the session of the open talk, and
`login`, which names the login of this browser (see `agent/web/doors/whoever.py`); each may be empty."""
