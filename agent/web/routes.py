"""Routes: which screen an address leads to. The address is the rep's to type, so nothing in it is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

LONGEST = 100
"""Letters of an id or a value that are looked at; no id is longer."""

MOST_FIELDS = 20
"""Parts of an address that are read; none of ours has more."""

BY_ID = {"session": "talk", "debrief": "debrief", "persona": "brief"}
"""What the address of a screen about one thing is called, and the screen."""


@dataclass(frozen=True)
class Route:
    """A screen, with what it shows.

    Attributes:
        view: its name, a key of `SCREENS` in `agent/web/controllers/catalogue.py`, or `talk`.
        id: the persona, session or skill it shows. start: from which row on, where it is a list.
        more: further parts of the address, in order.
    """

    view: str = "choose"
    id: str = ""
    start: int = 0
    more: tuple[tuple[str, str], ...] = ()

    @property
    def search(self) -> str:
        """The query part of this place's address, beginning with `?`, or empty for the first screen."""
        fields = {self._name: self._value} if self._name else {"view": self.view}
        if not self._name and self.id:
            fields["id"] = self.id
        if self.start and self.view != "history":
            fields["start"] = str(self.start)
        fields |= dict(self.more)
        return "" if fields == {"view": "choose"} else f"?{urlencode(fields)}"

    def get(self, name: str) -> str:
        """Return a further part of the address, or an empty text."""
        return dict(self.more).get(name, "")

    @property
    def _name(self) -> str:
        names = {view: name for name, view in BY_ID.items()}
        return names.get(self.view, "history" if self.view == "history" else "")

    @property
    def _value(self) -> str:
        return str(self.start) if self.view == "history" else self.id


def route_of(search: str) -> Route:
    """Read the query part of an address; what makes no sense leads to the first screen."""
    try:
        parsed = parse_qs(search.lstrip("?"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return Route()
    fields = {key: values[0][:LONGEST] for key, values in parsed.items()}
    for name, view in BY_ID.items():
        if name in fields:
            return Route(view, fields.pop(name), _row_number(fields.pop("start", "")), tuple(fields.items()))
    if "history" in fields:
        return Route("history", start=_row_number(fields.pop("history")), more=tuple(fields.items()))
    view, start = fields.pop("view", "choose"), _row_number(fields.pop("start", ""))
    return Route(view, fields.pop("id", ""), start, tuple(fields.items()) if view != "choose" else ())


def _row_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
