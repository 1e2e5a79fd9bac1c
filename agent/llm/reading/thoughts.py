"""Thoughts and control marks: what of a model's text is its answer, for whole texts and for text in pieces. Pure text.

A model's words can come with its thoughts before them (`<think>`, `[THINK]`, channels of gpt-oss) and with marks of its
chat template around them (`<|im_end|>`, `</s>`, `[INST]`). Thoughts are left out, marks are never shown, and nothing
behind the end of the turn is. A closing tag whose opening tag the template swallowed makes thoughts of all before it.
"""

from __future__ import annotations

import re
from enum import Enum

from agent.errors import EndpointGarbled

_THOUGHTS = "think|thinking|thought|thoughts|reasoning|analysis|reflection|scratchpad|inner_monologue|seed:think"
_MARK = re.compile(
    rf"<[|｜][^<>|｜\s]{{1,40}}[|｜]>|</?(?:{_THOUGHTS})>|\[/?THINK\]|◁/?think▷"
    r"|</?s>|<(?:eos|bos|end_of_turn|start_of_turn|end_of_utterance)>|\[/?INST\]|<</?SYS>>|assistantfinal",
    re.IGNORECASE,
)
_BEGUN = re.compile(
    r"(?:<[|｜][^<>|｜\s]{0,40}[|｜]?|</?[a-z:_]{0,18}|<</?[a-z]{0,3}>?|\[/?[a-z]{0,5}|◁/?[a-z]{0,5})$", re.I
)
"""What may become a mark with the next piece."""

_LONGEST = 48
"""Characters of the longest mark."""

_OPENS = frozenset({*_THOUGHTS.split("|"), "begin_of_thought", "begin_think", "start_think"})
_CLOSES = frozenset(
    {*(f"/{name}" for name in _THOUGHTS.split("|")), "end_of_thought", "end_think", "/begin_of_thought"}
)
_TURNS = frozenset({"im_start", "start_header_id", "start_of_turn", "start_of_role"})
_TURN_ENDS = frozenset({"end_header_id", "end_of_role", "im_sep"})
_OWN_ROLES = frozenset({"", "assistant", "model"})
_OTHER_ROLES = frozenset({"user", "system", "developer", "tool", "human", "customer", "rep", "ipython"})
_LONGEST_ROLE = 24
_BARE = "analysis"
"""Where a server strips the marks of gpt-oss, a text begins `analysisWe need ...assistantfinal` and the answer."""
_ROLE = "assistant"
"""So a text begins whose first mark a server has stripped."""


class ThoughtsAloud(EndpointGarbled):
    """Text that was already given turned out to be thoughts: their end came without a beginning."""


class _State(Enum):
    SAY = "what comes is the answer"
    THOUGHT = "in thoughts, up to their closing tag"
    CHANNEL = "in a channel that is not the final one"
    HEADER = "in the header of a channel"
    ROLE = "in the name of a role"
    BARE = "in thoughts whose marks a server has stripped"
    OVER = "behind the end of the turn"


