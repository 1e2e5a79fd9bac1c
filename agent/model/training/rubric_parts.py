"""Rubric parts: every kind of key in a rubric, and who reads it: the embedded grader, a model, or people alone.

The one place that says so. `tests/agent/grading/test_rubric_parts.py` changes each kind and holds this against what the
graders do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from agent.model.rubric import Rubric

Reader = Literal["embedded", "model"]
KeyPath = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One kind of key.

    Attributes:
        keys: its path; `*` stands for any name. words: what it is called, `{}` in it stands for that name.
        embedded: the embedded grader follows it. model: a model's grade follows it.
        prompt: it reaches the model's prompt; what is followed and is not in the prompt is computed after the answer.
        why_not: why the embedded grader does not follow it, as a clause; empty where it does.
    """

    keys: KeyPath
    words: str
    embedded: bool = False
    model: bool = False
    prompt: bool = False
    why_not: str = ""

    @property
    def label(self) -> str:
        """Who reads it, as it stands beside a field."""
        if self.embedded:
            return "The built-in grader and a model follow this"
        return "Only a model reads this" if self.model else "People read this; no grader does"


_LEARNED = "the built-in grader learned its codes from examples and does not read {}"
_PEOPLE = "no grader reads {}: people do"

PARTS: tuple[Part, ...] = (
    Part(("id",), "the id", why_not=_PEOPLE.format("it")),
    Part(("version",), "the version", why_not=_PEOPLE.format("it")),
    Part(("title",), "the title", why_not=_PEOPLE.format("it")),
    Part(("fingerprint",), "the fingerprint", why_not="it is computed from all the rest"),
    Part(("criteria", "*"), "the text of the criterion `{}`", why_not=_PEOPLE.format("the criteria's texts")),
    Part(("checks", "*"), "the check `{}`, as a whole", embedded=True, model=True),
    Part(("checks", "*", "criterion"), "the criterion of the check `{}`", embedded=True, model=True),
    Part(("checks", "*", "question"), "the question of the check `{}`", why_not=(
        "no grader reads the questions: a check is decided by its codes, marks and test"
    )),
    Part(("checks", "*", "guard"), "whether the check `{}` is a guard", embedded=True, model=True),
    Part(("checks", "*", "codes"), "the codes that decide the check `{}`", embedded=True, model=True),
    Part(("checks", "*", "marks"), "the marks that decide the check `{}`", embedded=True, model=True),
    Part(("checks", "*", "test"), "the test that decides the check `{}`", embedded=True, model=True),
    Part(("checks", "*", "weight"), "the weight of the check `{}`", embedded=True, model=True),
    Part(("checks", "*", "hint"), "the hint of the check `{}`", why_not=(
        "no grader reads the hints: reps do, in receipts and debriefs"
    )),
    Part(("codes", "*", "name"), "the name of the code `{}`", why_not=_PEOPLE.format("the names")),
    Part(("codes", "*", "definition"), "the definition of the code `{}`", model=True, prompt=True,
         why_not=_LEARNED.format("definitions")),
    Part(("codes", "*", "rules"), "the rules of the code `{}`", model=True, prompt=True,
         why_not=_LEARNED.format("rules")),
    Part(("codes", "*", "examples"), "the examples of the code `{}`", model=True, prompt=True,
         why_not="the built-in grader learned its codes from its own examples and does not read those of the rubric"),
    Part(("codes", "*", "counter_examples"), "the counter-examples of the code `{}`", model=True, prompt=True,
         why_not="the built-in grader learned its codes from its own examples and does not read those of the rubric"),
    Part(("codes", "*", "extension"), "whether the code `{}` extends MI coding", why_not=_PEOPLE.format("that")),
    Part(("codes", "*", "primary_rank"), "the rank of the code `{}`", model=True,
         why_not="the built-in grader learned which code of a line comes first, and does not go by the ranks"),
    Part(("empathy", "any_of"), "the checks that show empathy", embedded=True, model=True),
    Part(("empathy", "none_of"), "the guards of empathy", embedded=True, model=True),
    Part(("empowerment", "any_of"), "the checks that show empowerment", embedded=True, model=True),
    Part(("empowerment", "none_of"), "the guards of empowerment", embedded=True, model=True),
)  # fmt: skip

GUARD_WEIGHT = Part(("checks", "*", "weight"), "the weight of the guard `{}`", why_not=(
    "the weight of a guard counts nowhere: a guard that fails takes its criterion to nothing"
))  # fmt: skip
"""A guard earns nothing, so its weight is no part that anybody follows."""


@dataclass(frozen=True)
class ChangedPart:
    """A key that an edit changed.

    Attributes:
        key: dotted. part: its kind. name: the check or code it belongs to, or empty.
        before, after: what it holds; None where it is not there.
    """

    key: str
    part: Part
    name: str
    before: Any
    after: Any

    @property
    def told(self) -> str:
        """What was changed, in words."""
        return self.part.words.format(self.name)


def part_of(path: KeyPath, rubric: Rubric | None = None) -> Part:
    """Return the kind of key that a path is; `rubric`: tells the guards among the checks.

    Raises:
        KeyError: a rubric has no such key.
    """
    for part in PARTS:
        if len(part.keys) == len(path) and all(mine in ("*", key) for mine, key in zip(part.keys, path, strict=True)):
            guard = rubric is not None and part.keys[-1] == "weight" and rubric.checks[path[1]].guard
            return GUARD_WEIGHT if guard else part
    raise KeyError(".".join(path))


def changed_parts(before: Rubric, after: Rubric) -> tuple[ChangedPart, ...]:
    """Return every key that differs, but for the version and the fingerprint, which follow the rest."""
    old, new = (rubric.model_dump(mode="json", exclude={"version", "fingerprint"}) for rubric in (before, after))
    return tuple(
        ChangedPart(".".join(path), part_of(path, after), _name_in(path), gone, come)
        for path, gone, come in _differing(old, new)
    )


def rubric_keys(rubric: Rubric) -> Iterator[KeyPath]:
    """Yield every key path of a rubric, down to what has no names of its own below it."""
    yield from _leaves(rubric.model_dump(mode="json"))


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], at: KeyPath = ()) -> Iterator[tuple[KeyPath, Any, Any]]:
    for key in dict.fromkeys((*old, *new)):
        path, gone, come = (*at, key), old.get(key), new.get(key)
        if gone == come:
            continue
        if isinstance(gone, Mapping) and isinstance(come, Mapping):
            yield from _differing(gone, come, path)
        else:
            yield path, gone, come


def _leaves(data: Mapping[str, Any], at: KeyPath = ()) -> Iterator[KeyPath]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*at, key))
        else:
            yield (*at, key)


def _name_in(path: KeyPath) -> str:
    return path[1] if len(path) > 1 and path[0] in ("checks", "codes", "criteria") else ""
