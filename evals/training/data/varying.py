"""Write an example as another hand would have: case, punctuation, slips, a lead-in, a lost context."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from evals.training.data.examples import Example, Target

_LEAD_INS = ("Okay. ", "So, ", "Yeah, so ", "Um, ", "Well, ", "Right. ", "Mm-hmm. ", "Oh, okay. ", "Yeah. ", "Hm. ")
_CONTRACTED = re.compile(r"(?<=\w)['’](?=\w)")


def varied(example: Example, chance: random.Random) -> Example:
    """Return the example or a variant of it that means the same."""
    pieces = list(example.pieces)
    roll = chance.random()
    if roll < 0.12:
        pieces = [piece.lower() for piece in pieces]
    elif roll < 0.22:
        pieces = [re.sub(r"[.,!;:]", "", piece).lower() for piece in pieces]
    elif roll < 0.27:
        pieces[-1] = pieces[-1].rstrip(".?!") or pieces[-1]
    elif roll < 0.29:
        pieces = [piece.upper() for piece in pieces]
    if chance.random() < 0.05:
        pieces = [_CONTRACTED.sub("", piece) for piece in pieces]
    if chance.random() < 0.12:
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(pieces))
            pieces[at] = _slip(pieces[at], chance)
    if not "".join(pieces).strip():
        pieces = list(example.pieces)
    before = () if chance.random() < 0.12 else example.before[-chance.randint(1, 3) :]
    made = replace(example, before=before, pieces=tuple(pieces))
    return _led_in(made, chance) if len(example.text) > 12 and chance.random() < 0.06 else made


def _led_in(example: Example, chance: random.Random) -> Example:
    """Return the example with a lead-in before it, which belongs to the line as a whole but to none of its units."""
    whole = len(example.pieces)
    targets = tuple(
        replace(target, first=0 if _is_whole(target, whole) else target.first + 1, last=target.last + 1)
        for target in example.targets
    )
    return replace(example, pieces=(chance.choice(_LEAD_INS), *example.pieces), targets=targets)


def _is_whole(target: Target, pieces: int) -> bool:
    return target.codes is None and (target.first, target.last) == (0, pieces)


def _slip(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    at = chance.randrange(len(words))
    word = words[at]
    if len(word) > 3:
        cut = chance.randrange(1, len(word) - 1)
        swapped = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
        words[at] = chance.choice((swapped, word[:cut] + word[cut + 1 :], word[:cut] + word[cut] + word[cut:]))
    return " ".join(words)
