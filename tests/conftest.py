"""Fixtures that several test files share."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import anyio
import psycopg
import pytest

from agent import redaction
from agent.content.library import Library
from agent.runtime.engine_factory import Engines
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.paths import INDEXES, ROOT

_SCHEMAS = count(1)

# anyio loads its backend when it is first needed, and pytest rewrites that module as it loads. In the middle of a
# stream, a collection of garbage then breaks the parser now and then (CPython: "AST constructor recursion depth
# mismatch"); so it is loaded here.
anyio.run(anyio.sleep, 0)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Let no secret of one test be struck from the texts of another."""
    yield
    redaction.forget()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library of one sound persona, `test_customer`, and the rubric that ships; its files may be written to."""
    for name in ("personas", "rubrics"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "tests/data/personas/test_customer.yaml", tmp_path / "personas")
    shutil.copy(ROOT / "rubrics/mi.yaml", tmp_path / "rubrics")
    return Library(tmp_path / "personas", tmp_path / "rubrics")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a log in SQLite that is not there yet."""
    return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.fixture
def own_indexes() -> None:
    """Let the engines of this test keep their indexes in its own data folder, as a person's program does."""


@pytest.fixture(autouse=True)
def shared_indexes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Index each persona once, not once a test: embedding all their lines takes seconds. The files go by content."""
    if "own_indexes" not in request.fixturenames:
        monkeypatch.setattr(Engines, "index_folder", INDEXES)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def log_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database: once in SQLite, once in PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'log' / 'rollwith.db'}"
    server: PrivateServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def store(log_url: str) -> Iterator[Store]:
    """An empty session log."""
    opened = Store(log_url)
    yield opened
    opened.dispose()


@pytest.fixture
def begun(store: Store) -> Store:
    """A session log with one session, `s1`, in which nothing was said yet."""
    store.create(talks.info(), talks.START)
    return store


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivateServer]:
    """A private PostgreSQL server, reached through a socket in its own folder; no port is opened."""
    found = _postgres_programs()
    if found is None:
        assert not os.environ.get("CI"), "CI must test against PostgreSQL, and no initdb was found"
        pytest.skip("no PostgreSQL server on this machine (initdb, pg_ctl and postgres)")
    server = PrivateServer(found)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _postgres_programs() -> Path | None:
    """Return the folder that holds the server's programs; what is on PATH may be links into it."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    needed = ("initdb", "pg_ctl", "postgres")
    return next((folder for folder in folders if all((folder / name).exists() for name in needed)), None)


class PrivateServer:
    """A PostgreSQL server that lives as long as the tests. It refuses to run as root, so root runs it as another."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="rollwith-pg-"))
        self.user: str | None = None
        self.extra_groups: list[str] | None = None
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
            self.user, self.extra_groups = "nobody", []

    def start(self) -> None:
        """Make a cluster without fsync (it need not outlive the tests) and wait until it answers."""
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "rollwith", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop the server, if it runs, and take everything away."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def new_database(self) -> str:
        """Return the URL of an empty schema, which is made in a moment where a database takes a thousand files."""
        schema = f"log{next(_SCHEMAS)}"
        with psycopg.connect(f"host={self.folder} user=rollwith dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
        return f"postgresql://rollwith@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        subprocess.run(
            command,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            user=self.user,
            extra_groups=self.extra_groups,
        )
