"""Rubric effect: the gold set and graded lines by two versions of a rubric."""

from __future__ import annotations


class EvalRubric:
    """See `agent/runtime/workshop/`."""
