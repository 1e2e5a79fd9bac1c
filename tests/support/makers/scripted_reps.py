"""Reps as runs of verdicts: what an expert, a decent, a pushing and a late blooming rep are read as, by a seed."""

from __future__ import annotations

from random import Random

from agent.model.verdict import Code, Stance, Verdict
from tests.support.makers.makers import checked

EMPATHY = ("says_back", "names_strength", "owns_part")
EMPOWERMENT = ("leaves_choice", "asks_for_theirs", "asks_leave", "names_strength", "shapes_plan")
Kind = tuple[tuple[Code, ...], tuple[str, ...]]

ECHO, DEEP, OPEN = Code.SIMPLE_REFLECTION, Code.COMPLEX_REFLECTION, Code.OPEN_QUESTION
ORDINARY: dict[Kind, int] = {
    ((ECHO, OPEN), ("says_back", "asks_for_theirs")): 20,
    ((ECHO, OPEN), ("says_back",)): 12,
    ((DEEP, OPEN), ("says_back", "asks_for_theirs")): 10,
    ((DEEP,), ("says_back", "points_to_change")): 8,
    ((OPEN,), ("asks_for_theirs",)): 10,
    ((OPEN,), ()): 6,
    ((OPEN,), ("looks_ahead",)): 7,
    ((Code.CLOSED_QUESTION,), ()): 8,
    ((Code.AFFIRM,), ("names_strength",)): 6,
    ((ECHO, Code.EMPHASIZE_AUTONOMY), ("says_back", "leaves_choice")): 5,
    ((Code.OTHER,), ("owns_part",)): 4,
    ((Code.GIVE_INFORMATION,), ()): 5,
    ((Code.PERSUADE,), ()): 3,
    ((Code.COUNTERFEIT,), ()): 2,
}
"""What an ordinary good line of a decent rep is read as, and how often: skilled more often than not, and no more."""

SKILLED: dict[Kind, int] = {
    ((DEEP, OPEN), ("says_back", "asks_for_theirs", "points_to_change")): 5,
    ((DEEP, OPEN), ("says_back", "asks_for_theirs", "looks_ahead")): 3,
    ((Code.AFFIRM, OPEN), ("names_strength", "asks_for_theirs", "points_to_change")): 2,
    ((DEEP, Code.EMPHASIZE_AUTONOMY), ("says_back", "leaves_choice", "asks_for_theirs")): 2,
    ((DEEP, OPEN), ("owns_part", "says_back", "asks_for_theirs")): 2,
}
PUSHING: dict[Kind, int] = {
    ((Code.PERSUADE,), ()): 8,
    ((Code.CLOSED_QUESTION,), ()): 2,
    ((Code.GIVE_INFORMATION, Code.PERSUADE), ()): 2,
}


def coded_line(kind: Kind, chance: Random, least: float) -> Verdict:
    """Return one line of a kind, as sure as chance has it from `least` on."""
    codes, checks = kind
    sure = round(chance.uniform(least, 1.0), 2)
    given = dict.fromkeys(checks, True)
    shown = [sure if any(check in shows for check in checks) else 0.0 for shows in (EMPATHY, EMPOWERMENT)]
    stance = Stance.LEAD if OPEN in codes or Code.PERSUADE in codes else Stance.FOLLOW
    return checked(given, *codes, empathy=shown[0], empowerment=shown[1], stance=stance, sure=sure)


def run_of(kinds: dict[Kind, int], number: int, chance: Random, least: float, planning: float = 0.0) -> list[Verdict]:
    """Return a run of lines; in its second half, `planning` of them ask for a plan of the customer's own as well."""
    drawn = chance.choices(list(kinds), list(kinds.values()), k=number)
    for at, (codes, checks) in enumerate(drawn):
        if OPEN in codes and at >= number // 2 and chance.random() < planning:
            drawn[at] = (codes, (*checks, "shapes_plan"))
    return [coded_line(kind, chance, least) for kind in drawn]


def decent(seed: int, number: int = 25) -> list[Verdict]:
    """Return a session of a rep who is skilled and ordinary."""
    return run_of(ORDINARY, number, Random(seed), least=0.6, planning=0.5)


def expert(seed: int, number: int = 20) -> list[Verdict]:
    """Return a session of a rep who does nearly everything right."""
    return run_of(SKILLED, number, Random(seed), least=0.7, planning=0.7)


def pusher(seed: int, number: int = 20) -> list[Verdict]:
    """Return a session of a rep who pushes."""
    return run_of(PUSHING, number, Random(seed), least=0.7)


def late_bloomer(seed: int, number: int = 20, bad: int = 4) -> list[Verdict]:
    """Return a session that begins as a pusher's, owns that, and goes on as an expert's."""
    owned = ((DEEP, OPEN), ("owns_part", "says_back", "asks_for_theirs"))
    chance = Random(seed)
    return [
        *pusher(seed, bad),
        coded_line(owned, chance, 0.7),
        *run_of(SKILLED, number - bad - 1, chance, 0.7, planning=0.7),
    ]
