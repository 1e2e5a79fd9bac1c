"""Made-up sessions for the tests of the log: turns as large as real ones, and reps that can be killed."""

from __future__ import annotations

import itertools
import random
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from agent.errors import TurnRefused
from agent.model.acts import Act, Band, Stage
from agent.model.ids import RuleId
from agent.model.session import Entry, Outcome, Receipt, Reply, State
from agent.model.turn import SessionInfo, Turn
from agent.model.verdict import CheckResult, Code, CodeEvidence, Criteria, Stance, Verdict
from agent.storage.store import Store

START = State(resistance=7.5, trust=1.5, unlocked=("size_of_team",))
_WORDS = (
    "the invoice rollout team went quiet after march nobody asked warehouse ledger shift half crew migration tickets "
    "promised training budget audit renewal angry export vendor floor manager spreadsheet dashboards adoption quarter"
).split()
_CHECKS = [f"{criterion}_{name}" for criterion in "abcd" for name in ("back", "more", "own", "push", "wait", "plan")]


def info(session: str = "s1", **changes: object) -> SessionInfo:
    """Return a session that is about to begin."""
    fields = {
        "id": session,
        "persona": "test_customer",
        "persona_version": 3,
        "rubric": "mi@1+0a1b2c3d",
        "seed": 2**40 + 7,
        "opening": "Oh. You again \u2014 about the rollout?\nGo on.",
        "started": datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC),
    }
    return SessionInfo(**{**fields, **changes})


def turn(number: int, rep: str = "", seed: int = 0, outcome: Outcome = Outcome.OPEN) -> Turn:
    """Return a turn of two calls, 24 checks, 3 codes and a receipt of 6 entries, its words drawn by number and seed."""
    dice = random.Random(1000 * seed + number)

    def prose(words: int) -> str:
        return " ".join(
            dice.choice(_WORDS) + (str(dice.randint(1, 99)) if dice.random() < 0.1 else "") for _ in range(words)
        )

    rep = rep or prose(30)
    codes = dice.sample(list(Code), 3)
    quotes = [prose(8) for _ in range(3)]
    checks = [
        CheckResult(id=name, passed=dice.random() < 0.5, quote=dice.choice([*quotes, None, None])) for name in _CHECKS
    ]
    entries = [
        Entry(
            quote=dice.choice([*quotes, ""]),
            evidence=dice.choice(codes).value,
            rule=dice.choice(list(RuleId)),
            quantity=dice.choice(["resistance", "trust", "readiness"]),
            change=round(dice.uniform(-2, 2), 4),
            why=prose(22),
        )
        for _ in range(6)
    ]
    verdict = _verdict(dice, codes, quotes, checks)
    receipt = Receipt(
        entries=tuple(entries), resistance=-0.7125, trust=0.4, stage_before=Stage.ENGAGE, stage_after=Stage.EVOKE
    )
    state = State(
        turn=number, resistance=round(dice.uniform(2, 9), 4), trust=4.0625, unlocked=("size_of_team",), outcome=outcome
    )
    reply = Reply(text=prose(20), act=Act.WAVER, band=Band.GUARDED, topic="tried", degraded="no answer in time")
    cost = {"calls": 2, "tokens": 1500 + number}
    return Turn(number=number, rep=rep, verdict=verdict, receipt=receipt, state=state, reply=reply, **cost)


def _verdict(dice: random.Random, codes: list[Code], quotes: list[str], checks: list[CheckResult]) -> Verdict:
    return Verdict(
        primary=codes[0],
        codes=tuple(
            CodeEvidence(code=code, quote=quote, confidence=round(dice.random(), 4))
            for code, quote in zip(codes, quotes, strict=True)
        ),
        checks=tuple(checks),
        empathy=round(dice.random(), 4),
        empowerment=round(dice.random(), 4),
        stance=Stance.LEAD,
        criteria=Criteria(bond=0.6, empathize=0.8, empower=0.3),
        rubric="mi@1+0a1b2c3d",
        engine="embedded:coder-1",
    )


def hold(store: Store, session: str, turns: int, seed: int = 0) -> None:
    """Add whole turns to a session."""
    first = store.info(session).turns + 1
    for number in range(first, first + turns):
        whole = turn(number, seed=seed)
        store.submit(session, whole.rep, f"request {seed}-{number}")
        assert store.finish(session, whole)


def rep_says(number: int) -> str:
    """Return the line that the scripted rep says in a turn."""
    return f"line {number} " + "and so on " * (number % 7)


def run_rep(url: str, session: str, told: Connection) -> None:
    """Talk until killed, as a room does: finish what is pending, then say the next line of the script, and so on.

    Tells through the pipe what the log has acknowledged: ("line", n) and ("turn", n).
    """
    store = Store(url)
    while True:
        line = store.pending(session)
        if line is None:
            number = store.info(session).turns + 1
            line = store.submit(session, rep_says(number), f"request {number}")
        told.send(("line", line.number))
        store.finish(session, turn(line.number, line.text))
        told.send(("turn", line.number))


def press_send(url: str, session: str, request: str, lines: int, told: Connection) -> None:
    """Send lines as one of several replicas at once until this one has got so many in; tell how many it finished."""
    store = Store(url)
    got_in = finished = 0
    for press in itertools.count():
        if got_in == lines:
            break
        try:
            line = store.submit(session, f"{request} press {press}", f"{request} {press}")
        except TurnRefused:
            time.sleep(0.01)  # another replica's line is being answered
            continue
        got_in += 1
        finished += store.finish(session, turn(line.number, line.text))
    store.dispose()
    told.send(finished)
