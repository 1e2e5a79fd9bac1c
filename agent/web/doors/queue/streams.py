"""Streams: whose each page's stream of answers is. The page chooses its name, so the name alone opens nothing."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What gradio's page calls itself: eleven letters and digits; a program may take other names."""
MOST_PAGES, MOST_PEOPLE = 1000, 2000
"""Pages of one person, and people, that are kept in mind; the one that was longest idle is forgotten first."""
IDLE = 24 * 3600.0
"""Seconds after which a page that was not heard of is forgotten."""

Whose = tuple[str, str]
"""A person's id and the login by which their browser came in."""


class Streams:
    """Binds the name of each page to whoever used it first; others are told that there is no such page."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._whose: dict[str, tuple[Whose, float]] = {}
        self._pages: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()

    def claim(self, name: str, whose: Whose) -> bool:
        """Bind a page to somebody, unless it is another's already; say whether it is theirs now."""
        bound = self._whose.get(name)
        if bound is not None and bound[0] != whose and self._clock() - bound[1] < IDLE:
            return False
        if bound is not None and bound[0][0] != whose[0]:
            self._pages.get(bound[0][0], OrderedDict()).pop(name, None)
        self._whose[name] = (whose, self._clock())
        self._keep(name, whose[0])
        return True

    def is_theirs(self, name: str, whose: Whose) -> bool:
        """Say whether a page is bound to somebody."""
        bound = self._whose.get(name)
        return bound is not None and bound[0] == whose and self._clock() - bound[1] < IDLE

    def _keep(self, name: str, person: str) -> None:
        """Remember a page as its person's newest; nobody's pages push out those of another person who is there."""
        pages = self._pages.setdefault(person, OrderedDict())
        pages[name] = None
        pages.move_to_end(name)
        self._pages.move_to_end(person)
        if len(pages) > MOST_PAGES:
            self._whose.pop(pages.popitem(last=False)[0], None)
        if len(self._pages) > MOST_PEOPLE:
            for forgotten in self._pages.popitem(last=False)[1]:
                self._whose.pop(forgotten, None)
