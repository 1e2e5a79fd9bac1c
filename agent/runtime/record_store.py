"""RecordStore: where statements of a room belong, and where they are sent."""

from __future__ import annotations

from dataclasses import dataclass

from agent.settings import Settings
from agent.statements.session_statements import NOWHERE


@dataclass(frozen=True)
class RecordStore:
    """A learning record store, if one is set.

    Attributes:
        home: address of the room, to which ids belong. url: of the record store; None where none is set.
        login: its name and password, or None.
    """

    home: str = NOWHERE
    url: str | None = None
    login: tuple[str, str] | None = None


def record_store_of(settings: Settings) -> RecordStore:
    """Return what the settings say of a record store."""
    login = settings.xapi_login.get_secret_value().partition(":") if settings.xapi_login else None
    home = (settings.public_url or NOWHERE).rstrip("/")
    return RecordStore(home, settings.xapi_url, (login[0], login[2]) if login else None)
