"""What a proxy tells of an address is believed of those alone that are named."""

from __future__ import annotations

import pytest
from starlette.types import Scope

from agent.addresses import networks_in
from agent.web.doors.checks.forwarded import Forwarded


def read(peer: str | None, proxies: str, *headers: tuple[str, str]) -> Scope:
    told = [(name.lower().encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "client": (peer, 1) if peer else None, "scheme": "http", "headers": told}
    return Forwarded(networks_in(proxies)).read(scope)


@pytest.mark.parametrize(
    ("peer", "proxies", "forwarded", "address"),
    [
        ("127.0.0.1", "", "6.6.6.6", "127.0.0.1"),
        ("10.0.0.9", "127.0.0.1", "6.6.6.6", "10.0.0.9"),
        ("127.0.0.1", "127.0.0.1", "6.6.6.6", "6.6.6.6"),
        ("127.0.0.1", "127.0.0.1", "1.1.1.1, 6.6.6.6", "6.6.6.6"),
        ("172.17.0.1", "172.16.0.0/12", "1.1.1.1, 6.6.6.6, 172.17.0.2", "6.6.6.6"),
        ("::ffff:127.0.0.1", "127.0.0.1", "6.6.6.6", "6.6.6.6"),
        ("::1", "::1", "2001:db8::7", "2001:db8::7"),
        ("::1", "::1", "[2001:DB8:0::7]:443", "2001:db8::7"),
        ("127.0.0.1", "127.0.0.1", "6.6.6.6:5123", "6.6.6.6"),
        ("127.0.0.1", "127.0.0.1", "6.6.6.6, <script>", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("::ffff:6.6.6.6", "", "", "6.6.6.6"),
    ],
)
def test_the_real_address(peer: str, proxies: str, forwarded: str, address: str) -> None:
    assert read(peer, proxies, ("X-Forwarded-For", forwarded))["client"][0] == address


def test_several_headers_are_one_list_and_the_last_counts() -> None:
    asked = read("127.0.0.1", "127.0.0.1", ("X-Forwarded-For", "1.1.1.1"), ("x-forwarded-for", "6.6.6.6"))
    assert asked["client"][0] == "6.6.6.6"


def test_the_scheme_is_believed_of_a_trusted_proxy_alone() -> None:
    assert read("127.0.0.1", "127.0.0.0/8", ("x-forwarded-proto", "https"))["scheme"] == "https"
    assert read("127.0.0.1", "127.0.0.0/8", ("x-forwarded-proto", "javascript"))["scheme"] == "http"
    assert read("10.0.0.1", "127.0.0.0/8", ("x-forwarded-proto", "https"))["scheme"] == "http"


def test_what_was_told_goes_no_further() -> None:
    told = ("X-Forwarded-Host", "Forwarded", "X-Real-IP", "X-Gradio-Server", "X-Forwarded-Prefix", "Accept")
    asked = read(None, "127.0.0.1", *((name, "evil.example") for name in told))
    assert asked["headers"] == [(b"accept", b"evil.example")]
    assert asked["client"] is None
