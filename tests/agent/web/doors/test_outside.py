"""Signing in by an outside provider, against a real one over HTTP: the whole way, and what leads nowhere."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from agent.accounts.brake import FROM_ONE_ADDRESS
from agent.accounts.oidc import Flow, may_be_asked, oidc_of
from agent.errors import SettingsError
from agent.model.practice.account import Change
from agent.model.practice.person import Role
from agent.runtime.room import Room
from agent.settings import Settings
from tests.support.makers.entrances import Entered, entered, greeted
from tests.support.servers.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider
from tests.support.servers.served import served


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
def door(room: Room, provider: IdentityProvider) -> Iterator[Entered]:
    given: dict[str, Any] = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_team": "North",
    }
    with entered(room, Settings(_env_file=None, **given)) as running:
        yield running


def go(browser: httpx2.Client, start: str = "/oidc/start") -> httpx2.Response:
    """Follow the way to the provider and back, as a browser does; return the last answer of the app."""
    answer = browser.get(start)
    while answer.status_code in (303, 307) and "/oidc/callback" not in str(answer.request.url):
        answer = browser.get(answer.headers["location"])
    return answer


def refused(answer: httpx2.Response) -> str:
    """Return what somebody is told who is not let in, without its markup; it is never a traceback."""
    assert answer.status_code in (401, 502)
    assert "Traceback" not in answer.text
    assert not any(cookie.startswith("rollwith-") and "oidc" not in cookie for cookie in answer.cookies)
    return answer.text.partition('role="alert">')[2].partition("<")[0]


def test_who_comes_for_the_first_time_gets_an_account_as_a_rep_of_the_team(door: Entered) -> None:
    with door.client() as browser:
        assert "Sign in with your organisation" in browser.get("/login").text
        last = go(browser, "/oidc/start?next=/%3Fview%3Dhistory")
        assert last.headers["location"] == "/?view=history"
        assert greeted(browser) == "ann"
    person = door.room.log.people.named_or_refused("ann")
    assert (person.shown, person.role, person.team) == ("Ann K.", Role.REP, "North")
    with door.client() as other:
        go(other)
        assert greeted(other) == "ann"
    assert len(door.room.log.people.accounts()) == 1


def test_a_name_that_fits_makes_nobody_the_same(door: Entered, provider: IdentityProvider) -> None:
    door.member("ann", role=Role.ADMIN)
    with door.client() as browser:
        go(browser)
        assert greeted(browser) == "ann-2"
    provider.person = {"sub": "43", "preferred_username": "\u202eadmin\x00", "email": "x" * 300, "name": "a\x00b"}
    with door.client() as browser:
        go(browser)
        assert greeted(browser) == "somebody"


def test_who_is_not_active_stays_out(door: Entered) -> None:
    with door.client() as browser:
        go(browser)
        person = door.room.log.people.named_or_refused("ann")
        door.room.log.people.change(person.id, Change(active=False))
        assert "not active" in refused(go(browser))


def _unsigned(claims: dict[str, Any]) -> str:
    parts = [{"alg": "none", "kid": "one"}, claims]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def _by_another_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048, {"kid": "one"}))


def _by_the_shared_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(SECRET))


@pytest.mark.parametrize(
    "sign", [_unsigned, _by_another_key, _by_the_shared_secret, lambda _: "nonsense", lambda _: ""]
)
def test_a_token_that_the_provider_did_not_sign_leads_nowhere(
    door: Entered, provider: IdentityProvider, sign: Callable[[dict[str, Any]], str]
) -> None:
    provider.sign = sign
    with door.client() as browser:
        assert "cannot be believed" in refused(go(browser))
        assert greeted(browser) == "303"
    assert not door.room.log.people.any_accounts()


@pytest.mark.parametrize(
    "changed",
    [{"nonce": "another"}, {"nonce": None}, {"exp": int(time.time()) - 3600},
     {"iss": "https://other.example"}, {"aud": "another app"}, {"aud": [CLIENT, "another app"]},
     {"nbf": int(time.time()) + 3600}, {"sub": ""}, {"sub": 5}, {"exp": None}, {"azp": "another app"}],
)  # fmt: skip
def test_a_token_of_another_sign_in_leads_nowhere(
    door: Entered, provider: IdentityProvider, changed: dict[str, Any]
) -> None:
    provider.spoil = lambda claims: {name: value for name, value in (claims | changed).items() if value is not None}
    with door.client() as browser:
        refused(go(browser))
        assert greeted(browser) == "303"
    assert not door.room.log.people.any_accounts()


def test_an_answer_leads_in_only_the_browser_that_asked_once(door: Entered, provider: IdentityProvider) -> None:
    with door.client() as browser, door.client() as victim:
        to_provider = browser.get("/oidc/start").headers["location"]
        back = browser.get(to_provider).headers["location"]
        assert "began no sign-in" in refused(victim.get(back)), "a link sent to somebody else"
        victim.get("/oidc/start")
        assert "another sign-in" in refused(victim.get(back))
        assert "another sign-in" in refused(browser.get(back.replace("state=", "state=x")))
        assert provider.tokens == 0, "the provider is not even asked"
        browser.get("/oidc/start")
        asked = parse_qs(urlsplit(to_provider).query)
        assert {"state", "nonce", "code_challenge"} <= asked.keys()
        assert go(browser).status_code == 303
        assert refused(browser.get(back))


def test_a_code_is_worth_nothing_without_the_verifier(door: Entered, provider: IdentityProvider) -> None:
    with door.client() as browser:
        location = browser.get("/oidc/start").headers["location"]
        code = parse_qs(urlsplit(browser.get(location).headers["location"]).query)["code"][0]
        flow = Flow("another browser's")
        browser.cookies.clear()
        browser.cookies.set(f"rollwith-oidc-{urlsplit(door.url).port}", flow.secret)
        assert "does not accept" in refused(browser.get("/oidc/callback", params={"code": code, "state": flow.state}))


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_provider_that_sends_the_app_elsewhere_is_not_followed(
    door: Entered, provider: IdentityProvider, path: str
) -> None:
    elsewhere = IdentityProvider()
    with served(elsewhere.app()) as address, door.client() as browser:
        elsewhere.issuer = provider.issuer
        provider.detours[path] = address + path
        assert "not followed" in refused(go(browser))
    assert elsewhere.tokens == 0


@pytest.mark.parametrize(
    ("told", "said"),
    [({"issuer": "https://other.example"}, "another name"), ({"token_endpoint": "http://evil.example/t"}, "not https"),
     ({"jwks_uri": 5}, "jwks_uri"), ({"x": "y" * 400_000}, "without end")],
)  # fmt: skip
def test_a_provider_that_tells_nonsense_of_itself_is_not_asked(
    door: Entered, provider: IdentityProvider, told: dict[str, Any], said: str
) -> None:
    provider.told = told
    with door.client() as browser:
        assert said in refused(browser.get("/oidc/start"))


def test_a_provider_that_is_down_is_told_with_the_mend(room: Room) -> None:
    given: dict[str, Any] = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": CLIENT}
    with entered(room, Settings(_env_file=None, **given)) as door, door.client() as browser:
        said = refused(browser.get("/oidc/start"))
        assert "does not answer" in said
        assert "ROLLWITH_OIDC_ISSUER" in said
        statuses = [browser.get("/oidc/start").status_code for _ in range(FROM_ONE_ADDRESS + 2)]
        assert statuses[-1] == 429, "nobody has the app knock without end"


def test_what_the_provider_says_of_a_failure_is_not_repeated(door: Entered) -> None:
    with door.client() as browser:
        state = parse_qs(urlsplit(browser.get("/oidc/start").headers["location"]).query)["state"][0]
        answer = browser.get(
            "/oidc/callback", params={"state": state, "error": "<b>x", "error_description": "<i>ring 555"}
        )
        assert "let nobody in" in refused(answer)
        assert "555" not in answer.text


def test_half_a_provider_is_refused_with_the_mend() -> None:
    with pytest.raises(SettingsError, match="ROLLWITH_OIDC_CLIENT_ID.*Mend"):
        oidc_of(Settings(_env_file=None, oidc_issuer="https://id.example"))
    with pytest.raises(SettingsError, match="https.*Mend"):
        oidc_of(Settings(_env_file=None, oidc_issuer="http://id.example", oidc_client_id="x"))
    asked = ("https://a.example", "http://[::1]:5/x", "http://a.example", "ftp://a", "http://[")
    assert [may_be_asked(url, plain=True) for url in asked] == [True, True, False, False, False]
