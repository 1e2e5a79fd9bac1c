"""Desk lines: what people coded at the label desk of a room, read by way of the very files that its page exports."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from agent.runtime.personal.training.desk.desk_export import exported
from agent.runtime.room import open_room
from agent.settings import Settings
from evals.data.coded_lines import CodedLine, Mapping, read_coded, read_mapping
from evals.workbench.agreement import EvalAgreement


def read_desk(settings: Settings) -> tuple[list[CodedLine], Mapping]:
    """Return the lines coded at the label desk, of every team, and how they are to be read.

    Raises:
        TurnRefused: nothing was coded there. StoreError: the log cannot be read.
    """
    room = open_room(settings)
    try:
        made = exported(room.log.training.desk, None, EvalAgreement())
    finally:
        room.close_log()
    with TemporaryDirectory(prefix="rollwith-desk-") as folder:
        data, mapping = Path(folder, "desk.jsonl"), Path(folder, "desk.yaml")
        data.write_text(made.data, encoding="utf-8")
        mapping.write_text(made.mapping, encoding="utf-8")
        read = read_mapping(mapping)
        return read_coded(data, read), read
