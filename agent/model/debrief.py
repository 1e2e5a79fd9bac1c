"""Debrief: what a whole session showed, in numbers (`Summary`) and in words (`Debrief`)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agent.model.acts import Stage
from agent.model.base import FrozenModel
from agent.model.law import Level
from agent.model.practice.drill import Skill
from agent.model.practice.rewording import Rewording
from agent.model.rubric import Criterion
from agent.model.session import Outcome
from agent.model.verdict import Code, Stance

Timing = Literal["early", "due"]
Standing = Literal["below", "fair", "good"]
Kind = Literal["softened", "hardened", "stage_forward", "stage_back", "committed", "walked_away"]

CAVEAT = (
    "Fair and good are opinions of experts on counselling talks (MITI 4.2.1), not validated for customer work, "
    "so read them as a direction, not as a grade. Telling simple from complex reflections is hard even for trained "
    "people, and no threshold exists for adherent and non-adherent lines."
)
"""Stands beside every threshold that is shown."""


class Ratio(FrozenModel):
    """A ratio of counts beside its thresholds, if the literature has any.

    Attributes:
        part, whole: the counts. fair, good: thresholds on `value`, or None.
        percent: show `value` as a percentage rather than as n:1.
    """

    name: str
    part: int = Field(ge=0)
    whole: int = Field(ge=0)
    fair: float | None = None
    good: float | None = None
    percent: bool = False

    @property
    def value(self) -> float | None:
        """Part over whole, or None where the whole is 0."""
        return self.part / self.whole if self.whole else None

    @property
    def standing(self) -> Standing | None:
        """Where the value lies between the thresholds, or None where there is no value or no threshold."""
        if self.value is None or self.fair is None or self.good is None:
            return None
        if self.value >= self.good:
            return "good"
        return "fair" if self.value >= self.fair else "below"

    @property
    def shown(self) -> str:
        """The value as a rep reads it: `40 %`, `1.5:1`, or a dash where there is none."""
        if self.value is None:
            return "–"
        return f"{self.value:.0%}".replace("%", " %") if self.percent else f"{self.value:.1f}:1"


class Beat(FrozenModel):
    """One line on the follow/lead ribbon; `lead` says whether leading was early or due."""

    turn: int = Field(ge=1)
    primary: Code
    stance: Stance
    lead: Timing | None = None
    ungraded: bool = False


class Point(FrozenModel):
    """Where the customer stood after a turn; turn 0 is the start."""

    turn: int = Field(ge=0)
    resistance: Level
    trust: Level
    stage: Stage


class TurningPoint(FrozenModel):
    """A turn at which the conversation turned: the rep's own words, and the reason from the receipt.

    Attributes:
        change: what the turn did to resistance, signed.
    """

    turn: int = Field(ge=1)
    kind: Kind
    change: float
    words: str
    why: str


class Highlight(FrozenModel):
    """The best or the weakest line: the whole line, the words that did it, why, and for a weak one the mend."""

    turn: int = Field(ge=1)
    line: str
    words: str
    why: str
    hint: str | None = None


class TalkMix(FrozenModel):
    """How many of the customer's lines spoke for the change, against it, or neither."""

    change: int = 0
    sustain: int = 0
    neutral: int = 0

    @property
    def change_share(self) -> float | None:
        """Share of change talk in the talk that takes sides, 0..1, or None where no line took one."""
        sides = self.change + self.sustain
        return self.change / sides if sides else None


class Summary(FrozenModel):
    """A session counted.

    Attributes:
        turns: whole turns. ungraded: how many of them have no grade; those count nowhere else.
        counts: lines in which each code stands, only codes that occur.
        reflections_to_questions, complex_share, open_share: the ratios, with thresholds where there are any.
        adherent: affirmations, collaboration sought, autonomy emphasised. non_adherent: confronting, persuading.
        early_leads, due_leads: lines that lead before and after trust was earned.
        steering: lines that steer, as the law sees it: they lead, look ahead, shape a plan or set a limit.
        longest_following: most lines in a row that only follow.
        talk: the customer's talk over the whole; talk_by_thirds: over its three parts.
        criteria: mean of each criterion over the graded lines, 0..1; commit only over lines from the stage evoke
            on. None where no line counts.
        disclosed: facts that came to light, of how many `facts`.
        caveat: to be shown beside the thresholds.
        readiness: how much change talk was drawn out, 0..10; None in debriefs of before it was kept.
        readiness_note: what it is for. floor_note: why resistance fell no further, where it rested on a floor.
        idle: most lines in a row that followed where it was time to lead.
    """

    turns: int = Field(ge=0)
    ungraded: int = Field(ge=0)
    counts: dict[Code, int]
    reflections_to_questions: Ratio
    complex_share: Ratio
    open_share: Ratio
    adherent: int
    non_adherent: int
    early_leads: int
    due_leads: int
    steering: int
    longest_following: int
    talk: TalkMix
    talk_by_thirds: tuple[TalkMix, TalkMix, TalkMix]
    ribbon: tuple[Beat, ...]
    curve: tuple[Point, ...] = Field(min_length=1)
    turning_points: tuple[TurningPoint, ...]
    criteria: dict[Criterion, float | None]
    best: Highlight | None
    weakest: Highlight | None
    disclosed: int
    facts: int
    caveat: str = CAVEAT
    readiness: Level | None = None
    readiness_note: str = ""
    floor_note: str = ""
    idle: int = 0


class Unsaid(FrozenModel):
    """Something the customer never got to say.

    Attributes:
        fact: its id in the persona. line: how they would have told it. opens: what would have opened it.
    """

    fact: str
    line: str
    opens: str


class Debrief(FrozenModel):
    """What the rep takes home.

    Attributes:
        summary: the numbers. outcome: how the session stood when it ended.
        story: plain paragraphs, to be read in order. next_time: two or three concrete suggestions.
        engine: who wrote it. degraded: why another engine stood in, or None.
        instead: the costliest line as it could have been said, graded; None where none cost or nothing was better.
        unsaid: what the customer never got to say, in the order of the persona.
        practise: the one move to drill next, and `practise_why`; None where nothing was lacking.
    """

    summary: Summary
    outcome: Outcome
    story: tuple[str, ...] = Field(min_length=1)
    next_time: tuple[str, ...] = Field(min_length=1, max_length=3)
    engine: str
    degraded: str | None = None
    instead: Rewording | None = None
    unsaid: tuple[Unsaid, ...] = ()
    practise: Skill | None = None
    practise_why: str = ""
