"""Captions: rows of VTT and SRT files, one for each cue, with who speaks where the cue says it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Literal

from webvtt.errors import MalformedCaptionError
from webvtt.models import Caption
from webvtt.vtt import parse_item

from agent.content.transcripts.plain_talk import named_line
from agent.content.transcripts.table import RawRow, RawTable
from agent.errors import DataError

ARROW = "-->"
"""What stands between the times of a cue."""

COLUMNS = ("speaker", "text", "time")

_APART = frozenset({"WEBVTT", "NOTE", "STYLE", "REGION", "\ufeffWEBVTT"})
_TIME = re.compile(r"\d{1,3}:\d{2}(?::\d{2})?[.,]\d{3}\b")
_VOICE = re.compile(r"<v(?:\.[\w.]{1,40})?[ \t]([^<>\n]{1,80})>")
_TAG = re.compile(r"<[^<>]{0,200}>")

Block = tuple[int, list[str]]


def read_captions(name: str, text: str, encoding: str, form: Literal["vtt", "srt"]) -> RawTable:
    """Return the cues of a file in order; a cue without words is left out.

    Raises:
        DataError: it is no such file, or a cue cannot be read; the message names the line.
    """
    if form == "vtt" and not text.startswith("WEBVTT"):
        raise DataError(name, "", "the file does not begin with WEBVTT", "write WEBVTT on its first line", 1)
    rows = [
        RawRow(line, {"speaker": speaker, "text": words, "time": caption.start})
        for line, caption in (_cue(name, line, block) for line, block in _blocks(text) if not _is_apart(block))
        if caption is not None
        for speaker, words in _voices(caption)
    ]
    return RawTable(name, form, encoding, COLUMNS, tuple(rows))


def _blocks(text: str) -> Iterator[Block]:
    """Yield the stretches between blank lines, each with its first line's number."""
    block: list[str] = []
    begins = 1
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            begins = begins if block else number
            block.append(line.strip())
        elif block:
            yield begins, block
            block = []


def _is_apart(block: list[str]) -> bool:
    """Say whether a stretch is no talk: the head, a note, a style."""
    return block[0].split(" ")[0] in _APART


def _cue(name: str, line: int, block: list[str]) -> tuple[int, Caption | None]:
    """Return a cue; words without times go on what the cue before them says, as where its words hold a blank line."""
    at = next((number for number, part in enumerate(block) if ARROW in part or _TIME.match(part)), None)
    if at is None:
        return line, Caption(text=block)
    if at == len(block) - 1 and ARROW in block[at]:
        return line, None
    block = [*block[:at], block[at].replace(",", "."), *block[at + 1 :]]
    try:
        found = parse_item(block)
    except MalformedCaptionError:
        found = None
    if not isinstance(found, Caption):
        problem = f"the cue cannot be read: {block[at][:80]!r}"
        mend = "write its times as 00:01:02.500 --> 00:01:05.000, its words below, and a blank line before the next"
        raise DataError(name, "", problem, mend, line + at)
    return line, found


def _voices(caption: Caption) -> Iterator[tuple[str, str]]:
    """Yield who says what in one cue; nobody is named by an empty text."""
    parts = _VOICE.split(caption.raw_text)
    if len(parts) == 1:
        yield named_line(_plain(parts[0])) or ("", _plain(parts[0]))
        return
    before = _plain(parts[0])
    if before:
        yield "", before
    for speaker, words in zip(parts[1::2], parts[2::2], strict=True):
        yield html.unescape(speaker).strip(), _plain(words)


def _plain(words: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", words)).split())
