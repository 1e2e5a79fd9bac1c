"""Example talk: a transcript of one's own as the words that show how a customer sounds, without anybody's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent.content.lean.samples import REPS, without_names
from agent.content.transcripts.speakers import guessed_parts
from agent.errors import TurnRefused
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.transcripts import Transcripts

LONGEST_TALK = 20_000
"""Letters of a talk that are taken, from its beginning; an hour has some 50,000, and manner shows in a few minutes."""

LONGEST_SPEAKER = 40
"""Letters of a speaker's name before the colon, as in `agent/content/lean/samples.py`."""

PARTS = {"rep": "Rep", "customer": "Customer"}
"""Part -> what stands for the speaker's name."""


@dataclass(frozen=True)
class ExampleTalk:
    """A talk, one line each with its speaker's part; `names`: of the speakers, which were taken out of it."""

    text: str
    names: tuple[str, ...]


def by_parts(talk: str, customer: str) -> str:
    """Return a pasted talk with the part of each speaker for the name, where it is said who the customer is."""
    if not customer:
        return talk
    rows = []
    for line in talk.splitlines():
        name, colon, said = line.partition(":")
        known = colon and len(name) <= LONGEST_SPEAKER
        part = "customer" if name.strip().casefold() == customer.casefold() else "rep"
        rows.append(f"{PARTS[part]}:{said}" if known else line)
    return "\n".join(rows)


def example_talk(room: PersonalRoom, transcript_id: str) -> ExampleTalk:
    """Return a transcript of one's own as an example.

    Raises:
        NotSignedIn: one is no trainer. TurnRefused: there is no such transcript, or nobody in it is the customer yet.
    """
    transcript, _ = Transcripts(room).one(transcript_id)
    by = dict.fromkeys(line.by for line in transcript.lines)
    parts: Mapping[str, str | None] = transcript.parts or guessed_parts(by)
    if "customer" not in parts.values():
        raise TurnRefused("nobody in that transcript is the customer yet. Mend: say there who is who, then come back")
    names = tuple(name for name in by if name and name.lower() not in {*REPS, "customer", "client", "user"})
    rows: list[str] = []
    left = LONGEST_TALK
    for line in transcript.lines:
        if (part := PARTS.get(parts.get(line.by) or "skip")) is None:
            continue
        row = f"{part}: {without_names(' '.join(line.text.split()), names)}"
        left -= len(row) + 1
        if left < 0:
            break
        rows.append(row)
    return ExampleTalk("\n".join(rows), names)
