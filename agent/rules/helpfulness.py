"""Helpfulness: what a line did for a conversation in one number, so that lines can be compared."""

from __future__ import annotations

from agent.model.session import Entry, Receipt

TRUST_SHARE, SCOPE_SHARE, READINESS_SHARE = 0.5, 0.3, 0.2
"""What a step of trust, scope pressure and readiness weighs beside one of resistance when lines are compared."""

_SHARES = {"resistance": -1.0, "trust": TRUST_SHARE, "scope_pressure": -SCOPE_SHARE, "readiness": READINESS_SHARE}


def helpfulness(receipt: Receipt) -> float:
    """Return what a line did: falls of resistance first, then trust, limits and readiness; below 0 it did harm."""
    return (
        -receipt.resistance
        + TRUST_SHARE * receipt.trust
        - SCOPE_SHARE * receipt.scope_pressure
        + READINESS_SHARE * readied(receipt)
    )


def readied(receipt: Receipt) -> float:
    """Return what a line did to readiness."""
    return sum(entry.change for entry in receipt.entries if entry.quantity == "readiness")


def weight(entry: Entry) -> float:
    """Return what one entry of a receipt weighs, above 0 for what did good."""
    return _SHARES.get(entry.quantity, 0.0) * entry.change
