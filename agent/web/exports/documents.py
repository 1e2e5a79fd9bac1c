"""Export: a whole session as JSON, or as Markdown in which nothing the rep or the customer said is markup."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence

from agent.model.debrief import Debrief
from agent.model.persona import Persona
from agent.model.practice.dispute import Dispute
from agent.model.turn import SessionInfo, Turn, UnansweredLine
from agent.redaction import strike_said
from agent.web.exports.kept import kept_of
from agent.web.views.html import signed
from agent.web.views.labels import OUTCOMES, day
from agent.web.views.practice.disputes import told_of

MARKDOWN = re.compile(r"([\\`*_\[\]#!|~$])")
"""What Markdown reads as markup anywhere in a line, once `<`, `>` and `&` are entities."""
BLOCK_START = re.compile(r"^(\d*)([-+=.)])")
"""What would begin a list or a heading; a number counts with the dot or bracket after it."""


def as_json(
    persona: Persona,
    info: SessionInfo,
    turns: Sequence[Turn],
    told: Debrief | None,
    lost: Sequence[UnansweredLine] = (),
    disputes: Sequence[Dispute] = (),
) -> str:
    """Return everything the log holds of a session."""
    document = {
        "persona": {"id": persona.id, "version": persona.version, "name": persona.name},
        "session": info.model_dump(mode="json"),
        "turns": [turn.model_dump(mode="json") for turn in turns],
        "unanswered": [line.model_dump(mode="json") for line in lost],
        "disputes": [dispute.model_dump(mode="json", exclude={"by"}) for dispute in disputes],
        "debrief": told.model_dump(mode="json") if told else None,
    }
    return strike_said(json.dumps(document, ensure_ascii=False, indent=2))


def as_markdown(
    persona: Persona,
    info: SessionInfo,
    turns: Sequence[Turn],
    told: Debrief | None,
    lost: Sequence[UnansweredLine] = (),
    disputes: Sequence[Dispute] = (),
    result: str = "",
) -> str:
    """Return a session to read and to share: what was said, what moved, and the debrief.

    `result`: what came of the exam, empty where it was none.
    """
    parts = [f"# {plain(persona.name)}, {plain(day(info))}", f"{plain(persona.role)}, {plain(persona.company)}"]
    parts += [f"**{plain(persona.name)}:** {plain(info.opening)}"]
    said = [(turn.number, [*_turn_parts(persona, turn), *_dispute_parts(turn.number, disputes)]) for turn in turns]
    said += [(line.number, _unanswered_parts(line)) for line in lost]
    parts += [part for _, drawn in sorted(said) for part in drawn]
    if told:
        parts += ["## Debrief", plain(OUTCOMES[told.outcome]), *([f"**Exam:** {plain(result)}"] if result else [])]
        parts += [plain(part) for part in told.story]
        parts += ["### Next time", *(f"- {plain(part)}" for part in told.next_time)]
        parts += [part for title, words in kept_of(told) for part in (f"### {title}", plain(words))]
        parts.append(plain(told.summary.caveat))
    return "\n\n".join(parts) + "\n"


def _turn_parts(persona: Persona, turn: Turn) -> list[str]:
    moved = f"resistance {signed(turn.receipt.resistance)} to {turn.state.resistance:.1f}"
    whys = "; ".join(plain(entry.why) for entry in turn.receipt.entries)
    read = [f"> “{plain(found.quote)}”: {plain(found.reason)}" for found in turn.verdict.codes if found.reason]
    if turn.verdict.degraded:
        read.append(f"> Read by the built-in grader, because {plain(turn.verdict.degraded)}")
    answer = f"**{plain(persona.name)}:** {plain(turn.reply.text)}"
    told = f"> {turn.number}. {moved}. {whys}".rstrip()
    return [f"**You:** {plain(turn.rep)}", told, *read, answer]


def _dispute_parts(turn: int, disputes: Sequence[Dispute]) -> list[str]:
    return [
        f"> **You did not mean that:** {f'“{plain(one.quote)}”' if one.quote else 'the line as a whole'}, read as "
        f"{plain(one.evidence.replace('_', ' '))}. You meant: {plain(one.meant)}. {plain(told_of(one))}"
        for one in disputes
        if one.turn == turn
    ]


def _unanswered_parts(line: UnansweredLine) -> list[str]:
    return [f"**You:** ~~{plain(line.rep)}~~", f"> {line.number}. Not answered: {plain(line.why)}."]


def plain(text: str) -> str:
    """Return text as Markdown that shows exactly these words: one line, no markup, no links, no HTML."""
    bare = html.escape(strike_said(" ".join(text.split())), quote=False)
    line = MARKDOWN.sub(r"\\\1", bare).replace("://", ":\\//")
    return BLOCK_START.sub(r"\1\\\2", line)
