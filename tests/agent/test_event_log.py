"""Logs: one line per event, and never what was said unless it is asked for."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import TurnRefused
from agent.event_log import EventFormatter, log_event
from agent.model.events import Piece
from agent.runtime.turns import turn_log
from agent.runtime.turns.turn_log import plain_words, safe_reason
from tests.support.doubles import players
from tests.support.doubles.broken_players import Broken, told
from tests.support.paths import ROOT

WORDS = "zebra quartz umbrella"
"""Words of the rep that stand nowhere else."""


@pytest.fixture
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What the program's loggers write as JSON; the parameter says whether words may be written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(EventFormatter(as_json=True, words=getattr(request, "param", False)))
    logger = logging.getLogger("agent")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(before)


async def play_it_all(url: str) -> None:
    """Say lines that are answered, refused, not answered and stood in for, and end with a debrief that fails."""
    cast = Broken("grader", ValueError(f"the line was {WORDS}"))
    room = players.room(url, cast)
    info = await room.start("test")
    await told(room.say(info.id, f"mumble {WORDS}"))
    cast.broken = False
    await told(room.say(info.id, f"mumble {WORDS}"))
    with pytest.raises(TurnRefused):
        await told(room.say(info.id, WORDS * 1000))
    cast.part, cast.broken = "debrief", True
    await room.finish(info.id)
    await room.aclose()


async def test_no_words_are_logged(tmp_path: Path, written: io.StringIO) -> None:
    await play_it_all(f"sqlite:///{tmp_path / 'log.db'}")
    text = written.getvalue()
    assert not any(word in text for word in (*WORDS.split(), "Answer"))
    events = {(record := json.loads(line))["event"]: record for line in text.splitlines()}
    assert {"turn_not_answered", "turn_whole", "turn_refused", "debrief_failed"} <= events.keys()
    whole = events["turn_whole"]
    assert (whole["turn"], whole["engine"], whole["level"]) == (2, "words", "INFO")
    assert whole["seconds"] >= 0
    failed = events["turn_not_answered"]
    assert failed["why"] == "an unforeseen error in the program (ValueError)"
    assert "broken_players.py" in failed["error"], "the places are told, the message is not"


@pytest.mark.parametrize("written", [True], indirect=True)
async def test_words_are_logged_when_asked_for(tmp_path: Path, written: io.StringIO) -> None:
    await play_it_all(f"sqlite:///{tmp_path / 'log.db'}")
    records = [json.loads(line) for line in written.getvalue().splitlines()]
    whole = next(record for record in records if record["event"] == "turn_whole")
    assert whole["rep"] == f"mumble {WORDS}"
    assert whole["customer"].startswith("Answer")


@pytest.mark.parametrize(
    ("told_why", "logged"),
    [
        (f"the model did not speak: HTTP 400: your prompt {WORDS} is bad", "HTTP 400"),
        (f"llm:x did not speak: its draft said {WORDS}", "its draft"),
        ("customer (x): no whole answer within 60 s", "no whole answer within 60 s"),
        (WORDS, "see the session"),
    ],
)
def test_of_a_reason_only_what_quotes_nobody_is_logged(told_why: str, logged: str) -> None:
    assert safe_reason(told_why) == logged


def test_plain_words_quote_nobody() -> None:
    assert WORDS not in plain_words(TurnRefused(WORDS))
    assert WORDS not in plain_words(KeyError(WORDS))


def test_first_words_that_are_late_are_told(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn_log, "SLOW_FIRST_WORDS", 0.0)
    watch = turn_log.TurnWatch("s1", 3)
    for words in ("Well, ", "no."):
        watch.hear(Piece(words))
    (line,) = written.getvalue().splitlines()
    assert (json.loads(line)["event"], json.loads(line)["turn"]) == ("slow_first_words", 3)


def test_a_record_is_one_line_in_either_form() -> None:
    record = logging.LogRecord("agent.x", logging.WARNING, "", 0, "two\nlines %s", ("more\n",), None)
    assert "\n" not in EventFormatter(as_json=False, words=False).format(record)
    assert json.loads(EventFormatter(as_json=True, words=False).format(record))["message"] == "two\nlines more\n"


def test_text_names_event_and_fields(caplog: pytest.LogCaptureFixture) -> None:
    log_event(logging.getLogger("agent.x"), logging.WARNING, "lease_lost", session="s1", why="another holds it")
    line = EventFormatter(as_json=False, words=False).format(caplog.records[0])
    assert line == "WARNING agent.x: lease_lost session=s1 why=another holds it"


@pytest.mark.parametrize(
    ("form", "verbose", "told_events"),
    [("json", False, True), ("quiet", False, False), ("quiet", True, True), ("off", True, False)],
)
def test_the_form_that_is_set(tmp_path: Path, form: str, verbose: bool, told_events: bool) -> None:
    script = tmp_path / "lines.txt"
    script.write_text(f"{WORDS}?\n", "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROLLWITH_")}
    play = ["play", "--persona", "ailsa_drummond", "--script", str(script), "--engine", "embedded"]
    ran = subprocess.run(
        [sys.executable, "-m", "rollwith", *(["--verbose"] if verbose else []), *play],
        env=kept | {"ROLLWITH_LOG": form}, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert ("turn_whole" in ran.stderr) is told_events
    assert "zebra" not in ran.stderr
    if form == "json":
        assert all(json.loads(line)["level"] for line in ran.stderr.splitlines())
