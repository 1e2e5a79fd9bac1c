"""Graders that are bad on purpose, and one that knows the answers: the suites must tell them apart."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.rubric import Rubric
from agent.model.verdict import Code, CodeEvidence, Stance, Talk, TalkVerdict, Verdict

WORDS = {
    Code.OPEN_QUESTION: ("what", "how"),
    Code.CLOSED_QUESTION: ("?",),
    Code.COMPLEX_REFLECTION: ("sounds", "feel", "understand", "hear"),
    Code.EMPHASIZE_AUTONOMY: ("choice", "decide", "up to you"),
    Code.AFFIRM: ("great", "good", "appreciate"),
    Code.PERSUADE: ("should", "must", "need to"),
}


class BadGrader(ABC):
    """Counts its calls; what it answers is up to the kind."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric, self.calls = rubric, 0
        self.engine = type(self).__name__

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        self.calls += 1
        return self.verdict(line, context)

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        self.calls += 1
        return TalkVerdict(talk=self.talk_of(line), confidence=0.9)

    @abstractmethod
    def verdict(self, line: str, context: Sequence[Said]) -> Verdict: ...

    def talk_of(self, line: str) -> Talk:
        return Talk.NEUTRAL

    def coded(
        self, line: str, code: Code, empathy: float, empowerment: float, stance: Stance = Stance.FOLLOW
    ) -> Verdict:
        evidence = (CodeEvidence(code=code, quote=line[:20], confidence=0.9),)
        return Verdict(
            primary=code,
            codes=evidence,
            empathy=empathy,
            empowerment=empowerment,
            stance=stance,
            rubric=self.rubric.ref,
            engine=self.engine,
        )


class Constant(BadGrader):
    """Always says the same."""

    def verdict(self, line: str, context: Sequence[Said]) -> Verdict:
        return self.coded(line, Code.OTHER, 0.0, 0.0)


class Generous(BadGrader):
    """Always says the same, and it is kind."""

    def verdict(self, line: str, context: Sequence[Said]) -> Verdict:
        return self.coded(line, Code.COMPLEX_REFLECTION, 0.9, 0.9)


class Random(BadGrader):
    """Says anything."""

    def __init__(self, rubric: Rubric) -> None:
        super().__init__(rubric)
        self.roll = random.Random(7)

    def verdict(self, line: str, context: Sequence[Said]) -> Verdict:
        return self.coded(line, self.roll.choice(list(Code)), self.roll.random(), self.roll.random())

    def talk_of(self, line: str) -> Talk:
        return self.roll.choice(list(Talk))


class Keywords(BadGrader):
    """Counts keywords."""

    def verdict(self, line: str, context: Sequence[Said]) -> Verdict:
        low = line.lower()
        counts = {code: sum(low.count(word) for word in words) for code, words in WORDS.items()}
        code = max(counts, key=lambda known: counts[known]) if any(counts.values()) else Code.OTHER
        warm = counts[Code.COMPLEX_REFLECTION] + counts[Code.AFFIRM]
        free = counts[Code.EMPHASIZE_AUTONOMY] + counts[Code.OPEN_QUESTION]
        return self.coded(line, code, min(1.0, warm / 2), min(1.0, free / 2))

    def talk_of(self, line: str) -> Talk:
        return Talk.CHANGE if "would" in line.lower() else Talk.SUSTAIN if "not" in line.lower() else Talk.NEUTRAL


class Knowing(BadGrader):
    """Has the answer sheet, (line, context) -> answers: what no suite may fail."""

    def __init__(self, rubric: Rubric, sheet: Mapping[tuple[str, tuple[Said, ...]], Mapping[str, str]]) -> None:
        super().__init__(rubric)
        self.sheet = sheet

    def verdict(self, line: str, context: Sequence[Said]) -> Verdict:
        answers = self.sheet[line, tuple(context)]
        empathy, empowerment = (0.9 if answers[name] == "yes" else 0.1 for name in ("empathy", "empowerment"))
        stance = Stance(answers.get("stance", Stance.FOLLOW))
        return self.coded(line, Code(answers.get("primary", "other")), empathy, empowerment, stance)

    def talk_of(self, line: str) -> Talk:
        return next(Talk(answers["talk"]) for (text, _), answers in self.sheet.items() if text == line)


BAD = (Constant, Generous, Random, Keywords)
