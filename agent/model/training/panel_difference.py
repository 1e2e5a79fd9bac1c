"""Panel difference: what the same reps got from two versions of a customer."""

from __future__ import annotations

from agent.model.base import FrozenModel

FIRST_LINES = 40
"""Changed lines that are shown: as many as somebody reads; all are counted."""

Curve = tuple[float, ...]
"""Mean resistance before the first line and after each."""


class Endings(FrozenModel):
    """How many sessions ended in which way."""

    committed: int = 0
    open: int = 0
    walked_away: int = 0


class Shift(FrozenModel):
    """Resistance in both versions, at the end or over the turns, paired by rep text and seed.

    Attributes:
        before, after: means. pairs: how many rep texts were played against both.
        low, high: 95 % bootstrap interval of the mean difference; None where there are too few pairs for one.
    """

    before: float
    after: float
    pairs: int
    low: float | None = None
    high: float | None = None

    @property
    def change(self) -> float:
        """After less before: above 0, the customer of the draft is more closed."""
        return self.after - self.before


class KindDifference(FrozenModel):
    """What one kind of rep got from both. `final`, `over_turns`: as in `PanelDifference`."""

    kind: str
    curve_before: Curve
    curve_after: Curve
    final: Shift
    over_turns: Shift
    endings_before: Endings
    endings_after: Endings


class RuleDifference(FrozenModel):
    """A rule between kinds of reps: in how many of `sessions` it held. `title`: the rule in words."""

    name: str
    title: str
    sessions: int
    held_before: int
    held_after: int


class Slip(FrozenModel):
    """Something the customer should not have said: what, to whom, with which words."""

    kind: str
    rep: str
    turn: int
    customer: str
    why: str


class ChangedLine(FrozenModel):
    """A turn in which the customer's words differ. Empty words: that version's session had ended; turn 0: opening."""

    rep: str
    turn: int
    said: str
    before: str
    after: str


class PanelDifference(FrozenModel):
    """All of it.

    Attributes:
        short: one text of each kind was played. texts: rep texts, each played once against both. turns: in all.
        seconds: it took. engines: who graded and spoke.
        final: resistance at the end. over_turns: its mean after each line; a session that ended first keeps its last
            level while the other version's goes on.
        slips_before, slips_after: leaks, repeats, invented figures and role flips.
        changed: the first of the lines that differ. changed_in_all, compared: how many differ, of how many.
        moved: texts with which some level, ending or fact opened differs, in any turn.
    """

    short: bool
    texts: int
    turns: int
    seconds: float
    engines: str
    final: Shift
    over_turns: Shift
    kinds: tuple[KindDifference, ...]
    rules: tuple[RuleDifference, ...]
    slips_before: tuple[Slip, ...]
    slips_after: tuple[Slip, ...]
    changed: tuple[ChangedLine, ...]
    changed_in_all: int
    compared: int
    moved: int

    @property
    def nothing_changed(self) -> bool:
        """No level, ending or word differs anywhere."""
        return not self.moved and not self.changed_in_all
