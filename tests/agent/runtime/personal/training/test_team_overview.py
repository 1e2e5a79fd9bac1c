"""Team overview: what was given is counted, quoted and told of; nothing else is."""

from __future__ import annotations

import pytest

from agent.errors import NotSignedIn, TurnRefused
from agent.feedback.turning_points import role
from agent.model.practice.audit import AuditAct
from agent.model.verdict import Code
from agent.runtime.personal.people.auditing import readings_of_mine
from agent.runtime.personal.training.team import team_overview
from agent.runtime.personal.training.team.team_overview import Tally, overview
from tests.agent.runtime.personal.training.conftest import People
from tests.support.makers.assigned import PRIVATE, two_done_one_late

OFFERS = (Code.PERSUADE, Code.PERSUADE_WITH_PERMISSION, Code.SEEK_COLLABORATION)


async def test_only_given_sessions_are_counted_and_quoted(people: People) -> None:
    await two_done_one_late(people, "test_customer")
    told = overview(people["tia"])
    assert told.sessions == 2
    assert [rep.name for rep in told.reps] == ["ana", "ben"]
    assert set(told.heat) == {"p-ana", "p-ben"}
    assert told.heat["p-ana"]["no_blame"].share == 1.0
    assert told.heat["p-ben"]["no_blame"].passed == 1
    assert told.heat["p-ben"]["no_blame"].due == 2
    blame = next(one for one in told.mistakes if one.check == "no_blame")
    assert (blame.lines, blame.due, blame.reps) == (1, 4, 1)
    assert "your fault" in blame.quotes[0].words
    assert blame.quotes[0].rep.name == "ben"
    assert PRIVATE not in repr(told)
    assert [week.sessions for week in told.weeks] == [2]


async def test_a_check_counts_only_where_it_was_due(people: People) -> None:
    await two_done_one_late(people, "test_customer")
    heat = overview(people["tia"]).heat["p-ana"]
    assert "shapes_plan" not in heat, "nobody came as far as a plan"
    assert heat["says_back"].due == 2


async def test_one_rep_alone_and_a_time_alone(people: People) -> None:
    await two_done_one_late(people, "test_customer")
    told = overview(people["tia"], 30, "ben")
    assert told.rep is not None
    assert (told.rep.name, told.sessions, set(told.heat)) == ("ben", 1, {"p-ben"})
    for name in ("nil", "tom", "nobody", "tia"):
        with pytest.raises(TurnRefused, match="nobody of your team"):
            overview(people["tia"], None, name)


async def test_whose_sessions_were_counted_is_told_once_a_day(people: People) -> None:
    await two_done_one_late(people, "test_customer")
    overview(people["tia"])
    overview(people["tia"])
    for name in ("ana", "ben"):
        read = readings_of_mine(people[name], 9)
        assert [(one.entry.act, one.actor and one.actor.name) for one in read] == [(AuditAct.COUNTED.value, "tia")]
    assert readings_of_mine(people["nil"], 9) == [], "nothing of hers was looked at"


async def test_it_is_cut_at_the_newest_and_says_so(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    await two_done_one_late(people, "test_customer")
    monkeypatch.setattr(team_overview, "MOST", 1)
    told = overview(people["tia"])
    assert (told.sessions, told.cut) == (1, True)


async def test_no_other_team_and_nobody_below_a_trainer_sees_it(people: People) -> None:
    await two_done_one_late(people, "test_customer")
    assert overview(people["tom"]).sessions == 0
    for who in ("ana", "tess", ""):
        with pytest.raises(NotSignedIn):
            overview(people[who])


async def test_a_line_that_did_good_is_no_mistake_and_leave_is_missed_only_where_something_is_offered(
    people: People,
) -> None:
    await two_done_one_late(people, "test_customer")
    mine = people["ana"]
    session = next(info.id for info in mine.sessions() if info.finished)
    good = {turn.number for turn in mine.turns(session) if role(turn) == "good"}
    assert good, "the good rep's lines did good"
    told = overview(people["tia"])
    for one in told.mistakes:
        assert not [quote for quote in one.quotes if quote.session == session and quote.number in good], one.check
    offered = [turn.verdict.has(*OFFERS) for turn in mine.turns(session)]
    assert told.heat["p-ana"].get("asks_leave", Tally()).due == sum(offered) < len(offered)
    assert told.heat["p-ben"]["asks_leave"].due == 1, "he gave advice once"
