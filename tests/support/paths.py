"""Where the checkout and its fixed files lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOTS = ROOT / "tests" / "snapshots"
INDEXES = ROOT / ".pytest_cache" / "indexes"
"""Where the tests keep the personas' indexes, by content: embedding all lines of one takes seconds."""


def share_indexes(data_dir: Path) -> None:
    """Let a program that keeps its data in a folder of its own read and write the indexes that the tests share."""
    data_dir.mkdir(parents=True, exist_ok=True)
    INDEXES.mkdir(parents=True, exist_ok=True)
    (data_dir / "cache").symlink_to(INDEXES, target_is_directory=True)
