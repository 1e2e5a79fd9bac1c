"""`rollwith users export`, `rollwith users erase`: all that the log holds of one person, told or wiped."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.console import emit
from agent.errors import TurnRefused
from agent.runtime.personal.erasing import erase_as_operator
from agent.runtime.personal.person_export import export_as_operator
from agent.runtime.room import open_room
from agent.settings import load_settings

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="What they sign in with.")]


def export_person_command(name: NameArgument) -> None:
    """Tell all that the log holds of somebody: sessions and turns, notes, disputes, drills, sign-ins; no password.

    That it was told stands in the audit. Standard output: one JSON object.
    """
    room = open_room(load_settings())
    try:
        typer.echo(export_as_operator(room, name))
    finally:
        room.close_log()


def erase_person_command(
    name: NameArgument,
    yes: Annotated[bool, typer.Option("--yes", help="They and all of theirs are to be wiped, for good.")] = False,
) -> None:
    """Erase somebody for good: sessions with every branch, notes, disputes, drills, logins and the account.

    In SQLite the file is written anew, so that no byte of theirs stays in it. The audit keeps ids only. Exports and
    backups made before are files of their own and stay. The last active admin stays while others are there.

    Standard output: {"erased", "sessions"}, where sessions is how many there were.
    """
    if not yes:
        raise TurnRefused("nothing was erased. Mend: add --yes if they and all of theirs are to be wiped for good.")
    room = open_room(load_settings())
    try:
        gone = erase_as_operator(room, name)
    finally:
        room.close_log()
    emit({"erased": name, "sessions": gone.sessions})
