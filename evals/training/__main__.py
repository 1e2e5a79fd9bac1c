"""`python -m evals.training`: corpus in, `rubrics/coder` out. `make train-coder` calls this.

A run that was killed goes on at the last whole epoch when it is started again with the same `--work` folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import torch

from agent.grading.coder.encoding import PassageEncoder
from agent.grading.coder.labels import CODES, FORM, MARKS, PRIMARY, STANCES, TALKS
from evals.data.corpus_format import read_corpus
from evals.training.base import base_model
from evals.training.examples import examples, is_held_out
from evals.training.export import export, largest_gap
from evals.training.model import CoderNetwork
from evals.training.train import SHARED_LAYERS, predict, report, temperatures, train

ROOT = Path(__file__).resolve().parents[2]
LABELS = {"codes": CODES, "marks": MARKS, "primary": PRIMARY, "stance": STANCES, "talk": TALKS}


def main() -> None:
    """Train, measure on held-out scenarios, calibrate and export."""
    options = _options()
    work: Path = options.work
    base = base_model(work / "base")
    data = examples(read_corpus(ROOT / "rubrics" / "corpus"))
    kept = [example for example in data if not is_held_out(example.scenario)]
    held = [example for example in data if is_held_out(example.scenario)]
    sys.stderr.write(f"{len(kept)} examples to train on, {len(held)} held out by scenario\n")
    torch.manual_seed(options.seed)
    network = CoderNetwork(base, SHARED_LAYERS)
    pairing = PassageEncoder(base / "tokenizer.json")
    seconds = train(network, kept, pairing, options.epochs, work, options.seed)
    logits = predict(network, held, pairing)
    found = report(logits, held) | {"seconds": round(seconds), "train": len(kept), "held_out": len(held)}
    card: dict[str, object] = {
        "name": options.name,
        "form": FORM,
        "labels": {name: list(labels) for name, labels in LABELS.items()},
        "temperatures": temperatures(logits, held),
        "base": "sentence-transformers/all-MiniLM-L6-v2, Apache-2.0",
        "corpus": _fingerprint(ROOT / "rubrics" / "corpus"),
        "epochs": options.epochs,
        "seed": options.seed,
    }
    export(network, base / "tokenizer.json", options.out, card)
    found["changed_by_quantisation"] = largest_gap(network, options.out, [example.passage() for example in held[:400]])
    (options.out / "report.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stderr.write(json.dumps(found, indent=1, sort_keys=True) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "coder", help="checkpoints; keep it to resume")
    parser.add_argument("--out", type=Path, default=ROOT / "rubrics" / "coder", help="where the coder is written")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--name", default="coder-2")
    return parser.parse_args()


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.talk")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    main()
