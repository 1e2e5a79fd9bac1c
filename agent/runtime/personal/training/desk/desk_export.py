"""Desk export: what people coded, as a file that `rollwith evals run agreement` grades, and the mapping for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from agent.errors import TurnRefused
from agent.model.practice.person import Role
from agent.model.training.coding import Adjudication, Coding
from agent.model.training.desk_line import DeskLine
from agent.model.verdict import Code, Stance, Talk
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.desk.desk_settling import coded_twice
from agent.runtime.personal.training.desk.label_desk import team_at_desk
from agent.runtime.workshop.agreement_bench import LEAST_IN_COMMON, AgreementBench

if TYPE_CHECKING:
    from agent.storage.training.desk_log import DeskLog

LABELS: Mapping[str, Sequence[str]] = {
    "primary": [code.value for code in Code],
    "empathy": ["yes", "no"],
    "empowerment": ["yes", "no"],
    "stance": [stance.value for stance in Stance],
    "question": ["none", "open", "closed"],
    "reflection": ["none", "simple", "complex"],
    "talk": [talk.value for talk in Talk],
}
"""Facets that are exported, with every label; each has a column of its name."""


@dataclass(frozen=True)
class DeskExport:
    """The coded lines as a file, and how to read it.

    Attributes:
        data: JSON Lines. mapping: the YAML file for `--mapping`. lines: how many. settled: of them by a trainer.
        common: lines that the two people with the most in common both coded. human: measure -> what these two reach.
    """

    data: str
    mapping: str
    lines: int
    settled: int
    common: int
    human: Mapping[str, float] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """How many lines in common are missing until reports can tell what humans reach."""
        return max(0, LEAST_IN_COMMON - self.common)


def export_of(room: PersonalRoom, bench: AgreementBench) -> DeskExport:
    """Return what one's team has coded.

    Raises:
        NotSignedIn: one is no trainer. TurnRefused: nothing was coded yet.
    """
    return exported(room.room.log.training.desk, team_at_desk(room, Role.TRAINER), bench)


def exported(log: DeskLog, team: str | None, bench: AgreementBench) -> DeskExport:
    """Return what a team has coded; None for all teams together.

    Raises:
        TurnRefused: nothing was coded yet.
    """
    lines, codings, settled = log.lines(team), log.codings(team), log.settled(team)
    told = [
        json.dumps(record, ensure_ascii=False)
        for line in lines
        if (record := _record_of(line, codings.get(line.id, {}), settled.get(line.id)))
    ]
    if not told:
        raise TurnRefused("nothing was coded yet. Mend: bring lines to the desk and have people code them.")
    people = sorted({person for by in codings.values() for person in by})
    pairs = [coded_twice(lines, codings, one, other) for one, other in combinations(people, 2)]
    most = max(pairs, key=len, default=[])
    human = bench.ceilings(most)
    mapping = _mapping_of(human, len(most))
    return DeskExport("\n".join(told) + "\n", mapping, len(told), len(settled), len(most), human)


def _record_of(line: DeskLine, by: Mapping[str, Coding], settled: Adjudication | None) -> dict[str, object] | None:
    """Return a line as it is exported, or None where nobody coded it. It names nobody."""
    given = [settled.coding] if settled else [coding for coding in by.values() if not coding.skipped]
    answers = _agreed(given)
    if not answers:
        return None
    return {
        "id": line.id,
        "session": line.group or line.id,
        "speaker": line.speaker,
        "text": line.text,
        "context": [said.model_dump() for said in line.context],
        **{facet: answers.get(facet, "") for facet in LABELS},
        "codes": _agreed_codes(given) if line.speaker == "rep" else None,
        "coders": len([coding for coding in by.values() if not coding.skipped]),
        "settled": settled is not None,
    }


def _agreed(given: Sequence[Coding]) -> dict[str, str]:
    """Return the answers that more than half of the readers gave; what they parted on is not coded."""
    votes: dict[str, Counter[str]] = {}
    for coding in given:
        for facet, label in coding.answers().items():
            votes.setdefault(facet, Counter())[label] += 1
    most = {facet: counted.most_common(1)[0] for facet, counted in votes.items()}
    return {facet: label for facet, (label, count) in most.items() if 2 * count > len(given)}


def _agreed_codes(given: Sequence[Coding]) -> list[str] | None:
    whole, count = Counter(coding.codes for coding in given).most_common(1)[0]
    return [code.value for code in whole] if 2 * count > len(given) else None


def _mapping_of(human: Mapping[str, float], common: int) -> str:
    """Return the mapping file; every word of it is this program's own."""
    labels = "".join(
        f"  {facet}:\n    column: {facet}\n    values: {{{', '.join(map(_yaml_label, known))}}}\n"
        for facet, known in LABELS.items()
    )
    return (
        "# How to read the lines of a label desk: rollwith evals run agreement --data desk.jsonl --mapping desk.yaml\n"
        "# An answer that people parted on, and nobody settled, is left blank and not compared.\n"
        "title: lines that people coded at the label desk\n"
        "format: jsonl\n"
        "columns: {id: id, session: session, speaker: speaker, text: text, context: context, codes: codes}\n"
        "speakers: {rep: rep, customer: customer}\n"
        f"labels:\n{labels}{_human_part(human, common)}"
    )


def _human_part(human: Mapping[str, float], common: int) -> str:
    if not human:
        missing = LEAST_IN_COMMON - common
        told = (
            f"{missing} more lines coded by both of two people are missing" if missing > 0 else "too few of each kind"
        )
        return f"# What humans reach is not known yet: {told}.\n"
    figures = "".join(f"  {name}: {value:.4f}\n" for name, value in human.items())
    return f"# Two people against each other, on the {common} lines that both have coded.\nhuman:\n{figures}"


def _yaml_label(label: str) -> str:
    """Return a label that stands for itself; `yes`, `no` and `none` mean something else to some readers of YAML."""
    told = f'"{label}"' if label in {"yes", "no", "none"} else label
    return f"{told}: {told}"
