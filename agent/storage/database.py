"""Database: opens SQLite or PostgreSQL, brings it up to date, and turns the driver's errors into `StoreError`s."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, Engine, Table, create_engine, event, exc, func, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url

from agent.errors import StoreError
from agent.storage.locking import refuses_locks
from agent.storage.migrations import MIGRATIONS, applied, migrate
from agent.storage.private_files import make_private_file, make_private_folder

BUSY_SECONDS = 20
"""How long a writer waits for another one before it gives up."""

CHECKPOINT_PAGES = 64
"""Pages of 4 KiB after which SQLite folds its write-ahead file back, so that the file stays below 300 KiB."""

_MENDS = (
    ("unable to open", "see that the folder exists and can be written to, or set ROLLWITH_DATA_DIR"),
    ("readonly", "make the file and its folder writable, or set ROLLWITH_DATA_DIR"),
    ("not a database", "move the file aside and a new log is begun, or restore a copy of it"),
    ("malformed", "move the file aside and a new log is begun, or restore a copy of it"),
    ("locked", "another program holds the log; close it and try again"),
    ("full", "free some disk space"),
    ("already exists", "this is another program's database; set ROLLWITH_DATABASE_URL to one of its own"),
    ("password", "see the name and the password in ROLLWITH_DATABASE_URL"),
    ("connect", "see that the server runs and that ROLLWITH_DATABASE_URL names it rightly"),
)


class Database:
    """One open database, up to date, with transactions that read and transactions that write."""

    def __init__(self, url: str | URL) -> None:
        self._url = _parsed(url)
        self._engine = _engine(self._url)
        self._writer = self._engine.execution_options(writes=True)
        self._file: tuple[int, int] | None = None
        try:
            self._bring_up_to_date()
            self._file = self._file_now()
        except StoreError:
            self.dispose()
            raise

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            current = applied(connection) == len(MIGRATIONS)
        if not current:
            with self.writing() as connection:
                migrate(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with self._told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes; in SQLite it holds the one write lock from its start.

        Raises:
            StoreError: the file was moved, deleted or put in another's place since it was opened; what is written to
                it then is found by nobody again.
        """
        if self._file is not None and self._file != self._file_now():
            raise StoreError(
                f"{self.describe()}: the file was moved or deleted under the program, and nothing more can be kept. "
                "Mend: stop the program, put the file back (or leave it, and a new log is begun), and start it again."
            )
        with self._told(), self._writer.begin() as connection:
            yield connection

    def _file_now(self) -> tuple[int, int] | None:
        """Return which file lies at the place of the log, as device and inode; None for none, or for a server."""
        if self._url.get_backend_name() != "sqlite":
            return None
        try:
            status = Path(self._url.database or "").stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except exc.SQLAlchemyError as error:
            problem = str(error.orig if isinstance(error, exc.DBAPIError) else error).strip().split("\n")[0]
            raise StoreError(f"{self.describe()}: {problem}. Mend: {self._mend(error, problem.lower())}.") from error

    def _mend(self, error: exc.SQLAlchemyError, problem: str) -> str:
        cause = error.orig if isinstance(error, exc.DBAPIError) else None
        if self._url.get_backend_name() == "sqlite" and refuses_locks(cause, Path(self._url.database or "")):
            return (
                "the log lies in a network folder that keeps no locks; set ROLLWITH_DATA_DIR to a disk of this machine"
            )
        return next((mend for sign, mend in _MENDS if sign in problem), "see `rollwith doctor`")

    def insert_once(self, connection: Connection, table: Table, values: dict[str, Any]) -> bool:
        """Insert a row unless its key is taken; say whether it was inserted."""
        added = self._insert(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key)
        return connection.execute(added).first() is not None

    def insert_or_take(
        self, connection: Connection, table: Table, values: dict[str, Any], free: ColumnElement[bool]
    ) -> bool:
        """Insert a row, or overwrite the one with its key if that is `free`; say whether either was done."""
        added = self._insert(table).values(**values)
        taken = added.on_conflict_do_update(index_elements=list(table.primary_key), set_=values, where=free)
        return connection.execute(taken.returning(*table.primary_key)).first() is not None

    def _insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        return sqlite.insert(table) if self._engine.dialect.name == "sqlite" else postgresql.insert(table)

    def now(self) -> ColumnElement[float]:
        """Return the database's own clock in seconds since 1970, which all replicas share."""
        if self._engine.dialect.name == "sqlite":
            return literal_column("((julianday('now') - 2440587.5) * 86400.0)")
        return func.date_part("epoch", func.clock_timestamp())

    def scrub(self) -> None:
        """Take what was deleted out of SQLite's files too; PostgreSQL does so by itself (autovacuum).

        `secure_delete` zeroes a row where it lies, but not the copies that a page keeps when its rows were moved to
        another page (5 of 40 random logs kept such words). So the file is written anew, and the write-ahead file,
        which holds old pages, is emptied.

        Raises:
            StoreError: another program reads the log all the time, or the disk is full. What was deleted stays so.
        """
        if self._engine.dialect.name != "sqlite":
            return
        with self._told(), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            if not isinstance(raw, sqlite3.Connection):
                return
            raw.execute("VACUUM").close()
            cursor = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = bool(cursor.fetchone()[0])
            cursor.close()
        if busy:
            raise StoreError(
                f"{self.describe()}: it is erased, but words of it lie in the write-ahead file as long as another "
                "program reads the log. Mend: close that program, then erase anything again or restart the room."
            )

    def describe(self) -> str:
        """Say where the data lives, without a password."""
        if self._url.get_backend_name() == "sqlite":
            return f"SQLite file {Path(self._url.database or '').absolute()}"
        host = self._url.host or self._url.query.get("host") or "localhost"
        port = f":{self._url.port}" if self._url.port else ""
        return f"PostgreSQL database {self._url.database} on {host}{port} as {self._url.username}"

    def dispose(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _parsed(url: str | URL) -> URL:
    mend = (
        "Mend: write sqlite:///FILE or postgresql://NAME:PASSWORD@HOST/DATABASE, with an @ in the name or the "
        "password escaped as %40, a / as %2F, a # as %23."
    )
    if isinstance(url, str) and url.lower().startswith("postgres") and url.count("@") > 1:
        # what stands behind the first may be the rest of the password, so nothing of it is shown
        raise StoreError(f"ROLLWITH_DATABASE_URL has more than one @, so where the password ends is unknown. {mend}")
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise StoreError(f"ROLLWITH_DATABASE_URL cannot be read. {mend}") from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreError(f"ROLLWITH_DATABASE_URL: {parsed.drivername} is not supported. {mend}")
    if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreError(f"ROLLWITH_DATABASE_URL: the session log must be a file. {mend}")
    return parsed


def _engine(url: URL) -> Engine:
    if url.drivername == "sqlite":
        file = Path(url.database or "")
        try:
            if not file.parent.is_dir():
                file.parent.mkdir(parents=True, exist_ok=True)
                make_private_folder(file.parent)
        except OSError as error:
            mend = "set ROLLWITH_DATA_DIR to a folder that can be written to"
            raise StoreError(f"{file.parent}: cannot be made ({error.strerror}). Mend: {mend}.") from None
        make_private_file(file)
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        # a pooler in transaction mode gives each transaction another connection, which knows no prepared statement
        unprepared = {"prepare_threshold": None}
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=unprepared)
    except ModuleNotFoundError:
        raise StoreError("PostgreSQL needs its driver. Mend: pip install 'rollwith[postgres]'.") from None


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Set a new connection up.

    `synchronous=FULL` costs one flush per commit (three a turn). With `NORMAL` a power cut may take the last
    commits, and the log promises that a line once taken is not lost.
    """
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        f"journal_size_limit={CHECKPOINT_PAGES * 4096}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin explicitly: the driver begins late, and a writer that begins as a reader can fail on the way up."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
