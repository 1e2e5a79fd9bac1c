"""Authored voice: lines beside a lean persona, in a file that grows; they stand before the shared ones."""

from __future__ import annotations

from pydantic import Field

from agent.model.acts import Act
from agent.model.base import FrozenModel
from agent.model.persona import AuthoredLine, BandLines, Id, Text

MOST_LINES = 60
"""Lines of one kind; a whole persona has some fifteen."""

Lines = tuple[AuthoredLine, ...]


class AuthoredVoice(FrozenModel):
    """What one lean customer says in words of their own; every part may be left out.

    Attributes:
        id: the persona's id. lines: act -> band -> lines.
        answers: standard topic, or fact asked about before it is told -> band -> answers; none may tell a fact.
        tells: fact -> further lines that tell it. triggered: trigger -> what they answer.
        openings, voices, commits: further first lines, lines that voice the plan, and lines that commit to it.
        raises: item of the agenda -> band -> how they bring it up.
    """

    id: Id
    lines: dict[Act, BandLines] = {}
    answers: dict[Id, BandLines] = {}
    tells: dict[Id, Lines] = {}
    openings: tuple[Text, ...] = Field((), max_length=MOST_LINES)
    voices: Lines = Field((), max_length=MOST_LINES)
    commits: Lines = Field((), max_length=MOST_LINES)
    raises: dict[Id, BandLines] = {}
    triggered: dict[Id, Lines] = {}
