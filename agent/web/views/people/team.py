"""Team: what the people of a team gave to their trainer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.model.persona import Persona
from agent.model.practice.person import Person
from agent.model.session import Outcome
from agent.runtime.personal.people.submitting import TeamSession
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.labels import standing
from agent.web.views.page import link, screen
from agent.web.views.people.fields import moment
from agent.web.views.training.team.team_frame import team_tabs

PAGE = 25
"""Sessions on one page."""


def team(
    name: str,
    personas: Mapping[str, Persona],
    given: Sequence[TeamSession],
    members: Sequence[Person],
    start: int,
    rep: str = "",
) -> Markup:
    """Return one page of a team's submitted sessions.

    Args:
        name: the team's. given: newest first; one more than `PAGE` only says that there are older ones.
        members: those who submitted something. start: how many newer come before. rep: the one whose alone are shown.
    """
    rows = join(_team_row(one, personas.get(one.info.persona)) for one in given[:PAGE])
    none = markup('<p class="rw-empty">Nothing here yet. A rep gives you a session from its debrief.</p>')
    inner = markup(
        '{tabs}<div class="rw-hero is-low"><h1 dir="auto">Team {name}</h1><p>What your reps gave you to read. That '
        "you read it is written down, and they see it.</p></div>{reps}{body}"
        '<p class="rw-pages">{newer}{older}</p>',
        tabs=team_tabs(_place(start, rep)),
        name=name,
        reps=_reps(members, rep),
        body=markup('<ul class="rw-sessions">{rows}</ul>', rows=rows) if rows else none,
        newer=link(_place(max(0, start - PAGE), rep), "← Newer", "rw-button") if start else EMPTY,
        older=link(_place(start + PAGE, rep), "Older →", "rw-button") if len(given) > PAGE else EMPTY,
    )
    return screen(_place(start, rep), f"Team {name}", inner, "is-history")


def _place(start: int, rep: str) -> Route:
    return Route("team", start=start, more=(("rep", rep),) if rep else ())


def _reps(members: Sequence[Person], rep: str) -> Markup:
    if len(members) < 2 and not rep:
        return EMPTY
    everybody = [("", "Everybody"), *((one.name, one.shown) for one in members)]
    ways = join(
        markup(
            "<li>{way}</li>",
            way=markup('<b class="rw-chip is-now" aria-current="true" dir="auto">{words}</b>', words=words)
            if name == rep
            else link(_place(0, name), words, "rw-chip"),
        )
        for name, words in everybody
    )
    return markup('<ul class="rw-chips" aria-label="Whose sessions">{ways}</ul>', ways=ways)


def _team_row(one: TeamSession, persona: Persona | None) -> Markup:
    info = one.info
    inner = markup(
        '<span class="rw-when">{at}</span><span class="rw-with"><b dir="auto">{rep}</b>'
        '<small dir="auto">{title}</small></span><span class="rw-stand {kind}">{standing}<small>{turns}</small></span>'
        '<span class="rw-act">Read →</span>',
        at=moment(info.submitted),
        rep=one.owner.shown,
        title=" · ".join(part for part in (info.name, f"with {persona.name if persona else info.persona}") if part),
        kind={Outcome.COMMITTED: "is-won", Outcome.WALKED_AWAY: "is-lost"}.get(info.outcome, "is-open"),
        standing=standing(info),
        turns=plural(info.turns, "turn"),
    )
    return markup("<li>{row}</li>", row=link(Route("debrief", info.id), inner, "rw-session"))
