"""Agreement bench: how people and engines coded the same lines, and how far they agree."""

from __future__ import annotations

from typing import Protocol


class AgreementBench(Protocol):
    """See the module."""
