"""The trainer's sheet tells the scenario from both chairs, and every secret."""

from __future__ import annotations

from agent.content.trainer_sheet import render_trainer_sheet
from agent.model.persona import Chair
from tests.support.makers.rich import CHAIR, rich_persona


def section(sheet: str, title: str) -> str:
    return sheet.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_scenario_is_told_from_both_chairs() -> None:
    persona = rich_persona()
    sheet = render_trainer_sheet(persona)
    rep, customer = section(sheet, "From the rep's chair"), section(sheet, "From the customer's chair")
    for told in (persona.scenario, persona.brief.you_are, *persona.brief.you_know, persona.brief.your_task):
        assert told in rep
    for told in (CHAIR.i_am, CHAIR.whose, *(f"- {entry}" for entry in (*CHAIR.people, *CHAIR.told))):
        assert told in customer
        assert told not in rep
    assert sheet.index("From the rep's chair") < sheet.index("From the customer's chair") < sheet.index("## Biography")


def test_an_empty_list_of_the_chair_has_no_heading() -> None:
    chair = section(
        render_trainer_sheet(rich_persona(chair=Chair(i_am="Me.", whose="Theirs."))), "From the customer's chair"
    )
    assert chair.split("\n\n") == ["\nMe.", "Theirs.\n"]


def test_a_persona_without_a_chair_says_so() -> None:
    assert "Not written" in section(render_trainer_sheet(rich_persona(chair=None)), "From the customer's chair")
