"""Locking: whether a folder keeps locks, without which SQLite can keep no log in it. Some network folders do not."""

from __future__ import annotations

import errno
import sqlite3
import tempfile
from pathlib import Path

NO_LOCKS = frozenset(
    {
        sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_IOERR_LOCK, sqlite3.SQLITE_IOERR_RDLOCK, sqlite3.SQLITE_IOERR_UNLOCK,
        sqlite3.SQLITE_IOERR_SHMLOCK, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
    }
)  # fmt: skip
"""What SQLite says where the file system refuses a lock outright; where it refuses politely, it says "locked"."""
_REFUSED = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})


def refuses_locks(error: BaseException | None, file: Path) -> bool:
    """Say whether an error of SQLite comes from a folder that keeps no locks.

    Args:
        error: what the driver raised. file: the log; a lock on a new file beside it is tried where that is not clear.
    """
    if getattr(error, "sqlite_errorcode", None) in NO_LOCKS or "locking protocol" in str(error):
        return True
    return "locked" in str(error) and not _keeps_locks(file.absolute().parent)


def _keeps_locks(folder: Path) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows has locks of its own, which SQLite asks for by other means
        return True
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            fcntl.lockf(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _REFUSED
    return True
