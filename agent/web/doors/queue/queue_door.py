"""Queue door: who may ask a handler, and who may hear what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from agent.web.doors.queue.questions import Handler, OddQuestion, handlers_of, read_question
from agent.web.doors.queue.streams import Streams, Whose
from agent.web.framework import gr

LONGEST_QUERY = 4000
"""Letters of a query that are read; an address of a screen has some hundred."""
RESTING, UNREPORTED = 0.05, 1.0
"""Seconds between two looks into gradio's queue while it is empty, and for progress to report, of which there is none.

Gradio's 0.001 s and 0.01 s burn 6 % of a core while nobody is there. 0.05 s is what it takes on Windows; a question
waits half of that.
"""


@dataclass(frozen=True)
class Odd:
    """A request that is not passed on, and what is said to it."""

    status: int
    text: str


NO_SUCH_PAGE = Odd(404, "There is no such page of yours.")


class QueueDoor:
    """Stands before the queue of one app."""

    def __init__(
        self, handlers: Mapping[int, Handler], is_heard: Callable[[str], bool], streams: Streams | None = None
    ) -> None:
        """`is_heard` says whether the queue has answers waiting, or to come, for a page."""
        self._handlers, self._is_heard = handlers, is_heard
        self._streams = streams or Streams()

    def asked(self, body: bytes, whose: Whose) -> bytes | Odd:
        """Return the question of a page as gradio shall read it, or why it may not be asked."""
        try:
            page, question = read_question(body, self._handlers)
        except OddQuestion as odd:
            return Odd(400, str(odd))
        return question if self._streams.claim(page, whose) else NO_SUCH_PAGE

    def heard(self, query: bytes, whose: Whose) -> Odd | None:
        """Return why somebody may not hear what is answered to a page, or None."""
        try:
            names = parse_qs(query.decode("ascii")[:LONGEST_QUERY], max_num_fields=8).get("session_hash", [])
        except ValueError:
            return NO_SUCH_PAGE
        theirs = len(names) == 1 and self._streams.is_theirs(names[0], whose) and self._is_heard(names[0])
        return None if theirs else NO_SUCH_PAGE


def queue_door(app: gr.Blocks) -> QueueDoor:
    """Return the door before an app's queue, which looks for work less often from now on."""
    queue = app._queue
    queue.sleep_when_free, queue.progress_update_sleep_when_free = RESTING, UNREPORTED
    return QueueDoor(handlers_of(app), lambda page: page in queue.pending_messages_per_session)
