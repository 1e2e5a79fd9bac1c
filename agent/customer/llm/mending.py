"""Mending: what a draft's carrier did to it is undone where that is safe; the words stay the model's. Pure text.

Mended are HTML's entities, UTF-8 that was read as Windows-1252, spaces of other kinds, a transcript's marks for
laughter, and a control mark that ends the text. Whatever else does not belong is left in, for the checks to refuse.
"""

from __future__ import annotations

import html
import re

_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]+")
_SPACES = re.compile(r"[^\S\n]+")
_UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LAUGHTER = re.compile(r"[\[(](?:laughs|laughing|laughter|cries|crying|tears|quiet)[\])]", re.IGNORECASE)
_END_MARK = re.compile(
    r"<\|(?:im_end|eot_id|eom_id|end|endoftext|end_of_text|return|eos|end_of_turn|end_of_message)\|>"
    r"|</s>|<end_of_turn>|<eos>|\[/INST\]",
    re.IGNORECASE,
)
LAYERS = 2
"""Times a text may have been read in the wrong encoding, or escaped, on its way."""


def mended(text: str) -> str:
    """Return a text as its model wrote it, on one line."""
    if "&" in text:
        for _ in range(LAYERS):
            text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if not text.isascii():
        for _ in range(LAYERS):
            text = _FOREIGN_RUN.sub(_read_again, text)
    return _SPACES.sub(" ", _LAUGHTER.sub("", _UNSEEN.sub("", text))).strip()


def up_to_end_mark(text: str) -> tuple[str, bool]:
    """Return what stands before a control mark that ends the text, and whether there is one."""
    mark = _END_MARK.search(text)
    return (text[: mark.start()], True) if mark else (text, False)


def is_broken(text: str) -> bool:
    """Say whether letters are lost or still in the wrong encoding."""
    return "�" in text or "â€" in text or "Ã" in text.rstrip("Ã")


def _read_again(run: re.Match[str]) -> str:
    """Return a run of signs read as UTF-8, where it is UTF-8 that was read as Windows-1252; otherwise as it is."""
    try:
        return b"".join(_byte(sign) for sign in run[0]).decode("utf-8")
    except UnicodeError:
        return run[0]


def _byte(sign: str) -> bytes:
    """Return the byte that Windows-1252 (or Latin-1, where it has none) reads as the sign."""
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")
