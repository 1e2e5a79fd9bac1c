"""Published files: a file is there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.runtime.personal.training.editing.published_files import write_whole


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("stopped", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_ends_half_way_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, stopped: BaseException
) -> None:
    path = tmp_path / "rubrics" / "mi.yaml"
    write_whole(path, "the first\n")
    seen: list[str] = []

    def fails(*_: object) -> None:
        seen.extend(one.name for one in path.parent.iterdir() if one != path)
        raise stopped

    with monkeypatch.context() as patched:
        patched.setattr(os, step, fails)
        with pytest.raises(type(stopped)):
            write_whole(path, "the second\n")
    assert len(seen) == 1, "it is written beside, and put in place when it is whole"
    assert [one.name for one in path.parent.iterdir()] == ["mi.yaml"]
    assert path.read_text("utf-8") == "the first\n"
    write_whole(path, "the third\n")
    assert path.read_text("utf-8") == "the third\n"
