"""Edition log: drafts are kept over each other, editions only ever added to."""

from __future__ import annotations

from datetime import UTC, datetime

from agent.model.training.edition import Draft, Edition, Kind
from agent.storage.store import Store

AT = datetime(2026, 3, 2, tzinfo=UTC)


def draft(person: str = "", text: str = "id: ann\n") -> Draft:
    return Draft(kind=Kind.PERSONA, id="ann", person=person, text=text, at=AT)


def edition(number: int, text: str = "id: ann\n") -> Edition:
    return Edition(kind=Kind.PERSONA, id="ann", number=number, text=text, note="New.")


def test_each_person_has_one_draft_of_a_thing_and_the_last_words_stand(store: Store) -> None:
    log = store.training.editions
    log.keep_draft(draft())
    kept = log.keep_draft(draft(text="id: ann\nname: \x00Ann\n"))
    log.keep_draft(draft("p-tia"))
    assert log.draft(Kind.PERSONA, "ann", "") == kept
    assert [one.person for one in log.drafts(Kind.PERSONA, "p-tia")] == ["p-tia"]
    assert log.drop_draft(Kind.PERSONA, "ann", "")
    assert not log.drop_draft(Kind.PERSONA, "ann", "")
    assert log.draft(Kind.PERSONA, "ann", "p-tia") is not None


def test_editions_follow_each_other_and_a_number_is_given_once(store: Store) -> None:
    log = store.training.editions
    first = log.publish(edition(1), "published")
    assert first is not None
    assert log.publish(edition(1, "id: other\n"), "published") is None
    assert log.publish(edition(3), "published") is None
    second = log.publish(edition(2, ""), "withdrew")
    assert second is not None
    assert second.withdrawn
    assert log.editions(Kind.PERSONA, "ann") == [second, first]
    assert (log.newest(Kind.PERSONA, "ann"), log.edition(Kind.PERSONA, "ann", 1)) == (second, first)
    assert log.numbers() == {(Kind.PERSONA, "ann"): 2}
    assert [(row.act, row.detail) for row in store.audit.entries(9)] == [
        ("withdrew", "persona ann, edition 2"), ("published", "persona ann, edition 1"),
    ]  # fmt: skip
