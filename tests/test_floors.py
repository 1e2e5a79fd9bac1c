"""The floors of the house: imports only go down, heavy ones stand where they may, and light commands stay light."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT


def test_the_import_contracts_hold() -> None:
    ran = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (("--help",), ("gradio", "langgraph", "onnxruntime", "openai", "sqlalchemy", "numpy")),
        (("personas", "list"), ("gradio", "langgraph", "onnxruntime", "openai", "sqlalchemy", "numpy")),
        (("grade", "--input", "LINES"), ("gradio", "langgraph", "openai", "sqlalchemy")),
    ],
    ids=["help", "personas", "grade"],
)
def test_a_light_command_loads_nothing_heavy(
    arguments: tuple[str, ...], absent: tuple[str, ...], tmp_path: Path
) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"id": 1, "text": "What would help?"}) + "\n", "utf-8")
    arguments = tuple(str(lines) if given == "LINES" else given for given in arguments)
    code = f"""
import sys
sys.argv = ["rollwith", *{arguments!r}]
from rollwith.__main__ import main
try:
    main()
finally:
    loaded = [name for name in {absent!r} if name in sys.modules]
    sys.stderr.write("LOADED " + " ".join(loaded))
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.rpartition("LOADED")[2].split() == []
