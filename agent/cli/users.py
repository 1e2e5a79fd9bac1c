"""`rollwith users`: who may come in: list, invite, reset, set, adopt, export, erase."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from agent.console import emit
from agent.errors import TurnRefused
from agent.model.practice.account import Change, Invitation
from agent.model.practice.person import Person, Role
from agent.runtime.room import open_room
from agent.settings import Settings, load_settings

if TYPE_CHECKING:
    from agent.runtime.personal.people.accounts import AccountDesk

app = typer.Typer(no_args_is_help=True, help="Who may come in: accounts, their roles and teams, and links to get one.")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="What they sign in with.")]


@app.command("list")
def list_people() -> None:
    """List everybody who has an account.

    Standard output: {"name", "shown", "role", "team", "active", "outside", "made", "seen"} per person; outside: they
    sign in by the outside provider; seen: when they last signed in, as far as that is still kept.
    """
    with _desk() as (desk, _):
        for account in desk.accounts():
            told = account.model_dump(mode="json", include={"outside", "made", "seen"})
            emit(_record(account.person) | told)


@app.command()
def invite(
    role: Annotated[Role, typer.Option(help="What they may do: rep, labeller, trainer or admin.")] = Role.REP,
    team: Annotated[str, typer.Option(help="The team they belong to.")] = "",
) -> None:
    """Make a link by which one person makes an account. It works once, for seven days; nobody can look it up later.

    Standard output: {"link", "role", "team", "until"}; the link begins with ROLLWITH_PUBLIC_URL, or with the host and
    port that are set.
    """
    with _desk() as (desk, settings):
        made = desk.invite(role, team)
        emit(_link(made, settings) | {"role": made.role.value, "team": made.team, "until": made.until.isoformat()})


@app.command()
def reset(name: NameArgument) -> None:
    """Make a link by which somebody sets a new password. The old one stands until the link is used.

    Standard output: {"link", "name", "until"}.
    """
    with _desk() as (desk, settings):
        person = desk.named(name)
        made = desk.reset(person.id)
        emit(_link(made, settings) | {"name": person.name, "until": made.until.isoformat()})


@app.command("set")
def set_account(
    name: NameArgument,
    role: Annotated[Role | None, typer.Option(help="What they may do: rep, labeller, trainer or admin.")] = None,
    team: Annotated[str | None, typer.Option(help="The team they belong to; empty for none.")] = None,
    shown: Annotated[str | None, typer.Option(help="What others see as their name.")] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Whether they may sign in; who may not is signed out.")
    ] = None,
) -> None:
    """Change somebody's role, team or shown name, or whether they may sign in. What is not given stays as it is.

    Standard output: {"name", "shown", "role", "team", "active"}.
    """
    with _desk() as (desk, _):
        change = Change(role=role, team=team, shown=shown, active=active)
        emit(_record(desk.change(desk.named(name).id, change)))


@app.command()
def adopt(name: NameArgument) -> None:
    """Give somebody every session and drill from before there were accounts, which nobody can open otherwise.

    Standard output: {"name", "sessions"}, where sessions is how many there were.
    """
    with _desk() as (desk, _):
        person = desk.named(name)
        emit({"name": person.name, "sessions": desk.adopt(person.id)})


@app.command("export")
def export_person_command(name: NameArgument) -> None:
    """Tell all that the log holds of somebody: sessions and turns, notes, disputes, drills, sign-ins; no password.

    That it was told stands in the audit. Standard output: one JSON object.
    """
    room = open_room(load_settings())
    try:
        from agent.runtime.personal.people.person_export import export_as_operator

        typer.echo(export_as_operator(room, name))
    finally:
        room.close_log()


@app.command("erase")
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
        from agent.runtime.personal.people.erasing import erase_as_operator

        gone = erase_as_operator(room, name)
    finally:
        room.close_log()
    emit({"erased": name, "sessions": gone.sessions})


@contextmanager
def _desk() -> Iterator[tuple[AccountDesk, Settings]]:
    """Open the desk as whoever runs this machine has it, and close the log after."""
    from agent.runtime.personal.people.accounts import AccountDesk  # sqlalchemy takes a quarter of a second to load
    from agent.runtime.personal.personal_room import personal

    settings = load_settings()
    room = open_room(settings)
    try:
        yield AccountDesk(personal(room)), settings
    finally:
        room.close_log()


def _record(person: Person) -> dict[str, object]:
    return person.model_dump(mode="json", include={"name", "shown", "role", "team", "active"})


def _link(made: Invitation, settings: Settings) -> dict[str, object]:
    """Return the link as a browser opens it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {"link": made.address(settings.public_url or f"http://{host}:{settings.port}")}
