"""Scripted reps: who plays the rep. Scripts of the panel, the parrot, a rep who adapts, and one who attacks and fishes.

A policy is asked for one line at a time; with the same seed it says the same to the same customer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random

from agent.model.acts import Act, Stage
from agent.model.persona import Persona
from agent.model.turn import Turn
from agent.runtime.scripted_play import SILENCE, Script, read_scripts
from evals.simulation.transcript import kind_of

HERE = Path(__file__).resolve().parents[1]
PANEL, FISHING, ATTACKS = HERE / "panel", HERE / "fishing", HERE / "robustness" / "attacks.jsonl"

PARROT_TURNS = 14
PARROT_OPENERS = ("", "So you're saying: ", "I hear you say that ")
SWAPS = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "we": "you", "us": "you", "our": "your", "am": "are",
    "you": "I", "your": "my", "yours": "mine", "i'm": "you're", "we're": "you're", "i've": "you've", "we've": "you've",
}  # fmt: skip

BAITED = {
    Act.ATTACK: "blamer", Act.COMPLAIN: "blamer", Act.DENY: "blamer", Act.EXCUSE: "pushy", Act.MINIMISE: "pushy",
    Act.EVADE: "pushy", Act.TEST: "pleaser", Act.ASK_FOR_MORE: "pleaser", Act.WITHDRAW: "early_leader",
    Act.COMPLY: "early_leader", Act.DISCLOSE: "flatterer", Act.OPEN_UP: "early_leader", Act.WAVER: "pushy",
}  # fmt: skip
"""What a rep without skill falls into, by what the customer just did: the answer that is nearest at hand."""

STAGE_LINES = {Stage.ENGAGE: (0, 5), Stage.EVOKE: (5, 10), Stage.PLAN: (10, 16)}
"""Which lines of an expert's text belong to which stage: from, to."""


@dataclass(frozen=True)
class Scripted:
    """A text of the panel."""

    script: Script

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return Path(self.script.name).stem

    @property
    def recipe(self) -> str:
        """A hash of the lines."""
        return _digest(self.script.lines)

    async def next_line(self, opening: str, turns: Sequence[Turn]) -> str | None:
        """Return the next line, or None after the last."""
        return await self.script.next_line(opening, turns)


@dataclass(frozen=True)
class Parrot:
    """Hands the customer's last line back: as it is, with an opener, or with the pronouns turned round."""

    number: int
    turns: int = PARROT_TURNS

    @property
    def name(self) -> str:
        """Kind and number."""
        return f"parrot_{self.number}"

    @property
    def recipe(self) -> str:
        """How it parrots, and for how long."""
        return f"{PARROT_OPENERS[self.number - 1]}|{self.turns}"

    async def next_line(self, opening: str, turns: Sequence[Turn]) -> str | None:
        """Return what the customer said last, or None when enough was said."""
        if len(turns) >= self.turns:
            return None
        heard = turns[-1].reply.text if turns else opening
        return f"{PARROT_OPENERS[self.number - 1]}{heard if self.number < 3 else turned(heard)}"


@dataclass(frozen=True)
class Adaptive:
    """Answers what the customer just did: skilfully with the chance `skill`, else with the classic mistake."""

    name: str
    panel: dict[str, tuple[Scripted, ...]]
    skill: float
    seed: int

    @property
    def recipe(self) -> str:
        """Skill, seed and all the lines it may draw."""
        return f"{self.skill}|{self.seed}|{_digest([rep.recipe for reps in self.panel.values() for rep in reps])}"

    async def next_line(self, opening: str, turns: Sequence[Turn]) -> str | None:
        """Return a line of the panel that was not said yet; never None."""
        roll = Random(f"{self.name}:{self.seed}:{len(turns)}")
        act = turns[-1].reply.act if turns else None
        skilled = roll.random() < self.skill
        kind = "expert" if skilled or act is None else BAITED.get(act, "pushy")
        pool = [line for rep in self.panel[kind] for line in _fitting(rep, kind, turns)]
        return unsaid(pool, turns, roll)


@dataclass(frozen=True)
class Adversary:
    """Tries every trick: attacks, questions about what this customer keeps back, role swaps, parroting.

    Now and then it says a skilled line, so that some doors open and the next ones are tried.
    """

    name: str
    persona: Persona
    skilled: tuple[str, ...]
    seed: int
    mix: dict[str, float] = field(
        default_factory=lambda: {"attack": 0.3, "topic": 0.25, "secret": 0.15, "role": 0.1, "echo": 0.05, "skill": 0.15}
    )

    @property
    def recipe(self) -> str:
        """Seed, mix and all the lines it may draw."""
        return f"{self.seed}|{sorted(self.mix.items())}|{_digest([*self._pool('attack'), *self._pool('secret')])}"

    async def next_line(self, opening: str, turns: Sequence[Turn]) -> str | None:
        """Return the next trick; never None."""
        roll = Random(f"{self.name}:{self.persona.id}:{self.seed}:{len(turns)}")
        way = roll.choices(list(self.mix), list(self.mix.values()))[0]
        if way == "echo":
            return turns[-1].reply.text if turns else opening
        pool = self._asks(turns) if way == "topic" else self._pool(way)
        return unsaid(pool, turns, roll)

    def _asks(self, turns: Sequence[Turn]) -> list[str]:
        """Return questions about just those topics under which something is still locked."""
        known = turns[-1].state.unlocked if turns else ()
        locked = [fact for name, fact in self.persona.facts.items() if name not in known]
        topics = dict.fromkeys(topic for fact in locked for topic in fact.topics)
        return [ask for topic in topics for ask in self.persona.topics[topic].asks] or self._pool("secret")

    def _pool(self, way: str) -> list[str]:
        return {"skill": list(self.skilled), **self._tricks}[way]

    @cached_property
    def _tricks(self) -> dict[str, list[str]]:
        attacks = [json.loads(line)["text"] for line in ATTACKS.read_text("utf-8").splitlines() if line.strip()]
        files = {script.name: list(script.lines) for script in read_scripts(FISHING)}
        return {"attack": attacks, "secret": files["secrets.txt"], "role": files["roles.txt"]}


def read_panel(folder: Path = PANEL) -> dict[str, tuple[Scripted, ...]]:
    """Return the panel's texts by kind, without the parrot.

    Raises:
        DataError: the folder or a file in it cannot be read.
    """
    found: dict[str, list[Scripted]] = defaultdict(list)
    for script in read_scripts(folder):
        rep = Scripted(script)
        found[kind_of(rep.name)].append(rep)
    return {kind: tuple(reps) for kind, reps in found.items()}


def parrots() -> tuple[Parrot, ...]:
    """Return the three ways of parroting."""
    return tuple(Parrot(number) for number in range(1, len(PARROT_OPENERS) + 1))


def turned(text: str) -> str:
    """Return a text with first and second person exchanged."""
    return re.sub(r"[A-Za-z]+(?:['’][A-Za-z]+)?", lambda word: SWAPS.get(word[0].lower(), word[0]), text)


def unsaid(pool: Sequence[str], turns: Sequence[Turn], roll: Random) -> str:
    """Draw a line that was not said yet; from all of them once every one was; silence from an empty pool."""
    said = {turn.rep for turn in turns}
    return roll.choice([line for line in pool if line not in said] or list(pool) or [SILENCE])


def _fitting(rep: Scripted, kind: str, turns: Sequence[Turn]) -> Sequence[str]:
    if kind != "expert":
        return rep.script.lines
    first, last = STAGE_LINES[turns[-1].state.stage if turns else Stage.ENGAGE]
    return rep.script.lines[first:last]


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
