"""Agreement: coefficients of the evals over what people coded at the label desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from agent.model.training.coding import Coding
from agent.model.verdict import Code
from agent.runtime.workshop.agreement_bench import (
    LEAST_IN_COMMON,
    LEAST_OF_FACET,
    AgreementFigure,
    CodeConfusion,
    CodedByMany,
    CodedTwice,
    PairAgreement,
)
from evals.data.facets import FACETS, Facet, completed
from evals.model.suite import Options
from evals.stats import coefficients
from evals.stats.comparison import ALPHA, Row, coded_facets, measures_of, pairs_of
from evals.stats.measures import agreement, alike, rounded

SHOWN = ("primary", "family", "empathy", "empowerment", "stance", "talk")
"""Facets that the page shows; the rest follow from the codes, and reports tell them."""

RESAMPLES = 300
"""Draws of the bootstrap on the page: an interval to two digits, in a fraction of a second for each pair."""

CEILINGS = ("accuracy", "macro_f1", "kappa")
"""Figures that reports set beside what humans reach."""


class EvalAgreement:
    """See `agent/runtime/workshop/agreement_bench.py`."""

    def __init__(self, resamples: int = RESAMPLES) -> None:
        self._options = Options(resamples=resamples)

    def compare(self, lines: Sequence[CodedTwice]) -> PairAgreement:
        """Return how far two readers agree."""
        rows = [_compared_row(line) for line in lines]
        facets = [facet for facet in coded_facets(rows) if facet.name in SHOWN]
        return PairAgreement(
            lines=len(rows),
            facets=tuple(self._facet_figure(rows, facet) for facet in facets),
            codes=tuple(self._code_figures([line for line in lines if line.first.fits == "rep"])),
            confusion=_confusion(lines),
        )

    def overall(self, lines: Sequence[CodedByMany]) -> Sequence[AgreementFigure]:
        """Return Krippendorff's alpha of all people together, facet by facet."""
        many = [line for line in lines if len(line.codings) > 1]
        told = [[completed(coding.answers()) for coding in line.codings] for line in many]
        return tuple(
            self._alpha_figure(facet, told, [line.group for line in many])
            for facet in FACETS
            if facet.name in SHOWN and any(facet.name in answers for line in told for answers in line)
        )

    def ceilings(self, lines: Sequence[CodedTwice]) -> Mapping[str, float]:
        """Return what two people reach against each other, as reports name it."""
        if len(lines) < LEAST_IN_COMMON:
            return {}
        quick = self._options.model_copy(update={"resamples": 10})  # a ceiling is told without its interval
        found = measures_of([_compared_row(line) for line in lines], quick, {}, {})
        return {
            one.name: one.value
            for one in found
            if one.value is not None and one.n >= LEAST_OF_FACET and one.name.rsplit(".", 1)[1] in CEILINGS
        }

    def _facet_figure(self, rows: Sequence[Row], facet: Facet) -> AgreementFigure:
        pairs, groups = pairs_of(rows, facet)
        return self._figure(facet.name, facet.title, pairs, facet.labels, groups)

    def _code_figures(self, lines: Sequence[CodedTwice]) -> Iterator[AgreementFigure]:
        groups = [line.group for line in lines]
        for code in Code:
            pairs = [(_yes_or_no(code in line.first.codes), _yes_or_no(code in line.second.codes)) for line in lines]
            if seen := sum("yes" in pair for pair in pairs):
                yield self._figure(code.value, code.value, pairs, ("yes", "no"), groups, seen)

    def _figure(
        self,
        name: str,
        title: str,
        pairs: Sequence[tuple[str, str]],
        labels: Sequence[str],
        groups: Sequence[str],
        seen: int = 0,
    ) -> AgreementFigure:
        found = agreement(f"{name}.kappa", title, pairs, labels, groups, self._options, coefficients.kappa)
        table = coefficients.confusion([one for one, _ in pairs], [other for _, other in pairs], labels)
        return AgreementFigure(
            name=name,
            title=title,
            lines=len(pairs),
            seen=seen,
            alike=rounded(coefficients.accuracy(table)),
            kappa=found.value,
            low=found.low,
            high=found.high,
            alpha=rounded(ALPHA[2](table)),
        )

    def _alpha_figure(
        self, facet: Facet, told: Sequence[Sequence[Mapping[str, str]]], groups: Sequence[str]
    ) -> AgreementFigure:
        given = [[answers[facet.name] for answers in line if facet.name in answers] for line in told]
        both = [(line, group) for line, group in zip(given, groups, strict=True) if len(line) > 1]
        readings, clusters = [line for line, _ in both], [group for _, group in both]
        found = alike(f"{facet.name}.alpha", facet.title, readings, facet.labels, clusters, self._options)
        return AgreementFigure(
            name=facet.name, title=facet.title, lines=found.n, alpha=found.value, low=found.low, high=found.high
        )


def _compared_row(line: CodedTwice) -> Row:
    truth, found = completed(line.first.answers()), completed(line.second.answers())
    return {"id": line.line, "session": line.group, "truth": truth, "found": found}


def _confusion(lines: Sequence[CodedTwice]) -> CodeConfusion:
    pairs = [pair for line in lines if (pair := _main_codes(line.first, line.second))]
    codes = [code.value for code in Code if any(code.value in pair for pair in pairs)]
    table = coefficients.confusion([one for one, _ in pairs], [other for _, other in pairs], codes)
    return CodeConfusion(codes, [[int(count) for count in row] for row in table])


def _main_codes(first: Coding, second: Coding) -> tuple[str, str] | None:
    return (first.primary.value, second.primary.value) if first.primary and second.primary else None


def _yes_or_no(there: bool) -> str:
    return "yes" if there else "no"
