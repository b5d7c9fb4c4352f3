"""What the model is trained on → the raw column that it is made of, and how that is undone."""

import ast
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TypeVar

from mlship.ir.dataflow import Dataflow
from mlship.ir.trees import walk
from mlship.knowledge import rowwise
from mlship.planning.inference.slicing import Item

Tree = TypeVar("Tree", bound=ast.AST)

# Methods and functions that give the same values in another form.
SAME = frozenset(
    {"copy", "astype", "to_numpy", "ravel", "flatten", "reshape", "squeeze", "reset_index",
     "to_frame", "dropna", "array", "asarray", "Series", "DataFrame", "tolist", "to_list", "head",
     "tensor", "as_tensor", "from_numpy", "FloatTensor", "LongTensor", "Tensor", "float", "double",
     "long", "type", "unsqueeze", "view", "to", "cpu", "cuda", "detach", "clone", "numpy"}
)  # fmt: skip
FITTED = "fit_transform"  # of an estimator, which holds no answers
APPLIED = frozenset({"apply", "map", "transform"})
FORMS = frozenset({"values", "T", "array"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Target = raw column, "" if it is no single one, functions that undo what was done to it."""

    column: str = ""
    inverses: tuple[str, ...] = ()


def find_target(flow: Dataflow, items: Sequence[Item], goal: ast.expr | None) -> Target:
    """Follow the target of a fit back to its raw column."""
    if goal is None:
        return Target()
    search, texts = Search(imports=flow.imports), _Texts(_find_texts(flow))
    search.follow(texts.put_in(goal))
    for item in reversed(items):
        pairs = [(n, texts.visit(ast.parse(text, mode="eval").body)) for n, text in item.pairs]
        statement = texts.put_in(flow.nodes[item.index].statement.node)
        search.step(pairs or list(_assigned(statement)))
        search.rename(statement)
    undone = search.inverses if search.column and not search.lost else ()
    return Target(column=search.column, inverses=tuple(undone))


def _find_texts(flow: Dataflow) -> dict[str, ast.Constant]:
    """Return the variables that hold one text throughout, such as a column's name."""
    writes = Counter(name for node in flow.nodes for name in node.writes)
    pairs = (pair for node in flow.nodes for pair in _assigned(node.statement.node))
    return {
        name: value
        for name, value in pairs
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and writes[name] == 1
    }


class _Texts(ast.NodeTransformer):
    """Writes texts in the place of the variables that hold them."""

    def __init__(self, known: Mapping[str, ast.Constant]) -> None:
        self.known = known

    def put_in(self, tree: Tree) -> Tree:
        """Give a tree with the texts: itself where it has none of the variables, else a copy."""
        names = (node.id for node in walk(tree) if isinstance(node, ast.Name))
        if self.known.keys().isdisjoint(names):
            return tree
        changed: Tree = self.visit(deepcopy(tree))
        return changed

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """``df[TARGET]`` → ``df["price"]``."""
        return self.known.get(node.id, node) if isinstance(node.ctx, ast.Load) else node


@dataclass(slots=True, kw_only=True)
class Search:
    """Search = the variable or the column that holds the target, what was done to it since.

    `lost`: something was done to it that is not known how to undo.
    """

    imports: Mapping[str, str]
    name: str = ""
    column: str = ""
    lost: bool = False
    inverses: list[str] = field(default_factory=list)

    def step(self, assigned: Iterable[tuple[str, ast.expr]]) -> None:
        """Go back over a statement that assigns variables, or columns as ``.column``."""
        wanted = self.name or f".{self.column}"
        for name, value in assigned:
            if name == wanted:
                self.follow(value)
                return

    def rename(self, tree: ast.stmt) -> None:
        """Go back over ``rename(columns={"old": "new"})``."""
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(attr="rename"), keywords=keywords):
                    named = [k.value for k in keywords if k.arg == "columns"]
                    for old, new in (pair for each in named for pair in _texts(each)):
                        self.column = old if new == self.column else self.column

    def follow(self, tree: ast.expr) -> None:
        """Go into an expression that gives the target."""
        column = _column_of(tree)
        if column:
            self.name, self.column = "", column
            return
        match tree:
            case ast.Name(id=name):
                self.name, self.column = name, ""
            case ast.Subscript(value=value):
                self.follow(value)
            case ast.Attribute(value=value, attr=attr):
                self._attribute(value, attr)
            case ast.Call():
                self._call(tree)
            case _:
                self._lose(tree)

    def _attribute(self, value: ast.expr, attr: str) -> None:
        if attr in FORMS or attr in {"loc", "iloc"}:
            self.follow(value)
        elif isinstance(value, ast.Name) and value.id not in self.imports:
            self.name, self.column = "", attr
        else:
            self._lose(value)

    def _call(self, tree: ast.Call) -> None:
        inverse = self._inverse(tree.func)
        match tree:
            case ast.Call(args=[given]) if inverse:
                self._undo(inverse, given)
            case ast.Call(func=ast.Attribute(attr=name, value=value), args=args) if name in SAME:
                self.follow(args[0] if self._qualified(tree.func) and args else value)
            case ast.Call(func=ast.Attribute(attr=name), args=[given, *_]) if name == FITTED:
                self._undo("", given)
            case ast.Call(func=ast.Attribute(attr=name, value=value), args=[function, *_]) if (
                name in APPLIED
            ):
                self._undo(self._inverse(_applied(function)), value)
            case _:
                self._lose(tree)

    def _undo(self, inverse: str, given: ast.expr) -> None:
        if inverse:
            self.inverses.append(inverse)
        else:
            self.lost = True
        self.follow(given)

    def _lose(self, tree: ast.expr) -> None:
        """Go on to the first column or variable in what cannot be undone."""
        self.lost = True
        called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        parts = [n for n in ast.walk(tree) if isinstance(n, ast.expr) and id(n) not in called]
        columns = [n for n in parts if _column_of(n) or self._is_field(n)]
        names = [n for n in parts if isinstance(n, ast.Name) and n.id not in self.imports]
        for found in (columns or names)[:1]:
            self.follow(found)

    def _is_field(self, tree: ast.expr) -> bool:
        """Tell whether an expression is ``table.column``."""
        match tree:
            case ast.Attribute(value=ast.Name(id=name)):
                return name not in self.imports
        return False

    def _inverse(self, tree: ast.expr) -> str:
        return rowwise.inverse_of(self._qualified(tree))

    def _qualified(self, tree: ast.expr) -> str:
        match tree:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in self.imports:
                return f"{self.imports[name]}.{attr}"
            case ast.Name(id=name):
                return self.imports.get(name, "")
        return ""


def _applied(tree: ast.expr) -> ast.expr:
    """Return the function that ``lambda value: function(value)`` calls."""
    match tree:
        case ast.Lambda(
            args=ast.arguments(args=[ast.arg(arg=given)]),
            body=ast.Call(func=func, args=[ast.Name(id=name)], keywords=[]),
        ) if (
            given == name
        ):
            return func
    return tree


def _column_of(tree: ast.expr) -> str:
    """Return the column that an expression takes out of a table, "" if it takes none."""
    match tree:
        case ast.Subscript(slice=ast.Constant(value=str() as column)):
            return column
        case ast.Subscript(slice=ast.List(elts=[ast.Constant(value=str() as column)])):
            return column
        case ast.Subscript(slice=ast.Tuple(elts=[_, ast.Constant(value=str() as column)])):
            return column
        case ast.Call(func=ast.Attribute(attr="pop"), args=[ast.Constant(value=str() as column)]):
            return column
    return ""


def _assigned(tree: ast.stmt) -> Iterable[tuple[str, ast.expr]]:
    """Yield what a statement assigns: the variable, or the column as ``.column``, its value."""
    match tree:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            yield from ((_place(n), v) for n, v in zip(names, values, strict=False))
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                parts = target.elts if isinstance(target, ast.Tuple) else [target]
                yield from ((_place(part), value) for part in parts)
        case ast.AugAssign(target=target, op=op, value=value):
            yield _place(target), ast.BinOp(left=target, op=op, right=value)


def _place(target: ast.expr) -> str:
    match target:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=attr):
            return f".{attr}"
    return f".{_column_of(target)}"


def _texts(tree: ast.expr) -> Iterable[tuple[str, str]]:
    match tree:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                match key, value:
                    case ast.Constant(value=str() as old), ast.Constant(value=str() as new):
                        yield old, new
