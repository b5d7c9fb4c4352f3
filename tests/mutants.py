"""A stage's module → the same with one of its functions broken, in each way that applies."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
Change = Callable[[ast.FunctionDef], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """Mutant = source of the module, the function that is broken in it, in which way."""

    source: str
    function: str
    what: str


def mutate(source: str) -> Iterator[Mutant]:
    """Yield the mutants of a module."""
    tree = ast.parse(source)
    for place, node in enumerate(tree.body):
        if isinstance(node, ast.FunctionDef):
            for what, change in CHANGES.items():
                changed = copy.deepcopy(tree)
                function = changed.body[place]
                if isinstance(function, ast.FunctionDef) and change(function):
                    text = ast.unparse(ast.fix_missing_locations(changed))
                    yield Mutant(source=text, function=node.name, what=what)


def give_nothing(function: ast.FunctionDef) -> bool:
    """Return None."""
    last = function.body[-1]
    if not isinstance(last, ast.Return):
        return False
    last.value = ast.Constant(None)
    return True


def lose_a_column(function: ast.FunctionDef) -> bool:
    """Drop the last column of a frame that is returned."""
    last = function.body[-1]
    is_frame = function.returns is not None and ast.unparse(function.returns) == "pd.DataFrame"
    if not (is_frame and isinstance(last, ast.Return) and last.value):
        return False
    last.value = ast.parse(f"({ast.unparse(last.value)}).iloc[:, :-1]", mode="eval").body
    return True


def do_nothing(function: ast.FunctionDef) -> bool:
    """Leave the body of a function out that returns nothing."""
    if isinstance(function.body[-1], ast.Return):
        return False
    function.body = [ast.Pass()]
    return True


def skip_the_fit(function: ast.FunctionDef) -> bool:
    """Leave the estimators as they were made."""
    skipper = _SkipFit()
    skipper.visit(function)
    return skipper.found


def negate_a_condition(function: ast.FunctionDef) -> bool:
    """Turn the first comparison around."""
    for node in ast.walk(function):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITES:
            node.ops[0] = OPPOSITES[type(node.ops[0])]()
            return True
    return False


def leave_out_the_first_statement(function: ast.FunctionDef) -> bool:
    """Leave out the first statement that computes something."""
    for statement in function.body[1:]:
        is_copy = ast.unparse(statement).endswith(".copy()")
        if isinstance(statement, ast.Assign) and not is_copy:
            function.body.remove(statement)
            return True
    return False


class _SkipFit(ast.NodeTransformer):
    found = False

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "fit":
            self.found = True
            return node.func.value
        return node


CHANGES: dict[str, Change] = {
    "gives nothing": give_nothing,
    "loses a column": lose_a_column,
    "does nothing": do_nothing,
    "skips the fit": skip_the_fit,
    "negates a condition": negate_a_condition,
    "leaves out its first statement": leave_out_the_first_statement,
}
