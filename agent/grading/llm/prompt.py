"""Prompt: what a model is told before it codes a line. What stays comes first, so that an endpoint can keep it.

First the instructions, the code book and the marks; then the setting, which is that of the session; then what was said
before, which only grows; then the conversation, whose beginning moves seldom; and the line last. All that people said
or wrote is data: neutralised, and each piece of it bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.llm.contract import Message
from agent.llm.templates import load_prompt, load_sections
from agent.model.background import Background, Said, Statement, StatementKind
from agent.model.rubric import Rubric
from agent.model.verdict import Code, Mark
from agent.text.neutralize import neutralize

MOST_LINES = 20
"""Lines of conversation told at most: nine turns, the most that a room hands on, and the opening."""

MOST_STATEMENTS, MOST_BRIEFED = 80, 20
"""Statements, and sentences of the brief; a room remembers fewer, and no persona's brief has ten."""

LONGEST_SAID, LONGEST_NOTE = 600, 300
"""Characters of a line of conversation, and of a statement or a sentence of the setting. The line to be coded is cut
only at `neutralize.LONGEST`."""

NOTHING = "(nothing)"

_DID = {
    StatementKind.SAID: "said",
    StatementKind.ASKED: "asked",
    StatementKind.PROMISED: "promised",
    StatementKind.REFUSED: "refused",
    StatementKind.ABOUT_SELF: "said of themselves",
}


def grade_messages(rubric: Rubric, line: str, context: Sequence[Said], background: Background) -> tuple[Message, ...]:
    """Return what is asked about a rep's line."""
    marks = load_sections("marks")
    return _filled(
        "grader",
        codes="\n".join(_entry(code, rubric) for code in Code),
        marks="\n".join(f"- `{mark.value}`: {marks[mark.value]}" for mark in Mark),
        change=_change(background),
        brief=_listed([neutralize(told, LONGEST_NOTE) for told in background.brief[:MOST_BRIEFED]]),
        statements=_listed([_remembered(one) for one in background.statements[-MOST_STATEMENTS:]]),
        conversation=_told_lines(background.talk or context),
        line=neutralize(line),
    )


def talk_messages(line: str, context: Sequence[Said], background: Background) -> tuple[Message, ...]:
    """Return what is asked about a customer's line."""
    conversation = _told_lines(background.talk or context)
    return _filled("talk", change=_change(background), conversation=conversation, line=neutralize(line))


def requote_messages(own: str, lost: Sequence[str]) -> tuple[Message, ...]:
    """Return what is said to a model that quoted words which are not in the line.

    Args:
        own: its answer. lost: the quotes.
    """
    (asked,) = load_prompt("requote").render(quotes=_listed([neutralize(quote, LONGEST_SAID) for quote in lost]))
    return Message(part="own", text=own), Message(part="incoming", text=asked)


def _filled(prompt: str, **given: str) -> tuple[Message, ...]:
    """Return a prompt of two parts, filled: what stays for the session, and the data of the turn."""
    stable, data = load_prompt(prompt).render(**given)
    return Message(part="instructions", text=stable), Message(part="incoming", text=data)


def _change(background: Background) -> str:
    return neutralize(background.change, LONGEST_SAID) or "(not told)"


def _listed(notes: Sequence[str]) -> str:
    return "\n".join(f"- {note}" for note in notes) or NOTHING


def _remembered(one: Statement) -> str:
    when = f"turn {one.turn}" if one.turn else "opening"
    return f"{when}, {one.speaker}, {_DID[one.kind]}: {neutralize(one.text, LONGEST_NOTE)}"


def _told_lines(said: Sequence[Said]) -> str:
    lines = [f"{one.speaker}: {neutralize(one.text, LONGEST_SAID)}" for one in said[-MOST_LINES:]]
    return "\n".join(lines) or NOTHING


def _entry(code: Code, rubric: Rubric) -> str:
    entry = rubric.codes[code]
    rules = " ".join(entry.rules)
    examples = " ".join(f'"{example}"' for example in entry.examples)
    against = " ".join(f'"{example}"' for example in entry.counter_examples)
    return f"- `{code.value}`: {entry.definition} {rules} It is: {examples} It is not: {against}".replace("  ", " ")
