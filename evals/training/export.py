"""Export the trained network as three small int8 graphs, and check that they still say what the network says."""

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
from torch import Tensor, nn

from agent.grading.coder.encoding import Passage, PassageEncoder
from evals.training.model import HEADS, CoderNetwork


class _Lower(nn.Module):
    def __init__(self, network: CoderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        return self.network.lower(ids, mask, segments)[0]


class _Coding(nn.Module):
    def __init__(self, network: CoderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, hidden: Tensor, mask: Tensor, rows: Tensor, spans: Tensor) -> tuple[Tensor, ...]:
        bias = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -10000.0
        out = self.network.code(hidden, bias, rows, spans)
        return tuple(out[name] for name in HEADS)


class _Likeness(nn.Module):
    def __init__(self, network: CoderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        bias = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -10000.0
        return self.network.embed(hidden, bias, mask)


def export(network: CoderNetwork, tokenizer: Path, out: Path, card: dict[str, object]) -> None:
    """Write `lower.onnx`, `coding.onnx`, `likeness.onnx`, the tokenizer and the card into `out`."""
    network.eval()
    out.mkdir(parents=True, exist_ok=True)
    sample = [Passage("Yes.", "So it broke. Twice?", ((0, 12), (13, 19))), Passage("", "Right?", ((0, 6),))]
    ids, mask, segments, rows, spans = [torch.from_numpy(array) for array in PassageEncoder(tokenizer).encode(sample)]
    hidden = network.lower(ids, mask, segments)[0].detach()
    tokens = {0: "batch", 1: "tokens"}
    lower = {"ids": ids, "mask": mask, "segments": segments}
    _write(_Lower(network), lower, {"hidden": tokens}, out / "lower.onnx")
    coding = {"hidden": hidden, "mask": mask, "rows": rows, "spans": spans}
    _write(_Coding(network), coding, {name: {0: "spans"} for name in HEADS}, out / "coding.onnx")
    _write(_Likeness(network), {"hidden": hidden, "mask": mask}, {"embedding": {0: "batch"}}, out / "likeness.onnx")
    shutil.copy(tokenizer, out / "tokenizer.json")
    (out / "card.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _write(module: nn.Module, inputs: dict[str, Tensor], outputs: dict[str, dict[int, str]], path: Path) -> None:
    free = {"rows": {0: "spans"}, "spans": {0: "spans", 1: "tokens"}}
    whole = path.with_suffix(".fp32.onnx")
    torch.onnx.export(
        module,
        tuple(inputs.values()),
        str(whole),
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes={name: free.get(name, {0: "batch", 1: "tokens"}) for name in inputs} | outputs,
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
    arrays = PassageEncoder(folder / "tokenizer.json").encode(passages)
    with torch.no_grad():
        whole = network(*[torch.from_numpy(array) for array in arrays])
    lower = InferenceSession(str(folder / "lower.onnx"), providers=["CPUExecutionProvider"])
    coding = InferenceSession(str(folder / "coding.onnx"), providers=["CPUExecutionProvider"])
    hidden = lower.run(None, {"ids": arrays.ids, "mask": arrays.mask, "segments": arrays.segments})[0]
    inputs = {"hidden": hidden, "mask": arrays.mask, "rows": arrays.rows, "spans": arrays.spans}
    small = coding.run(None, inputs)
    return {
        name: float(np.mean(np.argmax(one.numpy(), axis=1) != np.argmax(two, axis=1)))
        for name, one, two in zip(HEADS, whole, small, strict=True)
    }
