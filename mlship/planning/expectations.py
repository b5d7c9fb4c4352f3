"""The numbers that a notebook shows → what its project is expected to give."""

import ast
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mlship.ir.notebook import Cell
from mlship.ir.plan import Expectation, ShownSize
from mlship.ir.program import Program, Statement
from mlship.planning.entries import Recorded
from mlship.planning.showing import describe
from mlship.planning.sorting import Sorted

NUMBER = r"([-+]?\d+\.\d+(?:[eE][-+]?\d+)?)(%?)"
SIZE = re.compile(r"\(\d+(, ?\d+)*,?\)|\d+")
ANYTHING = ".*?"
PERCENT_SPEC = re.compile(r"%(?:%|[-+ #0]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa])")
# Another version of a library, another processor: the last digits of a saved output may differ.
RELATIVE = 0.02


@dataclass(slots=True)
class _Reading:
    """What is left to read of a cell's printed text, and how often each metric came."""

    printed: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def numbered(self, one: Recorded) -> str:
        """Return the name of a number in metrics.json, "" if it is none or cannot be told."""
        if not one.sure:
            self.unsure.add(one.name)
        self.counts[one.name] = count = self.counts.get(one.name, 0) + 1
        if one.name in self.unsure or one.of or one.table:
            return ""
        return one.name if count == 1 else f"{one.name}_{count}"


def expect(
    program: Program, kept: Sequence[int], recorded: Mapping[int, Sequence[Recorded]]
) -> tuple[Expectation, ...]:
    """Read the metrics off the saved outputs of their cells."""
    reading, found = _Reading(), list[Expectation]()
    cells = {cell.index: cell for cell in program.notebook.cells}
    place = -1
    for index in kept:
        statement = program.statements[index]
        if statement.cell != place:
            place = statement.cell
            reading.printed = _printed(cells[place])
        found += _read(statement, cells[place], recorded.get(index, ()), reading)
    return tuple(found)


def expect_sizes(
    program: Program, alive: Sorted, recorded: Mapping[int, Sequence[Recorded]]
) -> tuple[ShownSize, ...]:
    """Read off the sizes that are displayed: ``df.shape``, ``len(df)``."""
    if not is_in_order(program):
        return ()
    found: list[ShownSize] = []
    counts: dict[str, int] = {}
    cells = {cell.index: cell for cell in program.notebook.cells}
    indexes = sorted({*alive.kept, *alive.looks})
    for statement in (program.statements[index] for index in indexes if not recorded.get(index)):
        tree = statement.node
        if not (statement.shown and isinstance(tree, ast.Expr)):
            continue
        name = describe(tree.value)
        counts[name] = place = counts.get(name, -1) + 1
        text = _result(cells[statement.cell]).strip()
        if _is_size(tree.value) and SIZE.fullmatch(text):
            found.append(ShownSize(name=name, place=place, text=text, cell=statement.cell))
    return tuple(found)


def is_in_order(program: Program) -> bool:
    """Tell whether the saved outputs are those of one run from top to bottom."""
    code = [c for c in program.notebook.cells if c.kind == "code" and c.source.strip()]
    counts = [cell.execution_count or 0 for cell in code]
    return all(one < other for one, other in zip([0, *counts], counts, strict=False))


def _is_size(value: ast.expr) -> bool:
    match value:
        case ast.Attribute(attr="shape") | ast.Call(func=ast.Name(id="len")):
            return True
    return False


def _result(cell: Cell) -> str:
    return "".join(output.text for output in cell.outputs if output.kind == "result")


def _printed(cell: Cell) -> str:
    return "\n".join(output.text for output in cell.outputs if output.kind == "stream")


def _read(
    statement: Statement, cell: Cell, recorded: Sequence[Recorded], reading: _Reading
) -> Iterable[Expectation]:
    metrics = [one for one in recorded if one.kind == "metric"]
    names = {id(one.node): reading.numbered(one) for one in metrics}
    tree = statement.node
    if not (isinstance(tree, ast.Expr) and any(names.values())):
        return []
    if isinstance(tree.value, ast.Call) and _is_print(tree.value):
        texts = _match_print(tree.value, names, reading)
    else:
        texts = _match_result(tree.value, names, cell) if statement.shown else {}
    return [_expectation(names[key], *texts[key], cell.index) for key in texts if names[key]]


