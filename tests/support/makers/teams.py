"""People in two teams, in each role, put into a log as if they had made their accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from agent.model.practice.person import Person, Role
from agent.model.session import Outcome
from agent.storage.people_tables import drill_cards, drill_reviews, invites, logins, people
from agent.storage.store import Store
from agent.storage.tables import disputes
from tests.support.makers import talks

EVERYBODY: Mapping[str, Person] = {
    name: Person(id=f"p-{name}", name=name, shown=name.title(), role=role, team=team)
    for name, role, team in (
        ("ana", Role.REP, "north"),
        ("ben", Role.REP, "north"),
        ("tia", Role.TRAINER, "north"),
        ("tom", Role.TRAINER, "south"),
        ("ada", Role.ADMIN, "south"),
        ("art", Role.ADMIN, "north"),
        ("nil", Role.REP, ""),
        ("tess", Role.TRAINER, ""),
    )
}


def settle(store: Store, *names: str, **changed: Person) -> None:
    """Put people into a log, by default everybody; `changed` stands for those of their names."""
    made = datetime.now(UTC)
    with store._database.writing() as connection:
        for name in names or EVERYBODY:
            person = changed.get(name) or EVERYBODY[name]
            row = person.model_dump(mode="json") | {"active": int(person.active), "made": made}
            connection.execute(people.insert().values(**row, password="$argon2id$hashed"))


def begin(store: Store, session: str, owner: str | None, word: str = "fine", **changes: object) -> None:
    """Begin somebody's session, with a line that holds a word, a turn that quotes it, and a name that does."""
    store.create(talks.info(session, owner=owner, **changes), talks.START)
    number = store.info(session).lines + 1
    turn = talks.turn(number, f"{word} said in a line, " + word * 20, seed=len(session))
    store.submit(session, turn.rep, f"r-{session}")
    store.finish(session, turn)
    store.notes.add(session, "name", f"{word} as a name")


def end(store: Store, session: str, debrief: str = '{"told": 1}') -> None:
    """End a session with a debrief."""
    store.close_session(session, Outcome.OPEN, debrief)


def practise(store: Store, person: str, word: str) -> None:
    """Let somebody drill and dispute, sign in and invite, with a word in all that holds words."""
    now = datetime.now(UTC)
    held = {"passed": 1, "rating": 3, "held_back": 0, "rest": f'{{"quote": "{word}"}}', "at": now}
    with store._database.writing() as connection:
        connection.execute(drill_cards.insert().values(person=person, skill="say_back", due=now, state=word))
        card = {"person": person, "nth": 1, "skill": "say_back", "moment": "m1", "line": f"{word} drilled"}
        connection.execute(drill_reviews.insert().values(**card, **held))
        if person:
            login = {"token": f"login-{person}", "person": person, "until": now + timedelta(hours=1), "made": now}
            connection.execute(logins.insert().values(**login))
            link = {"token": f"link-{person}", "role": "rep", "team": "north", "by": person, "until": now, "made": now}
            connection.execute(invites.insert().values(**link))


def dispute(store: Store, session: str, by: str | None, word: str) -> None:
    """Let somebody dispute a reading of the first line of a session."""
    row = {"id": f"d-{session}", "session": session, "number": 1, "evidence": "confront", "quote": word}
    with store._database.writing() as connection:
        connection.execute(
            disputes.insert().values(**row, meant=f"{word} meant", struck=0, by=by, at=datetime.now(UTC))
        )
