"""Training log: the parts of the log that trainers and labellers use."""

from __future__ import annotations

from agent.storage.database import Database
from agent.storage.training.assignment_log import AssignmentLog
from agent.storage.training.desk_log import DeskLog
from agent.storage.training.edition_log import EditionLog
from agent.storage.training.share_log import ShareLog
from agent.storage.training.transcript_log import TranscriptLog


class TrainingLog:
    """One for each log; its parts share the log's database."""

    def __init__(self, database: Database) -> None:
        self.editions, self.assignments = EditionLog(database), AssignmentLog(database)
        self.shares, self.transcripts = ShareLog(database), TranscriptLog(database)
        self.desk = DeskLog(database)
