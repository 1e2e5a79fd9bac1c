"""Where the log lives; and what cannot be opened is said with its mend, without its password."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent.errors import StoreError
from agent.settings import Settings
from agent.storage.store import Store, open_store
from tests.conftest import PrivateServer
from tests.support.makers import talks


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"These are my shopping notes. " * 100)
    with pytest.raises(StoreError, match=r"log\.db: file is not a database\. Mend: move the file aside"):
        Store(f"sqlite:///{tmp_path / 'log.db'}")


def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    store = Store(f"sqlite:///{path}")
    store.create(talks.info(), talks.START)
    talks.hold(store, "s1", 60)
    store.dispose()
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xa5" * (len(raw) - 4096)
    path.write_bytes(raw)
    with pytest.raises(StoreError, match=r"malformed.*Mend: move the file aside"):
        Store(f"sqlite:///{path}")


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"unable to open database file\. Mend: .*ROLLWITH_DATA_DIR"):
        Store(f"sqlite:///{tmp_path}")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match=r"data: cannot be made .*Mend: .*ROLLWITH_DATA_DIR"):
        Store(f"sqlite:///{tmp_path / 'data' / 'log.db'}")


@pytest.mark.parametrize("existing", [False, True])
def test_a_folder_that_is_read_only(tmp_path: Path, existing: bool) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    if existing:
        store = Store(f"sqlite:///{folder / 'log.db'}")
        store.dispose()
        (folder / "log.db").chmod(0o444)
    folder.chmod(0o555)
    with _without_privilege(tmp_path), pytest.raises(StoreError, match=r"Mend: .*writable|Mend: .*written to"):
        Store(f"sqlite:///{folder / 'log.db'}").create(talks.info(), talks.START)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Mend: see that the server runs") as told:
        Store(f"postgresql://ann:s3cret@/log?host={tmp_path}")
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "cannot be read"),
        ("my log", "cannot be read"),
        ("postgresql://ann:s3cret@host:port/x", "cannot be read"),
        ("mysql://ann:s3cret@host/x", "mysql is not supported"),
        ("sqlite://", "must be a file"),
        ("sqlite:///:memory:", "must be a file"),
    ],
)
def test_a_url_that_means_nothing_here(url: str, told: str) -> None:
    with pytest.raises(StoreError, match=rf"ROLLWITH_DATABASE_URL.*{told}.*Mend: write sqlite:///FILE") as error:
        Store(url)
    assert "s3cret" not in str(error.value)


def test_the_log_lives_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    folder = tmp_path / "100% mine? #1 \u00e9"
    store = open_store(Settings(data_dir=folder, database_url=None, _env_file=None))
    store.create(talks.info(), talks.START)
    store.dispose()
    assert (folder / "rollwith.db").is_file()
    assert store.describe() == f"SQLite file {folder / 'rollwith.db'}"


def test_where_a_server_log_lives_is_told_without_the_password(postgres: PrivateServer) -> None:
    url = postgres.new_database().replace("rollwith@", "rollwith:s3cret@")
    store = Store(url)
    assert store.describe().startswith("PostgreSQL database postgres on /")
    assert "s3cret" not in store.describe()
    store.dispose()


@contextmanager
def _without_privilege(root: Path) -> Iterator[None]:
    """Let go of root's right to write anywhere, for as long as the block runs."""
    if os.geteuid() != 0:
        yield
        return
    for folder in (root, *root.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