class Spoken:
    """Takes a model's text apart as it comes.

    Args:
        hold: give nothing before the end of thoughts or of the text; for endpoints that are known to think aloud.

    Attributes:
        aloud: whether thoughts ended that had not been marked as such at their beginning.
    """

    def __init__(self, hold: bool = False) -> None:
        self.aloud = False
        self._hold, self._given, self._begun, self._piped = hold, False, False, False
        self._state = _State.SAY
        self._out: list[str] = []
        self._tail = self._lead = self._header = ""

    def feed(self, piece: str) -> str:
        """Return what can be given of the answer, "" where all is held back.

        Raises:
            ThoughtsAloud: what was given before were thoughts.
        """
        self._take_mark(self._tail + piece, last=False)
        return "" if self._hold else self._flush()

    def rest(self) -> str:
        """Return what was held back, at the end of the text; raises as `feed`."""
        self._take_mark(self._tail, last=True)
        self._settle()
        return self._flush()

    def _flush(self) -> str:
        given = "".join(self._out)
        self._out.clear()
        self._given = self._given or bool(given)
        return given

    def _take_mark(self, text: str, last: bool) -> None:
        at = 0
        for found in _MARK.finditer(text):
            self._say(text[at : found.start()])
            self._mark(found.group())
            at = found.end()
        cut = len(text) if last else self._uncertain(text, at)
        self._say(text[at:cut])
        self._tail = text[cut:]
        if last and self._tail_is_mark(text[at:]):
            self._out[-1] = self._out[-1][: self._out[-1].rfind("<")]

    def _uncertain(self, text: str, start: int) -> int:
        """Return where the end of a text begins that may be part of a mark."""
        if self._state is _State.BARE:
            return max(start, len(text) - len("assistantfinal"))
        found = _BEGUN.search(text, max(start, len(text) - _LONGEST))
        return found.start() if found else len(text)

    def _tail_is_mark(self, tail: str) -> bool:
        """Say whether a text was cut within a mark that no sentence holds."""
        found = _BEGUN.search(tail, max(0, len(tail) - _LONGEST))
        return bool(found and found.group()[1:2] in ("|", "｜") and self._out and "<" in self._out[-1])

    def _say(self, text: str) -> None:
        if self._state in (_State.HEADER, _State.ROLE):
            self._header += text[: _LONGEST_ROLE * 4]
            if self._state is _State.ROLE and ("\n" in text or len(self._header) > _LONGEST_ROLE):
                self._end_role(text)
        elif self._state is _State.SAY and text:
            self._speak(text)

    def _speak(self, text: str) -> None:
        if not self._begun:
            self._lead = (self._lead + text).lstrip()
            if _BARE.startswith(self._lead) or _ROLE.startswith(self._lead):
                return
            if self._lead.startswith(_BARE) and self._lead[len(_BARE)].isupper():
                self._state, self._lead = _State.BARE, ""
                return
            text, self._lead, self._begun = self._lead, "", True
        self._out.append(text)

    def _settle(self) -> None:
        """Take what was held at the beginning for what it is."""
        if self._state is _State.ROLE:
            self._end_role("")
        if self._lead:
            self._out.append(self._lead)
            self._lead, self._begun = "", True

    def _end_role(self, text: str) -> None:
        """Drop the name of a role; what is no such name was said."""
        header, self._header = self._header, ""
        first, _, rest = header.lstrip().partition("\n")
        role = first.strip().lower()
        self._state = _State.OVER if role in _OTHER_ROLES else _State.SAY
        if role not in _OWN_ROLES:
            rest = header
        elif text:
            rest = text.partition("\n")[2]
        if self._state is _State.SAY and rest:
            self._speak(rest)

    def _mark(self, mark: str) -> None:
        if self._state is _State.OVER:
            return
        name = mark.strip("<>[]|｜◁▷").lower().replace("▁", "_").strip()
        if name == "assistantfinal":
            self._bare_end(mark)
        elif self._state is _State.BARE:
            return
        elif name in _OPENS:
            self._settle()
            self._state, self._piped = _State.THOUGHT, mark[1] in "|｜"
        elif name in _CLOSES:
            self._close()
        elif name in ("start", "channel", "message", "end", "return", "call", "constrain"):
            self._channel(name)
        else:
            self._turn_over(name)

    def _bare_end(self, mark: str) -> None:
        if self._state is _State.BARE:
            self._state, self._hold = _State.SAY, False
        else:
            self._say(mark)

    def _close(self) -> None:
        if self._state is not _State.THOUGHT:
            self._take_back()
            self._hold = False
        self._state = _State.SAY

    def _take_back(self) -> None:
        """Make thoughts of what was said so far.

        Raises:
            ThoughtsAloud: it was given away.
        """
        self.aloud = self.aloud or self._begun
        self._out.clear()
        self._lead, self._begun = "", False
        if self._given:
            raise ThoughtsAloud("thoughts came as text, without a mark at their beginning")

    def _channel(self, name: str) -> None:
        if name in ("start", "channel"):
            if name == "start" and self._state is _State.SAY and (self._begun or self._lead):
                self._state = _State.OVER
                return
            if self._state is _State.SAY:
                self._take_back()
            self._header = f"{self._header}|" if name == "channel" and self._state is _State.HEADER else "|"
            self._header = "" if name == "start" else self._header
            self._state = _State.HEADER
        elif name == "message" and self._state is _State.HEADER:
            role, _, channel = self._header.partition("|")
            final = channel.strip().startswith("final") or (not channel and role.strip().lower() in _OWN_ROLES)
            self._state, self._header = (_State.SAY if final else _State.CHANNEL), ""
            self._hold = self._hold and not final
        elif self._state is _State.CHANNEL or (self._state is _State.THOUGHT and self._piped and name == "end"):
            self._state = _State.SAY
        elif name != "constrain":
            self._turn_over(name)

    def _turn_over(self, name: str) -> None:
        """Take a mark of a chat template: the head of a turn, or its end."""
        self._settle()
        if self._state is not _State.SAY or name in _TURN_ENDS:
            return
        if self._begun:
            self._state = _State.OVER
        elif name in _TURNS:
            self._state, self._header = _State.ROLE, ""


def without_thoughts(text: str) -> str:
    """Return the answer in a whole text, without thoughts and control marks; unclosed thoughts leave what is before."""
    spoken = Spoken(hold=True)
    return spoken.feed(text) + spoken.rest()
