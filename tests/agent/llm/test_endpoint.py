"""Endpoints from settings: one for each purpose, one budget for all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.errors import SettingsError
from agent.llm.client import endpoint_from, open_llms
from agent.llm.reading.structured_output import strict_schema
from agent.model.base import FrozenModel
from agent.settings import Settings
from tests.support.doubles.llm_calls import Colour


def settings(**given: Any) -> Settings:
    whole: dict[str, Any] = {"base_url": "http://model.test/v1", "model": "m"} | given
    return Settings(_env_file=None, **whole)


def test_each_purpose_has_its_model_and_temperature() -> None:
    given = settings(grader_model="g", temperature=0.9, grader_temperature=0.1, seed=4, token_budget=9)
    grader, customer = endpoint_from(given, "grader"), endpoint_from(given, "customer")
    assert (grader.model, grader.temperature, grader.seed) == ("g", 0.1, 4)
    assert (customer.model, customer.temperature, customer.token_budget) == ("m", 0.9, 9)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"base_url": None}, "ROLLWITH_BASE_URL"),
        ({"model": None}, "ROLLWITH_MODEL"),
        ({"api_key": "sk-ключ"}, "ROLLWITH_API_KEY"),
        ({"api_key": "two\nlines"}, "ROLLWITH_API_KEY"),
    ],
)
def test_settings_that_cannot_work_are_named(given: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        endpoint_from(settings(**given), "customer")


async def test_the_models_of_one_room_share_a_budget() -> None:
    models = open_llms(settings(customer_model="c"))
    named = {purpose: llm.name for purpose, llm in models.items()}
    assert named == {"customer": "c", "grader": "m", "debrief": "m", "draft": "m"}
    assert len({id(llm.budget) for llm in models.values()}) == 1
    for llm in models.values():
        await llm.aclose()


def test_a_strict_schema_keeps_fields_that_are_named_like_keywords() -> None:
    class Odd(FrozenModel):
        title: str = "x"
        inner: tuple[Colour, ...] = ()

    schema = strict_schema(Odd)
    assert schema["required"] == ["title", "inner"]
    assert schema["$defs"]["Colour"]["required"] == ["reason", "name"]
    assert "default" not in json.dumps(schema)
