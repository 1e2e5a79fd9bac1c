"""Standard questions: wordings by topic, and by what several names of a topic have in common."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.content.tables.standard_questions import StandardQuestions
from agent.model.persona import STANDARD_TOPICS

QUESTIONS = {topic: (f"What of {topic}?",) for topic in STANDARD_TOPICS}


def table(*common: dict[str, object]) -> StandardQuestions:
    return StandardQuestions.model_validate({"questions": QUESTIONS, "common": common})


def test_a_topic_has_its_wordings_by_any_of_its_names() -> None:
    found = table({"topics": ("home", "evenings"), "asks": ("Do you sleep?",)})
    assert found.of("home") == found.of("evenings") == ("Do you sleep?",)
    assert found.of("help") == ("What of help?",)
    assert found.of("harvest") == ()
    assert found.every == {"Do you sleep?", *(asks[0] for asks in QUESTIONS.values())}


@pytest.mark.parametrize("names", [("help",), ("home", "home")])
def test_a_topic_stands_in_one_place(names: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError, match="stands twice"):
        table({"topics": names, "asks": ("Do you sleep?",)})
