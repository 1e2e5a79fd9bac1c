"""Drills: one move at a time. What is drilled, in which moments, how an answer is judged and when it is due again."""
