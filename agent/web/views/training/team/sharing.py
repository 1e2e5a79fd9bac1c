"""Sharing: asking to show one line, agreeing to it, and the page that a link opens for anybody."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.training.share import DAYS, Consent
from agent.model.turn import Turn
from agent.runtime.personal.training.team.sharing import OpenLine, ShareTold
from agent.web.routes import Route
from agent.web.sheets import style_sheets
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import button, link, screen
from agent.web.views.people.fields import form, moment, para, section
from agent.web.views.receipts import digest, receipt_body, rep_line
from agent.web.views.training.team.team_frame import team_screen

SHEETS = ("tokens.css", "shared.css")

SHOWS = (
    "Whoever has the link sees the customer’s line before, your line as you wrote it with the words marked, how it was "
    f"read, and the customer’s answer: no name of yours, no date, no other line. It works for {DAYS} days without "
    "signing in, and you can take it back at any time under"
)


def own_line_form(session: str, turns: Sequence[Turn], best: int = 0) -> Markup:
    """Return the part of a debrief by which a rep makes a link to one line of theirs; `best`: the best one's number."""
    if not turns:
        return EMPTY
    choose = form("share_make", [_line_field(turns, best)], "Make a link to this line", session=session)
    place = link(Route("shares"), "Lines that you show", "rw-textlink")
    return section("Show one line to others", markup("<p>{shows} {place}.</p>", shows=SHOWS, place=place), choose)


def ask_line_form(session: str, turns: Sequence[Turn], best: int = 0) -> Markup:
    """Return the part of a debrief by which a trainer asks whether one line may be shown; `best`: as above."""
    if not turns:
        return EMPTY
    told = (
        "A line that others can learn from may be shown by a link, without a name, if its rep agrees. They are asked "
        "when they next open the room, and can take it back at any time."
    )
    return section(
        "May I show this line to others?",
        para(told),
        form("share_ask", [_line_field(turns, best)], "Ask them", session=session),
    )


def shares_screen(told: Sequence[ShareTold], made: str = "") -> Markup:
    """Return the lines of a rep's own that are shown or asked for. `made`: path of a link that was made just now."""
    rows = join(_own_row(one) for one in told)
    none = para("None of your lines is shown, and nobody asks to. You make a link from the debrief of a session.")
    inner = markup(
        '<div class="rw-hero is-low"><h1>Lines that you show</h1><p>A link shows one line of yours to whoever has it: '
        "without your name, for {days} days at most, and only as long as you agree.</p></div>{made}{body}",
        days=DAYS,
        made=_link_made(made) if made else EMPTY,
        body=markup('<ul class="rw-shares">{rows}</ul>', rows=rows) if rows else none,
    )
    return screen(Route("shares"), "Lines that you show", inner, "is-people")


def shared_lines(told: Sequence[ShareTold], made: str = "") -> Markup:
    """Return the lines that a trainer asked to show, with what their reps said, and the links to those agreed to."""
    rows = join(_asked_line(one) for one in told)
    none = para("You asked for no line yet. You ask at the end of the debrief of a session that was given to you.")
    lead = "Single lines that your reps let you show to others. Only they can agree, and they can take it back."
    body = markup('<ul class="rw-shares">{rows}</ul>', rows=rows) if rows else none
    return team_screen(Route("shared-lines"), "Shared lines", lead, _link_made(made) if made else EMPTY, body)


def open_page(told: OpenLine, title: str) -> Markup:
    """Return the whole page that a link opens: static, without a script, a name or an address of anything else."""
    turn = told.turn
    inner = markup(
        "<h1>{title}</h1>{said}{line}<section><h2>How it was read</h2><p>{digest}</p>{receipt}</section>{answer}",
        title=title,
        said=_spoken_by("The customer said", told.before),
        line=markup(
            '<section><h2>The rep said</h2><blockquote class="is-rep" dir="auto">{line}</blockquote></section>',
            line=rep_line(turn.rep, turn.verdict, turn.receipt),
        ),
        digest=digest(turn.verdict, turn.receipt),
        receipt=receipt_body(turn.verdict, turn.receipt, told.persona, told.rubric, to_a_stranger=True),
        answer=_spoken_by("The customer answered", turn.reply.text),
    )
    return _static(title, inner)


