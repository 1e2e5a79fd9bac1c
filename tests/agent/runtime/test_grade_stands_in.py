"""A room whose endpoint gives no grade, over HTTP on loopback: the turn is graded, moves the customer, and says so."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from agent.runtime.room import open_room
from agent.settings import load_settings
from tests.support.makers.room_talk import say
from tests.support.paths import ROOT
from tests.support.servers.echo_endpoint import How, echo_endpoint

PERSONA, PUSH = "noreen_twomey", "You should just sign it."


@pytest.mark.parametrize(
    ("how", "why"),
    [("breaks", "HTTP 503"), ("refuses", "HTTP 401"), ("answers", "the answer is not")],
    ids=["down", "refusing", "garbled"],
)
async def test_a_turn_is_graded_whatever_the_endpoint_does(
    how: How, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "personas").mkdir()
    shutil.copy(ROOT / "personas" / f"{PERSONA}.yaml", tmp_path / "personas")
    caplog.set_level(logging.INFO)
    with echo_endpoint(how, "words of nobody") as port:
        endpoint = {"base_url": f"http://127.0.0.1:{port}/v1", "model": "m", "max_attempts": 1}
        room = open_room(load_settings(data_dir=tmp_path, personas_dir=tmp_path / "personas", **endpoint))
        info = await room.start(PERSONA, seed=5)
        turn = await say(room, info.id, PUSH)
        (kept,) = room.turns(info.id)
        await room.aclose()
    assert turn.verdict.ungraded is None
    assert turn.verdict.engine.startswith("embedded:")
    assert why in (turn.verdict.degraded or "")
    assert turn.receipt.resistance > 0
    assert kept.verdict == turn.verdict
    (record,) = (record for record in caplog.records if record.message == "grade_degraded")
    fields = record.__dict__["fields"]
    assert (fields["session"], fields["turn"], fields["engine"]) == (info.id, 1, turn.verdict.engine)
    assert "words of nobody" not in str(fields)
