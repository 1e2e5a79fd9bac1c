"""`python -m evals.training`: corpus in, `rubrics/coder` out. `make train-coder` calls this.

A run that was killed goes on at its last checkpoint when it is started again with the same `--work` folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import torch

from agent.grading.coder.encoding import PassageEncoder
from agent.grading.coder.labels import FORM, HEADS
from agent.grading.coder.signs import SIGNS
from agent.grading.coder.words import WordWeights
from evals.data.corpus_format import read_corpus
from evals.data.held_out import is_held_out
from evals.training.data.batches import BATCH
from evals.training.data.examples import Example, examples
from evals.training.data.persuasion import persuasion_examples
from evals.training.fitting.measuring import predict, report, temperatures
from evals.training.fitting.stacks import fit_stacks
from evals.training.fitting.words import fit_words
from evals.training.network.base import BASES, base_model
from evals.training.network.export import export, largest_gap
from evals.training.network.model import CoderNetwork
from evals.training.network.warm import learnt_by, warm_up
from evals.training.train import Plan, train

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "rubrics" / "coder"
CORPUS = ROOT / "rubrics" / "corpus"
REVISITED = 0.15
"""Share of the parts learnt before that is gone through again in each epoch of a run that goes on from a coder."""

SOURCES = {
    "minilm": "sentence-transformers/all-MiniLM-L6-v2, Apache-2.0",
    "mpnet": "sentence-transformers/all-mpnet-base-v2, Apache-2.0",
}


def main() -> None:
    """Train, measure on held-out scenarios, calibrate and export."""
    options = _options()
    options.work.mkdir(parents=True, exist_ok=True)
    base = base_model(options.work / "base", options.base)
    kept, held = _data(options.persuasion)
    steps = options.steps or round(options.epochs * len(kept) * 1.05 / BATCH)
    sys.stderr.write(f"{len(kept)} examples to train on, {len(held)} held out; {steps} steps\n")
    torch.manual_seed(options.seed)
    network = CoderNetwork(base, options.frozen, options.layers)
    if options.warm:
        fresh = warm_up(network, options.warm)
        sys.stderr.write(f"goes on from {options.warm}; fresh: {', '.join(fresh)}\n")
    encoder = PassageEncoder(base / "tokenizer.json")
    learnt = learnt_by(options.warm) if options.warm else ()
    plan = Plan(steps, options.rate, options.seed, learnt, REVISITED)
    seconds = train(network, kept, encoder, plan, options.work)
    logits = predict(network, held, encoder)
    found = report(logits, held) | {"seconds": round(seconds), "train": len(kept), "held_out": len(held)}
    calibrated = temperatures(logits, held)
    options.out.mkdir(parents=True, exist_ok=True)
    fit_words(kept, learnt, options.out / "words.npz")
    words = WordWeights(options.out / "words.npz")
    card: dict[str, object] = {
        "name": options.name,
        "form": FORM,
        "labels": {name: list(labels) for name, labels in HEADS.items()},
        "temperatures": calibrated,
        "stack": fit_stacks(network, held, encoder, calibrated, words),
        "base": SOURCES[options.base],
        "corpus": _fingerprint(CORPUS),
        "signs": list(SIGNS),
        "parts": sorted({path.stem.split("-")[0] for path in CORPUS.glob("*.talk")}),
        "steps": steps,
        "seed": options.seed,
    }
    export(network, options.warm or SHIPPED, options.out, card)
    found["changed_by_quantisation"] = largest_gap(network, options.out, [one.passage() for one in held[:400]])
    (options.out / "report.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stderr.write(json.dumps(found, indent=1, sort_keys=True) + "\n")


def _data(persuasion: Path | None) -> tuple[list[Example], list[Example]]:
    """Return what to train on and what is held out."""
    data = examples(read_corpus(CORPUS))
    kept = [one for one in data if not is_held_out(one.scenario)]
    held = [one for one in data if is_held_out(one.scenario)]
    if persuasion:
        kept += persuasion_examples(persuasion, held_out=False)
        held += persuasion_examples(persuasion, held_out=True)
    return kept, held


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "coder", help="checkpoints; keep it to resume")
    parser.add_argument("--out", type=Path, default=ROOT / "rubrics" / "coder", help="where the coder is written")
    parser.add_argument("--base", choices=BASES, default="minilm")
    parser.add_argument("--layers", type=int, help="layers of the encoder that are kept; all by default")
    parser.add_argument("--frozen", type=int, default=2, help="lower layers that are not tuned")
    parser.add_argument("--epochs", type=float, default=2.0)
    parser.add_argument("--steps", type=int, help="steps in all, instead of epochs")
    parser.add_argument("--rate", type=float, default=8e-5, help="peak rate of the encoder's layers")
    parser.add_argument("--persuasion", type=Path, help="people's codes of persuasion talk (CSV); see persuasion.py")
    parser.add_argument("--warm", type=Path, help="a shipped coder to go on from, rather than from the base model")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--name", default="coder-3")
    return parser.parse_args()


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.talk")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    main()
