"""Stage functions → where each statement of the notebook went, and what is kept as text."""

from collections.abc import Iterable, Sequence

from mlship.ir.plan import Kept
from mlship.ir.program import LocalModule, Program
from mlship.planning import functions
from mlship.planning.drafting import Draft
from mlship.planning.interfaces import EXPLORE
from mlship.planning.steps import stage_name


def further_files(program: object) -> dict[str, str]:
    """Return the project's files that the notebook brings as they are."""
    written = getattr(program, "files", ())
    modules = getattr(program, "modules", ())
    return {f.path: f.content for f in written} | {_module_path(m): m.source for m in modules}


def _module_path(module: LocalModule) -> str:
    place = f"src/{module.name.replace('.', '/')}"
    return f"{place}/__init__.py" if module.path.name == "__init__.py" else f"{place}.py"


def comment_broken(draft: Draft) -> Iterable[str]:
    """Yield the cells that do not parse, as text."""
    for cell in draft.flow.program.broken:
        problem = f"Cell {cell.cell} does not parse (line {cell.line}: {cell.message}):"
        yield f"{problem}\n{cell.source}"


def trace_apart(program: Program) -> Iterable[Kept]:
    """Say what became of the code cells that hold no statement."""
    known = {s.cell for s in program.statements} | {broken.cell for broken in program.broken}
    reasons = {file.cell: f"is the project's {file.path}" for file in program.files}
    reasons |= {need.cell: "fetches data by hand" for need in program.needs}
    reasons |= {pin.cell: "is among the requirements" for pin in program.pins}
    for cell in program.notebook.cells:
        if cell.kind == "code" and cell.source.strip() and cell.index not in known:
            reason = reasons.get(cell.index, "says nothing outside of a notebook")
            yield Kept(cell=cell.index, line=1, module="", reason=reason)


def _find_places(draft: Draft, made: Sequence[functions.Made]) -> dict[int, tuple[str, str]]:
    """Map statements to the modules and functions that they stand in."""
    looks = set(draft.sorted.looks)
    places: dict[int, tuple[str, str]] = {}
    for one in made:
        for index in one.unit.indexes:
            if one.unit.label == EXPLORE or index not in looks:
                places[index] = (stage_name(one.unit), one.function.name)
    helpers = draft.hoisted.functions.values()
    places |= {function.index: ("helpers", function.name) for function in helpers}
    places |= dict.fromkeys(draft.hoisted.constants.values(), ("helpers", ""))
    return places | dict.fromkeys(draft.constants.values(), ("params", ""))


def trace(draft: Draft, made: Sequence[functions.Made]) -> Iterable[Kept]:
    """Say where each statement went."""
    where = _find_places(draft, made)
    calls = {i: one.shared.call for one in made if one.shared for i in one.unit.indexes}
    for node in draft.flow.nodes:
        module, function_name = where.get(node.statement.index, ("", ""))
        reason = "" if module else draft.sorted.dropped.get(node.statement.index, "")
        bound = {*node.defines, *node.may_define, *node.statement.binds}
        yield Kept(
            cell=node.statement.cell,
            line=node.statement.line,
            module=module,
            function=function_name,
            reason=reason,
            writes=_variables({*node.writes, *bound}),
            binds=_variables(bound),
            depends=tuple(sorted(node.depends)),
            call=calls.get(node.statement.index, 0) if module != EXPLORE else 0,
        )


def _variables(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(filter(str.isidentifier, names)))
