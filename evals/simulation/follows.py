"""Follows: open questions put to customers, for two readers to judge blind whether the answers follow.

python -m evals.simulation.follows ask --out FOLDER [--seed N]      writes sheet.jsonl for the readers, and key.jsonl
python -m evals.simulation.follows score MARKS.jsonl ... [--key FOLDER/key.jsonl]
"""

from __future__ import annotations

import asyncio
import json
import math
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from pydantic import Field

from agent.console import emit, prepare, tell
from agent.content.library import Library, open_library
from agent.errors import DataError, RollwithError, TurnNotAnswered
from agent.model.acts import Band
from agent.model.background import Said
from agent.model.base import FrozenModel
from agent.model.events import NotAnswered, Whole
from agent.model.persona import Persona
from agent.model.turn import Turn
from agent.runtime.engine_factory import Engines
from agent.runtime.pinned_content import new_session
from agent.runtime.room import Room
from agent.runtime.workshop.standing import standing
from agent.settings import load_settings
from agent.storage.store import Store
from evals.data.records import read_records
from evals.simulation.blind_marks import Mark, Placement, marked_measures
from evals.simulation.play import seed_of

QUESTIONS = Path(__file__).resolve().parents[1] / "follows" / "questions.jsonl"

PATIENCE = 600.0
"""Seconds an answer may take: nobody waits for it, and a busy machine must not lose the sheet."""

app = typer.Typer(name="follows", no_args_is_help=True, add_completion=False, rich_markup_mode=None)


class OpenQuestion(FrozenModel):
    """A question that asks for more than a word."""

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)


@dataclass(frozen=True)
class Put:
    """A question, whom it is put to, and where they stand."""

    question: OpenQuestion
    persona: Persona
    band: Band
    seed: int


@dataclass(frozen=True)
class Answered:
    """What came of it: the customer's opening, and the turn."""

    put: Put
    opening: str
    turn: Turn

    def blind(self) -> dict[str, object]:
        """Return what a reader sees: the question, what was said before it, and the answer."""
        before = Said(speaker="customer", text=self.opening).model_dump()
        return {
            "id": self.put.question.id, "before": [before], "question": self.turn.rep, "answer": self.turn.reply.text
        }  # fmt: skip

    def key(self) -> dict[str, object]:
        """Return what a reader does not see."""
        reply = self.turn.reply
        return {
            "id": self.put.question.id, "persona": self.put.persona.id, "band": self.put.band.value,
            "seed": self.put.seed, "act": reply.act.value, "engine": reply.engine,
        }  # fmt: skip


def distribute(questions: Sequence[OpenQuestion], people: Sequence[Persona], seed: int) -> list[Put]:
    """Put each question to one customer in one band: as many to each, drawn by the seed, in the questions' order."""
    bands, drawn = list(Band), list(questions)
    even = math.lcm(len(people), len(bands))  # after so many, every customer and every band had as many
    Random(seed).shuffle(drawn)
    puts = {
        question.id: Put(
            question,
            people[at % len(people)],
            bands[(at + at // even) % len(bands)],
            seed_of(seed, question.id),
        )
        for at, question in enumerate(drawn)
    }
    return [puts[question.id] for question in questions]


async def answer_all(library: Library, store: Store, engines: Engines, puts: Iterable[Put]) -> list[Answered]:
    """Put every question through the room, each in a session of its own.

    Raises:
        TurnNotAnswered: one was not answered.
    """
    room = Room(library, lambda: store, engines, deadline=PATIENCE)
    try:
        await room.warm()
        return [await _answer(room, store, put) for put in puts]
    finally:
        await room.aclose()


async def _answer(room: Room, store: Store, put: Put) -> Answered:
    info, pinned = new_session(put.persona, room.library.rubric(), put.seed)
    store.create(info, standing(put.persona, put.band), pinned)
    async for event in room.say(info.id, put.question.text):
        if isinstance(event, Whole):
            return Answered(put, info.opening, event.turn)
        if isinstance(event, NotAnswered):
            raise TurnNotAnswered(f"{put.question.id} was not answered: {event.line.why}")
    raise TurnNotAnswered(f"{put.question.id} was not answered")


@app.command("ask")
def ask(
    out: Annotated[Path, typer.Option(help="Folder to write sheet.jsonl and key.jsonl into.")],
    seed: Annotated[int, typer.Option(help="Of who is asked what, where they stand, and what they say.")] = 1,
    limit: Annotated[int | None, typer.Option(help="Ask no more than so many, spread evenly.", min=1)] = None,
) -> None:
    """Put the open questions to the embedded customers and write a sheet that says nothing of where they stood."""
    with tempfile.TemporaryDirectory(prefix="rollwith-") as folder:
        settings = load_settings(database_url=f"sqlite:///{folder}/log.db")
        library = open_library(settings)
        puts = distribute(read_records(QUESTIONS, OpenQuestion, limit), list(library.personas().values()), seed)
        store = Store(f"sqlite:///{folder}/log.db")
        answers = asyncio.run(answer_all(library, store, Engines(settings, "embedded"), puts))
    out.mkdir(parents=True, exist_ok=True)
    _write_records(out / "sheet.jsonl", [answer.blind() for answer in answers])
    _write_records(out / "key.jsonl", [answer.key() for answer in answers])
    emit({"sheet": str(out / "sheet.jsonl"), "key": str(out / "key.jsonl"), "questions": len(answers)})


@app.command("score")
def score(
    marks: Annotated[list[Path], typer.Argument(help="JSONL of both readers: id, reader, follows, bare.")],
    key: Annotated[Path | None, typer.Option(help="key.jsonl of the sheet: adds the share of each band.")] = None,
) -> None:
    """Say what share of the answers follows, how many are a bare word, and how far the two readers agree."""
    given = [mark for path in marks for mark in read_records(path, Mark, mend="name the readers' files")]
    placed = read_records(key, Placement, mend="name the sheet's key") if key else []
    for measure in marked_measures(given, placed):
        emit(measure.model_dump(exclude={"title", "human"}) | {"title": measure.title, "passed": measure.passed})


def _write_records(path: Path, records: Sequence[Mapping[str, object]]) -> None:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DataError(path, "", f"cannot be written ({error.strerror})", "name another folder with --out") from None


if __name__ == "__main__":
    prepare(False)
    try:
        app()
    except RollwithError as error:
        tell(str(error))
        raise SystemExit(2) from None
