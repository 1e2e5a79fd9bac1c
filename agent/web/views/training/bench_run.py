"""Bench run: how far a measurement is, with its stop; and what is said where nothing came of it."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from agent.runtime.workshop.bench_runs import BenchRun
from agent.web.routes import Route
from agent.web.views.html import markup
from agent.web.views.page import notice
from agent.web.views.people.fields import para


def run_going(run: BenchRun[Any], screen: Route, heading: str, units: str, now: str, why: str, stop: Markup) -> Markup:
    """Return how far a run is; it asks for its screen again and again, see `room.js`.

    Args:
        units: what is counted, as in "sessions played". now: who is at work, or empty. why: what the reader may know
            meanwhile. stop: its button; see `stop_button`.
    """
    share = round(100 * run.done / run.total) if run.total else 0
    told = f"{share} %: {run.done} of {run.total} {units}" if run.total else "Getting ready"
    return markup(
        '<section class="rw-part rw-running" data-again="{again}" data-look="{looks}"><h2>{heading}</h2>'
        '<label class="rw-progress"><span>{told}{now}</span>'
        '<progress max="{total}" value="{done}" data-done="{done}">{share} %</progress></label>{why}{stop}</section>',
        again=screen.search,
        looks=run.looks,  # a screen that says the same would not be drawn anew, and would be asked for less often
        heading=heading,
        told=told,
        now=f", now {now}" if now else "",
        total=max(run.total, 1),
        done=run.done,
        share=share,
        why=para(f"{why} Leave this page for more than a minute and it stops."),
        stop=stop,
    )


def stop_button(run: BenchRun[Any], act: str, persona: str = "") -> Markup:
    """Return the button that stops a run; it has the focus when the run begins, and keeps it."""
    return markup(
        '<button type="button" id="rw-stop" class="rw-button" data-focus="stop {run}" data-act="{act}" '
        'data-persona="{persona}">Stop</button>',
        run=run.number,
        act=act,
        persona=persona,
    )


def nothing_came(run: BenchRun[Any], failed: str, units: str, again: str) -> Markup:
    """Return why nothing came of a run.

    Args:
        failed: what could not be done, as a sentence without its end. again: what to do now.
    """
    if run.error:
        return notice(f"{failed}: {run.error}")
    why = "It was stopped" if run.stopped else "It did not end"
    when = f"after {run.done} of {run.total} {units}" if run.total else "before it began"
    return notice(f"{why} {when}. {again}")
