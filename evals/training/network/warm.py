"""Take the weights of a coder that ships back into a network, so that a new one goes on from where the last ended.

A shipped graph keeps its matrices as int8 with a scale per column, under names that the export made up; which matrix is
which follows from the bias that is added behind it, for those keep their names.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from agent.grading.coder.labels import HEADS as LABELS
from evals.training.network.model import CoderNetwork

OWN = ("network.", "embeddings.", "encoder.", "mix.", "heads.")
"""How the names begin that an export keeps."""

LEARNT = ("saas", "ops", "serv", "couns", "lect", "hard", "supp", "spk", "dir", "clt", "bord", "twin", "hand")
"""Parts of the corpus that the second coder had learnt; the cards of later ones name their own."""


def learnt_by(folder: Path) -> tuple[str, ...]:
    """Return the parts of the corpus that the coder in a folder was trained on."""
    return tuple(json.loads((folder / "card.json").read_text(encoding="utf-8")).get("parts", LEARNT))


def warm_up(network: CoderNetwork, folder: Path) -> list[str]:
    """Load what the coder in `folder` shares with the network; return what stays fresh.

    Rows of a head whose label the old coder did not know stay as they are.
    """
    labels = json.loads((folder / "card.json").read_text(encoding="utf-8"))["labels"]
    known = {**_weights(folder / "lower.onnx"), **_weights(folder / "coding.onnx")}
    shared = sum(1 for name in known if ".shared." in name and name.endswith("query.weight"))
    state, fresh = network.state_dict(), []
    for name, value in state.items():
        if name.startswith("embeddings."):
            continue  # frozen then and now: the base model's own
        found = known.get(name, known.get(_old_name(name, shared)))
        if found is None:
            fresh.append(name)
        elif name.startswith("heads."):
            head = name.split(".")[1]
            old = {label: at for at, label in enumerate(labels[head])}
            for at, label in enumerate(LABELS[head]):
                if label in old:
                    value[at] = found[old[label]]
        else:
            value.copy_(found)
    network.load_state_dict(state)
    return fresh


def _old_name(name: str, shared: int) -> str:
    """Return the name that a weight has in the second coder's graphs, where the first `shared` layers stand apart."""
    parts = name.split(".")
    if parts[:2] != ["encoder", "layer"]:
        return f"network.{name}"
    at = int(parts[2])
    tower, place = ("shared", at) if at < shared else ("coding", at - shared)
    return ".".join(("network", tower, str(place), *parts[3:]))


def _weights(path: Path) -> dict[str, Tensor]:
    """Return every named vector of a graph, and every matrix under the name of the layer it belongs to."""
    graph = onnx.load(str(path)).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {name: torch.from_numpy(value.copy()) for name, value in held.items() if name.startswith(OWN)}
    adds = {source: node for node in graph.node if node.op_type == "Add" for source in node.input}
    for node in graph.node:
        if node.op_type == "MatMul" and node.output[0] in adds:
            bias = next((name for name in adds[node.output[0]].input if name.endswith(".bias")), None)
            matrix = _widened(held, node.input[1])
            if bias is not None and matrix is not None:
                found[f"{bias.removesuffix('.bias')}.weight"] = torch.from_numpy(matrix.T.copy())
        if node.op_type == "Gemm":
            matrix = _widened(held, node.input[1])
            if matrix is not None:
                found[node.input[1]] = torch.from_numpy(matrix.T.copy())
    return found


def _widened(held: dict[str, NDArray[np.float32]], name: str) -> NDArray[np.float32] | None:
    if f"{name}.int8" not in held:
        return None
    wide: NDArray[np.float32] = held[f"{name}.int8"].astype(np.float32) * held[f"{name}.scale"]
    return wide