def gone_page() -> Markup:
    """Return the page of a link that leads nowhere: the same for one that is over, taken back or never was."""
    told = "The link is over, or whoever said the line does not show it any more. Ask whoever sent it."
    return _static("This line is not shown", markup("<h1>This line is not shown</h1><p>{told}</p>", told=told))


def _static(title: str, inner: Markup) -> Markup:
    return markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} · Roll with Resistance</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
        '<meta name="robots" content="noindex"><link rel="icon" href="data:,"><style>{styles}</style></head>'
        '<body class="rw-shared"><main>{inner}</main><footer>'
        "<p>One line of a rehearsal with a simulated customer, in the practice room Roll with Resistance. It is shown "
        "with the consent of whoever said it.</p></footer></body></html>",
        title=title,
        styles=style_sheets(SHEETS),
        inner=inner,
    )


def _spoken_by(who: str, text: str) -> Markup:
    return markup('<section><h2>{who}</h2><blockquote dir="auto">{text}</blockquote></section>', who=who, text=text)


def _line_field(turns: Sequence[Turn], best: int) -> Markup:
    """Return the lines to choose from, each in whole words; the first is chosen, the best where there is one."""
    rows = join(
        markup(
            '<label class="rw-check"><input type="radio" name="number" value="{number}" required{now}>'
            '<span dir="auto">{mark}{line}</span></label>',
            number=turn.number,
            now=markup(" checked") if turn is turns[0] else EMPTY,
            mark=markup("<small>Line {number}{best}</small> ", number=turn.number, best=_best_mark(turn, best)),
            line=turn.rep,
        )
        for turn in turns
    )
    return markup('<fieldset class="rw-line-choice"><legend>Line</legend>{rows}</fieldset>', rows=rows)


def _best_mark(turn: Turn, best: int) -> str:
    return ", the best of this session" if turn.number == best else ""


def _own_row(one: ShareTold) -> Markup:
    share, asker = one.share, one.other.shown if one.other else "a trainer"
    take_back = button("share_refuse", "Take it back", share=share.id)
    match share.consent:
        case Consent.ASKED:
            told = f"{asker} asks to show this line to others."
            acts = join(
                (
                    button("share_agree", "I agree", "rw-button is-main", share=share.id),
                    button("share_refuse", "No", share=share.id),
                )
            )
        case Consent.GIVEN if share.asked_by:
            told, acts = f"{asker} may show it until {moment(share.until)}.", take_back
        case Consent.GIVEN:
            told, acts = f"Your link shows it until {moment(share.until)}.", take_back
        case _:
            told, acts = "You do not show it.", EMPTY
    return _share_row(one, told, acts)


def _asked_line(one: ShareTold) -> Markup:
    share, who = one.share, one.other.shown if one.other else "its rep"
    match share.consent:
        case Consent.ASKED:
            told, acts = f"You asked {who}; no answer yet.", EMPTY
        case Consent.GIVEN:
            words = "Make the link anew (the old one leads nowhere then)" if share.linked else "Make the link"
            told = f"{who} agreed: you may show it until {moment(share.until)}."
            acts = button("share_link", words, share=share.id)
        case _:
            told, acts = f"{who} does not want it shown.", EMPTY
    return _share_row(one, told, acts)


def _share_row(one: ShareTold, told: str, acts: Markup) -> Markup:
    return markup(
        '<li><blockquote dir="auto">{line}</blockquote><p>{told} {where}</p><p class="rw-row">{acts}</p></li>',
        line=one.line,
        told=told,
        where=link(Route("talk", one.share.session), f"Line {one.share.number} of its session", "rw-textlink"),
        acts=acts,
    )


def _link_made(path: str) -> Markup:
    return markup(
        '<div class="rw-once" role="status"><p><b>The link, shown this once.</b> Whoever has it can open it until the '
        'consent ends. Here only its fingerprint is kept, so copy it now.</p><p class="rw-row"><label class="rw-field">'
        '<span>Link</span><input type="text" readonly data-path="{path}" value="{path}"></label>'
        '<button type="button" class="rw-button" data-copy>Copy</button></p></div>',
        path=path,
    )
