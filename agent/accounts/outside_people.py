"""Outside people: those whom a provider knows. Who comes for the first time gets an account, as a rep."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from agent.accounts.oidc import Identity
from agent.errors import AccountRefused, NotSignedIn
from agent.model.practice.account import LONGEST_NAME, account_name, printable
from agent.model.practice.person import Person, Role
from agent.storage.store import Store

TRIES = 9
"""Names with a number behind them that are tried before a random one: who has nine of one name?"""


def person_outside(store: Store, identity: Identity, team: str) -> Person:
    """Return who somebody is here. They are known by issuer and subject alone: a name that fits makes nobody the same.

    Args:
        team: of those who come for the first time.

    Raises:
        NotSignedIn: their account is not active.
    """
    person = store.people.by_subject(identity.issuer, identity.subject) or _newcomer(store, identity, team)
    if not person.active:
        raise NotSignedIn("Nobody was signed in: this account is not active. Mend: ask an admin.")
    return person


def _newcomer(store: Store, identity: Identity, team: str) -> Person:
    for name in _names(identity):
        if store.people.named(name) is None:
            try:
                made = store.people.make(
                    name, _shown(identity) or name, Role.REP, team, issuer=identity.issuer, subject=identity.subject
                )
            except AccountRefused:  # somebody was quicker: with the name, or from another tab of the same browser
                if found := store.people.by_subject(identity.issuer, identity.subject):
                    return found
                continue
            store.audit.add(made.id, "joined", person=made.id)
            return made
    raise NotSignedIn("Nobody was signed in: no name could be found for you. Mend: ask an admin.")


def _names(identity: Identity) -> Iterator[str]:
    base = next(found for name in identity.names if (found := _usable(name)))
    yield base
    short = base[: LONGEST_NAME - 10]
    yield from (f"{short}-{number}" for number in range(2, TRIES + 1))
    yield f"{short}-{secrets.token_hex(4)}"


def _usable(name: str) -> str:
    try:
        return account_name(name)
    except AccountRefused:
        return ""


def _shown(identity: Identity) -> str:
    try:
        return printable(identity.shown, "the shown name", empty=True)
    except AccountRefused:
        return ""
