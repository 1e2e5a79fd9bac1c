"""Showcase: prints played sessions for people to read, with the receipts in short.

python -m evals.simulation.showcase [--out docs/sessions] [--persona ID]
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from agent.console import prepare, tell
from agent.model.debrief import Debrief
from agent.model.persona import Persona
from agent.model.session import Entry
from agent.model.turn import SessionInfo, Turn
from agent.runtime.room import Room, open_room
from agent.settings import load_settings
from evals.simulation.play import Job, play_out
from evals.simulation.scripted_reps import Scripted, read_panel

SHOWN = {
    "expert": "An expert: listens, leaves the choice, draws out their reasons, and helps with a plan of theirs.",
    "pleaser": "A pleaser: gives in to everything.",
    "pushy": "A pusher: wants the signature today.",
}
"""Kind of rep -> what to look for."""

INDEX = """# Sessions to read

Three with every customer: an expert, a pleaser and a pusher, each from a text of `evals/panel` that was written without
knowing this customer. Nothing is touched up. Printed by `python -m evals.simulation.showcase`.

| customer | expert | pleaser | pusher |
|---|---|---|---|
"""

SEED = 1
QUOTED = 60
"""Characters of the rep's words that a receipt shows."""


def write_showcase(
    out: Annotated[Path, typer.Option(help="Folder to write into.")] = Path("docs/sessions"),
    persona: Annotated[str | None, typer.Option(help="Only this customer; the index stays as it is.")] = None,
) -> None:
    """Play an expert, a pleaser and a pusher against every customer, with the embedded engine, and write it down."""
    prepare(False)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rollwith-") as folder:
        settings = load_settings(database_url=f"sqlite:///{folder}/log.db")
        asyncio.run(_write(open_room(settings, "embedded"), out, persona))


async def _write(room: Room, out: Path, persona: str | None) -> None:
    panel, people, rows = read_panel(), room.library.personas(), []
    try:
        for index, one in enumerate(people.values()):
            if persona in (None, one.id):
                reps = [panel[kind][index % len(panel[kind])] for kind in SHOWN]
                page, row = await _page(room, one, reps)
                (out / f"{one.id}.md").write_text(page, encoding="utf-8")
                rows.append(row)
                tell(f"wrote {out / one.id}.md")
    finally:
        await room.aclose()
    if persona is None:
        (out / "README.md").write_text(INDEX + "\n".join(rows) + "\n", encoding="utf-8")


async def _page(room: Room, persona: Persona, reps: Sequence[Scripted]) -> tuple[str, str]:
    """Return the page of a customer, and their row in the index."""
    parts = [
        f"# {persona.name}, {persona.role} ({persona.company})",
        persona.scenario,
        "Played with the embedded engines; under each line of the rep stands what it moved and by which rule.",
    ]
    cells = [f"[{persona.name}]({persona.id}.md)"]
    for rep in reps:
        info, turns, debrief = await play_out(room, Job(persona, rep, SEED))
        parts.append(session_text(persona, rep.name, info, turns, debrief))
        cells.append(f"{ending(turns, debrief)} (resistance {persona.law.start:.1f} → {_final(persona, turns):.1f})")
    return "\n\n".join(parts) + "\n", f"| {' | '.join(cells)} |"


def ending(turns: Sequence[Turn], debrief: Debrief) -> str:
    """Return how and when a session ended, in words."""
    return f"{debrief.outcome.value.replace('_', ' ')} after {len(turns)} lines"


def _final(persona: Persona, turns: Sequence[Turn]) -> float:
    return turns[-1].state.resistance if turns else persona.law.start


def session_text(persona: Persona, rep: str, info: SessionInfo, turns: Sequence[Turn], debrief: Debrief) -> str:
    """Return one session as Markdown."""
    kind = rep.rpartition("_")[0]
    parts = [f"## {SHOWN.get(kind, kind)}", f"Ends: {ending(turns, debrief)}.", _line_in_words(persona, info.opening)]
    before = persona.law.start
    for turn in turns:
        parts += [f"**Rep:** {turn.rep}", f"> {receipt_text(turn, before)}", _line_in_words(persona, turn.reply.text)]
        before = turn.state.resistance
    return "\n\n".join(parts)


def receipt_text(turn: Turn, before: float) -> str:
    """Return a receipt in one line: resistance, trust, stage, and the rules with the words they rest on."""
    state = turn.state
    stands = f"resistance {before:.1f} → {state.resistance:.1f}, trust {state.trust:.1f}, {state.stage.value}"
    if state.scope_pressure:
        stands += f", scope pressure {state.scope_pressure:.1f}"
    rules = "; ".join(_by_words(turn.receipt.entries))
    told = f" · tells *{turn.reply.disclosed}*" if turn.reply.disclosed else ""
    return f"{stands} · {rules or 'nothing moves'}{told}"


def _by_words(entries: Sequence[Entry]) -> list[str]:
    """Return each of the rep's words that counted, with the rules that rest on them."""
    rules: dict[str, list[str]] = {}
    for entry in entries:
        known = rules.setdefault(" ".join(entry.quote.split()), [])
        name = entry.rule.replace("_", " ")
        if name not in known:
            known.append(name)
    return [f"{', '.join(names)}: “{_short(words)}”" if words else ", ".join(names) for words, names in rules.items()]


def _short(words: str) -> str:
    return words if len(words) <= QUOTED else words[:QUOTED].rsplit(" ", 1)[0] + " …"


def _line_in_words(persona: Persona, text: str) -> str:
    return f"**{persona.name}:** {text}"


if __name__ == "__main__":
    typer.run(write_showcase)
