"""Put a sentence of another line into a line: what each does must be seen, whatever stands beside it.

A strong sentence swallows its neighbour where the network has only met the company that writers keep. So a share of
the rep's lines get a sentence from elsewhere, at any place: one that blames or pushes, one that is good, or words about
the rep's own day. Each keeps its own labels; what the line as a whole does follows from all of them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.grading.coder.labels import CODES, MARKS, PRIMARY, STANCES
from evals.training.data.examples import Example, Target

HARMS = ("confront", "persuade", "counterfeit", "capitulate")
SHARE = 0.2
"""Share of the rep's lines that get one."""


@dataclass(frozen=True)
class Donor:
    """A sentence that can stand in another line: its words and its labels."""

    text: str
    target: Target

    @property
    def code(self) -> str:
        """Its code."""
        return PRIMARY[self.target.primary or 0]


class Mixer:
    """Mixes sentences of a corpus into lines of it."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Collect the sentences: those of lines whole in themselves, by what they do."""
        donors = [
            Donor("".join(example.pieces[target.first : target.last]).strip(), target)
            for example in examples
            for target in example.targets
            if target.codes is not None and target.primary is not None
        ]
        donors = [donor for donor in donors if 12 <= len(donor.text) <= 140 and donor.text[-1] in ".?!"]
        self._harms = [donor for donor in donors if donor.code in HARMS]
        self._plain = [donor for donor in donors if donor.code == "other" and not any(donor.target.marks or ())]
        self._good = [donor for donor in donors if donor.code not in (*HARMS, "other")]

    def mixed(self, example: Example, chance: random.Random) -> Example:
        """Return the example, now and then with a sentence from elsewhere in it."""
        whole = example.targets[-1]
        if whole.evidence is None or chance.random() >= SHARE or len(example.text) > 260:
            return example
        roll = chance.random()
        donor = chance.choice(self._harms if roll < 0.5 else self._plain if roll < 0.78 else self._good)
        return _put(example, donor, chance)


def _put(example: Example, donor: Donor, chance: random.Random) -> Example:
    whole, cuts = example.targets[-1], {0, len(example.pieces)}
    for target in example.targets[:-1]:
        cuts |= {target.first, target.last}
    free = [cut for cut in sorted(cuts) if all(not one.first < cut < one.last for one in example.targets[:-1])]
    at = chance.choice(free)
    ahead = "" if at == 0 or example.pieces[at - 1][-1:].isspace() else " "
    piece = f"{ahead}{donor.text}" + (" " if at < len(example.pieces) else "")
    pieces = (*example.pieces[:at], piece, *example.pieces[at:])
    targets = [
        replace(one, first=one.first + (one.first >= at), last=one.last + (one.last > at))
        for one in example.targets[:-1]
    ]
    targets.append(replace(donor.target, first=at, last=at + 1))
    targets.append(_line_of(whole, donor, len(pieces)))
    return replace(example, pieces=pieces, targets=tuple(targets))


def _line_of(whole: Target, donor: Donor, pieces: int) -> Target:
    """Return what the line as a whole does now: harm outweighs good, good outweighs small talk."""
    before, code = PRIMARY[whole.primary or 0], donor.code
    worse = code in HARMS and (before not in HARMS or HARMS.index(code) < HARMS.index(before))
    better = before == "other" and code != "other"
    primary = PRIMARY.index(code) if worse or better else whole.primary
    leads = code in ("confront", "persuade")
    empathy, empowerment = whole.evidence or (0.0, 0.0)
    gives = _evidence_of(donor.target)
    evidence = (max(empathy, gives[0]), 0.0 if leads else max(empowerment, gives[1]))
    stance = STANCES.index("lead") if leads else whole.stance
    return replace(whole, first=0, last=pieces, primary=primary, stance=stance, evidence=evidence)


def _evidence_of(target: Target) -> tuple[float, float]:
    codes = {name for name, held in zip(CODES, target.codes or (), strict=False) if held}
    marks = {name for name, held in zip(MARKS, target.marks or (), strict=False) if held}
    said_back = codes & {"simple_reflection", "complex_reflection", "summary", "affirm"} or marks & {"own", "validate"}
    left = codes & {"emphasize_autonomy", "affirm", "seek_collaboration"} or marks & {"evoke", "permission", "plan"}
    harmful = codes & set(HARMS)
    return float(bool(said_back) and not harmful), float(bool(left) and not harmful)
