"""Signs of a sentence as numbers: what its words show without their meaning; the table names and writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.content.tables.signs import signs

_EXPRESSIONS = {name: re.compile(words, re.IGNORECASE) for name, words in signs().signs.items()}

SIGNS = tuple(_EXPRESSIONS)
"""Their names, in the order of the weights that the coder's card holds for them."""


def signs_of(units: Sequence[str]) -> NDArray[np.float32]:
    """Return which signs each sentence shows: 1 or 0, (units, signs)."""
    rows = [[float(sign.search(unit) is not None) for sign in _EXPRESSIONS.values()] for unit in units]
    return np.array(rows, dtype=np.float32).reshape(len(units), len(SIGNS))
