"""Drill moment: somebody says something, and the rep answers with one line."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.coaching.drills.schedule import ROUND
from agent.coaching.drills.skills import skill_sheets
from agent.coaching.drills.standing import Standing
from agent.model.persona import Persona
from agent.model.practice.drill import DrillMoment, Skill
from agent.model.practice.drill_skills import SkillSheet
from agent.runtime.personal.drills import Asked
from agent.text.sanitize import LONGEST_LINE
from agent.web.routes import Route
from agent.web.views.html import EMPTY, markup
from agent.web.views.page import link, screen
from agent.web.views.portrait import portrait
from agent.web.views.practice.drills import next_due


def moment_screen(asked: Asked, sheet: SkillSheet) -> Markup:
    """Return a moment that waits for the rep's line."""
    inner = markup(
        '{back}<p class="rw-drill-count">Moment {number} of {most} today</p><h1>{name}</h1>'
        '<p class="rw-how">{first} {second}</p>{moment}{form}',
        back=back(),
        number=asked.number,
        most=ROUND,
        name=sheet.name,
        first=sheet.how[0],
        second=sheet.how[1],
        moment=moment_spoken(asked.moment, asked.persona),
        form=_form(asked.moment, sheet),
    )
    return screen(Route("drills", asked.moment.skill.value), sheet.name, inner, "is-drill")


def round_over(skill: Skill, standings: Sequence[Standing]) -> Markup:
    """Return the screen of a drill that was done for the day."""
    inner = markup(
        '{back}<h1 tabindex="-1" data-focus>That is enough for today</h1><p class="rw-how">You answered {most} moments '
        "of “{name}”. It will be there again when it is due; what was learned today sets by then.</p>"
        '<p class="rw-go">{go}</p>',
        back=back(),
        most=ROUND,
        name=skill_sheets()[skill].name,
        go=onward(standings),
    )
    return screen(Route("drills", skill.value), "Enough for today", inner, "is-drill")


def moment_spoken(moment: DrillMoment, persona: Persona | None, again: bool = False) -> Markup:
    """Return the scene, what the rep has just said where they did, and the customer's words.

    Args:
        persona: None where it is not among the files any more. again: it was read before, so the scene is left out.
    """
    return markup(
        '<section class="rw-moment" aria-label="The moment"><div class="rw-moment-who">{portrait}<p><b>{name}</b>'
        "<small>{role}</small></p></div>"
        "{scene}{before}"
        '<div class="rw-said"><p class="rw-sr">{name} says:</p>'
        '<p class="rw-text" id="rw-asked">{said}</p></div></section>',
        portrait=portrait(persona) if persona else EMPTY,
        name=persona.name if persona else moment.persona,
        role=f"{persona.role}, {persona.company}" if persona else "",
        scene=EMPTY if again else markup('<p class="rw-moment-scene">{scene}</p>', scene=moment.scene),
        before=_line_before(moment),
        said=moment.said,
    )


def onward(standings: Sequence[Standing]) -> Markup:
    """Return the way on from a round: the next skill that is due, or the overview."""
    following = next_due(standings)
    if following is None:
        return link(Route("drills"), "See what comes next", "rw-button is-main")
    name = skill_sheets()[following.skill].name
    return link(Route("drills", following.skill.value), f"Go on with “{name}”", "rw-button is-main")


def back() -> Markup:
    """Return the way to all drills."""
    return markup('<p class="rw-back">{all}</p>', all=link(Route("drills"), "← All drills"))


def _line_before(moment: DrillMoment) -> Markup:
    if moment.before is None:
        return EMPTY
    return markup(
        '<div class="rw-rep"><p class="rw-drill-you">You have just said</p><p class="rw-text">{before}</p></div>',
        before=moment.before,
    )


def _form(moment: DrillMoment, sheet: SkillSheet) -> Markup:
    return markup(
        '<form class="rw-drill-form" data-act="drill-answer" data-skill="{skill}" data-moment="{moment}">'
        '<label for="rw-drill-line">{ask}</label><div><textarea id="rw-drill-line" name="line" rows="2" '
        'maxlength="{most}" required data-enter data-focus aria-describedby="rw-asked rw-enter" '
        'placeholder="One line, as you would say it"></textarea>'
        '<button type="submit" class="rw-button is-main">Say it</button></div>'
        '<p class="rw-drill-hint" id="rw-enter">Enter sends it.</p></form>',
        skill=moment.skill.value,
        moment=moment.id,
        ask=sheet.ask,
        most=LONGEST_LINE,
    )
