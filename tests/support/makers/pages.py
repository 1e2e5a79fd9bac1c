"""Pages of tests: their skeleton, text that wants to be markup, and a turn with every text given."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import settings
from hypothesis import strategies as st

from agent.content.library import Library
from agent.model.acts import Act, Band, Stage
from agent.model.session import Entry, Receipt, Reply, State
from agent.model.turn import Turn
from agent.model.verdict import Code, CodeEvidence
from tests.support.makers import makers
from tests.support.paths import ROOT

RUBRIC = Library(ROOT / "personas", ROOT / "rubrics").rubric()
PERSONA = makers.persona()
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} `",
    "</main><svg/onload=alert(1)>",
    "javascript:alert(1) &lt;b&gt;",
    "\u202eevil\u2066",
)
calm = settings(deadline=None, max_examples=40)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)).filter(str.strip)
SKILLED = "You kept it going alone. What would make it worth it to you?"


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.text = ""
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        self.text += data


def same_shape(plain: str, hostile: str) -> bool:
    """Say whether two pages have the same elements, and neither holds what gradio's templates would run."""
    return Skeleton(plain).tags == Skeleton(hostile).tags and not re.search(r"\$\{|\{\{|`", hostile)


def whole_turn(rep: str, said: str, why: str = "Because.") -> Turn:
    """Return a turn in which every text of a person or a model is given."""
    entry = Entry(quote=rep, evidence="says_back", rule="softened", quantity="resistance", change=-0.8, why=why)
    verdict = makers.warm().model_copy(
        update={
            "codes": (CodeEvidence(code=Code.COMPLEX_REFLECTION, quote=rep, confidence=0.55, reason=said),),
            "degraded": said,
        }
    )
    return Turn(
        number=1,
        rep=rep,
        verdict=verdict,
        receipt=Receipt(entries=(entry,), resistance=-0.8, stage_before=Stage.ENGAGE, stage_after=Stage.ENGAGE),
        state=State(turn=1, resistance=6.7, trust=2.0),
        reply=Reply(text=said, act=Act.WAVER, band=Band.CLOSED, degraded=said),
    )
