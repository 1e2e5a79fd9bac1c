"""Barriers: what axe finds on a page that keeps somebody out."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = frozenset({"serious", "critical"})
"""Impacts, as axe grades them, that no screen may have."""


def grave_barriers(page: Page) -> list[str]:
    """Return the serious and critical findings of axe on what the page shows now, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:160]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
