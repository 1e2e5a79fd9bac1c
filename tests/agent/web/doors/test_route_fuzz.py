"""Every route, handler, screen and act with everybody but whose it is: no word of a rep's talk reaches another."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import insert
from starlette.routing import BaseRoute, Mount, Route

from agent.content.library import Library
from agent.model.practice.person import Person, Role
from agent.runtime.room import Room
from agent.runtime.turns import turn_runner as _loaded_before_the_server  # noqa: F401
from agent.settings import Settings
from agent.storage.people_tables import people as people_table
from agent.web.controllers.catalogue import ACTS, SCREENS
from agent.web.doors.guard import Guard
from tests.support.doubles.fake_room import fake_room
from tests.support.servers.served import HeaderEntrance, Visitor, built, served

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

CANARY = "zebrafinch"
LINE = f"You kept the {CANARY} ledger alone. What would make it worth it to you?"
PEOPLE = {
    "a": Person(id="a" * 16, name="ann", shown="Ann", team="north"),
    "b": Person(id="b" * 16, name="ben", shown="Ben", team="north"),
    "trainer": Person(id="c" * 16, name="cleo", shown="Cleo", team="north", role=Role.TRAINER),
    "stranger": Person(id="d" * 16, name="dov", shown="Dov", team="south", role=Role.TRAINER),
    "admin": Person(id="e" * 16, name="eva", shown="Eva", role=Role.ADMIN),
}
OTHERS = ("nobody", "a", "trainer", "stranger", "admin")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PROPFIND")
CHOICES = {"format": ("md", "json", "html", "xapi", "csv"), "kind": ("md", "json", "html", "xapi")}
ODD: tuple[Any, ...] = ("", "x" * 5000, -1, 1e308, True, None, [], {}, ["\ud800"], "\x00", "../../etc/passwd")


class Talked:
    """A room in which somebody has said the canary, and how to ask it."""

    def __init__(self, url: str, room: Room, guard: Guard) -> None:
        self.url, self.room, self.guard = url, room, guard
        self.visitors: dict[tuple[str, str], Visitor] = {}
        self.ben = self.visitor("b", page="benspage")
        self.handlers = self.ben.handlers()
        self.session = self._talk()

    def visitor(self, who: str, page: str = "", login: str = "") -> Visitor:
        known = {"x-test-person": who, "x-test-login": login or who}
        key = (page or who, login or who)
        if key not in self.visitors:
            self.visitors[key] = Visitor(self.url, known, page or f"page{who}")
        return self.visitors[key]

    def close(self) -> None:
        for visitor in self.visitors.values():
            visitor.http.close()

    def _talk(self) -> str:
        self.ben.ask(self.number("start"), detail={"persona": "test_customer"})
        session = self.room.sessions_of(PEOPLE["b"].id)[0].id
        self.ben.ask(self.number("say"), [LINE, session, "token", 20])
        return session

    def number(self, name: str) -> int:
        return int(self.handlers[name]["id"])

    def details(self) -> dict[str, str]:
        """What an attacker may have guessed or seen over a shoulder: every id there is."""
        ids = {"session": self.session, "id": self.session, "other": self.session, "with": self.session}
        return {
            **ids,
            "turn": "1",
            "person": PEOPLE["b"].id,
            "owner": PEOPLE["b"].id,
            "q": CANARY[:4],
            "move": "reflect",
        }


@pytest.fixture(scope="module")
def talked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talked]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    for name, file in (("personas", "tests/data/personas/test_customer.yaml"), ("rubrics", "rubrics/mi.yaml")):
        (folder / name).mkdir()
        (folder / name / Path(file).name).write_text(Path(file).read_text("utf-8"), "utf-8")
    room = fake_room(Library(folder / "personas", folder / "rubrics"), f"sqlite:///{folder / 'log.db'}")
    _let_in(room)
    guard = built(room, Settings(data_dir=folder), HeaderEntrance(PEOPLE))
    with served(guard) as url:
        yield (made := Talked(url, room, guard))
        made.close()


def _let_in(room: Room) -> None:
    rows = [
        {**person.model_dump(exclude={"role"}), "role": str(person.role), "made": datetime.now(UTC)}
        for person in PEOPLE.values()
    ]
    with room.log._database.writing() as connection:
        connection.execute(insert(people_table), rows)


@pytest.fixture(autouse=True)
def no_traceback(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail where the server wrote a traceback, be it gradio's, uvicorn's or ours."""
    yield
    assert "Traceback" not in capfd.readouterr().err
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def test_the_one_whose_it_is_reads_the_canary(talked: Talked) -> None:
    """Else this file would find nothing because it asks wrongly."""
    assert CANARY in talked.ben.ask(talked.number("go"), [f"?session={talked.session}"])
    exported = talked.ben.ask(talked.number("export"), detail={"session": talked.session, "format": "md"})
    assert CANARY in exported


@pytest.mark.parametrize("who", OTHERS)
def test_no_route_tells_another_a_word(talked: Talked, who: str) -> None:
    visitor, found = talked.visitor(who), []
    for method, path in _requests(talked):
        body = {**talked.details(), "session_hash": "benspage", "event_id": "1", "fn_index": 0, "data": []}
        answer = visitor.http.request(method, path, json=body, params={**talked.details(), "session_hash": "benspage"})
        if CANARY in answer.text or answer.status_code >= 500 or (who == "nobody" and answer.status_code < 400):
            found.append((method, path, answer.status_code))
    assert [case for case in found if case[1] != "/login"] == []


