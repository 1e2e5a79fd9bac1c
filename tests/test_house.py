"""The house keeps its shape: what the docs draw is what stands, rooms stay small, and old names stay gone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.measures.house import CODE, PACKAGES, PAGE, drawn_page, functions, modules
from tests.support.paths import ROOT

MOST_MODULES = 12
MOST_LINES = 250
MOST_FUNCTION_LINES = 40

OLD_MODULES = {
    "agent": """
        acts advice ambivalence asks authored brevity broadcast canaries checking choosing cli coder
        coder_labels coder_reading costs customer database debrief debrief_llm debriefer draft draft_check
        draft_leaks draft_words engines events exposure flaw gains grader grader_embedded grader_llm graph
        intent law library lines lint_structure lint_wording listening llm llm_budget llm_call llm_dialect
        llm_endpoint llm_faults llm_json llm_retry llm_wire llm_words locks mends migrations mind moods
        pairing persona persona_counts persona_lint playing prompting queries quotes resistance room rubric
        runner schema scoring second_opinion session sheet situations stages store story summary tables
        tells turning units vectors verdict voice voice_llm voice_prompt votes words yaml_lines commands
        screens
    """,
    "evals": """
        auc cache coded comparing facets figures gold judge llm_rep measuring orderings pace page played
        playing plots policies probes pytest_gates quality recipe registry report resampling runner shape
        showcase slips stats suite talk worst
    """,
}
"""Names of the time when everything lay in one folder."""

OLD_NAMES = set(
    """
    Tell complaints Mood MOODS refuse_exposed Moment Span Hearing Heard Cast Speaking Ballot Pairing Fleeting Misfit
    Desk Sitting Place _set_stage
    """.split()
)
OLD_HEADS = set(
    """
    Mind Moods Voice Listening Canaries Tells Desk Sitting Exposure Blocks Frame Talk Story Turning Sheet Mends Flaw
    Costs Gains Pairing Pace Recipe Worst Orderings Shape Slips Policies Asks Broadcast
    """.split()
)
"""First words of a module's docstring that were its name then."""

NAMED = re.compile(r"`((?:agent|evals|rollwith|tests|rubrics|personas|docs)/[a-z_./-]*(?:/|\.[a-z]+))`")
"""Files and folders as the docs name them; what holds capitals is a place for a name."""


def test_the_architecture_page_is_drawn_from_what_stands() -> None:
    page = PAGE.read_text("utf-8")
    assert page == drawn_page(page), "run `python -m tests.support.measures.house`"


def test_every_file_that_the_docs_name_is_there() -> None:
    missing = [
        f"{path.name}: {name}"
        for path in (*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md")
        for name in NAMED.findall(path.read_text("utf-8"))
        if not (ROOT / name).exists()
    ]
    assert missing == []


def test_no_folder_holds_more_modules_than_one_can_keep_in_mind() -> None:
    folders = {path.parent for path in modules(*PACKAGES)}
    counts = {folder: sum(path.name != "__init__.py" for path in folder.glob("*.py")) for folder in folders}
    assert {str(folder.relative_to(ROOT)): count for folder, count in counts.items() if count > MOST_MODULES} == {}


def test_no_file_is_too_long_to_read() -> None:
    files = [*ROOT.glob("*.py"), *modules(*PACKAGES, "tests", "docs")]
    long = {
        path.relative_to(ROOT).as_posix() for path in files if len(path.read_text("utf-8").splitlines()) > MOST_LINES
    }
    assert long == set()


def test_no_function_is_too_long_to_read() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in modules(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines_of_code(node) > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_no_function_name_stands_in_three_files() -> None:
    assert {name: files for name, files in functions(*CODE).items() if len(files) > 2} == {}


def test_no_module_is_called_what_it_was() -> None:
    here = {path.relative_to(ROOT).as_posix() for path in modules(*PACKAGES)}
    old = _old_module()
    found = [f"{path}: {hit[0]}" for path, text in _texts() for hit in old.finditer(text) if hit[0] not in here]
    assert found == []


def test_no_name_misleads_as_it_did() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(*CODE)
        for name in _names(ast.parse(path.read_text("utf-8")))
        if name in OLD_NAMES
    ]
    assert found == []


def test_a_docstring_begins_with_what_its_module_is() -> None:
    heads = {path: ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "" for path in modules(*PACKAGES)}
    assert [str(path) for path, told in heads.items() if told.partition(":")[0] in OLD_HEADS or not told] == []


def _old_module() -> re.Pattern[str]:
    """Return what finds an old module's name: as a path, alone with its ending, or dotted."""
    stems = {path.stem for path in modules(*PACKAGES, "tests")}
    parts = [r"\bagent/(?:commands|screens)/\w+\.py\b"]
    for folder, old in OLD_MODULES.items():
        names = old.split()
        parts += [rf"\b{folder}/(?:{'|'.join(names)})\.py\b"]
        parts += [rf"(?<![\w/.])(?:{'|'.join(name for name in names if name not in stems)})\.py\b"]
        parts += [rf"\b{folder}\.(?:{'|'.join(name for name in names if not _stands(folder, name))})\b"]
    return re.compile("|".join(parts))


def _stands(folder: str, name: str) -> bool:
    return (ROOT / folder / name).is_dir() or (ROOT / folder / f"{name}.py").is_file()


def _lines_of_code(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function's body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _texts() -> Iterator[tuple[str, str]]:
    prose = [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"]
    data = [path for folder in PACKAGES for path in (ROOT / folder).rglob("*.md")]
    for path in [*prose, *data, ROOT / ".importlinter", *modules(*PACKAGES)]:
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
