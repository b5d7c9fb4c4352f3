"""Each file of tests/cases/rules is a notebook, and after `# expect:` where its rule fires.

The cells begin with `# %%`, a saved execution count may follow (`# %% In [3]`); lines that begin
with `#> ` are a saved traceback. What is expected are `# cell:line` of the rule that the file's
name begins with; what other rules say does not matter.
"""

import re
from pathlib import Path

import pytest

from mlship import analysis, knowledge, parsing, planning
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.notebook import Cell, Notebook, Output
from mlship.rules import RULES, check
from mlship.settings import Settings

CASES = sorted((Path(__file__).parents[2] / "cases" / "rules").glob("*.py"))
HEADER = re.compile(r"^# %%(?: In \[(\d+| )\])?\n", re.MULTILINE)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_rules_fire_where_the_case_expects(case: Path) -> None:
    text, _, expected = case.read_text().partition("\n# expect:\n")

    found = findings(read_case(case, text))

    code = case.stem.partition("_")[0]
    places = [f"# {each.cell}:{each.line}" for each in found if each.code == code]
    assert places == expected.splitlines()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_has_cases_in_which_it_fires_and_in_which_it_does_not(rule: object) -> None:
    code = getattr(rule, "code", "")
    fires = {"# expect:\n# " in case.read_text() for case in CASES if case.stem.startswith(code)}

    assert fires == {True, False}


def findings(notebook: Notebook) -> tuple[Diagnostic, ...]:
    facts = knowledge.load()
    flow = analysis.analyse(parsing.parse(notebook), facts)
    return check(flow, facts, data=planning.plan(flow, facts, Settings()).data)


def read_case(path: Path, text: str) -> Notebook:
    parts = HEADER.split(text + "\n")[1:]
    cells = zip(parts[::2], parts[1::2], strict=True)
    return Notebook(
        path=path,
        cells=tuple(
            read_cell(i, count, source) for i, (count, source) in enumerate(cells, start=1)
        ),
    )


def read_cell(index: int, count: str | None, text: str) -> Cell:
    lines = text.rstrip("\n").split("\n")
    traceback = "\n".join(line.removeprefix("#> ") for line in lines if line.startswith("#> "))
    return Cell(
        index=index,
        kind="code",
        source="\n".join(line for line in lines if not line.startswith("#> ")),
        execution_count=int(count) if count and count.strip() else None,
        outputs=(Output(kind="error", text=traceback),) if traceback else (),
    )
