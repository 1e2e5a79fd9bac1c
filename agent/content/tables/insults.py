"""Insults: the names and put-downs that no customer has to hear, and the plainest accusations."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from agent.content.tables.reading import shipped_table
from agent.model.base import FrozenModel
from agent.model.persona import Text

FILE = "language/insults.yaml"
Words = tuple[Text, ...]


class Insults(FrozenModel):
    """Words in lower case; an insult is one of them in a frame that aims it at the customer.

    Attributes:
        names: what somebody is called, in the singular. traits: what somebody is said to be.
        orders: rude orders, insults by themselves.
        charges: accusations by themselves. never: what is one after "you never".
        between: words that may stand between "you" or "you are" and a name or trait.
        reported: words that, earlier in the clause, make it what somebody else says, thinks or feels.
    """

    names: Words = Field(min_length=1)
    traits: Words = Field(min_length=1)
    orders: Words = Field(min_length=1)
    charges: Words = Field(min_length=1)
    never: Words = Field(min_length=1)
    between: Words = Field(min_length=1)
    reported: Words = Field(min_length=1)


@cache
def insults() -> Insults:
    """Return the insults that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, Insults)
