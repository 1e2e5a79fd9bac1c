"""Practising: the one move to drill next, by the checks that this session fell short of. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from agent.feedback.advice import Lesson
from agent.model.practice.drill import Skill

SKILL_OF = {
    "says_back": Skill.SAY_BACK, "validates_feeling": Skill.SAY_BACK, "on_their_side": Skill.SAY_BACK,
    "no_stock_phrase": Skill.SAY_BACK, "no_parroting": Skill.SAY_BACK, "no_stuffing": Skill.SAY_BACK,
    "leaves_choice": Skill.LEAVE_CHOICE, "asks_leave": Skill.LEAVE_CHOICE, "no_push": Skill.LEAVE_CHOICE,
    "no_threat": Skill.LEAVE_CHOICE, "no_override": Skill.LEAVE_CHOICE,
    "sets_limit": Skill.SET_LIMIT, "no_giving_in": Skill.SET_LIMIT,
    "owns_part": Skill.MEND_RUPTURE, "no_blame": Skill.MEND_RUPTURE, "no_insult": Skill.MEND_RUPTURE,
    "asks_for_theirs": Skill.ASK_REASONS, "looks_ahead": Skill.ASK_REASONS, "points_to_change": Skill.ASK_REASONS,
    "shapes_plan": Skill.ASK_REASONS, "invites_more": Skill.ASK_REASONS, "no_dwelling": Skill.ASK_REASONS,
}  # fmt: skip
"""Check -> the move that trains it; the rest, such as talking for too long, no drill helps."""

WHY = {
    "says_back": "said back what you had heard", "validates_feeling": "named what it must feel like",
    "on_their_side": "stood beside them", "leaves_choice": "said that it was theirs to decide",
    "asks_leave": "asked leave", "sets_limit": "said plainly what cannot be done",
    "owns_part": "owned what had gone wrong", "asks_for_theirs": "asked for their own reasons",
    "looks_ahead": "asked where it leads", "points_to_change": "said back the part that wants it better",
    "shapes_plan": "asked for a first step of theirs", "invites_more": "invited them to go on",
}  # fmt: skip
HARM = {
    "no_stock_phrase": "had a stock phrase in them", "no_parroting": "handed their words back unchanged",
    "no_stuffing": "heaped up keywords", "no_push": "gave advice that nobody had asked for",
    "no_threat": "held a choice with a threat in it", "no_override": "asked leave and did not wait for it",
    "no_giving_in": "gave in to please", "no_blame": "blamed or contradicted", "no_insult": "were an insult",
    "no_dwelling": "dwelt on the reasons against",
}  # fmt: skip
"""What a receipt of all lines comes to, by check: what few lines did, and what too many did."""


def practise_next(lessons: Sequence[Lesson]) -> tuple[Skill | None, str]:
    """Return the move that the weightiest lesson asks for, and why; None where no drill fits any."""
    lesson = next((lesson for lesson in lessons if lesson.weight > 0 and lesson.check_id in SKILL_OF), None)
    return (None, "") if lesson is None else (SKILL_OF[lesson.check_id], _why_practise(lesson))


def _why_practise(lesson: Lesson) -> str:
    missed, due = lesson.missed, lesson.due
    if lesson.check_id in HARM:
        lines = "One of your lines" if missed == 1 else f"{missed} of your lines"
        told = HARM[lesson.check_id].replace("in them", "in it") if missed == 1 else HARM[lesson.check_id]
        return f"{lines} {told.replace('were an', 'was an') if missed == 1 else told}."
    did = WHY[lesson.check_id]
    if missed == due:
        return f"It was due in {'one line' if due == 1 else f'{due} lines'}, and none of them {did}."
    return f"It was due in {due} lines, and {due - missed} of them {did}."
