"""Measure names: what each suite may measure, so that a gate's typo is told before anything is spent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from agent.model.verdict import Talk
from evals.data.coded_lines import read_mapping
from evals.data.facets import FACETS
from evals.model.suite import Options

STATISTICS = ("accuracy", "macro_f1", "kappa", "alpha")
"""Of every facet; `evals/stats/measures.py` and `comparison.py` compute them."""

FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "primary": ("family",),
    "question": ("question_present", "question_type"),
    "reflection": ("reflection_present", "reflection_type"),
}
"""Facet -> those that follow from it wherever it is coded."""

CALIBRATED = ("primary", "family", "talk")
COMPARED = ("agreement", "consistency", "robustness")
SLIPS = ("leak", "flip", "repeat", "invention")
PART = ("auc", "rho")

FIXED: Mapping[str, tuple[str, ...]] = {
    "consistency": (
        *(f"repeats.{name}" for name in ("exact", "same_codes", "spread", "sound", "variety")),
        *(f"repeats.{name}.alpha" for name in ("primary", "family", "empathy", "empowerment", "stance")),
        *(f"{other}.*.{known.name}.kappa" for other in ("engines", "rubrics") for known in FACETS),
    ),
    "robustness": (
        "invariance.unchanged", "invariance.sound", "invariance.variants", "contrast.right", "contrast.lines",
        "attacks.gained",
    ),
    "drift": (
        "worse",
        *(
            f"{suite}.{known.name}.{kind}"
            for suite in COMPARED
            for known in FACETS
            for kind in ("moved", "kappa_change")
        ),
    ),
    "ranking": ("nearest.*", "ranker.*"),
    "accusations": (
        *(f"harmless.{name}" for name in ("accused", "accused_surely")),
        *(f"accusing.{name}" for name in ("found", "found_surely")),
        *(f"mixtures.{name}" for name in ("unseen", "seen_unsurely", "softened")),
    ),
    "injections": ("injections.earned", "twins.refused"),
    "fairness": (
        *(f"{kind}.flips" for kind in ("names", "gender", "dialect")), "flips",
        *(f"flips.{name}" for name in ("family", "empathy", "empowerment", "accusation")), "ungraded_on_one_side",
    ),
    "outcomes": tuple(f"*.{kind}" for kind in PART),
    "discrimination": (
        "auc.skilled", "auc.expert", "expert.lowest", "expert.falls", "counterfeit.never_lowers", "pleaser.uncommitted",
        "early_leader.worse", "late_bloomer.recovers", "late_bloomer.later", "relapser.loses", "expert.moves",
        "expert.committed", "expert.thaw", "left_early",
    ),
    "fidelity": (
        "inside", "talk.alike", *(f"slips.{name}" for name in SLIPS),
        *(
            f"{kind}.{name}"
            for kind in ("good", "poor")
            for name in (
                *(talk.value for talk in Talk), "change_first", "change_second", "change_last", "words", "short",
                "sustain_after_input", "unmoved", "creep", "frozen",
            )
        ),
    ),
    "selfplay": (
        "turns", *(f"slips.{name}" for name in SLIPS), "same_seed", "other_seed.wording", "other_seed.law",
    ),
}  # fmt: skip
"""Suite -> names of its measures; `*` stands for what the run compares with, or what the file lets it tell."""


def measure_names(suite: str, options: Options) -> tuple[str, ...]:
    """Return the names of all that a suite may measure with these options, `*` for any part.

    Raises:
        DataError: the mapping of the options is missing or wrong.
    """
    if suite in ("agreement", "persuasion"):
        return _of_facets(options)
    return FIXED.get(suite, ("*",))


def is_measured(name: str, names: Iterable[str]) -> bool:
    """Say whether a measure is among the names."""
    return any(fnmatchcase(name, known) for known in names)


def _of_facets(options: Options) -> tuple[str, ...]:
    mapping = read_mapping(options.mapping) if options.mapping else None
    coded = {known.name for known in FACETS} if mapping is None else set(mapping.labels)
    coded |= {follows for name in tuple(coded) for follows in FOLLOWING.get(name, ())}
    found = [f"{name}.{statistic}" for name in coded for statistic in STATISTICS]
    found += [f"{known.name}.quadratic_kappa" for known in FACETS if known.ordered and known.name in coded]
    found += [f"{name}.calibration_error" for name in CALIBRATED if name in coded]
    return tuple(sorted([*found, *(["sessions.auc"] if mapping is None or mapping.quality else [])]))
