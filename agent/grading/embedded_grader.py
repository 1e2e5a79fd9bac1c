"""The embedded grader: the coder's findings and the deterministic tests, put through the rubric."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Sequence

from agent.grading.assembly import assemble
from agent.grading.coder.runtime import Coder
from agent.model.rubric import Rubric
from agent.model.verdict import Said, TalkVerdict, Verdict, ungraded

MOSTLY = 0.5
"""Share of a line's letters that must be Latin for the coder, which has read only English, to judge it."""


class EmbeddedGrader:
    """Grades with the embedded coder. See `agent/grading/contract.py` for the contract."""

    def __init__(self, coder: Coder, rubric: Rubric) -> None:
        self._coder, self._rubric = coder, rubric
        self.engine = f"embedded:{coder.name}"

    async def grade(self, line: str, context: Sequence[Said]) -> Verdict:
        """Return the verdict of one rep line; a line with nothing to read in it is ungraded. Runs in a thread."""
        return (await asyncio.to_thread(self.grade_many, [(line, context)]))[0]

    def grade_many(self, lines: Sequence[tuple[str, Sequence[Said]]]) -> list[Verdict]:
        """Return the verdicts of many (line, context) pairs, coded together."""
        whys = [unreadable(line) for line, _ in lines]
        readable = [at for at, why in enumerate(whys) if why is None]
        readings = self._coder.read_many([(lines[at][0], _heard(lines[at][1])) for at in readable])
        verdicts = [ungraded(why or "", self._rubric.ref, self.engine) for why in whys]
        for at, reading in zip(readable, readings, strict=True):
            line, context = lines[at]
            verdicts[at] = assemble(
                line, context, reading.findings, reading.stance, self._rubric, self.engine, reading.primary
            )
        return verdicts

    async def talk(self, line: str, context: Sequence[Said]) -> TalkVerdict:
        """Return the talk type of a customer line. Runs in a thread."""
        said = next((said.text for said in reversed(context) if said.speaker == "rep"), None)
        return await asyncio.to_thread(self._coder.talk, line, said)


def _heard(context: Sequence[Said]) -> str | None:
    return next((said.text for said in reversed(context) if said.speaker == "customer"), None)


def unreadable(line: str) -> str | None:
    """Say why a line cannot be graded, or return None."""
    letters = "".join(filter(str.isalpha, line))[:2000]
    if not letters:
        return "nothing to read in it"
    if not letters.isascii():
        latin = sum("LATIN" in unicodedata.name(sign, "") for sign in letters)
        if latin < MOSTLY * len(letters):
            return "not in English"
    return None
