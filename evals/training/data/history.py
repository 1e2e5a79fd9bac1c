"""What was said before a line, as the coder is shown it: the last few lines, each behind a letter for its speaker.

Scenarios of the corpus often answer one line in several ways, one after another. A line that stands there again, word
for word, begins such an answer anew, so what was said since it stood there first is no history of what follows.
"""

from __future__ import annotations

from agent.grading.coder.labels import BEFORE_LINES
from evals.data.corpus_format import Line


class History:
    """The talk up to a line."""

    def __init__(self) -> None:
        self._said: list[tuple[str, str]] = []

    def told(self) -> tuple[tuple[str, str], ...]:
        """Return the last few lines as (speaker, text), oldest first."""
        return tuple(self._said[-BEFORE_LINES:])

    def rewind(self, line: Line) -> None:
        """Go back to where this very line stood first, if it did."""
        if (line.speaker, line.text) in self._said:
            del self._said[self._said.index((line.speaker, line.text)) :]

    def add(self, line: Line) -> None:
        """Take a line in."""
        self._said.append((line.speaker, line.text))
