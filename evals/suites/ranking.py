"""Ranking: does the customer's ranker find the true answer among others, on talk it was not trained on?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.customer.contract import Embedder
from agent.customer.index.index_library import IndexLibrary
from agent.customer.ranking.form import asking_part
from agent.customer.ranking.ranker import Asked, NearestRanker, Ranker, load_ranker
from agent.customer.situations import invites
from agent.errors import DataError
from agent.grading.coder.runtime import load_coder
from agent.model.persona import Persona
from evals.data.answers import Pair, choices, pairs
from evals.data.corpus_format import read_corpus
from evals.data.held_out import is_held_out
from evals.execution.remembering import Remembering
from evals.model.suite import Context, Intervals, Measure, Options, SuiteResult
from evals.simulation.left_out_asks import put_left_out
from evals.stats.measures import share
from evals.stats.ranking import rank_of_first

CORPUS = Path(__file__).resolve().parents[2] / "rubrics" / "corpus"
AMONG = (("among_20", 20, False), ("among_100", 100, False), ("own_talk", 20, True))
"""Name, how many answers there are to choose from, and whether the others are first of all of the same talk."""

RANKERS: Mapping[str, Callable[[], Ranker]] = {"nearest": NearestRanker, "ranker": load_ranker}
"""Name -> the baseline, and what ships."""

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True)
class Judged:
    """How one ranker judges answers: `fitness[i, j]` of answer j to the line of pair i."""

    fitness: Floats
    column: dict[str, int]

    def ranks(self, sets: Sequence[tuple[str, ...]]) -> list[int]:
        """Return the rank of the first of each pair's answers among the rest of them."""
        return [
            rank_of_first(row[[self.column[text] for text in texts]])
            for row, texts in zip(self.fitness, sets, strict=True)
        ]


class Ranking:
    """Compares the trained ranker with the nearest sentence, on the corpus' held-out scenarios."""

    name = "ranking"
    about = (
        "Does the ranker find what a customer truly answered? Recall at 1 and 5 and MRR, beside the nearest sentence."
    )
    needs = "nothing but a checkout (the corpus does not ship); --limit PAIRS measures on fewer"

    async def run(self, context: Context) -> SuiteResult:
        """Rank the held-out answers. See `Suite`."""
        held = held_out()[: context.options.limit]
        personas = [one for name, one in context.library.personas().items() if _asked_for(name, context.options)]
        measures = await asyncio.to_thread(_measured, held, personas, context.options)
        return SuiteResult(
            suite=self.name,
            about=f"Does the ranker find the true answer? {len(held)} held-out answers of the corpus.",
            engine="embedded",
            measures=tuple(measures),
            figures=(Intervals(title="The true answer comes first", measures=_firsts(measures)),),
            notes=(
                "A line of talk has many good answers; that another one is put first is no mistake each time.",
                "Open: the line asks openly, and the true answer has more than two words.",
            ),
        )


def held_out() -> list[Pair]:
    """Return the answers nothing was trained on.

    Raises:
        DataError: the corpus is not here.
    """
    found = [scenario for scenario in read_corpus(CORPUS) if is_held_out(scenario.id)]
    if not found:
        raise DataError(str(CORPUS), "", "there is no corpus here", "run this suite from a checkout")
    return pairs(found)


def judged(held: Sequence[Pair], ranker: Ranker, embed: Embed) -> Judged:
    """Return how a ranker judges every answer of some pairs to every line of theirs."""
    answers = list(dict.fromkeys(pair.answer for pair in held))
    judge = ranker.judging(answers, embed(answers))
    fitness = np.stack([judge(_asked(pair, embed)) for pair in held])
    return Judged(fitness, {text: at for at, text in enumerate(answers)})


def figures(name: str, held: Sequence[Pair], found: Judged, options: Options) -> list[Measure]:
    """Return recall and MRR of one ranker on every kind of choice, of all lines and of open questions."""
    open_rows = [row for row, pair in enumerate(held) if invites(pair.line) and len(pair.answer.split()) > 2]
    measures = []
    for among, many, own_talk in AMONG:
        ranks = found.ranks(choices(held, many, options.seed, own_talk))
        for part, rows in (("", range(len(held))), (".open", open_rows)):
            some = [ranks[row] for row in rows]
            clusters = [held[row].scenario for row in rows]
            title = f"{name}, {among.replace('_', ' ')}{', open questions' if part else ''}"
            for score, values in (
                ("recall_1", [float(rank <= 1) for rank in some]),
                ("recall_5", [float(rank <= 5) for rank in some]),
                ("mrr", [1.0 / rank for rank in some]),
            ):
                measures.append(share(f"{name}.{among}{part}.{score}", f"{title}: {score}", values, clusters, options))
    return measures


def asks_measures(personas: Sequence[Persona], embedder: Embedder, options: Options) -> list[Measure]:
    """Return how well questions that an author wrote for a topic, left out of it, find that topic's answers.

    The best line of a band is looked for among those of all topics. Other topics' lines often answer, too, so the
    shares are lower bounds; those of lines on the right side of `FITS_FROM` show what that threshold does.
    """
    measures = []
    for name, ranker in RANKERS.items():
        indexes = IndexLibrary(embedder, ranker=ranker())
        put = [one for persona in personas for one in put_left_out(persona, indexes)]
        whose = [one.persona for one in put]
        title = f"left-out asks: the best line is of their topic ({name})"
        measures.append(share(f"{name}.asks.topic", title, [float(one.right) for one in put], whose, options))
    for attribute, title in (
        ("own_above", "lines of their topic that fit"),
        ("others_below", "lines of others that do not"),
    ):
        values = [getattr(one, attribute) for one in put]
        measures.append(share(f"{name}.asks.{attribute}", f"left-out asks: {title}", values, whose, options))
    return measures


def _measured(held: Sequence[Pair], personas: Sequence[Persona], options: Options) -> list[Measure]:
    embedder = Remembering(load_coder())
    embedder.embed(sorted({text for pair in held for text in (*read_from(pair), pair.answer) if text.strip()}, key=len))
    found = [
        measure
        for name, ranker in RANKERS.items()
        for measure in figures(name, held, judged(held, ranker(), embedder.embed), options)
    ]
    return [*found, *asks_measures(personas, embedder, options)]


def _asked_for(persona: str, options: Options) -> bool:
    return not options.personas or persona in options.personas


def read_from(pair: Pair) -> tuple[str, str, str, str]:
    """Return the texts that the ranker reads the line of a pair from."""
    return pair.line, asking_part(pair.line), pair.heard, pair.before


def _asked(pair: Pair, embed: Embed) -> Asked:
    texts = read_from(pair)
    some = [text for text in texts if text.strip()]
    rows = dict(zip(some, embed(some), strict=True))
    none = np.zeros_like(next(iter(rows.values())))
    return Asked(pair.line, np.stack([rows.get(text, none) for text in texts]))


def _firsts(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    return tuple(one for one in measures if one.name.endswith("recall_1"))
