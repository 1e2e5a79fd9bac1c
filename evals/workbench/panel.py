"""Panel: the reps of the evals against two versions of a customer."""

from __future__ import annotations


class EvalPanel:
    """See `agent/runtime/workshop/`."""
