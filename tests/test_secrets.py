"""Planted secrets, an endpoint that echoes them, and every door: none of them lets one out, in any form."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from agent.errors import EndpointRefused
from agent.redaction import SecretFilter, StruckPieces, remember, strike, strike_said
from agent.runtime.personal.personal_room import personal
from agent.runtime.room import open_room
from agent.settings import load_settings
from agent.web.controllers.talk import PageController
from agent.web.exports.documents import as_json, as_markdown
from agent.web.layout import build
from rollwith.__main__ import main
from tests.support.servers.echo_endpoint import How, echo_endpoint

KEY = 'AIzaSyFAKE_not_sk_"0123456789'
GATEWAY = ("gwuser", "gwSecretPw")
LOGIN = ("coach", "LoginPw/77?x")
PROXY = ("proxyuser", "ProxyPw99")
DATABASE = "DbPw-4711"
LINE = "This landed on you without a word. What would help most?"


def _needles() -> list[str]:
    found = [":".join(pair) for pair in (GATEWAY, LOGIN, PROXY)]
    for secret in (KEY, GATEWAY[1], LOGIN[1], PROXY[1], DATABASE):
        found += [secret, quote(secret, safe=""), json.dumps(secret)[1:-1], html.escape(secret)]
    found += [base64.b64encode(":".join(pair).encode()).decode().rstrip("=")[:-1] for pair in (GATEWAY, LOGIN, PROXY)]
    return [*found, base64.b64encode(KEY.encode()).decode().rstrip("=")[:-1], "gwuser"]


def _nothing_leaks(text: str) -> None:
    assert [needle for needle in _needles() if needle.lower() in text.lower()] == []


def _environment(port: int, folder: Path) -> dict[str, str]:
    return {
        "ROLLWITH_API_KEY": f"Bearer {KEY}",
        "ROLLWITH_BASE_URL": f"http://{GATEWAY[0]}:{GATEWAY[1]}@127.0.0.1:{port}/v1",
        "ROLLWITH_MODEL": " a-model ",
        "ROLLWITH_LOGIN": ":".join(LOGIN),
        "ROLLWITH_DATA_DIR": str(folder / "data"),
        "ROLLWITH_MAX_ATTEMPTS": "1",
        "HTTPS_PROXY": f"http://{':'.join(PROXY)}@proxy.example:3128",
        "NO_PROXY": "*",
    }


Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run a command in this process with variables of its own; returns all that it wrote, on both streams."""
    for name in [name for name in os.environ if name.upper().startswith("ROLLWITH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook

    def runs(given: dict[str, str], *arguments: str) -> str:
        with monkeypatch.context() as patch:
            for name, value in given.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["rollwith", "--verbose", *arguments])
            with contextlib.suppress(SystemExit):
                main()
        return "".join(capfd.readouterr())

    yield runs
    root.handlers[:], root.level, sys.excepthook = before


@pytest.fixture(params=["refuses", "breaks", "answers"])
def planted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables of a program that knows secrets, and whose endpoint echoes them."""
    how: How = request.param
    told = f"{KEY} {':'.join(GATEWAY)} {base64.b64encode(':'.join(GATEWAY).encode()).decode()} {':'.join(LOGIN)}"
    with echo_endpoint(how, told) as port:
        yield _environment(port, tmp_path)


def test_no_command_lets_a_secret_out(planted: dict[str, str], tmp_path: Path, run: Run) -> None:
    (tmp_path / "one.txt").write_text(f"{LINE}\n", "utf-8")
    (tmp_path / "one.jsonl").write_text(json.dumps({"id": 1, "text": LINE}) + "\n", "utf-8")
    played = ("play", "--persona", "ailsa_drummond", "--script", "one.txt", "--keep")
    told = {
        arguments[0]: run(planted | {"ROLLWITH_LOG": form, "ROLLWITH_LOG_WORDS": "1"}, *arguments)
        for form, arguments in (
            ("json", played),
            ("text", ("grade", "--input", "one.jsonl")),
            ("json", ("doctor", "--probe")),
            ("text", ("sessions", "list")),
        )
    }
    for out in told.values():
        _nothing_leaks(out)
    assert "a-model" in told["play"]
    assert "http://127.0.0.1:" in told["doctor"]


async def test_neither_the_page_nor_an_export_lets_a_secret_out(
    planted: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in planted.items():
        monkeypatch.setenv(name, value)
    room = open_room(load_settings())
    try:
        page = json.dumps(build(room).get_config_file(), default=str)
        info, controller = await room.start("ailsa_drummond"), PageController(personal(room))
        shown = [updates async for updates in controller.say(info.id, LINE, "1", 20)]
        shown += [updates async for updates in controller.finish(info.id)]
        shown += [updates async for updates in controller.go(f"?session={info.id}")]
        persona, info, turns = room.library.persona(info.persona), room.session(info.id), room.turns(info.id)
        told = room.debrief(info.id)
        exports = as_json(persona, info, turns, told) + as_markdown(persona, info, turns, told)
    finally:
        await room.aclose()
    stored = b"".join(path.read_bytes() for path in Path(planted["ROLLWITH_DATA_DIR"]).iterdir()).decode("latin-1")
    for text in (page, json.dumps(shown, default=str), exports, stored, caplog.text):
        _nothing_leaks(text)
    assert LINE in stored


def test_a_database_password_stays_inside(run: Run) -> None:
    for url in (f"postgresql://ann:{DATABASE}@127.0.0.1:1/x", f"postgresql://127.0.0.1:1/x?password={DATABASE}"):
        told = run({"ROLLWITH_DATABASE_URL": url}, "sessions", "list")
        assert "PostgreSQL database x" in told
        _nothing_leaks(told)


def test_a_secret_is_struck_in_every_form_it_may_take() -> None:
    remember(KEY)
    remember("corréct horse", "ann")
    for secret in (KEY, "corréct horse"):
        forms = (secret, quote(secret), json.dumps(secret), html.escape(secret), repr(secret), secret.upper())
        for form in forms:
            assert strike(f"told {form} so") == strike_said(f"told {form} so")
            assert strike(f"told {form} so").replace('"', "").replace("'", "") == "told *** so"
        for before in ("", "x", "xy"):
            assert "***" in strike(base64.b64encode(f"{before}{secret}, and more".encode()).decode())
    assert strike("Basic YW5uOmh1bnRlcjI= and Bearer eyJh.b1.c2") == "Basic *** and Bearer ***"
    assert strike("at http://a:b@host/x") == "at http://***@host/x"
    assert strike("Basic information, Bearer authentication") == "Basic information, Bearer authentication"


def test_a_password_that_is_a_word_is_left_to_those_who_say_it() -> None:
    remember("Resistance", "coach")
    assert strike_said("Resistance 7.4. coach:resistance") == "Resistance 7.4. ***"
    assert strike("wrong password 'resistance'; resistances") == "wrong password '***'; resistances"


def test_a_secret_that_comes_in_pieces_is_struck_and_nothing_else_is_lost() -> None:
    remember("sEcret-0815-piece")
    text = "so sEcret, sEcret-0815-piece and sEcret-08"
    for size in (1, 3, 7, 100):
        struck = StruckPieces()
        pieces = [struck.feed(text[at : at + size]) for at in range(0, len(text), size)]
        assert "".join([*pieces, struck.rest()]) == "so sEcret, *** and sEcret-08"
        assert not any("0815-pie" in piece for piece in pieces)


def test_errors_and_log_records_are_struck_wherever_they_are_made() -> None:
    remember("lOgged-4711")
    assert str(EndpointRefused("no lOgged-4711")) == "no ***"
    try:
        raise KeyError("lOgged-4711")
    except KeyError:
        record = logging.makeLogRecord(
            {"msg": "%s", "args": ("lOgged-4711",), "exc_info": sys.exc_info(), "extra": "lOgged-4711"}
        )
    assert SecretFilter().filter(record)
    told = logging.Formatter().format(record)
    assert "KeyError" in told
    assert "lOgged" not in told + record.__dict__["extra"]
