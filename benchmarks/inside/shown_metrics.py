"""A kernel's cells → which metrics they print or display, at full precision, one JSON line each.

Each printed or displayed expression that holds a metric is wrapped in a call that writes its value
down and gives it back; text around it (f-strings, `%`, `format`, `+`, `str`) is looked into.
"""

import ast
import builtins
from typing import Protocol

import metric_calls
from metric_names import MetricNames, last_name

HOOK = "_observed_metric"
PRINTERS = {"print", "display", "pprint"}
TEXT_METHODS = {"format", "join"}


class CellInfo(Protocol):
    """What IPython tells before a cell runs."""

    raw_cell: str


class Shower(ast.NodeTransformer):
    """Wrap what a cell shows; remembers across cells which names hold metrics."""

    def __init__(self) -> None:
        self.names = MetricNames()
        self.quiet = False

    def before_cell(self, info: CellInfo) -> None:
        """Note whether the cell ends in a semicolon, which shows nothing."""
        code = [line for line in info.raw_cell.splitlines() if not line.lstrip().startswith("#")]
        self.quiet = "\n".join(code).rstrip().endswith(";")

    def visit_Module(self, tree: ast.Module) -> ast.Module:
        """Wrap the arguments of print and the cell's last expression."""
        self.names.learn(tree)
        self.generic_visit(tree)
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr) and not self.quiet and not is_printing(last.value):
            last.value = self.wrap(last.value)
        return ast.fix_missing_locations(tree)

    def visit_Call(self, call: ast.Call) -> ast.Call:
        """Wrap the arguments of a call that prints."""
        if is_printing(call):
            call.args = [self.wrap(argument) for argument in call.args]
        self.generic_visit(call)
        return call

    def wrap(self, shown: ast.expr) -> ast.expr:
        """Wrap an expression, or the ones in the text that it builds, where it holds metrics."""
        if not self.names.holds(shown) or is_hooked(shown):
            return shown
        match shown:
            case ast.JoinedStr():
                for part in shown.values:
                    if isinstance(part, ast.FormattedValue):
                        part.value = self.wrap(part.value)
            case ast.BinOp(left=left, right=right) if is_text(left) or is_text(right):
                shown.left, shown.right = self.wrap(left), self.wrap(right)
            case ast.Call() if is_text(shown):
                shown.args = [self.wrap(argument) for argument in shown.args]
                for keyword in shown.keywords:
                    keyword.value = self.wrap(keyword.value)
            case ast.Tuple():
                shown.elts = [self.wrap(element) for element in shown.elts]
            case ast.Starred():
                shown.value = self.wrap(shown.value)
            case _:
                return hooked(shown)
        return shown


def is_printing(node: ast.expr) -> bool:
    """Tell whether an expression is a call that prints."""
    return isinstance(node, ast.Call) and last_name(node.func) in PRINTERS


def is_text(node: ast.expr) -> bool:
    """Tell whether an expression builds text."""
    match node:
        case ast.JoinedStr() | ast.Constant(value=str()):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in {"str", "repr", "format"}
        case ast.Call(func=ast.Attribute(attr=name, value=value)):
            return name in TEXT_METHODS and is_text(value)
        case ast.BinOp(left=left, right=right):
            return is_text(left) or is_text(right)
        case _:
            return False


def is_hooked(node: ast.expr) -> bool:
    """Tell whether an expression is wrapped already."""
    return isinstance(node, ast.Call) and last_name(node.func) == HOOK


def hooked(node: ast.expr) -> ast.Call:
    """Wrap one expression."""
    source = ast.Constant(ast.unparse(node))
    return ast.Call(ast.Name(HOOK, ast.Load()), [source, node], [])


def install() -> None:
    """Hook into the running IPython shell, if it is observed; the notebook sees no new name."""
    from IPython import get_ipython

    log = metric_calls.install("OBSERVE_KERNELS")
    if log is None:
        return

    def observed(source: str, value: object) -> object:
        log.write("shown", source, value)
        return value

    setattr(builtins, HOOK, observed)
    shell, shower = get_ipython(), Shower()
    shell.ast_transformers.append(shower)
    shell.events.register("pre_run_cell", shower.before_cell)
