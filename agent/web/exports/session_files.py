"""Session files: a session in each form in which a rep may keep it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from agent.errors import TurnRefused
from agent.runtime.personal import exams
from agent.runtime.personal.disputes import Disputes
from agent.runtime.personal.exams import refuse_in_exam
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.statements import statements_of
from agent.web.exports import documents, printable
from agent.web.views.html import EMPTY, join
from agent.web.views.practice.rating import exam_result, exam_words, gap

KINDS: Mapping[str, tuple[str, str]] = {
    "html": ("html", "text/html"),
    "md": ("md", "text/markdown"),
    "json": ("json", "application/json"),
    "xapi": ("xapi.json", "application/json"),
}
"""Kind of a file -> how its name ends, and its media type."""


def session_file(room: PersonalRoom, session: str, kind: str) -> Mapping[str, str]:
    """Return a session that one may read as a file: its `name`, its media type `kind`, its `text`.

    Raises:
        TurnRefused: there is no such kind, the session has not ended and the kind tells of ended ones only, or it is an
            exam under way.
    """
    if kind not in KINDS:
        raise TurnRefused(f"a session is kept as {', '.join(KINDS)}; not as {kind[:20]!r}")
    info = room.session(session)
    refuse_in_exam(info, "saved", over=False)
    suffix, media = KINDS[kind]
    return {
        "name": f"rollwith-{info.persona}-{info.id}.{suffix}",
        "kind": media,
        "text": _file_text(room, session, kind),
    }


def _file_text(room: PersonalRoom, session: str, kind: str) -> str:
    if kind == "xapi":
        return json.dumps(statements_of(room, session, words=True), ensure_ascii=False, indent=2)
    info = room.session(session)
    persona, rubric = room.persona_of(info), room.rubric_of(info)
    turns, told, missed = room.turns(session), room.debrief(session), room.unanswered(session)
    disputes = Disputes(room).of(session)
    if kind == "json":
        return documents.as_json(persona, info, turns, told, missed, disputes)
    came = exams.came_of(room.room, info, told) if told else None
    if kind == "md":
        return documents.as_markdown(persona, info, turns, told, missed, disputes, exam_words(came))
    own = info.owner == room.person.owns_as
    result = join((exam_result(came), gap(info, told.summary, own))) if told else EMPTY
    return printable.as_html(persona, rubric, info, turns, told, missed, disputes, result)
