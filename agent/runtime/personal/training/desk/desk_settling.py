"""Desk settling: how far people and engines agree, and how a line is coded in the end where two people parted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

from agent.errors import TurnRefused
from agent.model.practice.dispute import Dispute
from agent.model.practice.person import Role
from agent.model.training.coding import LONGEST_NOTE, Adjudication, Coding
from agent.model.training.desk_line import DeskLine
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.desk.label_desk import keep_to, team_at_desk
from agent.runtime.workshop.agreement_bench import (
    AgreementBench,
    AgreementFigure,
    CodedByMany,
    CodedTwice,
    PairAgreement,
)
from agent.text.sanitize import clean

MOST_PAIRS = 12
"""Pairs of readers that are compared on one page, those with the most lines in common."""


_Pair = tuple[tuple[str, str, bool], list[CodedTwice]]


@dataclass(frozen=True)
class PairOfReaders:
    """Two readers by their shown names (an engine by its own), and how far they agree."""

    first: str
    second: str
    is_engine: bool
    agreement: PairAgreement


@dataclass(frozen=True)
class DeskAgreement:
    """Everybody against everybody, all people together, and the lines that people parted on."""

    pairs: Sequence[PairOfReaders]
    together: Sequence[AgreementFigure]
    parted: Sequence[DeskLine]
    coded: Mapping[str, int]


@dataclass(frozen=True)
class SettlingCase:
    """A line to be settled: its codings without names, and what is kept from labellers.

    Attributes:
        codings: in an order that says nothing of who coded. disputes: what reps said of the line. settled: if it was.
    """

    line: DeskLine
    codings: Sequence[Coding]
    disputes: Sequence[Dispute]
    settled: Adjudication | None

    @property
    def parted(self) -> bool:
        """Two people coded it otherwise."""
        return len({coding.model_dump_json() for coding in self.codings}) > 1


class DeskSettling:
    """What a trainer does with codings. Every method raises NotSignedIn for whoever is no trainer."""

    def __init__(self, room: PersonalRoom) -> None:
        self._room, self._log = room, room.room.log

    def cases(self) -> list[SettlingCase]:
        """Return the lines that two people parted on, and those disputed that two coded alike; open ones first."""
        team = team_at_desk(self._room, Role.TRAINER)
        by_line = {line.id: line for line in self._log.training.desk.lines(team)}
        settled = self._log.training.desk.settled(team)
        disputed = self._disputes(list(by_line.values()))
        found = [
            SettlingCase(by_line[line], given, disputed.get(line, ()), settled.get(line))
            for line, by in self._log.training.desk.codings(team).items()
            if line in by_line and len(given := _whole_line(by)) > 1
        ]
        wanted = [case for case in found if case.parted or case.disputes or case.settled]
        return sorted(wanted, key=lambda case: (case.settled is not None, not case.disputes, case.line.id))

    def case(self, line: str) -> SettlingCase:
        """Return one line to be settled.

        Raises:
            TurnRefused: it is not there, or two people have not coded it yet.
        """
        found = next((case for case in self.cases() if case.line.id == line), None)
        if found is None:
            raise TurnRefused("there is nothing to settle on this line. Mend: choose one of the list.")
        return found

    def settle(self, line: str, coding: Coding, note: str) -> None:
        """Say how a line is coded in the end.

        Raises:
            TurnRefused: as `case`; the coding is skipped or of the other speaker's kind; or the note is too long.
        """
        case, told = self.case(line), clean(note)
        if coding.skipped is not None:
            raise TurnRefused("a line is settled by a coding")
        keep_to(case.line, coding)
        if len(told) > LONGEST_NOTE:
            raise TurnRefused(f"the note has {len(told)} characters; {LONGEST_NOTE} is the most")
        made = Adjudication(coding=coding, note=told, by=self._room.person.owns_as, at=datetime.now(UTC))
        self._log.training.desk.settle(line, made)

    def agreement(self, bench: AgreementBench) -> DeskAgreement:
        """Return how far people agree with each other and with engines."""
        team = team_at_desk(self._room, Role.TRAINER)
        lines = self._log.training.desk.lines(team)
        codings = self._log.training.desk.codings(team)
        named = {who: self._shown(who) for who in sorted({who for by in codings.values() for who in by})}
        pairs = [*self._pairs_of_people(lines, codings, named), *self._pairs_with_engines(lines, codings, named)]
        pairs.sort(key=lambda pair: (pair[0][2], -len(pair[1])))
        many = [CodedByMany(line.group, _whole_line(codings.get(line.id, {}))) for line in lines]
        parted = {case.line.id for case in self.cases() if case.parted}
        return DeskAgreement(
            pairs=[PairOfReaders(*who, bench.compare(rows)) for who, rows in pairs[:MOST_PAIRS]],
            together=bench.overall(many) if any(len(line.codings) > 1 for line in many) else (),
            parted=[line for line in lines if line.id in parted],
            coded={shown: sum(who in by for by in codings.values()) for who, shown in named.items()},
        )

    def _pairs_of_people(
        self, lines: Sequence[DeskLine], codings: Mapping[str, Mapping[str, Coding]], named: Mapping[str, str]
    ) -> list[_Pair]:
        both = ((one, other, coded_twice(lines, codings, one, other)) for one, other in combinations(named, 2))
        return [((named[one], named[other], False), rows) for one, other, rows in both if rows]

    def _pairs_with_engines(
        self, lines: Sequence[DeskLine], codings: Mapping[str, Mapping[str, Coding]], named: Mapping[str, str]
    ) -> list[_Pair]:
        found: list[_Pair] = []
        for engine in sorted({engine for line in lines for engine in line.readings}):
            for who, shown in named.items():
                rows = [
                    CodedTwice(line.id, line.group, codings[line.id][who], line.readings[engine].coding)
                    for line in lines
                    if engine in line.readings and who in codings.get(line.id, {})
                    if not codings[line.id][who].skipped
                ]
                if rows:
                    found.append(((shown, engine, True), rows))
        return found

    def _shown(self, person: str) -> str:
        found = self._room.room.person(person) if person else self._room.person
        return found.shown if found else "somebody who has left"

    def _disputes(self, lines: Sequence[DeskLine]) -> dict[str, list[Dispute]]:
        """Return line -> what was disputed of it."""
        found: dict[str, list[Dispute]] = {}
        mine = [line for line in lines if line.speaker == "rep" and line.session and line.source != "transcript"]
        for session in {line.session for line in mine if line.session}:
            by_turn = self._log.disputes.of(session)
            for line in (line for line in mine if line.session == session):
                if disputed := [dispute for dispute in by_turn if dispute.turn == line.number]:
                    found[line.id] = disputed
        return found


def coded_twice(
    lines: Sequence[DeskLine], codings: Mapping[str, Mapping[str, Coding]], one: str, other: str
) -> list[CodedTwice]:
    """Return the lines that two people have both coded, and neither skipped."""
    both = ((line, codings.get(line.id, {})) for line in lines)
    return [
        CodedTwice(line.id, line.group, by[one], by[other])
        for line, by in both
        if one in by and other in by and not by[one].skipped and not by[other].skipped
    ]


def _whole_line(by: Mapping[str, Coding]) -> list[Coding]:
    """Return codings that were not skipped, in an order of their own: it tells nothing of who coded."""
    return sorted((coding for coding in by.values() if not coding.skipped), key=lambda coding: coding.model_dump_json())
