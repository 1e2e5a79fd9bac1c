"""The committed schemas say what the models say."""

from __future__ import annotations

import re
from pathlib import Path

from agent.content import json_schema
from tests.support.paths import ROOT


def test_schemas_are_current() -> None:
    assert json_schema.stale(ROOT) == [], "the models changed: run agent.content.json_schema.write"


def test_schemas_are_written_where_stale_or_missing(tmp_path: Path) -> None:
    assert json_schema.write(tmp_path) == [tmp_path / name for name in json_schema.SCHEMAS]
    (tmp_path / "rubrics/schema/rubric.schema.json").write_text("{}")
    assert json_schema.write(tmp_path) == [tmp_path / "rubrics/schema/rubric.schema.json"]
    assert json_schema.stale(tmp_path) == []


def test_schemas_are_named_on_the_first_line_of_what_ships() -> None:
    for path in [*ROOT.glob("personas/*.yaml"), *ROOT.glob("rubrics/**/*.yaml")]:
        first = path.read_text("utf-8").splitlines()[0]
        named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert named, f"{path.name}: the first line must name the schema"
        assert (path.parent / named[1]).is_file(), f"{path.name}: {named[1]} does not exist"
