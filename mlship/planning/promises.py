"""Statements of a stage → what holds of the frames that it gives back, whatever the data."""

import ast
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mlship.ir import trees
from mlship.ir.dataflow import Node
from mlship.ir.plan import Promises

FRAME = "pandas.DataFrame"
# Methods that give the same columns, and of the rows a part or another order.
ROWS = frozenset(
    {"copy", "sort_values", "sort_index", "query", "head", "tail", "nlargest", "nsmallest"}
)
READERS = ("read_", "DataFrame")
CENTRES = frozenset({"mean", "median"})
SAME_ROWS = frozenset({"inplace", "keep", "ignore_index"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """Holds = columns that a frame has, lacks, has without gaps; no gaps, no row twice."""

    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    complete: bool = False
    distinct: bool = False

    def with_column(self, column: str, *, filled: bool) -> "Holds":
        """Set a column."""
        one = frozenset({column})
        return replace(
            self,
            has=self.has | one,
            lacks=self.lacks - one,
            filled=self.filled | one if filled else self.filled - one,
            complete=self.complete and filled,
            distinct=False,
        )

    def without(self, columns: Iterable[str]) -> "Holds":
        """Drop columns: rows may be twice afterwards."""
        gone = frozenset(columns)
        return replace(
            self,
            has=self.has - gone,
            lacks=self.lacks | gone,
            filled=self.filled - gone,
            distinct=False,
        )

    def only(self, columns: Iterable[str]) -> "Holds":
        """Choose columns."""
        chosen = frozenset(columns)
        return Holds(has=chosen, filled=self.filled & chosen, complete=self.complete)


def find_promises(
    nodes: Sequence[Node], outputs: Collection[str], types: Mapping[str, str]
) -> Promises:
    """Return what holds of the outputs of a stage; `types` are those at its end."""
    walk = _Walk()
    for node in nodes:
        walk.follow(node)
    frames = {
        name: walk.frames[name]
        for name in outputs
        if name in walk.frames and types.get(name) == FRAME
    }
    return Promises(
        adds=_of_columns({name: holds.has for name, holds in frames.items()}),
        drops=_of_columns({name: holds.lacks for name, holds in frames.items()}),
        filled=_of_columns({n: h.filled & h.has for n, h in frames.items()}),
        complete=tuple(name for name, holds in frames.items() if holds.complete),
        distinct=tuple(name for name, holds in frames.items() if holds.distinct),
        paired=tuple(p for p in walk.pairs if set(p) <= set(outputs)),
    )


@dataclass(frozen=True, slots=True)
class _Walk:
    """What is known of the frames while walking through the statements."""

    frames: dict[str, Holds] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def follow(self, node: Node) -> None:
        """Take in one statement."""
        found = self._outcome(node.statement.node)
        for name in node.writes - found.keys():
            self.frames.pop(name, None)
            self.pairs[:] = [pair for pair in self.pairs if name not in pair]
        self.frames.update({name: holds for name, holds in found.items() if holds is not None})
        self.pairs.extend(_pairs(node.statement.node))

    def _outcome(self, tree: ast.stmt) -> dict[str, Holds | None]:
        """Return what holds of the variables that a statement is understood to set."""
        match tree:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                return _known(name, self.hold(value))
            case ast.Assign(
                targets=[
                    ast.Subscript(
                        value=ast.Name(id=name), slice=ast.Constant(value=str() as column)
                    )
                ],
                value=value,
            ):
                before = self.frames.get(name, Holds())
                return {name: before.with_column(column, filled=_is_filled(value, before))}
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name))) as call) if (
                _keyword(call, "inplace") is True
            ):
                return _known(name, self.hold(call))
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call() as call) if (
                _last(call.func) == "train_test_split"
            ):
                return self._split(targets, call)
            case ast.For(body=body):
                kept = ((n, h) for n, h in self.frames.items() if _only_sets_columns(body, n))
                return {name: Holds(has=h.has, lacks=frozenset()) for name, h in kept}
        return {}

    def _split(self, targets: Sequence[ast.expr], call: ast.Call) -> dict[str, Holds | None]:
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        sources = [source for source in call.args for _ in range(2)]
        if len(names) != len(targets) or len(sources) != len(names):
            return {}
        held = [(name, self.hold(source)) for name, source in zip(names, sources, strict=True)]
        return {name: holds for name, holds in held if holds is not None}

    def hold(self, node: ast.expr) -> Holds | None:
        """Return what holds of the frame that an expression gives, None if nothing is known."""
        match node:
            case ast.Name(id=name):
                return self.frames.get(name)
            case ast.Subscript(value=value, slice=part):
                return self._selected(value, part)
            case ast.Call(args=[frame, *_]) if _last(node.func) == "get_dummies":
                columns = _texts(_argument(node, "columns"))
                before = self.hold(frame) or Holds()
                return before.without(columns) if columns else None
            case ast.Call(func=ast.Attribute(value=value, attr=method)):
                return self._called(node, value, method)
        return None

    def _selected(self, value: ast.expr, part: ast.expr) -> Holds | None:
        before = self.hold(value) or Holds()
        if isinstance(part, ast.List):
            columns = _texts(part)
            return before.only(columns) if len(columns) == len(part.elts) and columns else None
        return before if _is_mask(part) else None

    def _called(self, call: ast.Call, value: ast.expr, method: str) -> Holds | None:
        if method.startswith(READERS):
            return Holds()
        before = self.hold(value) or Holds()
        if method in ROWS:
            return before
        given = {k.arg for k in call.keywords}
        match method, call.args:
            case "dropna", [] if given <= {"inplace", "ignore_index"}:
                return replace(before, complete=True)
            case "dropna", [] if given <= {"inplace", "subset"}:
                return replace(before, filled=before.filled | {*_texts(_argument(call, "subset"))})
            case "drop_duplicates", [] if given <= SAME_ROWS:
                return replace(before, distinct=True)
            case "fillna", [ast.Constant(), *_]:
                return replace(before, complete=True, distinct=False)
            case "drop", _ if columns := _dropped(call):
                return before.without(columns)
        return None


