"""Lean notes: a customer as a trainer's two pages of notes and the answers to what a form asks for."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from agent.content.yaml_source import read_yaml
from tests.support.paths import ROOT

OTHER_NAMES = {"facts": ("first_fact", "second_fact", "third_fact"), "agenda": ("first_item", "second_item"),
               "triggers": ("sore_point",)}  # fmt: skip
"""Part -> what the template calls its entries."""


def tess() -> dict[str, Any]:
    """Return a customer that `check` has nothing against, under another name and with the template's entries."""
    data: dict[str, Any] = deepcopy(read_yaml(ROOT / "personas/lean/aled_prosser.yaml").data)
    data["facts"].pop("loose_fault")
    data["facts"]["ifan"]["gate"].pop("after")
    data |= {"id": "tess_quill", "name": "Tess Quill"}
    data["scenario"] = data["scenario"].replace("Aled Prosser", "Tess Quill")
    data["change"]["what"] = data["change"]["what"].replace("their own", "their")
    for fact in data["facts"].values():
        fact["truth"] = fact["truth"].replace("Aled", "Tess").replace("His friend", "A friend")
    data["brief"]["your_task"] = data["brief"]["your_task"].replace("Aled", "Tess")
    data["voice"]["samples"]["complain"] = "Every paper we send comes back with another paper."
    for part, names in OTHER_NAMES.items():
        data[part] = dict(zip(names, data[part].values(), strict=True))
    return data


def notes_of(data: dict[str, Any]) -> str:
    """Return what a trainer would have noted of it, under the headings that people use."""
    lists = {
        "What we know": data["brief"]["you_know"],
        "Who is who": data["chair"]["people"],
        "What they stand for": data["values"],
        "First words": data["openings"],
        "Facts": [fact["truth"] for fact in data["facts"].values()],
        "What they want": [item["wants"] for item in data["agenda"].values()],
        "Sore points": data["triggers"]["sore_point"]["words"],
        "Quotes": [data["voice"]["samples"][act] for act in ("deny", "excuse", "complain", "test", "waver")],
    }
    said = [
        *(f"{head}: {data[head.lower()]}" for head in ("Name", "Role", "Company", "Industry", "Difficulty")),
        f"Situation: {data['scenario']}", f"Our side: {data['brief']['you_are']}", 
        f"Goal: {data['brief']['your_task']}",
        f"Objections: {data['surface']}", f"Worry: {data['concern']}", f"Deep down: {data['need']}",
        f"Plan: {data['plan']['gist']}",
    ]  # fmt: skip
    said += ["\n".join((f"## {head}", *(f"- {one}" for one in ones))) for head, ones in lists.items()]
    return "\n\n".join(said)


def drafted(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a model would answer that was asked to draft it."""
    plain = {name: data[name] for name in (
        "name", "role", "company", "industry", "portrait", "scenario", "values", "surface", "concern", "need",
        "openings",
    )}  # fmt: skip
    facts = [
        {"truth": fact["truth"], "says": fact["says"], "question": fact["asks"][0]} for fact in data["facts"].values()
    ]
    samples = {"denies": "deny", "excuses": "excuse", "complains": "complain", "tests": "test", "wavers": "waver"}
    first, second = data["agenda"].values()
    sore = data["triggers"]["sore_point"]
    return {
        **plain, **data["brief"], **data["chair"], "told": [],
        "register": data["voice"]["register"], "english": data["voice"]["english"],
        "never_says": data["voice"]["never_says"],
        **{asked: data["voice"]["samples"][act] for asked, act in samples.items()},
        "change": data["change"]["what"], "size": data["change"]["size"], "first_step": data["change"]["first_step"],
        **dict(zip(("surface_fact", "concern_fact", "need_fact"), facts, strict=True)),
        "wants_1": first["wants"], "raises_1": first["says"], "wants_2": second["wants"], "raises_2": second["says"],
        "plan": data["plan"]["gist"], "voices": data["plan"]["voices"], "commits": data["plan"]["commits"],
        "trigger_words": sore["words"], "trigger_why": sore["why"], "trigger_says": sore["says"][0],
    }  # fmt: skip
