"""`python -m evals.training.ranker`: corpus in, `rubrics/ranker` out. `make train-ranker` calls this.

Embedding the corpus takes longest (some minutes) and is kept in the `--work` folder; the rest takes a minute or two.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import torch

from agent.content.library import Library
from agent.customer.ranking.ranker import load_ranker
from agent.grading.coder.runtime import load_coder
from evals.data.answers import pairs
from evals.data.corpus_format import read_corpus
from evals.data.held_out import is_held_out
from evals.model.suite import Options
from evals.suites.ranking import CORPUS, figures, judged, read_from
from evals.training.ranker.calibration import calibrated
from evals.training.ranker.embedding import Embeddings
from evals.training.ranker.export import export
from evals.training.ranker.material import Material
from evals.training.ranker.topics import train_topics
from evals.training.ranker.training import train

ROOT = Path(__file__).resolve().parents[3]


def train_ranker() -> None:
    """Train, calibrate and measure on held-out scenarios, and write weights and card."""
    options = _arguments()
    torch.set_num_threads(options.threads)
    coder, personas = load_coder(), Library(ROOT / "personas", ROOT / "rubrics").personas()
    topics = train_topics(tuple(personas.values()), coder.embed, options.out)
    if options.topics_only:
        sys.stderr.write(json.dumps(topics, indent=1, sort_keys=True) + "\n")
        return
    every = pairs(read_corpus(CORPUS))
    texts = [text for pair in every for text in (*read_from(pair), pair.answer)]
    embeddings = Embeddings(texts, coder, options.work)
    kept = [pair for pair in every if not is_held_out(pair.scenario)]
    held = [pair for pair in every if is_held_out(pair.scenario)]
    sys.stderr.write(f"{len(kept)} answers to train on, {len(held)} held out by scenario\n")
    network = train(Material(kept, embeddings), options.epochs, options.seed)
    card: dict[str, object] = {
        "base": "sentence-transformers/all-MiniLM-L6-v2, Apache-2.0, as in rubrics/coder",
        "corpus": _corpus_stamp(CORPUS),
        "epochs": options.epochs,
        "seed": options.seed,
        "trained_on": len(kept),
        "held_out": len(held),
        "topics": topics,
    }
    export(network, options.out, card | {"scale": 1.0, "shift": 0.0})
    found = judged(held, load_ranker(options.out), embeddings.of)
    card["scale"], card["shift"] = calibrated(held, found, options.seed)
    card["figures"] = {one.name: one.value for one in figures("ranker", held, found, Options())}
    export(network, options.out, card)
    sys.stderr.write(json.dumps(card, indent=1, sort_keys=True) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.training.ranker", description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "ranker", help="embeddings; keep it")
    parser.add_argument("--out", type=Path, default=ROOT / "rubrics" / "ranker", help="where the ranker is written")
    parser.add_argument("--topics-only", action="store_true", help="train what reads a question's topic, and no more")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def _corpus_stamp(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.talk")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    train_ranker()
