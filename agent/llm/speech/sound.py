"""Sound: what a piece of sound is, told by its first bytes and never by what somebody says of it. Pure."""

from __future__ import annotations

from typing import Final

_HEADS: Final[tuple[tuple[int, bytes, str, str], ...]] = (
    (8, b"WAVE", "audio/wav", "wav"),
    (0, b"ID3", "audio/mpeg", "mp3"),
    (0, b"\xff\xfb", "audio/mpeg", "mp3"),
    (0, b"\xff\xf3", "audio/mpeg", "mp3"),
    (0, b"\xff\xf2", "audio/mpeg", "mp3"),
    (0, b"OggS", "audio/ogg", "ogg"),
    (0, b"fLaC", "audio/flac", "flac"),
    (0, b"\x1aE\xdf\xa3", "audio/webm", "webm"),
    (4, b"ftyp", "audio/mp4", "mp4"),
    (0, b"\xff\xf1", "audio/aac", "aac"),
    (0, b"\xff\xf9", "audio/aac", "aac"),
)
"""Where a sign stands, the sign, the media type and the usual ending, by the formats' own specifications. WebM and MP4
are what browsers record; the others are what OpenAI-compatible endpoints send."""


def sound_kind(data: bytes) -> tuple[str, str] | None:
    """Return the media type and the file ending of a piece of sound, or None where it is none that is known."""
    for at, sign, media, ending in _HEADS:
        if data[at : at + len(sign)] == sign:
            return media, ending
    return None
