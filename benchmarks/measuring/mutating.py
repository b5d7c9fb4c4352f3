"""A module's text → wrong versions of it, each with one thing changed, named after what it is."""

import ast
import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Estimators and metrics that stand in for each other.
SWAPS = {
    "LogisticRegression": "RidgeClassifier",
    "RandomForestClassifier": "ExtraTreesClassifier",
    "RandomForestRegressor": "ExtraTreesRegressor",
    "GradientBoostingClassifier": "RandomForestClassifier",
    "DecisionTreeClassifier": "ExtraTreeClassifier",
    "DecisionTreeRegressor": "ExtraTreeRegressor",
    "KNeighborsClassifier": "NearestCentroid",
    "LinearRegression": "Lasso",
    "StandardScaler": "MinMaxScaler",
    "MinMaxScaler": "StandardScaler",
    "SVC": "NuSVC",
    "GaussianNB": "BernoulliNB",
    "KMeans": "MiniBatchKMeans",
    "accuracy_score": "balanced_accuracy_score",
    "r2_score": "explained_variance_score",
    "mean_squared_error": "mean_absolute_error",
    "f1_score": "recall_score",
}
HOMES = {
    "ExtraTreeClassifier": "sklearn.tree",
    "ExtraTreeRegressor": "sklearn.tree",
    "NearestCentroid": "sklearn.neighbors",
    "MinMaxScaler": "sklearn.preprocessing",
    "StandardScaler": "sklearn.preprocessing",
    "NuSVC": "sklearn.svm",
    "BernoulliNB": "sklearn.naive_bayes",
    "MiniBatchKMeans": "sklearn.cluster",
    "RidgeClassifier": "sklearn.linear_model",
    "Lasso": "sklearn.linear_model",
    "balanced_accuracy_score": "sklearn.metrics",
    "explained_variance_score": "sklearn.metrics",
    "mean_absolute_error": "sklearn.metrics",
    "recall_score": "sklearn.metrics",
}
# A scalar of params.yaml that is no text, with what stands before it.
SCALAR = re.compile(r"(\s*\w+: )(-?\d+(?:\.\d+)?(?:e-?\d+)?|true|false|(?<=seed: )null)(?=\s|$)")
# Calls whose named arguments only say what a value is called.
NAMING = {"report.metric", "report.show", "report.figure"}
OPPOSITE: dict[type[ast.operator | ast.cmpop], type[ast.operator | ast.cmpop]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.Gt: ast.LtE, ast.Lt: ast.GtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """Mutant = what was changed, in which line, and the text with the change."""

    change: str
    line: int
    text: str


def mutants(source: str) -> Iterator[Mutant]:
    """Make every wrong version that the operators below know."""
    made = (constants, signs, swaps, seeds, deletions, exchanges, rows, arguments, keywords)
    for operator in made:
        yield from operator(source)


def parameters(text: str) -> Iterator[Mutant]:
    """Change one number of params.yaml, a seed or a hyper-parameter; or set a seed."""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if found := SCALAR.match(line):
            changed = f"{found[1]}{_another(found[2])}{line[found.end() :]}"
            mutated = "".join([*lines[:number], changed, *lines[number + 1 :]])
            what = "seed" if "seed" in found[1] or "random_state" in found[1] else "parameter"
            name = found[1].strip(": ")
            yield Mutant(change=f"{what} {name}={found[2]}", line=number + 1, text=mutated)


def _another(value: str) -> str:
    match value:
        case "true" | "false":
            return "false" if value == "true" else "true"
        case "null":
            return "1"
    return str(int(value) + 1) if re.fullmatch(r"-?\d+", value) else str(float(value) * 1.5)


def _changed(source: str, change: str, edit: Callable[[ast.Module], int]) -> Iterator[Mutant]:
    """Apply an edit to a fresh tree; it returns the line, 0 if it does not apply."""
    tree = ast.parse(source)
    line = edit(tree)
    if line:
        yield Mutant(change=change, line=line, text=ast.unparse(ast.fix_missing_locations(tree)))


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """List the functions of a module, and those of its classes."""
    inside = (each for kind in tree.body if isinstance(kind, ast.ClassDef) for each in kind.body)
    return [each for each in (*tree.body, *inside) if isinstance(each, ast.FunctionDef)]


def _nodes(tree: ast.Module, kind: type[ast.AST]) -> list[ast.AST]:
    """List nodes inside of functions, docstrings and defaults apart."""
    return [
        node
        for function in _functions(tree)
        for statement in function.body
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for node in ast.walk(statement)
        if isinstance(node, kind)
    ]


def constants(source: str) -> Iterator[Mutant]:
    """Change one number or name of a column."""
    for position, found in enumerate(_nodes(ast.parse(source), ast.Constant)):

        def edit(tree: ast.Module, position: int = position) -> int:
            node = _nodes(tree, ast.Constant)[position]
            assert isinstance(node, ast.Constant)  # noqa: S101 - as asked for
            match node.value:
                case bool():
                    node.value = not node.value
                case int():
                    node.value += 1
                case float():
                    node.value *= 1.5
                case _:
                    return 0
            return node.lineno

        assert isinstance(found, ast.Constant)  # noqa: S101 - as asked for
        yield from _changed(source, f"constant {found.value!r}", edit)


def signs(source: str) -> Iterator[Mutant]:
    """Turn an operator or a comparison into its opposite."""
    for position in range(len(_nodes(ast.parse(source), ast.BinOp | ast.Compare))):  # type: ignore[arg-type]

        def edit(tree: ast.Module, position: int = position) -> int:
            node = _nodes(tree, ast.BinOp | ast.Compare)[position]  # type: ignore[arg-type]
            if isinstance(node, ast.BinOp) and type(node.op) in OPPOSITE:
                node.op = OPPOSITE[type(node.op)]()  # type: ignore[assignment]
            elif isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITE:
                node.ops[0] = OPPOSITE[type(node.ops[0])]()  # type: ignore[call-overload]
            else:
                return 0
            return node.lineno

        yield from _changed(source, "operator", edit)


def swaps(source: str) -> Iterator[Mutant]:
    """Put another estimator in the place of one."""
    for name, other in SWAPS.items():

        def edit(tree: ast.Module, name: str = name, other: str = other) -> int:
            calls = [n for n in _nodes(tree, ast.Name) if isinstance(n, ast.Name) and n.id == name]
            if not calls:
                return 0
            calls[0].id = other
            home = HOMES.get(other, "sklearn.ensemble")
            tree.body.insert(1, ast.parse(f"from {home} import {other}").body[0])
            return calls[0].lineno

        yield from _changed(source, f"{name} → {other}", edit)


def seeds(source: str) -> Iterator[Mutant]:
    """Move a statement that seeds a generator to the end of its function."""
    for number in range(len(_blocks(ast.parse(source)))):

        def edit(tree: ast.Module, number: int = number) -> int:
            function, at = _blocks(tree)[number]
            called = ast.unparse(function.body[at]).partition("(")[0]
            if not called.endswith(("seed", "set_seed", "manual_seed")):
                return 0
            moved = function.body.pop(at)
            end = len(function.body) - isinstance(function.body[-1], ast.Return)
            function.body.insert(end, moved)
            return moved.lineno

        yield from _changed(source, "seed moved", edit)


def _blocks(tree: ast.Module) -> list[tuple[ast.FunctionDef, int]]:
    """List every statement of a function by its position; docstrings and returns apart.

    What seeds by the project's own parameter is no statement of the notebook's.
    """
    return [
        (function, position)
        for function in _functions(tree)
        for position, statement in enumerate(function.body)
        if position and not isinstance(statement, ast.Return)
        if not ast.unparse(statement).startswith("seed_everything(")
    ]


def deletions(source: str) -> Iterator[Mutant]:
    """Leave a statement out."""
    for number in range(len(_blocks(ast.parse(source)))):

        def edit(tree: ast.Module, number: int = number) -> int:
            function, position = _blocks(tree)[number]
            line = function.body[position].lineno
            function.body[position] = ast.Pass()
            return line

        yield from _changed(source, "statement left out", edit)


def exchanges(source: str) -> Iterator[Mutant]:
    """Exchange two statements that follow each other."""
    for number in range(len(_blocks(ast.parse(source)))):

        def edit(tree: ast.Module, number: int = number) -> int:
            function, at = _blocks(tree)[number]
            if at + 1 >= len(function.body) or isinstance(function.body[at + 1], ast.Return):
                return 0
            line = function.body[at].lineno
            function.body[at : at + 2] = function.body[at : at + 2][::-1]
            return line

        yield from _changed(source, "statements exchanged", edit)


def rows(source: str) -> Iterator[Mutant]:
    """Drop the first row of what a function is given."""
    for number in range(len(ast.parse(source).body)):

        def edit(tree: ast.Module, number: int = number) -> int:
            function = tree.body[number]
            if not isinstance(function, ast.FunctionDef):
                return 0
            frames = [a.arg for a in function.args.args if "DataFrame" in ast.unparse(a)]
            if not frames:
                return 0
            drop = ast.parse(f"{frames[0]} = {frames[0]}.iloc[1:]").body[0]
            function.body.insert(1, drop)
            return function.lineno

        yield from _changed(source, "row dropped", edit)


def arguments(source: str) -> Iterator[Mutant]:
    """Exchange the first two arguments of a call, or two targets of an assignment."""
    for position in range(len(_nodes(ast.parse(source), ast.Call | ast.Tuple))):  # type: ignore[arg-type]

        def edit(tree: ast.Module, position: int = position) -> int:
            node = _nodes(tree, ast.Call | ast.Tuple)[position]  # type: ignore[arg-type]
            parts = node.args if isinstance(node, ast.Call) else getattr(node, "elts", [])
            if len(parts) < 2 or ast.unparse(parts[0]) == ast.unparse(parts[1]):  # noqa: PLR2004
                return 0
            parts[0], parts[1] = copy.copy(parts[1]), copy.copy(parts[0])
            return int(getattr(node, "lineno", 0))

        yield from _changed(source, "arguments exchanged", edit)


def keywords(source: str) -> Iterator[Mutant]:
    """Leave out one argument that a call is given by name."""
    for position in range(len(_nodes(ast.parse(source), ast.Call))):

        def edit(tree: ast.Module, position: int = position) -> int:
            node = _nodes(tree, ast.Call)[position]
            if not isinstance(node, ast.Call) or not node.keywords:
                return 0
            if ast.unparse(node.func) in NAMING:
                return 0
            node.keywords.pop()
            return node.lineno

        yield from _changed(source, "keyword left out", edit)
