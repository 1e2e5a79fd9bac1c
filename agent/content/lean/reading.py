"""Reading lean personas: from a text or a file, with what is wrong at its own keys."""

from __future__ import annotations

from pathlib import Path

from agent.content.loading import Loaded, load_text
from agent.model.training.authored_voice import AuthoredVoice
from agent.model.training.lean import LeanPersona


def read_lean(text: str, name: str) -> Loaded[LeanPersona]:
    """Return document and lean persona of a text, or everything wrong with it; `name` is the file's, `ID.yaml`."""
    return load_text(text, Path(name), LeanPersona)


def read_voice(text: str, name: str) -> Loaded[AuthoredVoice]:
    """Return document and authored voice of a text, or everything wrong with it; `name`: `ID.voice.yaml`."""
    return load_text(text, Path(name), AuthoredVoice)
