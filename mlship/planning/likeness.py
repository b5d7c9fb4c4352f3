"""A function's body → its shape: what is left once its variables and constants are taken out.

Bodies of one shape do the same with other variables, and with other texts and numbers.
"""

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from mlship.ir.trees import children, parse, walk

# Code of its own scope, or that speaks of scopes: variables in it are not simply renamed.
_SCOPES = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Global, ast.Nonlocal, ast.NamedExpr,
    ast.Match, ast.Await, ast.Yield, ast.YieldFrom,
)  # fmt: skip
# A text that values are put into is an argument as a whole.
TEMPLATE = "template"
CAPTIONS = frozenset({"title", "suptitle", "xlabel", "ylabel"})
# What finds variables by texts: a renamed one would be another.
_BY_NAME = re.compile(
    r"\b(query|eval|exec|sql|sqldf|locals|globals|vars|dir|from_formula|dmatri\w+|ols|wls|gls|glm"
    r"|logit|probit|poisson|mixedlm|get_ipython|compile)\("
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """Constant = its node, whether it names an entry of the report, its place among the code.

    `place` is "column" in brackets, "template" where values are put into it, the keyword that it
    is given as, or "".
    """

    node: ast.Constant
    label: bool
    place: str
    formatted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Shape = body, its tree, what is alike, variables as they come, their nodes, constants."""

    body: str
    tree: ast.Module
    text: str
    names: tuple[str, ...]
    uses: tuple[ast.Name, ...]
    constants: tuple[Constant, ...]

    @property
    def others(self) -> frozenset[str]:
        """The names in it that are no variables of its own."""
        found = {node.id for node in walk(self.tree) if isinstance(node, ast.Name)}
        return frozenset({*found, *_fixed(walk(self.tree))} - {*self.names})


def find_shape(body: str, given: Collection[str], report: str) -> Shape | None:
    """Take the shape of a body that is given variables; None if it cannot be told."""
    tree = parse(body)
    nodes = walk(tree)
    fixed = frozenset(_fixed(nodes))
    if not body.strip() or fixed & set(given) or any(isinstance(n, _SCOPES) for n in nodes):
        return None
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    reading = _Reading(frozenset({*given, *stored} - fixed), report)
    parts = list(reading.node(tree))
    names = tuple(reading.slots)
    by_name = names if _BY_NAME.search(body) else ()
    return Shape(
        body=body,
        tree=tree,
        text="\n".join([*parts, *by_name]),
        names=names,
        uses=tuple(reading.uses),
        constants=tuple(reading.constants),
    )


def _fixed(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Yield the names that live in a part of the body alone, or are imported in it."""
    for node in nodes:
        match node:
            case ast.arg(arg=name) | ast.ExceptHandler(name=str() as name):
                yield name
            case ast.comprehension(target=target):
                yield from (n.id for n in walk(target) if isinstance(n, ast.Name))
            case ast.alias(name=name, asname=other):
                yield other or name.partition(".")[0]


class _Reading:
    """Reads a tree in order, and notes variables and constants on its way."""

    def __init__(self, local: Collection[str], report: str) -> None:
        self.local = local
        self.report = report
        self.slots: dict[str, int] = {}
        self.uses: list[ast.Name] = []
        self.constants: list[Constant] = []

    def node(self, node: ast.AST, place: str = "", *, formatted: bool = False) -> Iterator[str]:
        """Yield what a node is, then what is in it."""
        match node:
            case ast.Name(id=name) if name in self.local:
                self.uses.append(node)
                number = self.slots.setdefault(name, len(self.slots))
                yield f"{number}{type(node.ctx).__name__}"
            case ast.Constant(value=str() | int() | float() as value) if not isinstance(
                value, bool
            ):
                label = place == "label"
                found = Constant(node=node, label=label, place=place, formatted=formatted)
                self.constants.append(found)
                yield type(value).__name__
            case _:
                yield _describe(node)
                yield from self._inside(node, place)
                yield "."

    def _inside(self, node: ast.AST, place: str) -> Iterator[str]:
        match node:
            case ast.FormattedValue(value=value, format_spec=spec):
                yield ast.dump(spec) if spec else ""
                yield from self.node(value)
            case ast.JoinedStr(values=values):
                for each in values:
                    yield from self.node(each, place, formatted=True)
            case _:
                for child, where in self._placed(node, place):
                    yield from self.node(child, where)

    def _placed(self, node: ast.AST, place: str) -> Iterator[tuple[ast.AST, str]]:
        """Yield what is in a node, each with what a constant there would be."""
        match node:
            case ast.Call(func=func, args=[ast.Constant() as name, *_]) if ast.unparse(
                func
            ).startswith(f"{self.report}."):
                yield from _telling(node, name, "label")
            case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Constant() as text, *_]) if (
                attr in CAPTIONS
            ):
                yield from _telling(node, text, attr)
            case ast.keyword(arg=arg, value=value):
                yield value, arg or ""
            case ast.Attribute(value=value, attr="format") | ast.BinOp(left=value, op=ast.Mod()):
                yield from _telling(node, value, TEMPLATE)
            case ast.Subscript(value=value, slice=part):
                yield from ((value, ""), (part, "column"))
            case ast.List() | ast.Tuple():
                yield from zip(children(node), repeat(place), strict=False)
            case _:
                yield from zip(children(node), repeat(""), strict=False)


def _telling(node: ast.AST, part: ast.AST, place: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield what is in a node, and of one part, what it is there for."""
    return ((child, place if child is part else "") for child in children(node))


def _describe(node: ast.AST) -> str:
    """Say what a node is besides the nodes in it: its kind, names, what is there and what not."""
    fields = ((name, value) for name, value in ast.iter_fields(node) if name != "ctx")
    return " ".join([type(node).__name__, *(f"{name}={_held(value)}" for name, value in fields)])


def _held(value: object) -> str:
    """Say what a field holds; of nodes only how many, and which are left out."""
    if isinstance(value, list):
        return "".join("-" if each is None else "x" for each in value)
    return "" if isinstance(value, ast.AST) else repr(value)
