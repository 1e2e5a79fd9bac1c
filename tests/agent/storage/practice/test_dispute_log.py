"""Disputes and amended turns in the log: once each, in place of the turn everywhere, gone with the session."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from agent.errors import UnknownSession
from agent.model.practice.dispute import Dispute
from agent.model.practice.terms import Mode
from agent.model.session import Outcome
from agent.model.turn import Spending, Turn
from agent.storage.practice.dispute_log import dispute_id
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.servers.databases import rows_in

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
NOTHING = Spending()


def disputed(turn: int = 3, session: str = "s1", meant: str = "I was asking", minutes: int = 0) -> Dispute:
    made = dispute_id(session, turn, "confront", "you never")
    at = AT + timedelta(minutes=minutes)
    return Dispute(
        id=made, session=session, turn=turn, evidence="confront", quote="you never", meant=meant, by="a", at=at
    )


def again(turn: Turn, seed: int = 9) -> Turn:
    """Return a turn answered again: the same line, all else other."""
    return talks.turn(turn.number, turn.rep, seed=seed)


def test_the_newest_amendment_stands_for_the_turn_everywhere(begun: Store, log_url: str) -> None:
    talks.hold(begun, "s1", 3)
    before = begun.turns("s1")
    for seed in (8, 9):
        assert begun.disputes.amend(disputed(), again(before[2], seed), NOTHING)
    now = again(before[2], 9)
    assert begun.turns("s1") == [*before[:2], now]
    assert begun.turns("s1", last=1) == [now]
    assert begun.turn("s1", 3) == now
    assert begun.state("s1") == now.state
    assert begun.spoken("s1") == [turn.reply.text for turn in (*before[:2], now)]
    assert begun.info("s1").amended is not None
    assert (begun.info("s1").turns, begun.info("s1").last) == (3, 3)
    assert rows_in(log_url, "turns") == 3, "the turn in the log stays as it was"
    branch = begun.branch("s1", 3, "b1")
    assert begun.turns(branch.id)[-1] == now
    assert begun.state("b1") == now.state
    talks.hold(begun, "s1", 1)
    assert begun.turns("s1")[2] == now


def test_a_customer_who_had_left_is_back_with_the_amended_turn(begun: Store) -> None:
    talks.hold(begun, "s1", 2)
    left = talks.turn(3, outcome=Outcome.WALKED_AWAY)
    begun.submit("s1", left.rep, "r3")
    begun.finish("s1", left)
    begun.close_session("s1", Outcome.WALKED_AWAY, "{}")
    assert begun.disputes.amend(disputed(), again(left), NOTHING)
    info = begun.info("s1")
    assert (info.outcome, info.finished) == (Outcome.OPEN, False)
    assert begun.debrief("s1") is None
    assert begun.sessions()[0].outcome is Outcome.OPEN
    talks.hold(begun, "s1", 1)


@pytest.mark.parametrize("how", ["exam", "older", "pending", "branched", "ended", "submitted", "shared"])
def test_where_the_turn_stands_nothing_is_amended(store: Store, how: str, log_url: str) -> None:
    store.create(talks.info(mode=Mode.EXAM if how == "exam" else Mode.PRACTICE), talks.START)
    talks.hold(store, "s1", 4 if how == "older" else 3)
    session, whole = "s1", store.turns("s1")[2]
    if how == "pending":
        store.submit("s1", "wait", "r9")
    if how in ("branched", "shared"):
        store.branch("s1", 3, "b1")
    if how in ("ended", "submitted"):
        store.close_session("s1", Outcome.OPEN if how == "ended" else Outcome.WALKED_AWAY, "{}")
    if how == "submitted":
        store.notes.add("s1", "submitted", "yes")
    session = "b1" if how == "shared" else "s1"
    assert store.disputes.why_not(session, 3)
    assert not store.disputes.amend(disputed(session=session), again(whole), NOTHING)
    assert store.turns("s1")[2] == whole
    assert (rows_in(log_url, "amendments"), rows_in(log_url, "disputes")) == (0, 0)


def test_a_dispute_is_kept_once_and_told_again_in_other_words(begun: Store) -> None:
    talks.hold(begun, "s1", 3)
    begun.disputes.add(disputed(meant="I was asking"))
    levels = {"was": 7.5, "now": 6.0}
    begun.disputes.amend(disputed().model_copy(update=levels), again(begun.turns("s1")[2]), NOTHING)
    begun.disputes.add(disputed(meant="I was joking \x00 <b>"))
    (kept,) = begun.disputes.of("s1")
    assert kept == disputed(meant="I was joking \x00 <b>").model_copy(update={**levels, "struck": True})
    assert begun.disputes.of("s1", first=4) == []
    with pytest.raises(UnknownSession):
        begun.disputes.add(disputed(session="nowhere"))


def test_the_desk_reads_disputes_of_everybody_newest_first_with_their_lines(begun: Store) -> None:
    begun.create(talks.info("s2", persona="other"), talks.START)
    for session in ("s1", "s2"):
        talks.hold(begun, session, 2)
        for number in (1, 2):
            begun.disputes.add(disputed(number, session, minutes=number + 10 * (session == "s2")))
    listed = begun.disputes.listed()
    assert [(one.dispute.session, one.dispute.turn) for one in listed] == [("s2", 2), ("s2", 1), ("s1", 2), ("s1", 1)]
    assert [one.rep for one in listed[:2]] == [turn.rep for turn in reversed(begun.turns("s2"))]
    assert {one.persona for one in listed} == {"other", "test_customer"}
    assert begun.disputes.listed(1, 2) == listed[2:3]
    assert begun.disputes.find(listed[3].dispute.id) == listed[3]
    assert begun.disputes.find("nothing") is None


def test_erasing_leaves_nothing(begun: Store, log_url: str) -> None:
    talks.hold(begun, "s1", 3)
    begun.disputes.amend(disputed(), again(begun.turns("s1")[2]), NOTHING)
    begun.erase("s1")
    assert (rows_in(log_url, "amendments"), rows_in(log_url, "disputes")) == (0, 0)


def test_what_answering_again_has_cost_is_added(begun: Store) -> None:
    talks.hold(begun, "s1", 3)
    before = begun.spent("s1")
    begun.disputes.amend(disputed(), again(begun.turns("s1")[2]), Spending(calls=1, tokens=40))
    assert begun.spent("s1") == Spending(calls=before.calls + 1, tokens=before.tokens + 40)


def test_amending_late_in_a_session_costs_what_it_costs_early(tmp_path: Path) -> None:
    steps = count()

    def prepare(raw: sqlite3.Connection, _record: object) -> None:
        raw.set_progress_handler(lambda: next(steps) < 0, 1)

    event.listen(Engine, "connect", prepare)
    store = Store(f"sqlite:///{tmp_path / 'log.db'}")
    event.remove(Engine, "connect", prepare)
    store.create(talks.info(), talks.START)

    def work(turns: int) -> int:
        talks.hold(store, "s1", turns)
        last = store.info("s1").last
        whole = store.turn("s1", last)
        assert whole is not None
        before = next(steps)
        assert store.disputes.amend(disputed(last), again(whole), NOTHING)
        store.turns("s1", last=6)
        store.disputes.of("s1", last)
        return next(steps) - before

    early, late = work(10), work(300)
    store.dispose()
    assert late < 1.1 * early
