"""Catalogue of tables: every one that ships, with its file below `rubrics/` and its model."""

from __future__ import annotations

from agent.content.lean import difficulty, stock
from agent.content.shipped import shipped
from agent.content.tables import (
    chat_spellings,
    insults,
    phrases,
    requirements,
    response_weights,
    shared_lines,
    signs,
    standard_questions,
    taking_up,
)
from agent.content.tables.practice import rewordings
from agent.content.tables.reading import table_findings
from agent.errors import Finding
from agent.model.base import FrozenModel
from agent.model.practice.drill_skills import DrillSkills

DRILLS_FILE = "practice/drills.yaml"
"""Read by `agent/coaching/drills/skills.py`."""

TABLES: dict[str, type[FrozenModel]] = {
    standard_questions.FILE: standard_questions.StandardQuestions,
    chat_spellings.FILE: chat_spellings.ChatSpellings,
    taking_up.FILE: taking_up.TakingUp,
    rewordings.FILE: rewordings.Rewordings,
    phrases.DRAFT_FILE: phrases.DraftPhrases,
    insults.FILE: insults.Insults,
    signs.FILE: signs.Signs,
    response_weights.FILE: response_weights.ResponseWeights,
    shared_lines.FILE: shared_lines.SharedLines,
    stock.FILE: stock.Stock,
    difficulty.FILE: difficulty.Difficulties,
    requirements.FILE: requirements.Requirements,
    DRILLS_FILE: DrillSkills,
    phrases.WORDING_FILE: phrases.Wording,
}


def wrong_tables() -> list[Finding]:
    """Return everything that is wrong with the tables that ship."""
    return [found for name, model in TABLES.items() for found in table_findings(shipped("rubrics", name), model)]
