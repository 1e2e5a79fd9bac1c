"""Fingerprint: a fingerprint of all that decides a verdict or a played turn besides the words themselves.

It counts into every cache key, so that an edit to a prompt, a deterministic test or the weights never meets answers
that were made before it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from agent.settings import Settings

DOORS = frozenset({"web", "cli", "__pycache__"})
"""Folders of `agent/` that cannot change what an engine answers."""


def engine_fingerprint(settings: Settings) -> str:
    """Return 16 hex digits over the code, prompts and weights, and over the settings that shape a model's answers."""
    agent = Path(__file__).resolve().parents[2] / "agent"
    files = [path for path in agent.rglob("*") if path.suffix in {".py", ".md"} and not DOORS & set(path.parts)]
    files += [path for part in ("coder", "ranker") for path in (agent.parent / "rubrics" / part).glob("*")]
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(path.relative_to(agent.parent).as_posix().encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    asked = (settings.base_url, settings.model, settings.grader_model, settings.customer_model)
    drawn = (settings.temperature, settings.grader_temperature, settings.seed, settings.votes)
    whole.update(repr((*asked, *drawn)).encode())
    return whole.hexdigest()[:16]
