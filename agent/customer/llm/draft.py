"""Draft: a customer's line as it comes from a model, taken in sentence by sentence and checked."""

from __future__ import annotations

from agent.customer.llm.checks import Bounds, first_sentence, is_over, label, wrong_with

_QUOTES = '"“”'


class Draft:
    """Takes text in pieces and gives back the sentences that stand, ready to be shown.

    Attributes:
        text: what stands so far. wrong: why no more will, completing "the draft …". begun: anything has come.
        closed: nothing more is wanted: something is wrong, the line is long enough, or the model speaks for others.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._buffer = ""
        self.text = ""
        self.wrong: str | None = None
        self.refused = ""
        self.begun = self.closed = False

    def hold(self, piece: str) -> bool:
        """Take in a piece and look no closer; say whether there is now a whole sentence to check."""
        self._buffer += piece
        self.begun = self.begun or bool(piece.strip())
        return not self.closed and first_sentence(self._buffer) is not None

    def check(self) -> list[str]:
        """Check the whole sentences held; return what may be shown now, each with the space before it."""
        shown = []
        while not self.closed and (split := first_sentence(self._buffer)):
            sentence, self._buffer = split
            shown += self._take(sentence)
        return shown

    def feed(self, piece: str) -> list[str]:
        """Take in a piece and return what may be shown now."""
        return self.check() if self.hold(piece) else []

    def end(self) -> list[str]:
        """Take in what is left at the end of the text; return what may be shown."""
        shown = self._take(self._buffer.strip()) if not self.closed and self._buffer.strip() else []
        if not self.text and not self.wrong:
            self.wrong = "is empty"
        self.closed = True
        return shown

    def _take(self, raw: str) -> list[str]:
        sentence = self._undressed(raw)
        if not sentence:
            return []
        script = self.text and label(sentence, self._bounds.persona)
        if script or is_over(sentence, self.text, self._bounds):
            self.closed = True  # the line is whole without it
            return []
        self.wrong = wrong_with(sentence, self.text, self._bounds)
        if self.wrong:
            self.refused = f"{self.text} {sentence}".strip()
            self.closed = True
            return []
        piece = f" {sentence}" if self.text else sentence
        self.text += piece
        return [piece]

    def _undressed(self, raw: str) -> str:
        """Take off the speaker's own name and quotation marks around the whole, which models like to add."""
        sentence = raw.strip()
        if not self.text and (name := label(sentence, self._bounds.persona)):
            owner = self._bounds.persona.name.split()[0].lower()
            own = any(word in name.lower() for word in (owner, "customer"))
            sentence = sentence[len(name) :] if own else sentence
        quoted = sum(sentence.count(mark) for mark in _QUOTES)
        if quoted % 2 or (quoted == 2 and sentence[0] in _QUOTES and sentence[-1] in _QUOTES):
            sentence = sentence.translate({ord(mark): None for mark in _QUOTES})
        return sentence.strip()
