"""First admin: the account that ROLLWITH_LOGIN names, made before anybody can come in."""

from __future__ import annotations

from agent.errors import AccountRefused, SettingsError
from agent.runtime.room import Room
from agent.settings import Settings


def ready_accounts(room: Room, settings: Settings) -> tuple[bool, str]:
    """Make the first admin's account where the settings name one; say whether anybody has one, and a remark, if any.

    Raises:
        SettingsError: nobody can be called what ROLLWITH_LOGIN says. StoreError: the log cannot be written.
    """
    remark = ""
    if settings.credentials is not None:
        from agent.accounts.passwords import Passwords  # argon2 and sqlalchemy take a while to load
        from agent.accounts.sign_in import make_first_admin

        try:
            remark = make_first_admin(room.log, Passwords(), *settings.credentials)
        except AccountRefused as error:
            raise SettingsError(f"ROLLWITH_LOGIN: {error}") from None
    return room.log.people.any_accounts(), remark
