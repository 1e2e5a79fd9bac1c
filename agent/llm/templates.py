"""Templates: text in `prompts/*.md`, filled in here and never built anywhere else.

A prompt file holds `{{name}}` places. A line of `---` parts the message that stays the same from the one that changes.
A file of instructions by key has `## key` headings instead. Whatever a rep or a customer said is neutralised first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from agent.errors import DataError

_PLACE = re.compile(r"\{\{(\w+)\}\}")
_PART = re.compile(r"^---\s*$", re.MULTILINE)
_HEADING = re.compile(r"^## (\w+)\s*$", re.MULTILINE)
_GAP = re.compile(r"\n{3,}")
_NOTE = re.compile(r"\A<!--.*?-->\s*", re.DOTALL)


@dataclass(frozen=True)
class Prompt:
    """A prompt as it stands in its file: one part or several, each becoming one message."""

    path: str
    parts: tuple[str, ...]

    @property
    def places(self) -> frozenset[str]:
        """The names that must be given."""
        return frozenset(name for part in self.parts for name in _PLACE.findall(part))

    def render(self, **given: str) -> tuple[str, ...]:
        """Return the parts with every place filled.

        Raises:
            DataError: a place is not given, or something is given that has no place.
        """
        for name in sorted(self.places ^ given.keys()):
            missing = name in self.places
            problem = "nothing was given for this place" if missing else "there is no such place"
            raise DataError(
                self.path, name, problem, "pass it" if missing else "write {{" + name + "}} or leave it out"
            )
        return tuple(fill(part, **given) for part in self.parts)


def fill(text: str, **given: str) -> str:
    """Return one part of a prompt with every place filled; what a place leaves empty leaves no gap.

    Raises:
        KeyError: a place of the part is not given.
    """
    filled = _PLACE.sub(lambda match: given[match[1]].strip(), text)
    return _GAP.sub("\n\n", filled).strip()


@cache
def load_prompt(name: str) -> Prompt:
    """Return the prompt in `prompts/<name>.md`.

    Raises:
        DataError: there is no such file.
    """
    path, text = _prompt_text(name)
    return Prompt(path, tuple(part.strip() for part in _PART.split(text)))


@cache
def load_sections(name: str) -> Mapping[str, str]:
    """Return the texts of a file under their `## key` headings.

    Raises:
        DataError: there is no such file, or a key stands in it twice.
    """
    path, text = _prompt_text(name)
    _, *pieces = _HEADING.split(text)
    found: dict[str, str] = {}
    for key, body in zip(pieces[::2], pieces[1::2], strict=True):
        if key in found:
            raise DataError(path, key, "this heading stands here twice", "merge the two")
        found[key] = body.strip()
    return found


def _prompt_text(name: str) -> tuple[str, str]:
    file = resources.files(__package__).joinpath("prompts", f"{name}.md")
    path = f"agent/llm/prompts/{name}.md"
    if not file.is_file():
        raise DataError(path, "", "there is no such prompt", "write it, or mend the name")
    return path, _NOTE.sub("", file.read_text(encoding="utf-8"))