def _only_sets_columns(body: Sequence[ast.stmt], frame: str) -> bool:
    """Tell whether a loop does nothing to a frame but to set columns: those it has, it keeps."""
    uses = [n for s in body for n in trees.walk(s) if isinstance(n, ast.Name) and n.id == frame]
    subscripts = [
        n.value
        for s in body
        for n in trees.walk(s)
        if isinstance(n, ast.Subscript) and not isinstance(n.ctx, ast.Del)
    ]
    return bool(uses) and all(use in subscripts for use in uses)


def _is_mask(part: ast.expr) -> bool:
    match part:
        case ast.Compare() | ast.UnaryOp(op=ast.Invert()):
            return True
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            return True
    return False


def _known(name: str, holds: Holds | None) -> dict[str, Holds | None]:
    return {name: holds} if holds is not None else {}


def _pairs(tree: ast.stmt) -> Iterable[tuple[str, str]]:
    """Pair rows with their labels: parts of a split that are as long as each other."""
    match tree:
        case ast.Assign(
            targets=[
                ast.Tuple(elts=[ast.Name(id=a), ast.Name(id=b), ast.Name(id=c), ast.Name(id=d)])
            ],
            value=ast.Call() as call,
        ) if (
            _last(call.func) == "train_test_split"
        ):
            yield from ((a, c), (b, d))


def _of_columns(columns: Mapping[str, Collection[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, column) for name, found in columns.items() for column in sorted(found))


def _is_filled(value: ast.expr, before: Holds) -> bool:
    """Tell whether a column's new value has no gaps: ``df["a"].fillna(df["a"].median())``."""
    match value:
        case (
            ast.Compare()
            | ast.Call(func=ast.Attribute(attr="astype"), args=[ast.Name(id="int" | "bool")])
            | ast.Call(func=ast.Attribute(attr="fillna"), args=[ast.Constant()])
        ):
            return True
        case ast.Constant():
            return value.value is not None
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str() as column)):
            return before.complete or column in before.filled
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult(), left=left, right=right):
            return _is_filled(left, before) and _is_filled(right, before)
        case ast.Call(
            func=ast.Attribute(attr="fillna", value=column),
            args=[ast.Call(func=ast.Attribute(attr=centre, value=source))],
        ):
            return centre in CENTRES and ast.dump(column) == ast.dump(source)
    return False


def _dropped(call: ast.Call) -> list[str]:
    """Return the columns that ``drop`` takes away, [] if these are rows or not known."""
    columns = _argument(call, "columns")
    if columns is not None:
        return _texts(columns)
    axis = _keyword(call, "axis")
    if axis is None and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
        axis = call.args[1].value
    return _texts(call.args[0]) if call.args and axis in {1, "columns"} else []


def _argument(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def _keyword(call: ast.Call, name: str) -> object:
    value = _argument(call, name)
    return value.value if isinstance(value, ast.Constant) else None


def _texts(node: ast.expr | None) -> list[str]:
    items = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return [i.value for i in items if isinstance(i, ast.Constant) and isinstance(i.value, str)]


def _last(func: ast.expr) -> str:
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
