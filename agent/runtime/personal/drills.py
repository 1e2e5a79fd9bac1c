"""Drills: what one person is due to practise, the moment they are given, and what came of their answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.coaching.drills.choosing import next_moment
from agent.coaching.drills.judging import judge
from agent.coaching.drills.moments import held_back, moments_of
from agent.coaching.drills.needs import Ended, Need, needs_of
from agent.coaching.drills.schedule import ROUND, first_cards, reviewed
from agent.coaching.drills.skills import skill_sheets
from agent.coaching.drills.standing import Standing, by_skill, reviews_on, standing_with
from agent.errors import RollwithError, TurnRefused
from agent.model.background import Said
from agent.model.persona import Persona
from agent.model.practice.drill import Answered, DrillCard, DrillMoment, Review, Skill
from agent.model.verdict import Verdict
from agent.runtime.personal.personal_room import PersonalRoom
from agent.text.sanitize import accepted

LOOKED_AT = 8
"""Finished sessions, newest first, whose checks say what is weak: what was weak before them is long past."""


@dataclass(frozen=True)
class Asked:
    """A moment to be answered. `number`: which of the day's round it is, from 1; above `ROUND` the round is over."""

    moment: DrillMoment
    persona: Persona
    number: int

    @property
    def over(self) -> bool:
        """The round of this day is done."""
        return self.number > ROUND


class Drills:
    """The drills of the person a room belongs to; nobody else's can be asked for."""

    def __init__(self, room: PersonalRoom, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._room, self._now, self._owner = room, now, room.person.owns_as
        self._log = room.room.log.drills

    def standings(self) -> list[Standing]:
        """Return where the person stands with each skill: what is due first, then by day."""
        now, needs = self._now(), self._needs()
        reviews, cards = [answered.review for answered in self._log.reviews(self._owner)], self._cards(needs, now)
        kept, needed = held_back(self._room.library.full_personas()), by_skill(needs)
        stand = [
            standing_with(cards[skill], [one for one in reviews if one.skill is skill], needed[skill], kept, now)
            for skill in skill_sheets()
        ]
        return sorted(stand, key=lambda one: (not one.is_due, one.need is None if one.is_due else False, one.due))

    def asked(self, skill: Skill) -> Asked:
        """Return the moment the person is to answer next.

        Raises:
            TurnRefused: no persona of this library has a line for it.
        """
        return self._asked(skill, self._reviews(skill))

    async def answer(self, skill: Skill, moment: str, text: str) -> int:
        """Grade a line said to a moment, and keep what came of it; return the number of the review.

        The same answer sent twice is kept once.

        Raises:
            TurnRefused: the line is empty or too long or could not be graded, or the moment is not the one asked now.
                Nothing was kept.
        """
        line = accepted(text)
        asked, last = await asyncio.to_thread(self._to_answer, skill, moment)
        verdict = await self._room.room.grade(line, context_of(asked.moment))
        return await asyncio.to_thread(self._keep, asked.moment, line, verdict, last)

    def answered(self, nth: int) -> Answered:
        """Return one of the person's own reviews.

        Raises:
            TurnRefused: there is none of this number.
        """
        found = next((one for one in self._log.reviews(self._owner) if one.nth == nth), None)
        if found is None:
            raise TurnRefused("that answer is not there; go on with the next moment")
        return found

    def standing_of(self, skill: Skill) -> Standing:
        """Return where the person stands with one skill."""
        return next(one for one in self.standings() if one.skill is skill)

    def _asked(self, skill: Skill, reviews: list[Review]) -> Asked:
        personas = self._room.library.full_personas()
        moment = next_moment(moments_of(skill, personas), reviews, self._owner or "")
        if moment is None:
            raise TurnRefused("no customer of this library has a line for this drill; choose another")
        return Asked(moment, personas[moment.persona], reviews_on(reviews, self._now()) + 1)

    def _to_answer(self, skill: Skill, moment: str) -> tuple[Asked, int]:
        answered = self._log.reviews(self._owner)
        asked = self._asked(skill, [one.review for one in answered if one.review.skill is skill])
        if asked.over:
            raise TurnRefused("that was enough of this drill for one day; it is there again tomorrow")
        if asked.moment.id != moment:
            raise TurnRefused("this moment was answered already, or is not there any more; open the drill again")
        return asked, answered[-1].nth if answered else 0

    def _keep(self, moment: DrillMoment, line: str, verdict: Verdict, last: int) -> int:
        judged, now, skill = judge(verdict, skill_sheets()[moment.skill]), self._now(), moment.skill
        if judged is None:
            raise TurnRefused(f"your line could not be read ({verdict.ungraded}), so it does not count; say it anew")
        review = Review(
            person=self._owner,
            skill=skill,
            moment=moment.id,
            line=line,
            passed=judged.passed,
            rating=judged.rating,
            held_back=moment.held_back,
            at=now,
        )
        today = reviews_on(self._reviews(skill), now) + 1
        card = reviewed(self._due_card(skill, now), judged.rating, now, today)
        kept = self._log.add(review, moment, verdict, card, last)
        return last + 1 if kept is None else kept

    def _due_card(self, skill: Skill, now: datetime) -> DrillCard:
        """Return a skill's card, due since the session that showed it weak, if one did."""
        needs = self._needs()
        card = self._cards(needs, now)[skill]
        return card.model_copy(update={"due": standing_with(card, [], by_skill(needs)[skill], frozenset(), now).due})

    def _reviews(self, skill: Skill) -> list[Review]:
        return [one.review for one in self._log.reviews(self._owner) if one.review.skill is skill]

    def _cards(self, needs: list[Need], now: datetime) -> dict[Skill, DrillCard]:
        """Return the person's cards by skill; whoever has none is given their first ones."""
        cards = {card.skill: card for card in self._log.cards(self._owner)}
        if missing := [skill for skill in skill_sheets() if skill not in cards]:
            weak = {need.skill for need in needs if need.weak} or ({missing[0]} if not needs else set())
            self._log.begin(first_cards(self._owner, missing, weak, now))
            cards = {card.skill: card for card in self._log.cards(self._owner)}
        return cards

    def _needs(self) -> list[Need]:
        """Return how each skill stood in the person's newest finished sessions, newest first."""
        return [need for ended in self._ended() for need in needs_of(ended)]

    def _ended(self) -> list[Ended]:
        ended = []
        for session, at in self._log.finished(self._owner, LOOKED_AT):
            try:
                info = self._room.own(session)
                law = self._room.persona_of(info).law
                ended.append(Ended(session, info.persona, at, law, self._room.turns(session)))
            except RollwithError:  # its content is gone, or it was erased this moment: other sessions still tell
                continue
        return ended


def context_of(moment: DrillMoment) -> list[Said]:
    """Return what was said before the rep's line, as a grader is told it."""
    before = [Said(speaker="rep", text=moment.before)] if moment.before else []
    return [*before, Said(speaker="customer", text=moment.said)]


def skill_named(name: str) -> Skill:
    """Return the skill of an address.

    Raises:
        TurnRefused: there is no such skill.
    """
    try:
        return Skill(name)
    except ValueError:
        raise TurnRefused("there is no drill of that name; choose one of the five") from None
