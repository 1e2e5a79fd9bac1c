"""The command `doctor`: what an endpoint can do, one part each, and what became of drafts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from agent.llm import probing
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.servers.model_endpoint import model_endpoint

PARTS = ["endpoint", *(f"endpoint.{name}" for name in "stream schema seed system reasoning cache context".split())]


@pytest.fixture
def probed(rollwith: Any, one_persona: dict[str, str]) -> Any:
    """Run `doctor --probe` against an endpoint that behaves as given; return the details by part."""

    def run(code: int = 0, **manner: Any) -> dict[str, str]:
        with model_endpoint(**manner) as endpoint:
            ran = rollwith("doctor", "--probe", env=one_persona | endpoint.settings, code=code)
        parts = [record for record in ran.records if record["part"].startswith("endpoint")]
        assert [part["part"] for part in parts] == (PARTS if code == 0 else PARTS[:1])
        assert all(part["ok"] == (code == 0) for part in parts)
        assert all(list(part) == ["part", "ok", "detail"] for part in parts)
        return {part["part"].removeprefix("endpoint."): part["detail"] for part in parts}

    return run


def test_a_capable_endpoint_is_told_part_by_part(probed: Any) -> None:
    told = probed(reads=10**8, cached=True, tokens=10**9, models={"max_model_len": 32768})
    assert "http://127.0.0.1:" in told["endpoint"]
    assert re.search(r"first words after \d+\.\d s", told["stream"])
    assert told["schema"] == "objects come by its schema"
    assert told["seed"] == told["system"] == "accepted"
    assert "none seen" in told["reasoning"]
    assert "tokens of a prompt that was sent twice" in told["cache"]
    assert not told["cache"].startswith("none")
    assert "32,768 tokens" in told["context"]
    assert "read whole" in told["context"]


def test_what_is_missing_is_no_fault_and_the_detail_says_what_is_done_instead(probed: Any) -> None:
    told = probed(refuses=frozenset({"seed", "response_format"}), tokens=None)
    assert "plain words" in told["schema"]
    assert told["seed"].startswith("refused; none is sent")
    assert "not told; tokens are estimated" in told["cache"]
    assert told["context"].startswith("not told; ")


def test_a_prompt_that_is_cut_without_a_word_is_noticed(probed: Any) -> None:
    told = probed(reads=2048, models={"meta": {"n_ctx_train": 8192}})
    assert "CUT without a word: 2,048 were read" in told["context"]
    assert told["context"].startswith("8,192 tokens")


def test_thoughts_are_noticed_and_counted(probed: Any) -> None:
    assert "about 100 tokens" in probed(thinks="hm, " * 100)["reasoning"]


@pytest.mark.parametrize(("status", "complaint"), [(401, "no such key"), (402, "Insufficient Balance"), (503, "down")])
def test_an_endpoint_that_does_not_answer_is_a_fault_and_nothing_more_is_asked(
    probed: Any, status: int, complaint: str
) -> None:
    told = probed(code=1, status=status, complaint=complaint)["endpoint"]
    assert f"HTTP {status}" in told
    assert complaint in told
    assert "http://127.0.0.1:" in told


def test_a_model_that_must_be_loaded_first_is_waited_for(probed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert probing.COLD >= 300
    monkeypatch.setenv("ROLLWITH_FIRST_TOKEN_DEADLINE", "0.3")
    monkeypatch.setenv("ROLLWITH_REQUEST_TIMEOUT", "0.3")
    monkeypatch.setenv("ROLLWITH_TOTAL_DEADLINE", "0.5")
    assert "s when it was first asked" in probed(load=1.2)["stream"]


def test_without_a_probe_nothing_is_asked(rollwith: Any, one_persona: dict[str, str]) -> None:
    with model_endpoint() as endpoint:
        ran = rollwith("doctor", env=one_persona | endpoint.settings)
        assert endpoint.asked == []
    assert [record["part"] for record in ran.records][-1] == "endpoint"


def test_what_became_of_drafts_is_told_from_the_log(rollwith: Any, one_persona: dict[str, str], home: Path) -> None:
    def drafts() -> str:
        found = {record["part"]: record for record in rollwith("doctor", env=one_persona).records}
        assert found["drafts"]["ok"]
        return str(found["drafts"]["detail"])

    assert "no line was begun beside its grade in the newest 0 turns" in drafts()
    log = Store(f"sqlite:///{home / 'data' / 'rollwith.db'}")
    log.create(talks.info(), talks.START)
    for number, (fate, wasted) in enumerate((("stood", 0), ("redrawn", 1200), ("stood", 0), (None, 0)), 1):
        log.submit("s1", f"line {number}", f"r{number}")
        log.finish("s1", talks.turn(number, f"line {number}").model_copy(update={"draft": fate, "wasted": wasted}))
    log.dispose()
    assert "of 3 lines begun beside the grade in the newest 4 turns 2 stood; the others cost 1,200 tokens" in drafts()
