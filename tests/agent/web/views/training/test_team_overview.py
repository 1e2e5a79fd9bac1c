"""The heat map: its key says what each colour means, and a cell has the colour of the number it shows."""

from __future__ import annotations

import re

import pytest

from agent.content.library import Library
from agent.model.practice.person import Person
from agent.runtime.personal.training.team.team_overview import Overview, Tally
from agent.web.views.training.team.team_overview import team_overview
from tests.support.paths import ROOT

ANA = Person(id="p-ana", name="ana", shown="Ana")
KEY = re.compile(r'<li class="rw-heat-key is-([0-9])">([0-9]+) to ([0-9]+) %</li>')


def drawn(passed: int, due: int) -> str:
    rubric = Library(ROOT / "personas", ROOT / "rubrics").rubric()
    heat = {ANA.id: {"says_back": Tally(passed, due)}}
    return str(team_overview("north", Overview((ANA,), None, rubric, heat, (), (), 1, False)))


def test_the_key_covers_every_share_once_and_stands_before_the_tables() -> None:
    page = drawn(5, 10)
    steps = [tuple(map(int, found)) for found in KEY.findall(page)]
    assert [step for step, _, _ in steps] == [1, 2, 3, 4, 5]
    covered = [share for _, first, last in steps for share in range(first, last + 1)]
    assert covered == list(range(101))
    assert page.index("What the colours mean") < page.index('rw-heat"')


@pytest.mark.parametrize(("passed", "due"), [(0, 10), (199, 1000), (595, 1000), (6, 10), (799, 1000), (10, 10)])
def test_a_cell_has_the_colour_that_the_key_gives_its_number(passed: int, due: int) -> None:
    page = drawn(passed, due)
    cell = re.search(r'rw-cell is-([0-9])"><b>([0-9]+) %</b>', page)
    assert cell is not None
    step, shown = int(cell[1]), int(cell[2])
    assert [int(one) for one, first, last in KEY.findall(page) if int(first) <= shown <= int(last)] == [step]


def test_a_share_of_few_lines_has_no_colour() -> None:
    assert 'is-few"><b>100 %</b>' in drawn(4, 4)
