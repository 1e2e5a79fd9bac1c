"""Shared lines over real HTTP: opened without signing in, hostile words inert, and gone once they are taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent.content.library import Library
from agent.runtime.personal.people.submitting import give_to_trainer
from agent.runtime.personal.personal_room import personal
from agent.runtime.personal.training.team import sharing
from agent.runtime.room import Room
from agent.settings import Settings
from tests.support.doubles.fake_room import fake_room
from tests.support.makers import teams
from tests.support.makers.entrances import Entered, entered, greeted
from tests.support.makers.practised import practised
from tests.support.makers.teams import EVERYBODY

HOSTILE = (
    'It\'s your fault, <script>alert("x")</script> & <img src=x onerror=alert(1)> {{7*7}} ${7*7}. It is your call.'
)


@pytest.fixture
def shared(library: Library, url: str) -> Room:
    """A room with a session of Ana's, which she gave to her trainer."""
    room = fake_room(library, url)
    teams.settle(room.log)
    return room


@pytest.fixture
def session(shared: Room) -> str:
    ana = personal(shared, EVERYBODY["ana"])

    def practise() -> str:
        return asyncio.run(practised(ana, "What matters to you?", HOSTILE, finished=True))

    with ThreadPoolExecutor(1) as apart:
        made = apart.submit(practise).result()
    shared.log.notes.add(made, "name", "SecretName")
    give_to_trainer(ana, made)
    return made


@pytest.fixture
def shared_door(shared: Room, session: str) -> Iterator[Entered]:
    with entered(shared, Settings(_env_file=None)) as door:
        yield door


def agreed(room: Room, session: str, number: int = 2) -> tuple[str, str]:
    """Let Tia ask, Ana agree and Tia make the link; return the share's id and the link's secret."""
    tia, ana = personal(room, EVERYBODY["tia"]), personal(room, EVERYBODY["ana"])
    share = sharing.ask_to_show(tia, session, number)
    sharing.agree(ana, share.id)
    return share.id, sharing.link_for_asker(tia, share.id)


def test_a_line_that_was_agreed_to_opens_without_signing_in(shared_door: Entered, session: str) -> None:
    _, token = agreed(shared_door.room, session)
    with shared_door.client() as browser:
        assert greeted(browser) == "303", "the room itself asks who comes"
        answer = browser.get(f"/share/{token}")
    page = answer.text
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "The customer said" in page
    assert personal(shared_door.room, EVERYBODY["ana"]).turns(session)[1].reply.text[:10] in page
    for hidden in ("<script", "<img", "{{", "${", "Ana", "Tia", "p-ana", "SecretName", session, 'href="?'):
        assert hidden not in page, hidden
    assert "&lt;script&gt;" in page
    assert "<mark" in page, "the words are marked that the receipt rests on"


def test_a_link_that_is_taken_back_over_or_wrong_is_answered_alike(shared_door: Entered, session: str) -> None:
    share, token = agreed(shared_door.room, session)
    with shared_door.client() as browser:
        assert browser.get(f"/share/{token}").status_code == 200
        wrong = browser.get(f"/share/{token[:-1]}x")
        sharing.refuse(personal(shared_door.room, EVERYBODY["ana"]), share)
        back = browser.get(f"/share/{token}")
        assert (wrong.status_code, back.status_code) == (404, 404)
        assert wrong.text == back.text
        assert "Ask whoever sent it" in back.text
        assert browser.post(f"/share/{token}").status_code in (403, 405)
        assert browser.get("/share/../login").status_code in (200, 404)


def test_a_link_ends_with_its_session(shared_door: Entered, session: str) -> None:
    _, token = agreed(shared_door.room, session)
    shared_door.room.log.erase(session, False)
    with shared_door.client() as browser:
        assert browser.get(f"/share/{token}").status_code == 404
