"""Vector cache: embeddings on disk, by content, so that a program started anew need not compute them again.

A file is a numpy archive that holds no code (`allow_pickle` stays off): the key it was made for and the vectors. What
cannot be read, or was made for something else, counts as not there; what cannot be written is computed again next time.
"""

from __future__ import annotations

import logging
import os
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

KEPT = 64
"""Files kept, the newest: each edit of a persona leaves one behind (about 2 MB each)."""

LENGTH_SLACK = 1e-3
"""How far the length of a stored vector may be from 1."""

UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, EOFError, NotImplementedError, RuntimeError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What numpy and zipfile raise for a file that is no archive of theirs, or no longer."""

_log = logging.getLogger(__name__)


class VectorCache:
    """Keeps matrices of unit vectors in a folder. Several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str, key: str, count: int) -> Matrix | None:
        """Return the stored vectors, (count, d), or None where there are none that were made for this key."""
        path = self._path(name)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                found = str(archive["key"])
                vectors: Matrix = archive["vectors"]
        except FileNotFoundError:
            return None
        except UNREADABLE as error:
            _log.warning("%s cannot be read (%s); the index is built anew", path, error)
            return None
        if found != key or not _are_unit_vectors(vectors, count):
            _log.warning("%s was made for something else; the index is built anew", path)
            return None
        return vectors

    def write(self, name: str, key: str, vectors: Matrix) -> None:
        """Store vectors, whole or not at all."""
        path, written = self._path(name), None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
                written = Path(file.name)
                np.savez(file, key=np.array(key), vectors=vectors)
            os.replace(written, path)
            self._forget_oldest()
        except OSError as error:
            _log.warning("%s cannot be written (%s); the index will be built again next time", path, error)
            if written is not None:
                written.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.npz"

    def _forget_oldest(self) -> None:
        by_age = sorted(self._folder.glob("*.npz"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in by_age[KEPT:]:
            old.unlink(missing_ok=True)


def _are_unit_vectors(vectors: Matrix, count: int) -> bool:
    if vectors.dtype != np.float32 or vectors.ndim != 2 or len(vectors) != count:
        return False
    lengths = np.linalg.norm(vectors, axis=1)
    return bool(np.all(np.abs(lengths - 1.0) < LENGTH_SLACK))  # a NaN compares false
