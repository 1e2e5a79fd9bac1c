"""Fixtures of the command line: an empty home, the command itself, a folder of one customer."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from rollwith import __main__
from tests.support.servers.command_line import SHIPPED, Ran, Rollwith


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty folder to run in, so that no `.env` and no sessions of this machine take part."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def rollwith(home: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Rollwith:
    """Run `rollwith` as a person would, with a data folder of its own. In this process, to be quick."""
    for name in os.environ:
        if name.startswith("ROLLWITH_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(home)

    def run(*arguments: object, stdin: bytes = b"", env: Mapping[str, str] | None = None, code: int | None = 0) -> Ran:
        capfdbinary.readouterr()
        with monkeypatch.context() as patch:
            for name, value in {"ROLLWITH_DATA_DIR": str(home / "data"), **(env or {})}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["rollwith", *map(str, arguments)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            with pytest.raises(SystemExit) as left:
                __main__.main()
        ran = Ran(left.value.code, *capfdbinary.readouterr())
        assert code is None or ran.code == code, ran.err + ran.out
        return ran

    return run


@pytest.fixture
def one_persona(tmp_path: Path) -> dict[str, str]:
    """A folder with one customer in it, so that a play is short."""
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "noreen_twomey.yaml").write_bytes((SHIPPED / "noreen_twomey.yaml").read_bytes())
    return {"ROLLWITH_PERSONAS_DIR": str(folder)}
