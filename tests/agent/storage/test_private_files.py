"""The log and its folder are their owner's alone, and a file that is moved away under the program is noticed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import StoreError
from agent.settings import Settings
from agent.storage.private_files import make_private_folder
from agent.storage.store import Store, open_store
from tests.support.makers import talks


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def opened(folder: Path) -> Store:
    return open_store(Settings(data_dir=folder, database_url=None, _env_file=None))


def modes(folder: Path) -> dict[str, int]:
    return {path.name: mode(path) for path in folder.iterdir()}


@pytest.mark.usefixtures("umask")
def test_new_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    store = opened(tmp_path / "a" / "data")
    store.create(talks.info(), talks.START)
    talks.hold(store, "s1", 1)
    assert mode(tmp_path / "a" / "data") == 0o700
    assert modes(tmp_path / "a" / "data") == {
        name: 0o600 for name in ("rollwith.db", "rollwith.db-wal", "rollwith.db-shm")
    }
    store.dispose()


def test_files_that_lie_open_are_tightened(tmp_path: Path) -> None:
    store = opened(tmp_path / "data")
    store.create(talks.info(), talks.START)
    (tmp_path / "data").chmod(0o755)
    for path in (tmp_path / "data").iterdir():
        path.chmod(0o644)
    again = opened(tmp_path / "data")
    again.submit("s1", "hello", "r1")
    assert mode(tmp_path / "data") == 0o700
    assert set(modes(tmp_path / "data").values()) == {0o600}
    store.dispose()
    again.dispose()


def test_a_database_elsewhere_is_private_and_its_folder_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    store = Store(f"sqlite:///{tmp_path / 'log.db'}")
    assert (mode(tmp_path), mode(tmp_path / "log.db")) == (0o755, 0o600)
    store.dispose()


def test_a_folder_that_everybody_shares_is_not_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    make_private_folder(tmp_path)
    assert mode(tmp_path) == 0o1777


@pytest.mark.parametrize("fate", ["moved", "deleted", "replaced"])
def test_a_file_that_goes_away_under_the_program_is_noticed_at_the_next_line(tmp_path: Path, fate: str) -> None:
    file = tmp_path / "log.db"
    store = Store(f"sqlite:///{file}")
    store.create(talks.info(), talks.START)
    talks.hold(store, "s1", 1)
    if fate == "deleted":
        file.unlink()
    else:
        file.rename(tmp_path / "aside.db")
    if fate == "replaced":
        Store(f"sqlite:///{file}").dispose()
    with pytest.raises(StoreError, match=r"log\.db: the file was moved or deleted .*Mend: stop the program"):
        store.submit("s1", "into nowhere", "r2")
    if fate == "moved":
        (tmp_path / "aside.db").rename(file)
        assert store.submit("s1", "kept", "r3").number == 2
    store.dispose()
