"""Export the trained network as three small int8 graphs, and check that they still say what the network says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from agent.pairing import Pairing
from evals.training.model import HEADS, CoderNetwork

_DYNAMIC = {0: "batch", 1: "tokens"}


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

    def forward(self, hidden: Tensor, mask: Tensor, own: Tensor) -> tuple[Tensor, ...]:
        bias = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -10000.0
        out = self.network.code(hidden, bias, own)
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
    arrays = [
        torch.from_numpy(array) for array in Pairing(tokenizer).encode([("Yes.", "So it broke."), ("", "Right?")])
    ]
    ids, mask, segments, own = arrays
    hidden = network.lower(ids, mask, segments)[0].detach()
    _write(_Lower(network), (ids, mask, segments), ["ids", "mask", "segments"], ["hidden"], out / "lower.onnx")
    _write(_Coding(network), (hidden, mask, own), ["hidden", "mask", "own"], list(HEADS), out / "coding.onnx")
    _write(_Likeness(network), (hidden, mask), ["hidden", "mask"], ["embedding"], out / "likeness.onnx")
    shutil.copy(tokenizer, out / "tokenizer.json")
    (out / "card.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _write(module: nn.Module, inputs: tuple[Tensor, ...], names: list[str], outputs: list[str], path: Path) -> None:
    axes = {name: dict(_DYNAMIC) for name in names} | {name: {0: "batch"} for name in outputs}
    if outputs == ["hidden"]:
        axes["hidden"] = dict(_DYNAMIC)
    whole = path.with_suffix(".fp32.onnx")
    torch.onnx.export(
        module,
        inputs,
        str(whole),
        input_names=names,
        output_names=outputs,
        dynamic_axes=axes,
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


def largest_gap(network: CoderNetwork, folder: Path, pairs: list[tuple[str, str]]) -> dict[str, float]:
    """Return, per head, the share of pairs whose strongest label changed by quantisation."""
    network.eval()
    arrays = Pairing(folder / "tokenizer.json").encode(pairs)
    with torch.no_grad():
        whole = network(*[torch.from_numpy(array) for array in arrays])
    ids, mask, segments, own = arrays
    lower = InferenceSession(str(folder / "lower.onnx"), providers=["CPUExecutionProvider"])
    coding = InferenceSession(str(folder / "coding.onnx"), providers=["CPUExecutionProvider"])
    hidden = lower.run(None, {"ids": ids, "mask": mask, "segments": segments})[0]
    small = coding.run(None, {"hidden": hidden, "mask": mask, "own": own})
    return {
        name: float(np.mean(np.argmax(one.numpy(), axis=1) != np.argmax(two, axis=1)))
        for name, one, two in zip(HEADS, whole, small, strict=True)
    }
