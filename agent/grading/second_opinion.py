"""Second opinion: an embedded and an LLM grader on the same line. Where they part it is said, never averaged away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.grading.contract import Grader
from agent.grading.llm.llm_grader import LlmGrader
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.verdict import TalkVerdict, Verdict, family

SURE = 0.75
"""A code is sure from this confidence on; empathy and empowerment are sure outside (1 - SURE, SURE)."""


@dataclass(frozen=True)
class Opinion:
    """What two graders make of one line.

    Attributes:
        first: of the cheap grader. second: of the other, or None where it was not asked.
    """

    first: Verdict
    second: Verdict | None = None

    @property
    def parted(self) -> tuple[str, ...]:
        """What they disagree on, of family, empathy and empowerment; nothing where only one has graded."""
        if self.second is None or self.first.ungraded or self.second.ungraded:
            return ()
        pairs = {
            "family": (family(self.first.primary), family(self.second.primary)),
            "empathy": (self.first.empathic, self.second.empathic),
            "empowerment": (self.first.empowering, self.second.empowering),
        }
        return tuple(name for name, (mine, theirs) in pairs.items() if mine != theirs)

    @property
    def verdict(self) -> Verdict:
        """One of the two verdicts, whole: the second where it was given. Its engine names who disagrees on what.

        Where the second was asked and gave none, the first stands, marked with the reason.
        """
        if self.second is None or (self.second.ungraded and self.first.ungraded):
            return self.first
        if self.second.ungraded:
            return self.first.model_copy(update={"degraded": self.second.ungraded})
        if not self.parted:
            return self.second
        engine = f"{self.second.engine} ({self.first.engine} disagrees on {', '.join(self.parted)})"
        return self.second.model_copy(update={"engine": engine})


class SecondOpinion:
    """Grades with two graders. See `agent/grading/contract.py` for the contract.

    Args:
        first: the cheap one. second: the other.
        cheap_first: ask the second only where the first is unsure; else always.
    """

    def __init__(self, first: Grader, second: Grader, cheap_first: bool = True) -> None:
        self._first, self._second, self._cheap_first = first, second, cheap_first
        self.engine = f"{first.engine}+{second.engine}"

    def of(self, session: str) -> SecondOpinion:
        """Return the same pair with the second grader paying from this session's token budget."""
        second = self._second.of(session) if isinstance(self._second, LlmGrader) else self._second
        return SecondOpinion(self._first, second, self._cheap_first)

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        """Return the verdict that stands; see `Opinion.verdict`."""
        return (await self.opinion(line, context, background)).verdict

    async def opinion(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Opinion:
        """Return what each makes of the line."""
        first = await self._first.grade(line, context, background)
        if self._cheap_first and is_sure(first):
            return Opinion(first)
        return Opinion(first, await self._second.grade(line, context, background))

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        """Return the first's view of a customer's line where it is sure or the second has none, else the second's."""
        first = await self._first.talk(line, context, background)
        if self._cheap_first and first.confidence >= SURE:
            return first
        second = await self._second.talk(line, context, background)
        return second if second.confidence > 0 else first.model_copy(update={"degraded": second.degraded})


def is_sure(verdict: Verdict) -> bool:
    """Say whether a verdict leaves nothing to ask: its main code, empathy and empowerment are all plain."""
    if verdict.ungraded:
        return True  # nothing to read in it, for anyone
    main = max((evidence.confidence for evidence in verdict.codes if evidence.code is verdict.primary), default=0.0)
    plain = all(not 1 - SURE < level < SURE for level in (verdict.empathy, verdict.empowerment))
    return main >= SURE and plain
