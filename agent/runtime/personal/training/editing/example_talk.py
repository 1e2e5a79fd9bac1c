"""Example talk: a transcript of one's own as the words that show how a customer sounds, without anybody's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.content.lean.samples import REPS, without_names
from agent.content.transcripts.columns import plain_name
from agent.content.transcripts.plain_talk import named_line
from agent.content.transcripts.speakers import guessed_parts
from agent.errors import EditionRefused, TurnRefused
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.transcripts import Transcripts

LONGEST_TALK = 20_000
"""Letters of a talk that are taken, from its beginning; an hour has some 50,000, and manner shows in a few minutes."""

MOST_NAMED = 6
"""Speakers that are named where one of them is to be chosen."""

PARTS = {"rep": "Rep", "customer": "Customer"}
"""Part -> what stands for the speaker's name."""


@dataclass(frozen=True)
class ExampleTalk:
    """A talk, one line each with its speaker's part; `names`: of the speakers, which were taken out of it."""

    text: str
    names: tuple[str, ...]


def by_parts(talk: str, customer: str) -> str:
    """Return a pasted talk with the part of each speaker for the name, without the times in front of the names.

    Args:
        talk: one line each, `Speaker: words`; a line that names nobody goes on what the line before it says.
        customer: whose lines are the customer's; empty where the names tell it themselves.

    Raises:
        EditionRefused: nobody of that name speaks, or it is not said who of several is the customer.
    """
    lines = [(named_line(line), line) for line in map(str.strip, talk.splitlines()) if line]
    parts = _parts_of(list(dict.fromkeys(found[0] for found, _ in lines if found)), customer)
    rows: list[str] = []
    for found, line in lines:
        if found is None:
            rows.append(line)
        elif (part := PARTS.get(parts[found[0]] or "skip")) is not None:
            rows.append(f"{part}: {found[1]}")
    return "\n".join(rows)


def _parts_of(names: Sequence[str], customer: str) -> Mapping[str, str | None]:
    told = ", ".join(names[:MOST_NAMED])
    if not customer:
        guessed = guessed_parts(names)
        if len(names) < 2 or {"rep", "customer"} <= set(guessed.values()):
            return {name: part or "customer" for name, part in guessed.items()}
        raise EditionRefused(f"who of the transcript is the customer? Mend: name one of {told}")
    found = {name for name in names if _is_called(name, customer)}
    if names and not found:
        raise EditionRefused(f"nobody in the transcript is called {customer[:40]}. Mend: name one of {told}")
    return {name: "customer" if name in found else "rep" for name in names}


def _is_called(name: str, asked: str) -> bool:
    """Say whether a name is the one asked for, or begins with it: `Hedda` for `Hedda Straume (Fjordvask)`."""
    words, wanted = plain_name(name).split(), plain_name(asked).split()
    return bool(wanted) and words[: len(wanted)] == wanted


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
