"""Whoever: who a request is from. The guard finds out and writes it down; everything behind it reads it here."""

from __future__ import annotations

from starlette.types import Scope

from agent.errors import NotSignedIn
from agent.model.practice.person import Person

KEY = "rollwith.person"


def remember_person(scope: Scope, person: Person) -> None:
    """Write down who a request is from."""
    scope[KEY] = person


def person_in(scope: Scope) -> Person:
    """Return who a request is from.

    Raises:
        NotSignedIn: the guard let nobody in under this request.
    """
    found = scope.get(KEY)
    if not isinstance(found, Person):
        raise NotSignedIn("Nobody is signed in here. Mend: sign in, then open the page again.")
    return found
