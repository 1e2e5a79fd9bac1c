"""Export the trained network as a small graph, and check that it still says what the network says.

What compares sentences (`lower`, `likeness`) is the base model's own and does not change with a training run; it is
copied from the coder that ships.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from agent.grading.coder.encoding import Arrays, Passage, PassageEncoder
from agent.grading.coder.graphs import EMBEDDING_GRAPHS
from evals.training.network.model import HEADS, CoderNetwork


def export(network: CoderNetwork, shipped: Path, out: Path, card: dict[str, object]) -> None:
    """Write `coding.onnx` and the card into `out`, beside what stays of the coder in `shipped`."""
    network.eval()
    out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", *(f"{graph}.onnx" for graph in EMBEDDING_GRAPHS)):
        if (shipped / name).resolve() != (out / name).resolve():
            shutil.copy(shipped / name, out / name)
    sample = [Passage("Yes.", "So it broke. Twice?", ((0, 12), (13, 19))), Passage("", "Right?", ((0, 6),))]
    arrays = PassageEncoder(out / "tokenizer.json").encode(sample)
    _write(network, {name: torch.from_numpy(array) for name, array in arrays._asdict().items()}, out / "coding.onnx")
    (out / "card.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _write(network: CoderNetwork, inputs: dict[str, Tensor], path: Path) -> None:
    free = {"rows": {0: "spans"}, "spans": {0: "spans", 1: "tokens"}}
    whole = path.with_suffix(".fp32.onnx")
    torch.onnx.export(
        network,
        tuple(inputs.values()),
        str(whole),
        input_names=list(inputs),
        output_names=list(HEADS),
        dynamic_axes={name: free.get(name, {0: "batch", 1: "tokens"}) for name in inputs}
        | {name: {0: "spans"} for name in HEADS},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(whole, path, weight_type=QuantType.QInt8, op_types_to_quantize=["Gather"])
    whole.unlink()
    model = onnx.load(str(path))
    _shrink(model.graph)
    model.producer_name = model.doc_string = ""
    onnx.save(model, str(path))


def _shrink(graph: onnx.GraphProto) -> None:
    """Store every matrix as int8 with a scale per column; arithmetic stays in float, so rounding moves few labels."""
    used = {name for node in graph.node if node.op_type in ("MatMul", "Gemm") for name in node.input}
    for tensor in [tensor for tensor in graph.initializer if tensor.name in used and len(tensor.dims) == 2]:
        matrix = numpy_helper.to_array(tensor)
        scale = (np.abs(matrix).max(axis=0) / 127.0).clip(min=1e-12).astype(np.float32)
        small = np.round(matrix / scale).astype(np.int8)
        graph.initializer.remove(tensor)
        graph.initializer.append(numpy_helper.from_array(small, f"{tensor.name}.int8"))
        graph.initializer.append(numpy_helper.from_array(scale, f"{tensor.name}.scale"))
        inputs = [f"{tensor.name}.int8", f"{tensor.name}.scale"]
        graph.node.insert(0, helper.make_node("DequantizeLinear", inputs, [tensor.name], axis=1))


def largest_gap(network: CoderNetwork, folder: Path, passages: Sequence[Passage]) -> dict[str, float]:
    """Return, per head, the share of spans whose strongest label changed by quantisation."""
    network.eval()
    arrays: Arrays = PassageEncoder(folder / "tokenizer.json").encode(passages)
    with torch.no_grad():
        whole = network(*[torch.from_numpy(array) for array in arrays])
    session = InferenceSession(str(folder / "coding.onnx"), providers=["CPUExecutionProvider"])
    small = session.run(list(HEADS), {one.name: arrays._asdict()[one.name] for one in session.get_inputs()})
    return {
        name: float(np.mean(np.argmax(one.numpy(), axis=1) != np.argmax(two, axis=1)))
        for name, one, two in zip(HEADS, whole, small, strict=True)
    }
