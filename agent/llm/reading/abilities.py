"""Abilities: what bare answers and a list of models tell of an endpoint, in plain words. Pure; nothing is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.llm.budget import estimate

READ_WHOLE = 0.5
"""Part of the estimated tokens of a prompt that an endpoint must say it read. The estimate is rough; a cut is not: a
window of 2,048 tokens holds less than half of the long prompt."""

_WINDOWS = (
    "loaded_context_length", "max_model_len", "context_length", "context_window", "max_context_length", "n_ctx",
    "max_input_tokens", "n_ctx_train",
)  # fmt: skip
"""Where servers tell how long a prompt may be: LM Studio, vLLM, OpenRouter, Groq, LM Studio, llama.cpp, LiteLLM."""

_CACHED = ("cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens")
"""Where endpoints tell how much of a prompt they knew: OpenAI (in `prompt_tokens_details`), DeepSeek, Anthropic."""


def reasoning(answer: Mapping[str, Any]) -> str:
    """Say whether a whole answer shows that its model thinks before it speaks."""
    message = inner(next(iter(items(answer, "choices")), {}), "message")
    thought = next((message[key] for key in ("reasoning_content", "reasoning") if message.get(key)), "")
    content = message.get("content")
    if isinstance(content, str) and content.lstrip().startswith("<think"):
        thought = thought or content
    tokens = _number(inner(inner(answer, "usage"), "completion_tokens_details"), "reasoning_tokens")
    if not (tokens or thought):
        return "not known: no plain answer came" if not answer else "none seen; words come at once"
    return f"seen, about {tokens or estimate(str(thought))} tokens for one word; paid for, waited for and never shown"


def cached(usage: Mapping[str, Any]) -> str:
    """Say what the usage tells of a prompt that was sent before."""
    if not usage:
        return "not told; tokens are estimated from the length of the texts"
    known = {**usage, **inner(usage, "prompt_tokens_details")}
    found = max((_number(known, name) for name in _CACHED), default=0)
    if not found:
        return "none told of a prompt that was sent twice; each call may pay for all of it"
    return f"{found:,} of {_number(usage, 'prompt_tokens'):,} tokens of a prompt that was sent twice"


def prompt_read(usage: Mapping[str, Any], sent: int) -> str:
    """Say whether the usage of a prompt of about so many tokens shows that it was read whole."""
    read = _number(usage, "prompt_tokens")
    if not read:
        return "how much of a long prompt it reads is not told either"
    if read >= READ_WHOLE * sent:
        return f"a prompt of about {sent:,} tokens was read whole"
    return (
        f"a prompt of about {sent:,} tokens was CUT without a word: {read:,} were read. The model misses its "
        "instructions; give the server a longer context (Ollama: OLLAMA_CONTEXT_LENGTH)"
    )


def window(listed: object, model: str) -> int:
    """Return how many tokens a list of models says that a prompt may have; 0 where it does not."""
    models = items(listed if isinstance(listed, dict) else {"data": listed}, "data")
    mine = [entry for entry in models if entry.get("id") == model] or (models if len(models) == 1 else [])
    places = [place for entry in mine for place in (entry, inner(entry, "meta"), inner(entry, "top_provider"))]
    return next((found for name in _WINDOWS for place in places if (found := _number(place, name))), 0)


def inner(node: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the object under a key, an empty one where there is none."""
    found = node.get(key)
    return found if isinstance(found, dict) else {}


def items(node: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the objects in the list under a key."""
    found = node.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _number(node: Mapping[str, Any], key: str) -> int:
    found = node.get(key)
    return int(found) if isinstance(found, int | float) and not isinstance(found, bool) and 0 < found < 2**53 else 0
