"""The embedded grader: the coder's findings and the deterministic tests, put through the rubric."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agent.grading.accusations import accused
from agent.grading.assembly import Whole, assemble
from agent.grading.coder.runtime import Coder
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.rubric import Rubric
from agent.model.verdict import TalkVerdict, Verdict, ungraded
from agent.text.legibility import unreadable


class EmbeddedGrader:
    """Grades with the embedded coder. See `agent/grading/contract.py` for the contract."""

    def __init__(self, coder: Coder, rubric: Rubric) -> None:
        self._coder, self._rubric = coder, rubric
        self.engine = f"embedded:{coder.name}"

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        """Return the verdict of one rep line; a line with nothing to read in it is ungraded. Runs in a thread."""
        return (await asyncio.to_thread(self.grade_many, [(line, context)], background))[0]

    def grade_many(
        self, lines: Sequence[tuple[str, Sequence[Said]]], background: Background = NO_BACKGROUND
    ) -> list[Verdict]:
        """Return the verdicts of many (line, context) pairs of one conversation, or of none, coded together."""
        return self.grade_many_by(lines, (self._rubric,), [background] * len(lines))[0]

    def grade_many_by(
        self,
        lines: Sequence[tuple[str, Sequence[Said]]],
        rubrics: Sequence[Rubric],
        backgrounds: Sequence[Background] = (),
    ) -> list[list[Verdict]]:
        """Return the verdicts of many lines by each of some rubrics; the coder reads none, so they are coded once.

        Args:
            backgrounds: of each line; none of any where it is empty.
        """
        whys = [unreadable(line) for line, _ in lines]
        readable = [at for at, why in enumerate(whys) if why is None]
        readings = self._coder.read_many([(lines[at][0], _said(lines[at][1])) for at in readable])
        found = [[ungraded(why or "", rubric.ref, self.engine) for why in whys] for rubric in rubrics]
        for at, reading in zip(readable, readings, strict=True):
            line, context = lines[at]
            findings = accused(reading.findings, context)
            background = backgrounds[at] if backgrounds else NO_BACKGROUND
            whole = Whole(reading.primary, reading.empathy, reading.empowerment)
            for verdicts, rubric in zip(found, rubrics, strict=True):
                verdicts[at] = assemble(line, context, findings, reading.stance, rubric, self.engine, whole, background)
        return found

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        """Return the talk type of a customer line. Runs in a thread."""
        return await asyncio.to_thread(self._coder.talk, line, _said(context))


def _said(context: Sequence[Said]) -> list[tuple[str, str]]:
    return [(said.speaker, said.text) for said in context]
