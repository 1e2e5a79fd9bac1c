"""Standard questions, as the customer compares the rep's words with them; `rubrics/language` holds the wordings."""

from __future__ import annotations

from agent.content.tables.standard_questions import standard_questions

STANDARD_ASKS: dict[str, tuple[str, ...]] = standard_questions().questions
"""Standard topic -> common wordings of a question about it."""
