"""`rollwith personas editions`: what was published of a customer, by whom and why, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from agent.console import emit, tell
from agent.errors import EditionRefused
from agent.model.training.edition import Kind
from agent.runtime.room import open_room
from agent.settings import load_settings

if TYPE_CHECKING:
    from agent.runtime.personal.personal_room import PersonalRoom
    from agent.runtime.personal.training.editing.publishing import Told


def editions(
    persona_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the customer, such as ailsa_drummond.")],
    show: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Print the file of this edition; 0 is the one that ships.")
    ] = None,
    back_to: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Publish the words of this edition again, as a new one.")
    ] = None,
    note: Annotated[str, typer.Option(help="Why you go back, for your colleagues.")] = "",
) -> None:
    """List what was published of a customer, newest first; or show one edition; or go back to it.

    Standard output: {"edition", "at", "who", "note", "came_of", "withdrawn"} each; edition 0 is the file that ships.
    With --show the file itself, as it was published. With --back-to the new edition; none is ever lost, and a session
    keeps the words it began with.
    """
    from agent.runtime.personal.personal_room import personal  # brings the log, which no light command needs

    if show is not None and back_to is not None:
        raise EditionRefused("--show and --back-to are two things. Mend: give one of them")
    room = open_room(load_settings())
    try:
        mine = personal(room)
        if back_to is not None:
            _go_back(mine, persona_id, back_to, note)
        elif show is not None:
            _show(mine, persona_id, show)
        else:
            for told in _editions_of(mine, persona_id):
                emit(_edition_record(told))
    finally:
        room.close_log()


def _editions_of(room: PersonalRoom, id_: str) -> list[Told]:
    from agent.runtime.personal.training.editing.publishing import versions

    found = versions(room, Kind.PERSONA, id_)
    if not found:
        raise EditionRefused(f"nothing of {id_[:60]!r} ships or was published. Mend: see `rollwith personas list`")
    return found


def _show(room: PersonalRoom, id_: str, number: int) -> None:
    told = next((one for one in _editions_of(room, id_) if one.edition.number == number), None)
    if told is None or told.edition.withdrawn:
        raise EditionRefused(f"there is no edition {number} with a text. Mend: list them without --show")
    typer.echo(told.edition.text, nl=False)
    if told.edition.voice:
        tell(f"beside it stands {id_}.voice.yaml, which is not printed")


def _go_back(room: PersonalRoom, id_: str, number: int, note: str) -> None:
    from agent.runtime.personal.training.editing.publishing import go_back, newest_told

    done = go_back(room, Kind.PERSONA, id_, number, note)
    if (newest := newest_told(room, Kind.PERSONA, done.id)) is not None:
        emit(_edition_record(newest))


def _edition_record(told: Told) -> dict[str, object]:
    one = told.edition
    when = one.at.isoformat() if one.at else None
    return {
        "edition": one.number, "at": when, "who": told.who, "note": one.note, "came_of": one.came_of,
        "withdrawn": one.withdrawn,
    }  # fmt: skip
