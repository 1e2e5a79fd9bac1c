"""Draft checks: what share of lines that people wrote would be refused if a model had drafted them, and why.

Run as `python -m tests.support.measures.draft_checks [--every N]`: prints for the customer lines of the corpus and the
authored lines of the shipped personas how many are refused, by reason, with examples. Every line is a whole draft.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent.content.authored_lines import Authored, every_line
from agent.content.library import Library
from agent.content.secrets import known_before
from agent.customer.index.line_index import LineIndex
from agent.customer.llm.checks import Bounds, figures_in
from agent.customer.llm.draft import Draft
from agent.customer.llm.leaks import Secrets
from agent.customer.llm.tongue import pictures
from agent.model.acts import Act, Band, Situation
from agent.model.persona import Persona
from evals.data.corpus_format import Line, Scenario, read_corpus
from tests.support.paths import ROOT

AT_MOST = 0.003
"""Share of what people wrote that may be refused."""

_NOBODY_SAID = re.compile(
    r"\[[^\[\]]{0,40}\]|\((?:laughs?|laughing|pause|sighs|shrugs|crying|cries|silence|nods|smiles)\)"
)

EXAMPLES = 8
NO_CAP = 10_000
"""Words: how long one line may be is each persona's own affair and not what is measured on the corpus."""

PARTING = {Situation.BYE.value, Situation.LEAVE.value}
SPOKEN, TYPED = "corpus, spoken", "corpus, typed"
AUTHORED = "authored lines"


@dataclass
class Share:
    """How many lines were looked at, and those refused: reason -> lines."""

    lines: int = 0
    refused: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def of_all(self) -> float:
        """Share refused."""
        return sum(map(len, self.refused.values())) / max(1, self.lines)

    def add(self, text: str, wrong: str | None) -> None:
        """Count a line."""
        self.lines += 1
        if wrong:
            self.refused[wrong].append(text)

    def __str__(self) -> str:
        """Return the share and the reasons, the commonest first, with examples."""
        told = [f"{self.of_all:.4%} of {self.lines} refused"]
        for why, texts in sorted(self.refused.items(), key=lambda item: -len(item[1])):
            told += [f"  {len(texts):4} {why}", *(f"         {text[:200]}" for text in texts[:EXAMPLES])]
        return "\n".join(told)


def drafted(text: str, bounds: Bounds) -> Draft:
    """Return a whole text as a draft, checked."""
    draft = Draft(bounds)
    draft.feed(text)
    draft.end()
    return draft


def nobody(library: Library) -> Secrets:
    """Return a customer who keeps nothing back, has no phrases of their own to avoid and may talk at any length."""
    who = library.persona("ailsa_drummond")
    voice = who.voice.model_copy(update={"never_says": (), "max_words": NO_CAP})
    plain = who.model_copy(update={"voice": voice, "name": "Quenby Oxtoby"})
    return Secrets(LineIndex(plain), frozenset(plain.facts))


def of_corpus(library: Library, every: int = 1) -> dict[str, Share]:
    """Return the share of distinct customer lines refused, by the medium they are written for.

    An open customer answers, one who speaks against the change is closed and denies. What the rep said before it stands
    before it. With the last line of a talk somebody may take leave. What a transcriber put in brackets nobody said,
    and lines that were typed with a picture are left out: both are refused on purpose.
    """
    secrets, shares, seen = nobody(library), {SPOKEN: Share(), TYPED: Share()}, set[str]()
    for scenario in read_corpus(ROOT / "rubrics/corpus"):
        share = shares[SPOKEN if scenario.medium == "spoken" else TYPED]
        for line, heard, last in _said_by_customers(scenario):
            text = " ".join(_NOBODY_SAID.sub("", line.text).split())
            if not text or text in seen or pictures(text):
                continue
            seen.add(text)
            if len(seen) % every == 0:
                share.add(text, drafted(text, _of_line(secrets, text, heard, line.talk == "sustain", last)).wrong)
    return shares


def _said_by_customers(scenario: Scenario) -> Iterator[tuple[Line, str, bool]]:
    """Yield each customer line, what the rep said before it, and whether it is the last of the talk."""
    heard = ""
    for number, line in enumerate(scenario.lines, 1):
        if line.speaker == "rep":
            heard = line.text
        else:
            yield line, heard, number == len(scenario.lines)


def of_authored(library: Library, names: Iterable[str], every: int = 1) -> Share:
    """Return the share of authored lines refused, each with its own act and band, and the facts it belongs to known."""
    share = Share()
    for name in names:
        who = library.persona(name)
        for number, (line, bounds) in enumerate(_authored(who)):
            if number % every == 0:
                share.add(f"{name}, {line.act.value}: {line.text}", drafted(line.text, bounds).wrong)
    return share


def shipped() -> list[str]:
    """Return the ids of the shipped personas."""
    return sorted(path.stem for path in (ROOT / "personas").glob("*.yaml"))


def _of_line(secrets: Secrets, text: str, heard: str, against: bool, last: bool) -> Bounds:
    act, band = (Act.DENY, Band.CLOSED) if against else (Act.ANSWER, Band.OPEN)
    return Bounds(secrets, act, band, (), heard, figures_in(text), unsaid=True, parting=last)


def _authored(who: Persona) -> Iterator[tuple[Authored, Bounds]]:
    index, kept = LineIndex(who), dict[frozenset[str], Secrets]()
    for line in every_line(who):
        known = frozenset((*line.spec.after, *((line.fact, *known_before(who, line.fact)) if line.fact else ())))
        secrets = kept.setdefault(known, Secrets(index, known))
        parting, figures = bool(line.marks & PARTING), figures_in(line.text)
        yield line, Bounds(secrets, line.act, line.band or Band.OPEN, (), "", figures, unsaid=True, parting=parting)


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="look at every N-th line only")
    every, library = parser.parse_args().every, Library(ROOT / "personas", ROOT / "rubrics")
    shares = {**of_corpus(library, every), AUTHORED: of_authored(library, shipped(), every)}
    sys.stdout.write("".join(f"{name}: {share}\n\n" for name, share in shares.items()))


if __name__ == "__main__":
    _main()
