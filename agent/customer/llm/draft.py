"""Draft: a customer's line as it comes from a model, taken in sentence by sentence and checked."""

from __future__ import annotations

from agent.customer.llm.checks import Bounds, is_over, wrong_with
from agent.customer.llm.mending import mended, up_to_end_mark
from agent.customer.llm.patterns import label
from agent.customer.llm.sentences import QUOTES, first_sentence
from agent.text.neutralize import neutralize

LONGEST_REFUSED = 400
"""Characters of a refused draft that are shown to the model again."""

LETTERS_A_WORD, SPARE = 16, 200
"""Characters that a word may take with its space and marks, and what a line may have beside; more is no speech."""

LONGEST_SENTENCE = 2_000
"""Characters without the end of a sentence, at most, whatever the persona's cap."""


class Draft:
    """Takes text in pieces and gives back the sentences that stand, ready to be shown.

    Attributes:
        text: what stands so far. wrong: why no more will, completing "the draft …". begun: anything has come.
        closed: nothing more is wanted: something is wrong, the line is long enough, or the model speaks for others.
        refused: where something is wrong, the end of the draft as it came, with the sentence that was refused.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._buffer = ""
        self._longest = min(LONGEST_SENTENCE, SPARE + LETTERS_A_WORD * bounds.most_words)
        self._dressed = self._overflows = False
        self.text = self.refused = ""
        self.wrong: str | None = None
        self.refused = ""
        self.begun = self.closed = False

    def hold(self, piece: str) -> bool:
        """Take in a piece and look no closer; say whether there is now something to check."""
        if self.closed:
            return False
        self.begun = self.begun or bool(piece.strip())
        room = self._longest - len(self._buffer)
        self._buffer = (self._buffer + piece[:room]).lstrip()
        self._overflows = self._overflows or len(piece) > room
        return self._overflows or first_sentence(self._buffer) is not None

    def check(self) -> list[str]:
        """Check the whole sentences held; return what may be shown now, each with the space before it."""
        shown = []
        while not self.closed and (split := first_sentence(self._buffer)):
            sentence, self._buffer = split
            shown += self._take_in(sentence)
        if self._overflows and not self.closed:
            self._close(None if self.text else "is too long; a sentence or two are enough", self._buffer)
        return shown

    def feed(self, piece: str) -> list[str]:
        """Take in a piece and return what may be shown now."""
        return self.check() if self.hold(piece) else []

    def end(self) -> list[str]:
        """Take in what is left at the end of the text; return what may be shown."""
        shown = self._take_in(self._buffer.strip()) if not self.closed and self._buffer.strip() else []
        if not self.text and not self.wrong:
            self._close("is empty; say something", "")
        self.closed = True
        return shown

    def _take_in(self, raw: str) -> list[str]:
        spoken, ended = up_to_end_mark(raw)
        sentence = self._undressed(mended(spoken))
        shown = self._checked(sentence, raw) if sentence else []
        self.closed = self.closed or ended
        return shown

    def _checked(self, sentence: str, raw: str) -> list[str]:
        script = self.text and label(sentence, self._bounds.persona)
        if script or is_over(sentence, self.text, self._bounds):
            self.closed = True  # the line is whole without it
            return []
        if wrong := wrong_with(sentence, self.text, self._bounds):
            self._close(wrong, raw)
            return []
        if self.text and not any(map(str.isalnum, sentence)):
            return []  # marks behind the last sentence
        piece = f" {sentence}" if self.text else sentence
        self.text += piece
        return [piece]

    def _close(self, wrong: str | None, raw: str) -> None:
        """Take no more; where something is wrong, keep what was refused, the end of what stood before it first."""
        self.wrong, self.closed = wrong, True
        if wrong:
            last = neutralize(raw[:LONGEST_REFUSED], LONGEST_REFUSED * 3 // 4)
            room = LONGEST_REFUSED - len(last) - 1
            self.refused = f"{neutralize(self.text)[-room:]} {last}".strip()

    def _undressed(self, sentence: str) -> str:
        """Take off the speaker's own name and quotation marks around the whole, which models like to add."""
        if not self.text and (name := label(sentence, self._bounds.persona)):
            owner = self._bounds.persona.name.split()[0].lower()
            own = any(word in name.lower() for word in (owner, "customer"))
            sentence = sentence[len(name.rstrip(QUOTES)) :].strip() if own else sentence
        marks = sum(sentence.count(mark) for mark in QUOTES)
        if not self.text and sentence[:1] and sentence[0] in QUOTES:
            whole = marks == 2 and sentence[-1] in QUOTES
            self._dressed = marks % 2 == 1
            if whole or self._dressed:
                sentence = sentence.strip(QUOTES) if whole else sentence[1:]
        elif marks % 2 and (self._dressed or sentence.strip(QUOTES) != sentence or not sentence.strip(QUOTES)):
            at = max(sentence.rfind(mark) for mark in QUOTES)
            if self._dressed or at == len(sentence) - 1:
                self._dressed, sentence = False, sentence[:at] + sentence[at + 1 :]
        return sentence.strip()
