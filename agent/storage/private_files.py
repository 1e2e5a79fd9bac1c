"""Private files: the log and its folder are their owner's alone, whatever the umask; what lies open is tightened.

A file of somebody else, or one on a disk without permissions, is left as it is: it still works, and no chmod mends it.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600

_SHARED_FOLDER = stat.S_ISVTX
"""The sticky bit: a folder that everybody writes to by design, such as /tmp, is nobody's to close."""


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, or take the others' rights from one that exists."""
    with contextlib.suppress(OSError):  # what is really wrong is told when the log is opened
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=FOLDER_MODE)
        if not folder.stat().st_mode & _SHARED_FOLDER:
            _tighten(folder, FOLDER_MODE)


def make_private_file(file: Path) -> None:
    """Make an empty file that only its owner may read, or take the others' rights from one that exists.

    SQLite gives the files beside its database (`-wal`, `-shm`) the rights of the database itself when it makes them.
    """
    with contextlib.suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
    for path in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
        with contextlib.suppress(OSError):
            _tighten(path, FILE_MODE)


def _tighten(path: Path, allowed: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ~allowed:
        path.chmod(mode & allowed)