def _is_print(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "print"


def _match_result(
    value: ast.expr, names: Mapping[int, str], cell: Cell
) -> dict[int, tuple[str, str]]:
    """Read a displayed number, or a tuple of them."""
    shown = _result(cell)
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    numbers = [(text, "") for text, _ in re.findall(NUMBER, shown)]
    if len(numbers) != len(parts) or not all(id(part) in names for part in parts):
        return {}
    return {id(part): number for part, number in zip(parts, numbers, strict=True)}


def _match_print(
    call: ast.Call, names: Mapping[int, str], reading: _Reading
) -> dict[int, tuple[str, str]]:
    """Find what a print wrote in the printed text, and the numbers in it."""
    slots: list[int] = []
    text = " ".join(_pattern(argument, names, slots) for argument in call.args)
    found = re.search(rf"^{text}$", reading.printed, re.MULTILINE)
    if not found:
        return {}
    reading.printed = reading.printed[found.end() :]
    numbers = list(zip(found.groups()[::2], found.groups()[1::2], strict=True))
    return dict(zip(slots, numbers, strict=True))


def _put_in(right: ast.expr) -> list[ast.expr]:
    """Return what stands behind a percent sign, each value by itself."""
    return right.elts if isinstance(right, ast.Tuple) else [right]


def _pattern(node: ast.expr, names: Mapping[int, str], slots: list[int]) -> str:
    """Return the regular expression of what an expression prints; note the metrics in it."""
    if id(node) in names:
        slots.append(id(node))
        return NUMBER
    match node:
        case ast.Constant(value=value):
            return re.escape(str(value))
        case ast.JoinedStr(values=values):
            return "".join(_pattern(value, names, slots) for value in values)
        case ast.FormattedValue(value=value):
            return rf"\s*{_pattern(value, names, slots)}\s*"
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _pattern(left, names, slots) + _pattern(right, names, slots)
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str() as text), right=right):
            texts, fields = PERCENT_SPEC.split(text), PERCENT_SPEC.findall(text)
            return _filled(texts, fields, _put_in(right), names, slots)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format")):
            texts, fields = _fields(text)
            return _filled(texts, fields, node.args, names, slots)
        case ast.Call(func=ast.Name(id="str"), args=[value]):
            return _pattern(value, names, slots)
    return ANYTHING


def _fields(text: str) -> tuple[list[str], list[str]]:
    """Split a format's text at its fields; only fields in order are understood."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        return [""], []
    named = [name for _, name, _, _ in parsed if name]
    if named and named != [str(place) for place in range(len(named))]:
        return [""], []
    texts = [literal for literal, _, _, _ in parsed]
    ends = [""] if parsed and parsed[-1][1] is not None else []
    return [*texts, *ends], [name for _, name, _, _ in parsed if name is not None]


def _filled(
    texts: Sequence[str],
    specs: Sequence[str],
    values: Sequence[ast.expr],
    names: Mapping[int, str],
    slots: list[int],
) -> str:
    """Put the patterns of values between the texts of a format."""
    pattern, given = "", iter(values)
    for text, spec in zip(texts, [*specs, None], strict=False):
        pattern += re.escape(text)
        if spec == "%%":
            pattern += "%"
        elif spec is not None:
            value = next(given, None)
            inner = _pattern(value, names, slots) if value is not None else ANYTHING
            pattern += rf"\s*{inner}\s*"
    return pattern


def _expectation(name: str, text: str, percent: str, cell: int) -> Expectation:
    digits = len(text.partition(".")[2].lower().partition("e")[0])
    scale = 0.01 if percent else 1.0
    value = float(text) * scale
    tolerance = max(0.5 * 10**-digits * scale, RELATIVE * abs(value))
    return Expectation(metric=name, value=value, tolerance=tolerance, cell=cell)
