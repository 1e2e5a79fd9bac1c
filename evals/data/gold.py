"""The gold set: the project's own coded talk, kept out of training."""

from __future__ import annotations

from pathlib import Path

from agent.errors import DataError
from agent.grading.assembly import assemble
from agent.model.background import Said
from agent.model.rubric import Rubric
from agent.model.verdict import Code, Mark, Stance, UnitReading
from evals.data.coded_lines import CONTEXT_LINES, CodedLine
from evals.data.corpus_format import Line, Scenario, TalkError, read_corpus
from evals.data.facets import NO, YES, completed, levels, seen

GOLD = Path(__file__).resolve().parents[1] / "gold"
GOALS = {
    "primary.macro_f1": 0.88,
    "family.kappa": 0.90,
    "empathy.kappa": 0.92,
    "empowerment.kappa": 0.88,
    "stance.kappa": 0.75,
    "talk.kappa": 0.70,
}


def read_gold(rubric: Rubric, folder: Path = GOLD) -> list[CodedLine]:
    """Return the lines of the gold set in order.

    The criteria are not coded by hand: they are what the rubric makes of the units as coded.

    Raises:
        DataError: a file is wrong, or there is none.
    """
    try:
        scenarios = read_corpus(folder)
    except TalkError as error:
        raise DataError(folder, "", str(error), "mend the file as rubrics/corpus/README.md describes it") from None
    if not scenarios:
        raise DataError(folder, "", "holds no *.talk file", "restore evals/gold")
    return [line for scenario in scenarios for line in _lines(scenario, rubric)]


def _lines(scenario: Scenario, rubric: Rubric) -> list[CodedLine]:
    said: list[Said] = []
    coded = []
    for line in scenario.lines:
        coded.append(_coded(line, tuple(said[-CONTEXT_LINES:]), rubric))
        said.append(Said(speaker="rep" if line.speaker == "rep" else "customer", text=line.text))
    return coded


def _coded(line: Line, context: tuple[Said, ...], rubric: Rubric) -> CodedLine:
    where = f"{line.scenario}:{line.number}"
    if line.speaker == "customer":
        return CodedLine(where, line.scenario, "customer", line.text, context, {"talk": line.talk or "neutral"})
    units = [
        UnitReading(
            quote=unit.text, codes={Code(code): 1.0 for code in unit.codes}, marks={Mark(m): 1.0 for m in unit.marks}
        )
        for unit in line.units
    ]
    verdict = assemble(line.text, context, units, Stance(line.stance or "neutral"), rubric, "gold")
    kinds = {name: answer for name, answer in seen(verdict).items() if name in ("question", "reflection")}
    truth = {
        "primary": line.primary or Code.OTHER.value,
        "empathy": YES if line.empathy else NO,
        "empowerment": YES if line.empowerment else NO,
        "stance": line.stance or Stance.NEUTRAL.value,
    }
    codes = frozenset(code for unit in line.units for code in unit.codes)
    whole = completed(truth | kinds | levels(verdict.criteria))
    return CodedLine(where, line.scenario, "rep", line.text, context, whole, codes)
