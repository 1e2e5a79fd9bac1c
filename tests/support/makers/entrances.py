"""A room with its guard and entrance on a real port, without gradio, and clients that come to it from some address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
from argon2 import PasswordHasher
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from agent.accounts.brake import Brake
from agent.accounts.passwords import Passwords
from agent.runtime.room import Room
from agent.settings import Settings
from agent.web.doors.checks.forwarded import Forwarded
from agent.web.doors.checks.origins import RoomAddress
from agent.web.doors.entrance import Entrance
from agent.web.doors.guard import Guard
from agent.web.doors.queue.queue_door import QueueDoor
from agent.web.doors.whoever import person_in
from tests.support.servers.served import served


class CountedPasswords(Passwords):
    """Cheap hashes, and how many were verified."""

    def __init__(self) -> None:
        super().__init__(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        self.verified = 0

    def verify_now(self, kept: str | None, password: str) -> bool:
        self.verified += 1
        return super().verify_now(kept, password)


@dataclass
class Entered:
    """The running app: its address, its room, and the passwords it verifies."""

    url: str
    room: Room
    passwords: CountedPasswords

    def member(self, name: str, password: str = "correct horse", **more: object) -> str:
        """Make an account, and return the person's id."""
        kept = self.passwords.hash_now(password)
        return self.room.log.people.make(name, password=kept, **more).id  # type: ignore[arg-type]

    def client(self, address: str = "127.0.0.1") -> httpx2.Client:
        """Return a browser at an address of this machine."""
        transport = httpx2.HTTPTransport(local_address=address)
        sent = {"accept": "text/html", "origin": self.url}  # as a browser does with a page and with its forms
        return httpx2.Client(base_url=self.url, transport=transport, timeout=30, trust_env=False, headers=sent)


def sign_in(browser: httpx2.Client, name: str, password: str = "correct horse", **headers: str) -> httpx2.Response:
    return browser.post("/login", data={"name": name, "password": password}, headers=headers)


def greeted(browser: httpx2.Client) -> str:
    """Return the name under which the app behind the entrance knows a browser, or the status that it gets."""
    answer = browser.get("/")
    return answer.text if answer.status_code == 200 else str(answer.status_code)


async def _inner(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(person_in(scope).name)(scope, receive, send)


@contextmanager
def entered(room: Room, settings: Settings, brake: Brake | None = None) -> Iterator[Entered]:
    """Serve a room's entrance, with an app behind it that greets whoever comes."""
    passwords = CountedPasswords()
    entrance = Entrance(room, settings, "127.0.0.1", passwords, brake)
    with served(
        Guard(_inner, entrance, QueueDoor({}, lambda page: True), RoomAddress(None, None), Forwarded(()))
    ) as url:
        yield Entered(url, room, passwords)
    room.close_log()