def _requests(talked: Talked) -> Iterator[tuple[str, str]]:
    paths = {_filled(path, talked) for path in _paths(talked.guard._app.routes)}  # type: ignore[attr-defined]
    assert len(paths) > 60, "gradio's routes were not found"
    for path in sorted(
        paths | {"/runs", "/gradio_api/monitoring", "/%00", "/assets/..%2f..%2fapp.py", "//", "/a" * 900}
    ):
        yield from itertools.product(METHODS, (path,))


def _paths(routes: list[BaseRoute], before: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _paths(route.routes, before + route.path)
        elif isinstance(route, APIRoute | Route):
            yield before + route.path
        elif (included := getattr(route, "original_router", None)) is not None:
            yield from _paths(included.routes, before)


def _filled(path: str, talked: Talked) -> str:
    """Return a route's path with ids of the talk in place of its parameters."""
    while "{" in path:
        name = path[path.index("{") + 1 : path.index("}")]
        value = "benspage" if "hash" in name else "512" if name == "size" else talked.session
        path = path.replace(f"{{{name}}}", value)
    return path


@pytest.mark.parametrize("who", OTHERS)
def test_no_handler_screen_or_act_tells_another_a_word(talked: Talked, who: str) -> None:
    before = _state(talked)
    visitor, found = talked.visitor(who), []
    for name, detail in _questions(talked):
        answer = visitor.ask(talked.number(name), _data(talked, name, detail), detail)
        if CANARY in answer or "Traceback" in answer or '"success":false' in answer:
            found.append((name, detail, answer[-300:]))
    assert found == []
    assert _state(talked) == before, "another has changed the talk"


def _questions(talked: Talked) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield every handler, screen and act, those to come too, with the ids of the talk."""
    details = talked.details()
    wide = [
        dict(zip(CHOICES, chosen, strict=True)) for chosen in itertools.zip_longest(*CHOICES.values(), fillvalue="md")
    ]
    for name in talked.handlers:
        if talked.handlers[name]["backend_fn"] and name not in ("act", "go"):
            for choice in wide if name == "export" else wide[:1]:
                yield name, {**details, **choice, "search": f"?session={talked.session}"}
    for view in (*SCREENS, "talk", "session"):
        yield "go", {"search": "?" + "&".join(f"{k}={v}" for k, v in {**details, "view": view}.items())}
    yield "go", {"search": f"?session={talked.session}"}
    yield "go", {"search": f"?debrief={talked.session}"}
    for act in (*ACTS, "nosuch"):
        for choice in wide:
            yield "act", {**details, **choice, "act": act}


def _data(talked: Talked, name: str, detail: Mapping[str, str]) -> list[object]:
    """Return a handler's values, the talk's id in each that is a text."""
    if name == "go":
        return [detail["search"]]
    inputs = len(talked.handlers[name]["inputs"])
    return ["What else?", talked.session, "token2", 20] if name == "say" else [talked.session] * inputs


def _state(talked: Talked) -> tuple[int, object]:
    return len(talked.room.turns(talked.session)), talked.room.session(talked.session)


@pytest.mark.parametrize("who", OTHERS)
def test_the_stream_of_anothers_page_is_not_there(talked: Talked, who: str) -> None:
    asked = talked.ben.join(talked.number("go"), [f"?session={talked.session}"])
    assert asked.status_code == 200
    thief = talked.visitor(who, page="benspage")
    refused = 401 if who == "nobody" else 404
    assert thief.http.get("/gradio_api/queue/data?session_hash=benspage").status_code == refused
    assert thief.http.get("/gradio_api/queue/data?session_hash=benspage&session_hash=x").status_code == refused
    assert thief.join(talked.number("load")).status_code == refused
    assert CANARY in talked.ben.hear(), "and its owner lost nothing"


def test_another_login_of_the_same_person_is_another_browser(talked: Talked) -> None:
    other = talked.visitor("b", page="benspage", login="elsewhere")
    assert other.join(talked.number("load")).status_code == 404


def test_odd_questions_are_refused_without_a_traceback(talked: Talked) -> None:
    asked = talked.ben.http
    bodies: list[bytes] = [b"", b"{", b"[]", b"null", b"[" * 100_000, b"\xff", b'{"data":NaN}', b'{"fn_index":1e999}']
    for body in bodies:
        answer = asked.post("/gradio_api/queue/join", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400, body[:20]
    for name, odd in itertools.product(talked.handlers, ODD):
        for data in ([odd] * len(talked.handlers[name]["inputs"]), [odd] * 9, odd):
            body = json.dumps(_asked(talked, name, data, {"act": odd, "search": odd})).encode()
            head = {"content-type": "application/json"}
            joined = asked.post("/gradio_api/queue/join", content=body, headers=head)
            assert joined.status_code in (200, 400), (name, data)
            if joined.status_code == 200:
                assert '"success":false' not in talked.ben.hear("odd")
    for key, odd in itertools.product(("fn_index", "trigger_id", "session_hash", "event_data"), ODD):
        body_of = _asked(talked, "load", [], {}) | {key: odd}
        sent, head = json.dumps(body_of).encode(), {"content-type": "application/json"}
        assert asked.post("/gradio_api/queue/join", content=sent, headers=head).status_code in (200, 400), (key, odd)


def _asked(talked: Talked, name: str, data: object, detail: object) -> dict[str, object]:
    return {"fn_index": talked.number(name), "data": data, "event_data": detail, "session_hash": "odd"}
