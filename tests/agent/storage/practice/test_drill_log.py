"""Drill log: cards and reviews of each person, once each, until they are erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from agent.errors import StoreError
from agent.model.practice.drill import DrillCard, DrillMoment, Review, Skill
from agent.model.session import Outcome
from agent.storage.store import Store
from tests.support.makers import makers, talks
from tests.support.servers.databases import engine_of, rows_in

AT = datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC)
MOMENT = DrillMoment(id="m1", persona="p", skill=Skill.SAY_BACK, kind="complaint", scene="A shop.", said="No.")
VERDICT = makers.warm()


def card(person: str | None = None, due: datetime = AT) -> DrillCard:
    return DrillCard(person=person, skill=Skill.SAY_BACK, due=due, state='{"card_id": 1}')


def review(person: str | None = None, line: str = "You were left alone with it.") -> Review:
    return Review(
        person=person, skill=Skill.SAY_BACK, moment="m1", line=line, passed=True, rating=3, held_back=True, at=AT
    )


def test_a_review_is_kept_with_its_moment_its_verdict_and_the_card_after_it(store: Store, log_url: str) -> None:
    store.drills.begin([card()])
    later = card(due=AT + timedelta(days=4))
    assert store.drills.add(review(line="It's \x00 late."), MOMENT, VERDICT, later, last=0) == 1
    anew = Store(log_url)
    (kept,) = anew.drills.reviews(None)
    assert (kept.nth, kept.review, kept.moment, kept.verdict) == (1, review(line="It's \x00 late."), MOMENT, VERDICT)
    assert anew.drills.cards(None) == [later]
    assert anew.drills.of(None) == ([later], [kept])
    anew.dispose()


def test_cards_that_are_there_are_not_begun_anew(store: Store) -> None:
    store.drills.begin([card()])
    store.drills.begin([card(due=AT + timedelta(days=9))])
    assert store.drills.cards(None) == [card()]


def test_an_answer_sent_twice_is_kept_once(store: Store, log_url: str) -> None:
    assert store.drills.add(review(), MOMENT, VERDICT, card(), last=0) == 1
    assert store.drills.add(review(), MOMENT, VERDICT, card(due=AT + timedelta(days=1)), last=0) is None
    assert rows_in(log_url, "drill_reviews") == 1
    assert store.drills.cards(None) == [card()]


def test_each_person_has_their_own_and_an_erased_one_leaves_nothing(store: Store, log_url: str) -> None:
    for person in (None, "ada", "bo"):
        assert store.drills.add(review(person, f"Said by {person}."), MOMENT, VERDICT, card(person), last=0) == 1
    assert [one.review.line for one in store.drills.reviews("ada")] == ["Said by ada."]
    store.drills.erase("ada")
    assert store.drills.of("ada") == ([], [])
    assert rows_in(log_url, "drill_reviews") == rows_in(log_url, "drill_cards") == 2
    assert store.drills.cards(None) == [card()]
    assert [one.review.person for one in store.drills.reviews("bo")] == ["bo"]


def test_finished_sessions_are_told_newest_first_and_only_ones_own(store: Store) -> None:
    for session, owner in (("a", None), ("b", None), ("c", "ada"), ("open", None)):
        store.create(talks.info(session, owner=owner), talks.START)
        if session != "open":
            store.close_session(session, Outcome.OPEN, "{}")
    assert [session for session, _ in store.drills.finished(None, 5)] == ["b", "a"]
    assert [session for session, _ in store.drills.finished(None, 1)] == ["b"]
    assert [session for session, _ in store.drills.finished("ada", 5)] == ["c"]


def test_a_damaged_review_is_told(store: Store, log_url: str) -> None:
    store.drills.add(review(), MOMENT, VERDICT, card(), last=0)
    with engine_of(log_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE drill_reviews SET skill = 'juggling'"))
    with pytest.raises(StoreError, match="damaged"):
        store.drills.reviews(None)
