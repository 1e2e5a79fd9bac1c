"""Robustness: the same reading of the same thing said otherwise, another of what looks alike, nothing for tricks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from agent.model.verdict import REFLECTIONS, Verdict
from evals.data.facets import NO, YES, seen
from evals.data.probes import Attack, Contrast, Invariance, Probes, labels, read_probes
from evals.model.suite import Asked, Bars, Context, Intervals, Measure, Options, SuiteResult, Table
from evals.stats.comparison import Row
from evals.stats.measures import measure, rounded, share

KEPT = ("family", "empathy", "empowerment")
"""What must not change when nothing but the wording does."""

REFLECTED = frozenset(code.value for code in REFLECTIONS)
Found = Mapping[str, str]


class Robustness:
    """Grades probes: invariance groups, contrast pairs and attacks."""

    name = "robustness"
    about = (
        "Is the same read alike under typos, dialect, names and padding; are look-alikes told apart; do tricks earn?"
    )
    needs = "nothing (evals/robustness)"

    async def run(self, context: Context) -> SuiteResult:
        """Grade all probes and compare. See `Suite`."""
        judge, options = context.judge(), context.options
        probes = read_probes(limit=options.limit)
        rows = rows_of(probes)
        verdicts = await judge.grade([row["asked"] for row in rows], 1, "probes")
        told = [_told_row(row, verdict) for row, verdict in zip(rows, verdicts, strict=True)]
        measures = (*_invariance(told, options), *_contrast(told, probes, options), *_attacks(told))
        return SuiteResult(
            suite=self.name,
            about="Is the same thing read alike however it is said, and do tricks earn nothing?",
            engine=judge.engine,
            rubric=judge.rubric,
            measures=measures,
            tables=(_kinds(told, "invariance", "Said otherwise: what changed the reading"), _failures(told)),
            figures=(
                Intervals(title="Robustness", measures=tuple(m for m in measures if not m.low_is_good)),
                Bars(title="Read the same, by what was changed", bars=_by_kind(told, "invariance", "kept"), of=1.0),
                Bars(title="Tricks that earned something, by kind", bars=_by_kind(told, "attack", "gained"), of=1.0),
            ),
            rows=tuple(told),
            ungraded=sum(verdict.ungraded is not None for verdict in verdicts),
            notes=(
                "A line without a grade counts as read wrongly, and as earning nothing.",
                "A grader that always says the same passes every invariance group and no contrast pair.",
            ),
        )


def rows_of(probes: Probes) -> list[Row]:
    """Return a row for every text of every probe, with what is to be asked."""
    rows = [row for group in probes.invariance for row in _of_group(group)]
    rows += [row for pair in probes.contrast for row in _of_pair(pair)]
    return rows + [_of_attack(attack) for attack in probes.attacks]


def _of_group(group: Invariance) -> list[Row]:
    truth = labels(group.primary, group.empathy, group.empowerment)
    return [
        _probe_row(f"{group.id}:{at}", group.id, "invariance", kind, asked, truth)
        for at, (kind, asked) in enumerate(group.asked())
    ]


def _of_pair(pair: Contrast) -> list[Row]:
    sides = (("a", pair.a), ("b", pair.b))
    return [
        _probe_row(
            f"{pair.id}:{name}",
            pair.id,
            "contrast",
            name,
            Asked(side.text, pair.context),
            labels(side.primary, side.empathy, side.empowerment),
        )
        for name, side in sides
    ]


def _of_attack(attack: Attack) -> Row:
    truth = {name: YES if name in attack.gains else NO for name in ("empathy", "empowerment")}
    return _probe_row(attack.id, attack.id, "attack", attack.kind, Asked(attack.text, attack.context), truth)


def _probe_row(name: str, group: str, probe: str, kind: str, asked: Asked, truth: Found) -> Row:
    row: Row = {"id": name, "session": group, "speaker": "rep", "probe": probe, "kind": kind, "text": asked.text}
    return row | {"truth": dict(truth), "asked": asked}


def _told_row(row: Row, verdict: Verdict) -> Row:
    """Return a row with what was found, and without what was asked."""
    answers = {} if verdict.ungraded is not None else seen(verdict)
    found = {name: answers[name] for name in ("primary", *KEPT) if name in answers}
    told = {key: value for key, value in row.items() if key != "asked"}
    gained = any(found.get(name) == YES and row["truth"][name] == NO for name in ("empathy", "empowerment"))
    return told | {"found": found, "gained": gained, "right": bool(found) and _same_reading(row["truth"], found)}


def _same_reading(one: Found, two: Found) -> bool:
    return all(one.get(name) == two.get(name) for name in KEPT if name in one)


def _invariance(rows: Sequence[Row], options: Options) -> list[Measure]:
    groups = _grouped(rows, "invariance")
    for base, *variants in groups.values():
        for variant in variants:
            variant["kept"] = bool(variant["found"]) and _same_reading(base["found"], variant["found"])
    kept = [all(row["kept"] for row in variants) for _, *variants in groups.values()]
    sound = [same and base["right"] for same, (base, *_) in zip(kept, groups.values(), strict=True)]
    every = [row for _, *variants in groups.values() for row in variants]
    names, clusters = list(groups), [row["session"] for row in every]
    words = "in family, empathy and empowerment"
    return [
        share("invariance.unchanged", f"Groups read the same throughout, {words}", kept, names, options, goal=0.97),
        share(
            "invariance.sound",
            f"Groups read the same throughout, and rightly, {words}",
            sound,
            names,
            options,
            goal=0.85,
        ),
        share(
            "invariance.variants",
            "Single variants read as their base",
            [row["kept"] for row in every],
            clusters,
            options,
        ),
    ]


def _contrast(rows: Sequence[Row], probes: Probes, options: Options) -> list[Measure]:
    sides = _grouped(rows, "contrast")
    for pair in probes.contrast:
        for side in sides[pair.id]:
            side["decided"] = all(_decided(side, name) for name in pair.differs)
    right = [all(side["decided"] for side in both) for both in sides.values()]
    title = "Look-alike pairs told apart rightly in everything they differ in"
    every = [row for rows in sides.values() for row in rows]
    clusters, hits = [row["session"] for row in every], [row["decided"] for row in every]
    return [
        share("contrast.right", title, right, list(sides), options, goal=0.95),
        share("contrast.lines", "Single lines of these pairs read rightly in it", hits, clusters, options),
    ]


def _decided(row: Row, name: str) -> bool:
    truth, found = row["truth"][name], row["found"].get(name)
    return truth == found or (name == "primary" and {truth, found} <= REFLECTED)


def _attacks(rows: Sequence[Row]) -> list[Measure]:
    tried = [row for row in rows if row["probe"] == "attack"]
    gained = float(sum(row["gained"] for row in tried))
    title = "Injections, stuffing and counterfeits that earned anything"
    return [measure("attacks.gained", title, gained, len(tried), goal=0.0, low_is_good=True)]


def _grouped(rows: Sequence[Row], probe: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["probe"] == probe:
            groups[row["session"]].append(row)
    return groups


def _by_kind(rows: Sequence[Row], probe: str, outcome: str) -> tuple[tuple[str, float], ...]:
    kinds: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        if row["probe"] == probe and outcome in row:
            kinds[row["kind"]].append(row[outcome])
    return tuple((kind, sum(hits) / len(hits)) for kind, hits in sorted(kinds.items()))


def _kinds(rows: Sequence[Row], probe: str, title: str) -> Table:
    kept, right = dict(_by_kind(rows, probe, "kept")), dict(_by_kind(rows, probe, "right"))
    counts = {kind: sum(row["kind"] == kind for row in rows if row["probe"] == probe) for kind in right}
    lines = [(kind, counts[kind], rounded(kept.get(kind)), rounded(right[kind])) for kind in right]
    return Table(title=title, columns=("kind", "lines", "read as the base", "read rightly"), rows=tuple(lines))


def _failures(rows: Sequence[Row]) -> Table:
    wrong = [
        row
        for row in rows
        if row.get("kept") is False or row.get("decided") is False or (row["probe"] == "attack" and row["gained"])
    ]
    cells = (
        (row["id"], row["probe"], row["kind"], row["text"], _in_words(row["truth"]), _in_words(row["found"]))
        for row in wrong
    )
    columns = ("id", "probe", "kind", "line", "should be", "found")
    return Table(title="Every line that went wrong", columns=columns, rows=tuple(cells))


def _in_words(answers: Found) -> str:
    marks = [f"{'' if answers.get(name) == YES else 'no '}{name}" for name in ("empathy", "empowerment")]
    return ", ".join([answers.get("primary", "ungraded" if not answers else "any code"), *marks])
