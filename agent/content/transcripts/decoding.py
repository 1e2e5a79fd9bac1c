"""Decoding: the text of a file, and in which encoding it was found."""

from __future__ import annotations

import codecs

from agent.errors import DataError

BINARY = (
    (b"PK\x03\x04", "an Excel workbook, Word file or other packed file", "save it as CSV or plain text"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", "save it as CSV or plain text"),
    (b"%PDF", "a PDF", "copy its text into a plain text file, one line of talk each"),
    (b"RIFF", "a sound or video file", "have it transcribed first; captions (VTT, SRT) can be read"),
    (b"ID3", "a sound file", "have it transcribed first; captions (VTT, SRT) can be read"),
)
"""How files begin that hold no text, what they are, and what to do then."""

MOST_NULS = 0.01
"""Share of letters that may be U+0000 in what counts as text: a stray one is harmless, many are UTF-16 or no text."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_WESTERN = "cp1252"


def text_of(name: str, data: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding in words.

    What has no byte order mark and is not UTF-8 is taken as Windows-1252, as Excel writes CSV in Western Europe.

    Raises:
        DataError: it holds no text.
    """
    for begin, what, mend in BINARY:
        if data.startswith(begin):
            raise DataError(name, "", f"this is {what}, not text", mend)
    text, encoding = _decoded(name, data)
    if text.count("\x00") > MOST_NULS * len(text):
        raise DataError(name, "", "this is no text, or UTF-16 without its mark", "save it as UTF-8 text")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), encoding


def _decoded(name: str, data: bytes) -> tuple[str, str]:
    for mark, codec, words in _MARKS:
        if data.startswith(mark):
            return _strictly(name, data, codec, words), words
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        # five bytes mean nothing in Windows-1252; a browser reads them as controls, which `clean` takes out
        return data.decode(_WESTERN, "replace"), "Windows-1252 (it is not UTF-8)"


def _strictly(name: str, data: bytes, codec: str, words: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        problem = f"it begins as {words} and breaks off at byte {error.start}"
        raise DataError(name, "", problem, "save it anew as UTF-8 text") from None
