"""Catalogue: every screen and every act of the page, by name."""

from __future__ import annotations

from collections.abc import Mapping

from agent.web.controllers import (
    browsing,
    disputes,
    drills,
    exams,
    first_moment,
    people,
    records,
    rewording,
    speech,
)  # fmt: skip
from agent.web.controllers.contract import Act, Screen
from agent.web.controllers.training import (
    assignments,
    comparing,
    customers,
    label_desk,
    rubrics,
    sharing,
    transcripts,
)  # fmt: skip

_MODULES = (
    browsing, disputes, drills, exams, first_moment, people, records, rewording, speech,
    assignments, comparing, customers, label_desk, rubrics, sharing, transcripts,
)  # fmt: skip

SCREENS: Mapping[str, Screen] = {name: screen for module in _MODULES for name, screen in module.SCREENS.items()}
"""Screen by the `view` of its route; the talk itself is not among them."""

ACTS: Mapping[str, Act] = {name: act for module in _MODULES for name, act in module.ACTS.items()}
"""Act by the name that a button or a form gives as `data-act`."""
