"""Cache: finished calls by content, so that a run that was killed goes on where it stopped and repeats none.

One JSONL file per recipe, only ever appended to. A line that a kill tore is skipped when the file is read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Cache:
    """Keeps JSON values under keys of JSON values. Not for two event loops at once; several processes may append.

    Args:
        folder: made when the first value is kept. recipe: see `fingerprint.py`. fresh: forget what was kept before.
    """

    def __init__(self, folder: Path, recipe: str, fresh: bool = False) -> None:
        self.path = folder / f"{recipe}.jsonl"
        self._kept: dict[str, Any] = {} if fresh else _load_entry(self.path)

    def get(self, key: Mapping[str, object]) -> Any | None:
        """Return what is kept under a key, or None."""
        return self._kept.get(digest(key))

    def keep(self, key: Mapping[str, object], value: Any) -> None:
        """Keep a value (not None) and write it down at once."""
        name = digest(key)
        self._kept[name] = value
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"key": name, "value": value}, ensure_ascii=True, separators=(",", ":"))
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_mended(self.path) + line + "\n")


def digest(key: Mapping[str, object]) -> str:
    """Return the SHA-256 of a key; the order of its entries does not matter."""
    return hashlib.sha256(json.dumps(key, sort_keys=True, default=str).encode()).hexdigest()


def _mended(path: Path) -> str:
    """Return a line break where the last line was torn, so that the next one is whole."""
    if not path.exists() or not path.stat().st_size:
        return ""
    with path.open("rb") as file:
        file.seek(-1, 2)
        return "" if file.read(1) == b"\n" else "\n"


def _load_entry(path: Path) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    if not path.exists():
        return kept
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                entry = json.loads(line)
                kept[entry["key"]] = entry["value"]
            except (ValueError, KeyError, TypeError):
                continue  # torn by a kill
    return kept
