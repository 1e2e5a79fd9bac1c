"""Whoever: who a request is from. The guard finds out and writes it down; everything behind it reads it here."""

from __future__ import annotations

from starlette.types import Scope

from agent.errors import NotSignedIn
from agent.model.practice.person import Person

KEY, LOGIN = "rollwith.person", "rollwith.login"


def remember_person(scope: Scope, person: Person) -> None:
    """Write down who a request is from."""
    scope[KEY] = person


def remember_login(scope: Scope, login: str) -> None:
    """Write down by which login a browser came in: any id of it that is no secret. The entrance does."""
    scope[LOGIN] = login


def login_in(scope: Scope) -> str:
    """Return by which login a browser came in; empty where nobody signs in."""
    return str(scope.get(LOGIN, ""))


def person_in(scope: Scope) -> Person:
    """Return who a request is from.

    Raises:
        NotSignedIn: the guard let nobody in under this request.
    """
    found = scope.get(KEY)
    if not isinstance(found, Person):
        raise NotSignedIn("Nobody is signed in here. Mend: sign in, then open the page again.")
    return found
