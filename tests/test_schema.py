"""The committed schemas say what the models say."""

from __future__ import annotations

import re
from pathlib import Path

from agent import schema

ROOT = Path(__file__).resolve().parent.parent


def test_schemas_are_current() -> None:
    assert schema.stale(ROOT) == [], "the models changed: write the schemas again (agent.schema.write)"


def test_schemas_are_written_where_stale_or_missing(tmp_path: Path) -> None:
    assert schema.write(tmp_path) == [tmp_path / name for name in schema.SCHEMAS]
    (tmp_path / "rubrics/schema/rubric.schema.json").write_text("{}")
    assert schema.write(tmp_path) == [tmp_path / "rubrics/schema/rubric.schema.json"]
    assert schema.stale(tmp_path) == []


def test_schemas_are_named_on_the_first_line_of_what_ships() -> None:
    for path in [*ROOT.glob("personas/*.yaml"), *ROOT.glob("rubrics/*.yaml")]:
        first = path.read_text("utf-8").splitlines()[0]
        named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert named, f"{path.name}: the first line must name the schema"
        assert (path.parent / named[1]).is_file(), f"{path.name}: {named[1]} does not exist"
