"""Grading lines by two versions of a rubric: who grades, and the runs under way."""
