"""Published files: what stands in the log, as files that the library reads. The log is the truth.

A file is written after its edition is in the log; one that is missing or stale, after a kill in between or on another
replica, is written again before anything is read.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from agent.errors import EditionRefused, StoreError
from agent.event_log import log_event
from agent.model.training.edition import Edition, Kind

if TYPE_CHECKING:
    from agent.runtime.room import Room

_log = logging.getLogger(__name__)

LOOKS = 1.0
"""Seconds between two looks into the log: what another replica publishes is here so soon after."""

FOLDERS = {Kind.PERSONA: "personas", Kind.RUBRIC: "rubrics"}
VOICE = ".voice.yaml"

Stamp = tuple[tuple[int, int] | None, ...]
"""Time and size of the file and of the voice beside it; None for one that is not there."""


class PublishedFiles:
    """Keeps a folder as the log has it. One for each room; safe to share between threads."""

    def __init__(self, room: Room, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._room, self._folder, self._clock = room, folder, clock
        self._seen: dict[tuple[Kind, str], tuple[int, Stamp]] = {}
        self._looked = -LOOKS
        self._lock = Lock()

    def settle(self) -> None:
        """Write what is missing or stale, at most once in `LOOKS` seconds; what fails is logged and tried again."""
        if self._clock() - self._looked < LOOKS or not self._lock.acquire(blocking=False):
            return
        try:
            self._looked = self._clock()
            for (kind, id_), number in self._room.log.training.editions.numbers().items():
                if self._seen.get((kind, id_)) != (number, _stamp(self._folder, kind, id_)):
                    self.renew(kind, id_)
        except (StoreError, OSError) as error:  # practice goes on with the files that are there
            log_event(_log, logging.WARNING, "published_files_stale", why=type(error).__name__, error=error)
        finally:
            self._lock.release()

    def renew(self, kind: Kind, id_: str) -> None:
        """Write the newest edition of something."""
        newest = self._room.log.training.editions.newest(kind, id_)
        if newest is not None:
            write_edition(self._folder, newest)
            self._seen[(kind, id_)] = (newest.number, _stamp(self._folder, kind, id_))


def keep_published(room: Room) -> None:
    """Let a room have its published files as the log has them, whenever somebody looks for a customer."""
    if room.library.published is not None:
        room.before_reading = PublishedFiles(room, room.library.published).settle


def folder_of(room: Room) -> Path:
    """Return the folder that a room publishes to.

    Raises:
        EditionRefused: it has none.
    """
    if room.library.published is None:
        raise EditionRefused("this room has no folder to publish to. Mend: start it with a data folder")
    return room.library.published


def write_published(room: Room, edition: Edition) -> None:
    """Write the files of what was published a moment ago.

    Raises:
        EditionRefused: it is in the log, and the folder cannot be written to.
    """
    folder = folder_of(room)
    try:
        PublishedFiles(room, folder).renew(edition.kind, edition.id)
    except OSError as error:
        raise EditionRefused(
            f"edition {edition.number} is published, but {folder} cannot be written to ({error.strerror}). Mend: make "
            "it writable; the file is written by itself then"
        ) from error


def write_edition(folder: Path, edition: Edition) -> None:
    """Let the files be as an edition has them; one that withdraws has none."""
    for path, text in (
        (_file(folder, edition.kind, edition.id, VOICE), edition.voice),
        (_file(folder, edition.kind, edition.id), edition.text),
    ):
        if not text or edition.withdrawn:
            path.unlink(missing_ok=True)
        elif not _holds(path, text):
            write_whole(path, text)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all, whatever happens meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _file(folder: Path, kind: Kind, id_: str, end: str = ".yaml") -> Path:
    return folder / FOLDERS[kind] / f"{id_}{end}"


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_text("utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False


def _stamp(folder: Path, kind: Kind, id_: str) -> Stamp:
    return tuple(_stamp_of(_file(folder, kind, id_, end)) for end in (".yaml", VOICE))


def _stamp_of(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
