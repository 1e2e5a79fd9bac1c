"""A grader that gives one verdict whatever is said."""

from __future__ import annotations

from agent.model.background import NO_BACKGROUND, Background
from agent.model.verdict import Code, CodeEvidence, Talk, TalkVerdict, Verdict


class Fixed:
    """Gives one verdict, and counts how often it was asked and with what background."""

    def __init__(self, engine: str, verdict: Verdict, talk: float = 0.9) -> None:
        self.engine, self._verdict, self._talk, self.asked = engine, verdict, talk, 0
        self.backgrounds: list[Background] = []

    async def grade(self, line: str, context: object, background: Background = NO_BACKGROUND) -> Verdict:
        self._note(background)
        return self._verdict.model_copy(update={"engine": self.engine})

    async def talk(self, line: str, context: object, background: Background = NO_BACKGROUND) -> TalkVerdict:
        self._note(background)
        why = None if self._talk else "the model could not tell: down"
        return TalkVerdict(talk=Talk.CHANGE, confidence=self._talk, degraded=why)

    def _note(self, background: Background) -> None:
        self.asked += 1
        self.backgrounds.append(background)


def verdict(code: Code, confidence: float = 0.9, empathy: float = 0.0) -> Verdict:
    """Return a verdict of one code."""
    evidence = CodeEvidence(code=code, quote="q", confidence=confidence)
    return Verdict(primary=code, codes=(evidence,), empathy=empathy, rubric="mi@1", engine="x")
