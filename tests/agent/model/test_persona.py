"""Persona: an agenda is short, and what it names is there."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.model.acts import Band
from agent.model.persona import AgendaItem
from tests.support.makers.rich import rich_persona


def items(many: int, topic: str | None = None) -> dict[str, AgendaItem]:
    raises = {band: ("One way.", "Another way.") for band in Band}
    return {f"item_{n}": AgendaItem(wants=f"thing {n}", topic=topic, raises=raises) for n in range(many)}


@pytest.mark.parametrize("many", [0, 2, 4])
def test_an_agenda_has_two_to_four_items_or_none(many: int) -> None:
    assert len(rich_persona(agenda=items(many)).agenda) == many


@pytest.mark.parametrize("many", [1, 5])
def test_one_item_is_no_agenda_and_five_are_too_many(many: int) -> None:
    with pytest.raises(ValidationError, match="agenda: . items"):
        rich_persona(agenda=items(many))


def test_an_item_lies_under_a_topic_that_is_there() -> None:
    assert rich_persona(agenda=items(2, "tried"))
    with pytest.raises(ValidationError, match="unknown topic 'tryed'"):
        rich_persona(agenda=items(2, "tryed"))
