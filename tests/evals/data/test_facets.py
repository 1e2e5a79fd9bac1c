"""What a verdict answers on a facet rests on the surest of the quotes of a code."""

from __future__ import annotations

from agent.model.verdict import Code, CodeEvidence
from evals.data.facets import seen
from tests.support.makers.makers import verdict


def test_a_code_shown_twice_is_as_sure_as_its_surest_quote() -> None:
    shares = ((Code.OPEN_QUESTION, 0.9), (Code.CLOSED_QUESTION, 0.7), (Code.OPEN_QUESTION, 0.5))
    codes = tuple(CodeEvidence(code=code, quote=f"{code} {sure}", confidence=sure) for code, sure in shares)
    asked = verdict(Code.OPEN_QUESTION).model_copy(update={"codes": codes})
    assert (seen(asked)["question"], seen(asked)["reflection"]) == ("open", "none")
