"""Whole drafts: what must not stand, what must, and how much of what people wrote is turned down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from agent.content.library import Library
from agent.customer.index.line_index import LineIndex
from agent.customer.llm.checks import Bounds, figures_in
from agent.customer.llm.draft import LONGEST_REFUSED
from agent.customer.llm.leaks import Secrets
from agent.model.acts import Act, Band
from tests.support.measures import draft_checks
from tests.support.measures.draft_checks import AT_MOST, AUTHORED, SPOKEN, drafted
from tests.support.paths import ROOT

Kind = dict[str, Any]


def _rows(name: str) -> Iterator[Any]:
    kinds: dict[str, Kind] = yaml.safe_load((ROOT / f"tests/data/drafts/{name}.yaml").read_text("utf-8"))
    for kind, given in kinds.items():
        for text in given["drafts"]:
            yield pytest.param(given, text, id=f"{kind}: {text[:40]}")


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(ROOT / "personas", ROOT / "rubrics")


@pytest.fixture(scope="module")
def secrets(library: Library) -> Secrets:
    who = library.persona("ailsa_drummond")
    return Secrets(LineIndex(who), frozenset(who.facts))


def _bounds(secrets: Secrets, given: Kind, act: Act, band: Band) -> Bounds:
    line = given.get("line", "What was that like for you and your people?")
    at = Act(given.get("act", act)), Band(given.get("band", band))
    return Bounds(secrets, *at, ("Ten minutes.",), line, figures_in(line))


@pytest.mark.parametrize(("given", "text"), _rows("refused"))
def test_a_draft_that_no_customer_would_say_is_refused(secrets: Secrets, given: Kind, text: str) -> None:
    draft = drafted(text, _bounds(secrets, given, Act.DENY, Band.CLOSED))
    assert draft.wrong
    assert given.get("why", "") in draft.wrong
    assert draft.closed
    assert len(draft.refused) <= LONGEST_REFUSED


@pytest.mark.parametrize(("given", "text"), _rows("standing"))
def test_a_draft_that_a_customer_would_say_stands(secrets: Secrets, given: Kind, text: str) -> None:
    draft = drafted(text, _bounds(secrets, given, Act.ANSWER, Band.GUARDED))
    assert draft.wrong is None
    assert draft.text
    assert draft.refused == ""


@pytest.mark.parametrize("name", ["refused", "standing"])
def test_there_are_enough_of_them(name: str) -> None:
    assert len(list(_rows(name))) >= 150


def test_hardly_a_line_that_people_wrote_is_refused(library: Library) -> None:
    """A fixed sample; `python -m tests.support.measures.draft_checks` looks at all of them."""
    shares = draft_checks.of_corpus(library, every=6)
    share = {**shares, AUTHORED: draft_checks.of_authored(library, draft_checks.shipped(), every=4)}
    assert min(share[SPOKEN].lines, share[AUTHORED].lines) > 2_000
    for name in (SPOKEN, AUTHORED):
        assert share[name].of_all <= AT_MOST, str(share[name])
