"""Agreement: coefficients of the evals over what people coded at the label desk."""

from __future__ import annotations


class EvalAgreement:
    """See `agent/runtime/workshop/`."""
