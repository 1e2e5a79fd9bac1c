"""The way back after signing in, which leads nowhere outside the app."""

from __future__ import annotations

import pytest

from agent.web.doors.sign_in.cookies import way_back


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/logout", "/room/../x",
     "x" * 9000, "/room/\r\nset-cookie: a=b", "http://[", "/room", ""],
)  # fmt: skip
def test_after_signing_in_nobody_is_led_outside(wanted: str) -> None:
    assert way_back({"root_path": "/room"}, wanted) == "/room/"
