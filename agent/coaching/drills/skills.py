"""Skills: the sheets of the moves that are drilled, as they ship."""

from __future__ import annotations

from functools import cache

from agent.content.tables.catalogue import DRILLS_FILE
from agent.content.tables.reading import shipped_table
from agent.model.practice.drill import Skill
from agent.model.practice.drill_skills import DrillSkills, SkillSheet


@cache
def skill_sheets() -> dict[Skill, SkillSheet]:
    """Return every skill's sheet, in the order in which a newcomer meets them.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(DRILLS_FILE, DrillSkills).skills
