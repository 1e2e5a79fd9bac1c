"""Routes: which screen an address leads to. The address is the rep's to type, so nothing in it is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlencode

View = Literal["choose", "brief", "talk", "debrief", "history"]

LONGEST = 100
"""Letters of an id that are looked at; no id is longer."""


@dataclass(frozen=True)
class Route:
    """A screen, with the persona or session it shows, and from which row on where it is a list."""

    view: View = "choose"
    id: str = ""
    start: int = 0

    @property
    def search(self) -> str:
        """The query part of this place's address, beginning with `?`, or empty for the first screen."""
        fields = {
            "choose": {},
            "brief": {"persona": self.id},
            "talk": {"session": self.id},
            "debrief": {"debrief": self.id},
            "history": {"history": str(self.start)},
        }[self.view]
        return f"?{urlencode(fields)}" if fields else ""


def route_of(search: str) -> Route:
    """Read the query part of an address; what makes no sense leads to the first screen."""
    try:
        fields = {key: values[0][:LONGEST] for key, values in parse_qs(search.lstrip("?"), max_num_fields=20).items()}
    except ValueError:
        return Route()
    if "session" in fields:
        return Route("talk", fields["session"])
    if "debrief" in fields:
        return Route("debrief", fields["debrief"])
    if "persona" in fields:
        return Route("brief", fields["persona"])
    if "history" in fields:
        start = fields["history"]
        return Route("history", start=int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0)
    return Route()
