"""Share log: single lines that may be shown by a link, with the consent of whose they are."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from agent.model.training.share import DAYS, Share
from agent.storage.database import Database
from agent.storage.people.tokens import kept, new_token
from agent.storage.tables import sessions
from agent.storage.training.tables import shares


class ShareLog:
    """Keeps shared lines. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, session: str, number: int, by: str | None) -> Share:
        """Keep that a line may perhaps be shown; asked for again by the same person, it is asked for once."""
        same = (shares.c.session == session, shares.c.number == number, shares.c.asked_by.is_not_distinct_from(by))
        with self._database.writing() as connection:
            found = connection.execute(_every_share().where(*same, shares.c.refused.is_(None))).first()
            if found is None:
                row = {"id": secrets.token_hex(8), "session": session, "number": number, "asked_by": by}
                connection.execute(shares.insert().values(**row, at=datetime.now(UTC)))
                found = connection.execute(_every_share().where(shares.c.id == row["id"])).one()
            return _share_of(found)

    def consent(self, share: str, now: datetime | None = None) -> None:
        """Keep that whose line it is agrees, from now on for `DAYS` days."""
        now = now or datetime.now(UTC)
        self._change(share, consented=now, refused=None, until=now + timedelta(days=DAYS))

    def refuse(self, share: str) -> None:
        """Keep that whose line it is does not agree, or no longer; a link leads nowhere from now on."""
        self._change(share, token=None, until=None, refused=datetime.now(UTC))

    def mint(self, share: str) -> str:
        """Make the link of a share and return its secret part, which is kept nowhere; an older one leads nowhere."""
        token = new_token()
        self._change(share, token=kept(token))
        return token

    def opened(self, token: str) -> Share | None:
        """Return what a link's secret part stands for, whether it still works or not; None where it is no link."""
        return self._one(shares.c.token == kept(token))

    def find(self, share: str) -> Share | None:
        """Return a share by its id, or None."""
        return self._one(shares.c.id == share)

    def of_owner(self, owner: str | None, limit: int) -> list[Share]:
        """Return the shares of somebody's own lines, newest first."""
        return self._listed(_every_share().where(sessions.c.owner.is_not_distinct_from(owner)), limit)

    def asked_by(self, person: str, limit: int) -> list[Share]:
        """Return what somebody asked others to show, newest first."""
        return self._listed(_every_share().where(shares.c.asked_by == person), limit)

    def _one(self, where: ColumnElement[bool]) -> Share | None:
        with self._database.reading() as connection:
            found = connection.execute(_every_share().where(where)).first()
            return _share_of(found) if found is not None else None

    def _listed(self, wanted: Select[Any], limit: int) -> list[Share]:
        with self._database.reading() as connection:
            found = connection.execute(wanted.order_by(shares.c.at.desc(), shares.c.id).limit(limit))
            return [_share_of(row) for row in found]

    def _change(self, share: str, **to: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(shares.update().where(shares.c.id == share).values(**to))


def _every_share() -> Select[Any]:
    return select(shares, sessions.c.owner).join(sessions, sessions.c.id == shares.c.session)


def _share_of(row: Row[Any]) -> Share:
    fields = dict(row._mapping)
    return Share.model_validate(fields | {"linked": fields.pop("token") is not None})
