"""Framework: foreign variables do not stop the page's framework from being imported."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.paths import ROOT


@pytest.mark.parametrize("before", [None, "intern.test"])
def test_gradio_is_imported_whatever_proxy_the_environment_names(before: str | None) -> None:
    environment = {**os.environ, "ALL_PROXY": "socks5://127.0.0.1:9", "HTTP_PROXY": "nonsense://", "no_proxy": ""}
    environment.pop("NO_PROXY", None)
    if before:
        environment["NO_PROXY"] = before
    code = "import os; from agent.web.framework import gr; print(gr.__name__, os.environ.get('NO_PROXY'))"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60, check=False
    )
    assert ran.stdout.split() == ["gradio", str(before)], ran.stderr[-500:]
