"""Session statements: one session as xAPI 1.0.3 tells it: begun, each line of the rep's, ended, left.

Ids are made from the session and the line, so that a set that is sent twice is one set. Who practised is told as an
account of this room, never by name; what the rep wrote is told only where it is asked for.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from agent.model.debrief import Debrief
from agent.model.persona import Persona
from agent.model.session import Outcome
from agent.model.turn import SessionInfo, Turn

VERSION = "1.0.3"
"""The version of xAPI that the statements are written in."""

VERBS = {
    "initialized": "http://adlnet.gov/expapi/verbs/initialized",
    "responded": "http://adlnet.gov/expapi/verbs/responded",
    "completed": "http://adlnet.gov/expapi/verbs/completed",
    "passed": "http://adlnet.gov/expapi/verbs/passed",
    "failed": "http://adlnet.gov/expapi/verbs/failed",
    "terminated": "http://adlnet.gov/expapi/verbs/terminated",
}
"""Verbs of the vocabulary that ADL publishes with xAPI."""

ACTIVITY_TYPES = {
    "talk": "http://adlnet.gov/expapi/activities/simulation",
    "line": "http://adlnet.gov/expapi/activities/interaction",
    "room": "http://adlnet.gov/expapi/activities/course",
}
"""Types of activities of the same vocabulary."""

NOWHERE = "https://rollwith.invalid"
"""Home of activities and accounts of a room that has no public address; `.invalid` leads nowhere by RFC 2606."""

LANGUAGE = "en"

Statement = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """A finished session with all that its statements need.

    Attributes:
        home: address of the room, to which ids of activities and accounts belong. person: the id of whose it is.
        said: when each line was said, by number. ended: when the session ended.
        score: 0..100, or None where it has none. passed: of an exam, else None.
        words: the rep's words are told as well.
    """

    home: str
    person: str
    persona: Persona
    info: SessionInfo
    turns: Sequence[Turn]
    debrief: Debrief
    said: Mapping[int, datetime]
    ended: datetime
    score: float | None = None
    passed: bool | None = None
    words: bool = False


def session_statements(told: Told) -> list[Statement]:
    """Return the statements of a session in the order in which things happened."""
    begun = _statement(told, "initialized", "begun", told.info.started, _talk(told))
    lines = [_line_statement(told, turn) for turn in told.turns]
    ended = _statement(told, "completed", "ended", told.ended, _talk(told), _ending_result(told))
    found = [begun, *lines, ended]
    if told.passed is not None:
        verb = "passed" if told.passed else "failed"
        found.append(
            _statement(told, verb, "judged", told.ended, _talk(told), _ending_result(told, success=told.passed))
        )
    found.append(_statement(told, "terminated", "left", told.ended, _talk(told)))
    return found


def _statement(
    told: Told, verb: str, key: str, at: datetime, activity: Mapping[str, Any], result: Mapping[str, Any] | None = None
) -> Statement:
    parents: dict[str, Any] = {"grouping": [_activity(told, "", "room", "Roll with Resistance")]}
    if activity["id"] != _talk(told)["id"]:
        parents["parent"] = [_talk(told)]
    statement: Statement = {
        "id": _uuid(told, key),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": told.home, "name": told.person or "local"},
        },
        "verb": {"id": VERBS[verb], "display": {LANGUAGE: verb}},
        "object": activity,
        "context": {
            "registration": _uuid(told, "registration"),
            "platform": "rollwith",
            "language": LANGUAGE,
            "contextActivities": parents,
            "extensions": {
                f"{told.home}/xapi/mode": told.info.mode.value,
                f"{told.home}/xapi/rubric": told.info.rubric,
            },
        },
        "timestamp": _time(at),
        "version": VERSION,
    }
    return statement | ({"result": dict(result)} if result else {})


def _line_statement(told: Told, turn: Turn) -> Statement:
    """Return what came of one line: what it was read as and what it moved."""
    verdict, receipt = turn.verdict, turn.receipt
    room = f"{told.home}/xapi"
    extensions: dict[str, Any] = {
        f"{room}/resistance-change": round(receipt.resistance, 4),
        f"{room}/resistance": round(turn.state.resistance, 4),
        f"{room}/trust": round(turn.state.trust, 4),
        f"{room}/stage": turn.state.stage.value,
        f"{room}/graded-by": verdict.engine,
    }
    if verdict.ungraded is None:
        extensions |= {f"{room}/code": verdict.primary.value}
        extensions |= {f"{room}/{name}": round(value, 4) for name, value in verdict.criteria.model_dump().items()}
    result: dict[str, Any] = {"extensions": extensions}
    if told.words:
        result["response"] = turn.rep
    number = turn.number
    activity = _activity(told, f"/line/{number}", "line", f"Line {number} to {told.persona.name}")
    return _statement(told, "responded", f"line {number}", told.said.get(number, told.ended), activity, result)


def _ending_result(told: Told, success: bool | None = None) -> dict[str, Any]:
    room, summary = f"{told.home}/xapi", told.debrief.summary
    seconds = max(0, round((told.ended - told.info.started).total_seconds()))
    extensions: dict[str, Any] = {
        f"{room}/outcome": told.debrief.outcome.value,
        f"{room}/resistance-start": round(summary.curve[0].resistance, 4),
        f"{room}/resistance": round(summary.curve[-1].resistance, 4),
        f"{room}/ungraded": summary.ungraded,
    }
    means = {name.value: mean for name, mean in summary.criteria.items() if mean is not None}
    extensions |= {f"{room}/{name}": mean for name, mean in means.items()}
    committed = told.debrief.outcome is Outcome.COMMITTED
    result: dict[str, Any] = {"completion": True, "success": committed if success is None else success}
    result |= {"duration": f"PT{seconds}S", "extensions": extensions}
    if told.score is not None:
        result["score"] = {"scaled": round(told.score / 100, 4), "raw": round(told.score, 2), "min": 0, "max": 100}
    return result


def _talk(told: Told) -> dict[str, Any]:
    return _activity(told, f"/customer/{told.persona.id}", "talk", f"A talk with {told.persona.name}")


def _activity(told: Told, path: str, kind: str, name: str) -> dict[str, Any]:
    return {
        "objectType": "Activity",
        "id": f"{told.home}/xapi{path}",
        "definition": {"type": ACTIVITY_TYPES[kind], "name": {LANGUAGE: name}},
    }


def _uuid(told: Told, key: str) -> str:
    """Return an id that is the same for the same thing, whenever and wherever it is told."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{told.home}/session/{told.info.id}/{key}"))


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
