"""`rollwith users export` and `erase`: one person's data, told or wiped, and only when it is meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agent.storage.store import Store
from tests.support.makers import teams


def test_a_person_is_exported_and_erased_by_name(rollwith: Any, home: Path) -> None:
    file = home / "data" / "rollwith.db"
    store = Store(f"sqlite:///{file}")
    teams.settle(store)
    teams.practise(store, "p-ana", "zzsecret")
    assert json.loads(rollwith("users", "export", "ana").out)["drill_reviews"][0]["line"] == "zzsecret drilled"
    assert "--yes" in rollwith("users", "erase", "ana", code=2).err
    assert store.persons.named("ana") is not None
    assert json.loads(rollwith("users", "erase", "ana", "--yes").out) == {"erased": "ana", "sessions": 0}
    assert store.persons.named("ana") is None
    store.dispose()
    assert b"zzsecret" not in b"".join(path.read_bytes() for path in file.parent.glob("rollwith.db*"))
    assert "nobody signs in as" in rollwith("users", "erase", "ana", "--yes", code=2).err
