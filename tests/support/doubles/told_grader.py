"""A grader that is told how to read each line, by a function of its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.verdict import Talk, TalkVerdict, Verdict


class ToldGrader:
    """Reads as it is told; of customers' lines it says `talk`."""

    engine = "told"

    def __init__(
        self, reading: Callable[[str], Verdict], talk: Callable[[str], Talk] = lambda text: Talk.NEUTRAL
    ) -> None:
        self.reading, self.talk_of = reading, talk

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        return self.reading(line)

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        return TalkVerdict(talk=self.talk_of(line), confidence=0.9)
