"""Reading: a file as somebody has it, as a table of rows, whatever its kind.

One reader for the page, for `rollwith grade` and for the evals.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from agent.content.transcripts.captions import is_captioned, read_captions
from agent.content.transcripts.decoding import text_of
from agent.content.transcripts.json_talk import is_jsonl, is_whole, read_json, read_jsonl
from agent.content.transcripts.plain_talk import named_line, read_plain
from agent.content.transcripts.separated import SEPARATORS, read_separated
from agent.content.transcripts.table import RawTable
from agent.errors import DataError

Form = Literal["csv", "jsonl", "json", "vtt", "srt", "plain"]

BY_ENDING: dict[str, Form] = {
    ".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".vtt": "vtt", ".srt": "srt",
}  # fmt: skip
"""What a file of this ending is. The content decides on all others, and where it is plainly something else."""


CAPTIONS_MEND = (
    "captions hold no columns: make a row of each line, with columns for who speaks, the text and each label"
)
"""What helps where captions are named as another kind of file."""


def read_table(name: str, data: bytes, form: Form | None = None) -> RawTable:
    """Return the rows of a file.

    Args:
        name: the file's name, for messages and its ending. form: what it is, where somebody has said so.

    Raises:
        DataError: it holds no text or cannot be read; the message names line, what is wrong and the mend.
    """
    text, encoding = text_of(name, data)
    if not text.strip():
        raise DataError(name, "", "holds no line", "name a file with lines of talk")
    if form in ("csv", "json", "jsonl") and is_captioned(text):
        problem, mend = f"these are captions (VTT or SRT), not {form.upper()}", CAPTIONS_MEND
        raise DataError(name, "", problem, mend, 1)
    if form and (found := _plainly_other(text, form)):
        problem, mend = f"this is {found.upper()}, not {form.upper()}", f"write `format: {found}` in the mapping"
        raise DataError(name, "", problem, mend, 1)
    return _read_as(name, text, encoding, form or form_of(name, text))


def _plainly_other(text: str, form: Form) -> Form | None:
    """Return what a text plainly is where it is not what somebody has called it; None where it may be that."""
    begins = text.strip()
    if begins[:1] not in "[{":
        return "csv" if form in ("json", "jsonl") else None
    line, whole = is_whole(begins.partition("\n")[0]), is_whole(begins)
    if (form == "json" and whole) or (form == "jsonl" and line):
        return None
    return "json" if whole else "jsonl" if line else None


def form_of(name: str, text: str) -> Form:
    """Return what kind of file a text is, by what it holds and then by its name."""
    begins = text.lstrip()
    if begins.startswith("WEBVTT"):
        return "vtt"
    if begins[:1] in "[{" and not named_line(begins.partition("\n")[0]):
        return "jsonl" if is_jsonl(begins) and not begins.startswith("[{") else "json"
    if is_captioned(begins):
        return "srt"
    ending = PurePath(name).suffix.lower()
    if ending in BY_ENDING:
        return BY_ENDING[ending]
    first = begins.partition("\n")[0]
    return "plain" if named_line(first) or not any(sign in first for sign in SEPARATORS) else "csv"


def _read_as(name: str, text: str, encoding: str, form: Form) -> RawTable:
    match form:
        case "csv":
            return read_separated(name, text, encoding)
        case "jsonl":
            return read_jsonl(name, text, encoding)
        case "json":
            return read_json(name, text, encoding)
        case "plain":
            return read_plain(name, text, encoding)
        case _:
            return read_captions(name, text, encoding, form)
