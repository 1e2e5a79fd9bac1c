"""The coder's network: MiniLM with its upper layers twice, once as it came and once tuned.

The lower layers are shared and frozen; the first upper tower still gives sentence embeddings for likeness, the second
feeds the heads. One file, one pass, two uses.
"""

from __future__ import annotations

import copy
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from agent.grading.coder.labels import CODES, MARKS, PRIMARY, STANCES, TALKS

HEADS = {"codes": len(CODES), "marks": len(MARKS), "primary": len(PRIMARY), "stance": len(STANCES), "talk": len(TALKS)}


class CoderNetwork(nn.Module):
    """Token ids, mask and segment ids (n, tokens) to an embedding (n, 384), and to logits for every span."""

    def __init__(self, base: Path, shared: int) -> None:
        super().__init__()
        bert = BertModel.from_pretrained(
            base, add_pooling_layer=False, attn_implementation="eager", attention_probs_dropout_prob=0.0
        )
        self.embeddings = bert.embeddings
        self.shared = nn.ModuleList(bert.encoder.layer[:shared])
        self.likeness = nn.ModuleList(bert.encoder.layer[shared:])
        self.coding = copy.deepcopy(self.likeness)
        for frozen in (self.embeddings, self.shared, self.likeness):
            frozen.requires_grad_(False)
        width = bert.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.mix = nn.Sequential(nn.Linear(3 * width, width), nn.GELU())
        self.heads = nn.ModuleDict({name: nn.Linear(width, size) for name, size in HEADS.items()})

    def lower(self, ids: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """Return the shared hidden states and the additive attention mask."""
        hidden = self.embeddings(input_ids=ids, token_type_ids=segments)
        bias = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -10000.0
        for layer in self.shared:
            hidden = _run(layer, hidden, bias)
        return hidden, bias

    def code(self, hidden: Tensor, bias: Tensor, rows: Tensor, spans: Tensor) -> dict[str, Tensor]:
        """Return the logits of every head for each span (s, tokens) of the passages named by `rows` (s,)."""
        for layer in self.coding:
            hidden = _run(layer, hidden, bias)
        hidden = hidden[rows]
        own = _mean(hidden, spans)
        peak = hidden.masked_fill(spans[..., None] < 0.5, -1e4).amax(dim=1)
        pooled = self.dropout(self.mix(self.dropout(torch.cat([hidden[:, 0], own, peak], dim=-1))))
        return {name: head(pooled) for name, head in self.heads.items()}

    def embed(self, hidden: Tensor, bias: Tensor, mask: Tensor) -> Tensor:
        """Return L2-normalised mean-pooled embeddings from the untouched tower."""
        for layer in self.likeness:
            hidden = _run(layer, hidden, bias)
        return nn.functional.normalize(_mean(hidden, mask.to(hidden.dtype)), dim=-1)

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor, rows: Tensor, spans: Tensor) -> tuple[Tensor, ...]:
        """Return the logits of the heads in order; the embedding is exported as a graph of its own."""
        hidden, bias = self.lower(ids, mask, segments)
        out = self.code(hidden, bias, rows, spans)
        return tuple(out[name] for name in HEADS)


def _run(layer: nn.Module, hidden: Tensor, bias: Tensor) -> Tensor:
    out = layer(hidden, bias)
    return out[0] if isinstance(out, tuple) else out


def _mean(hidden: Tensor, weights: Tensor) -> Tensor:
    weights = weights[..., None].to(hidden.dtype)
    return (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-6)
