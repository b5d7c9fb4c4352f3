"""Where each statement of the notebook stands in the project: cell, line, file, line in file."""

import re
from collections.abc import Mapping

from mlship.ir.plan import Kept, Plan

Row = tuple[int, int, str, int]


def locate(plan: Plan, files: Mapping[str, str]) -> tuple[Row, ...]:
    """Find the functions that statements went to; say it again after formatting moved them."""
    lines = {path: _definitions(text) for path, text in files.items() if path.endswith(".py")}
    return tuple(_row(kept, plan.package, lines) for kept in plan.kept if kept.module)


def _definitions(text: str) -> dict[str, int]:
    found = re.finditer(r"^(?:async def|def|class) (\w+)", text, re.MULTILINE)
    return {match[1]: text.count("\n", 0, match.start()) + 1 for match in found}


def _row(kept: Kept, package: str, lines: Mapping[str, Mapping[str, int]]) -> Row:
    file = f"src/{package}/{kept.module.removesuffix('.py')}.py"
    return kept.cell, kept.line, file, lines.get(file, {}).get(kept.function, 1)
