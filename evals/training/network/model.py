"""The coder's network: a pretrained encoder, its lower layers frozen, with heads for each stretch of a line.

Two kinds of encoder are known: MiniLM (BERT) and MPNet. What compares sentences is a file of its own and stays as it
is, so nothing here has to serve two ends.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertModel, MPNetModel

from agent.grading.coder.labels import HEADS as LABELS

HEADS = {name: len(labels) for name, labels in LABELS.items()}

NO_DROPOUT = {"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0}
"""Nothing is dropped: what the network reads of lines it has seen is no better than what it reads of others."""


class CoderNetwork(nn.Module):
    """Token ids, mask and segment ids (n, tokens) to the logits of every head for each span."""

    def __init__(self, base: Path, frozen: int, layers: int | None = None) -> None:
        """Load the encoder in `base`; its embeddings and first `frozen` layers are not tuned, `layers` are kept."""
        super().__init__()
        self.kind: str = json.loads((base / "config.json").read_text("utf-8"))["model_type"]
        model = MPNetModel if self.kind == "mpnet" else BertModel
        encoder: Any = model.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager", **NO_DROPOUT)
        self.embeddings, self.encoder = encoder.embeddings, encoder.encoder
        kept = list(self.encoder.layer)[:layers]
        self.encoder.layer = nn.ModuleList(kept)
        for part in (self.embeddings, *kept[:frozen]):
            part.requires_grad_(False)
        width = encoder.config.hidden_size
        self.mix = nn.Sequential(nn.Linear(3 * width, width), nn.GELU())
        self.heads = nn.ModuleDict({name: nn.Linear(width, size) for name, size in HEADS.items()})

    def hidden(self, ids: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        """Return the last hidden states (n, tokens, width)."""
        extra = {} if self.kind == "mpnet" else {"token_type_ids": segments}
        hidden = self.embeddings(input_ids=ids, **extra)
        bias = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -10000.0
        if self.kind == "mpnet":
            place = self.encoder.compute_position_bias(hidden)
            for layer in self.encoder.layer:
                hidden = _first(layer(hidden, bias, position_bias=place))
            return hidden
        for layer in self.encoder.layer:
            hidden = _first(layer(hidden, bias))
        return hidden

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor, rows: Tensor, spans: Tensor) -> tuple[Tensor, ...]:
        """Return the logits of the heads in order, for each span (s, tokens) of the passages named by `rows` (s,)."""
        hidden = self.hidden(ids, mask, segments)[rows]
        own = _mean(hidden, spans)
        peak = hidden.masked_fill(spans[..., None] < 0.5, -1e4).amax(dim=1)
        pooled = self.mix(torch.cat([hidden[:, 0], own, peak], dim=-1))
        return tuple(head(pooled) for head in self.heads.values())


def _first(out: Any) -> Tensor:
    return out[0] if isinstance(out, tuple) else out


def _mean(hidden: Tensor, weights: Tensor) -> Tensor:
    weights = weights[..., None].to(hidden.dtype)
    return (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-6)
