"""An expression → its kind, as a type checker without the stubs of most libraries sees it.

kind = "Any" (nothing is known, so everything is allowed) | a class ("int", "list", "ndarray")
     | "?" (something, but what is not known here) | "?NAME" (the same wherever it says so)
"""

import ast
import re
import sys
from collections.abc import Callable, Collection, KeysView, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlship.ir.trees import spell
from mlship.planning.array_kinds import (
    ANY,
    ARRAY,
    ASKED_OF_ARRAYS,
    OF_ARRAY,
    REAL,
    UNSURE,
    WHOLE,
    is_array,
    kind_of_result,
)
from mlship.planning.joined_kinds import MIXED, NUMBERS, arithmetic, same, widest
from mlship.planning.plot_calls import CANVASES, is_colour_map
from mlship.planning.written_types import ABSTRACT, MAYBE, options_of, plain

CLASS = "class"  # one of the notebook's own
# Axes of more dimensions, which have methods that plain axes have not.
PROJECTED = "?projected"
SPATIAL = "?spatial"  # those that a figure makes, which a checker tells from the others
# What a type checker cannot tell, or tells wrong.
VIEW = "view"  # of what a dictionary holds
UNTOLD = (
    "?os.getenv(", "?os.environ.get(",
    PROJECTED, "?numpy.ma.", "?re.match(", "?re.search(", "?re.fullmatch(", "?bs4.",
    "?matplotlib.pyplot.colorbar(", "?matplotlib.pylab.colorbar(", "?pylab.colorbar(",
    "?matplotlib.cbook.get_sample_data(",
    "?numpy.int32()", "?numpy.int64()", "?numpy.float32()", "?numpy.float64()",
)  # fmt: skip
# Libraries that bring their types along; of all others a type checker knows nothing.
TYPED = frozenset(
    {
        "PIL", "altair", "attr", "attrs", "bs4", "dask", "datasets", "fastapi", "flask", "flax",
        "gymnasium", "httpx", "jax", "lightgbm", "matplotlib", "mpl_toolkits", "networkx",
        "numpy", "openai", "optuna", "plotly", "polars", "pydantic", "rich", "spacy",
        "sqlalchemy", "streamlit", "tokenizers", "torch", "torchvision", "transformers",
        "xgboost",
    }
)  # fmt: skip
ROWS = re.compile(r"\?numpy\.(arange|linspace|logspace|geomspace)\((.*)\)")
CONSTANTS = frozenset({"inf", "nan", "pi", "e"})
ROW = frozenset({"list", "range", "tuple"})
SIMPLE = frozenset({*NUMBERS, "str"})
RESULTS = {
    "len": "int", "str": "str", "repr": "str", "int": "int", "float": "float", "bool": "bool",
    "list": "list", "dict": "dict", "set": "set", "tuple": "tuple", "sorted": "list",
    "range": "range", "isinstance": "bool", "input": "str", "ord": "int", "chr": "str",
    "hasattr": "bool", "any": "bool", "all": "bool", "id": "int", "format": "str",
    "getattr": ANY, "eval": ANY, "print": "None", "round": "",
}  # fmt: skip
OF_TEXT = {
    **dict.fromkeys(
        ("lower", "upper", "strip", "lstrip", "rstrip", "replace", "format", "join", "title"), "str"
    ),
    "split": "list[str]", "splitlines": "list[str]", "startswith": "bool", "endswith": "bool",
    "isalpha": "bool", "isdigit": "bool", "isnumeric": "bool", "isupper": "bool",
    "find": "int", "count": "int",
}  # fmt: skip
# What lines are made of may be anything that arrays can be made of.
UNTYPED = frozenset({"get_xdata", "get_ydata"})
VIEWS = frozenset({"items", "keys", "values"})
PROJECTING = frozenset({"polar", "projection", "subplot_kw"})
FINDING = frozenset({"match", "search", "fullmatch"})
# What is asked for with brackets.
OF_ITEMS = frozenset({"__getitem__", "__setitem__", "__delitem__"})
BUILTIN = {
    **{kind.__name__: kind for kind in (int, float, str, bool, list, dict, set, tuple)},
    **ABSTRACT, VIEW: KeysView,
}  # fmt: skip


DISPLAYS = (ast.List, ast.ListComp, ast.Dict, ast.DictComp, ast.Set, ast.SetComp)
# Classes that say what they hold, which an empty one does not.
GENERIC = {
    "collections.deque": "Any", "collections.Counter": "Any",
    "collections.OrderedDict": "Any, Any", "collections.defaultdict": "Any, Any",
    "queue.Queue": "Any", "queue.LifoQueue": "Any", "queue.PriorityQueue": "Any",
    "asyncio.Queue": "Any",
}  # fmt: skip
FILLED = (ast.List, ast.Dict)
HELD = {
    "list": "Any", "dict": "Any, Any", "set": "Any", "deque": "Any", "Counter": "Any",
    "Queue": "Any", "LifoQueue": "Any", "PriorityQueue": "Any",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kinds:
    """Reads kinds; `names` are those of variables, `imports` maps names to what they stand for."""

    imports: Mapping[str, str]
    parameters: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)

    def read(self, node: ast.expr) -> str:
        """Return the kind of an expression."""
        if isinstance(node, DISPLAYS):
            return self.display(node)
        reader = _READERS.get(type(node))
        return reader(self, node) if reader else UNSURE

    def constant(self, node: ast.Constant) -> str:
        """Return the kind of a literal."""
        return "None" if node.value is None else type(node.value).__name__

    def tuple(self, node: ast.Tuple) -> str:
        """Return the kind of a tuple with those of its items."""
        return f"tuple[{', '.join(map(self.read, node.elts)) or '()'}]"

    def operation(self, node: ast.BinOp) -> str:
        """Return the kind of a sum, a product and so on: a list times anything stays a list."""
        if isinstance(node.left, ast.List) and isinstance(node.op, ast.Mult):
            return self.read(node.left)
        return arithmetic(self.read(node.left), node.op, self.read(node.right))

    def negation(self, node: ast.UnaryOp) -> str:
        """Return the kind of ``-x`` and ``not x``."""
        return "bool" if isinstance(node.op, ast.Not) else self.read(node.operand)

    def choice(self, node: ast.IfExp | ast.BoolOp) -> str:
        """Return the kind of what is one of several."""
        values = [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values
        kinds = [self.read(value) for value in values]
        if isinstance(node, ast.IfExp) and "None" in kinds and {*kinds} != {"None"}:
            return MAYBE
        is_mixed = isinstance(node, ast.BoolOp) and {*kinds} <= SIMPLE and len({*kinds}) > 1
        return MIXED if is_mixed else same(kinds)

    def name(self, node: ast.Name) -> str:
        """Return the kind of a variable or an import."""
        name = node.id
        if name in self.names:
            return self.names[name]
        return ANY if name in self.imports and not is_typed(self.imports[name]) else UNSURE

    def display(self, node: ast.expr) -> str:
        """Return the kind of a list, dict or set with the kinds of what it holds."""
        match node:
            case ast.List(elts=[]) | ast.Dict(keys=[]):
                return f"{type(node).__name__.lower()}[]"
            case ast.List(elts=items) | ast.Set(elts=items):
                return f"{type(node).__name__.lower()}[{widest(list(map(self.read, items)))}]"
            case ast.Dict(keys=keys, values=values):
                held = [self.read(key) if key else UNSURE for key in keys]
                return f"dict[{widest(held)}, {widest(list(map(self.read, values)))}]"
        return self._of_comprehension(node)

    def _of_comprehension(self, node: ast.expr) -> str:
        match node:
            case ast.ListComp(elt=ast.IfExp(body=one, orelse=other)) if "None" in (
                self.read(one),
                self.read(other),
            ):
                return "list[None]"
            case ast.ListComp(elt=elt):
                return f"list[{self._empty(elt)}]"
            case ast.SetComp(elt=elt):
                return f"set[{self._empty(elt)}]"
            case ast.DictComp(value=value):
                return f"dict[?, {self._empty(value)}]"
        return f"dict[?, {UNSURE}]"

    def _empty(self, node: ast.expr) -> str:
        """Return the kind of what a comprehension holds, if that is empty each time."""
        kind = self.read(node)
        return kind if kind.endswith("[]") else UNSURE

    def comparison(self, node: ast.Compare) -> str:
        """Return the kind of a comparison: that of arrays is no single truth."""
        kinds = [self.read(side) for side in (node.left, *node.comparators)]
        if ANY in kinds:
            return ANY
        return "bool" if all(kind in {*NUMBERS, "str"} for kind in kinds) else UNSURE

    def element(self, node: ast.Subscript) -> str:
        """Return the kind of ``x[i]``."""
        kind = self.read(node.value)
        if kind in {ANY, "str"}:
            return kind
        if is_array(kind) and isinstance(node.slice, ast.Tuple | ast.Slice):
            return ARRAY if _has_slice(node.slice) else ANY
        return ANY if is_array(kind) or kind in {"list[Any]", "dict[Any, Any]"} else UNSURE

    def attribute(self, node: ast.Attribute) -> str:
        """Return the kind of ``x.y``."""
        dotted = spell(node)
        if node.attr in CONSTANTS and self.imports.get(dotted.partition(".")[0]) == "numpy":
            return "float"
        if dotted in self.parameters:
            return plain(self.parameters[dotted])
        kind = self.read(node.value)
        if kind == ANY:
            return ANY
        if is_array(kind):
            return ARRAY if node.attr in OF_ARRAY else "tuple" if node.attr == "shape" else UNSURE
        return UNSURE

    def call(self, node: ast.Call) -> str:
        """Return the kind of what a call gives."""
        match node.func:
            case ast.Name(id="list" | "dict" | "set" as name) if not (node.args or node.keywords):
                return f"{name}[]"
            case ast.Name(id=name) if f"{name}()" in self.parameters:
                return self._told(f"{name}()")
            case ast.Name(id=name) if name in RESULTS and name not in self.names:
                return self._of_built_in(node, name)
            case ast.Attribute(value=value, attr=method):
                return self._method(node, value, method)
        kind = self.read(node.func)
        return ANY if kind == ANY else self._callee(node)

    def _of_built_in(self, node: ast.Call, name: str) -> str:
        if name == "list" and node.args and self.held(node.args[0]) == WHOLE:
            return f"list[{WHOLE}]"
        return RESULTS[name] or self._rounded(node)

    def _rounded(self, node: ast.Call) -> str:
        """Return the kind of a rounded number: a whole one, unless so many digits are wanted."""
        kind = self.read(node.args[0]) if node.args else UNSURE
        if kind in NUMBERS:
            return kind if node.args[1:] or node.keywords else "int"
        return ANY if kind == ANY else self._callee(node)

    def _told(self, function: str) -> str:
        """Return the kind of what a function says that it gives."""
        text = self.parameters[function]
        return MAYBE if "None" in options_of(text) else plain(text)

    def held(self, source: ast.expr) -> str:
        """Return the kind of the elements of what a loop runs through."""
        kind = self.read(source)
        if kind in {ANY, "str"}:
            return kind
        if kind == "range":
            return "int"
        if row := ROWS.fullmatch(kind):
            return WHOLE if row[1] == "arange" and "." not in row[2] else REAL
        name, _, held = kind.removesuffix("]").partition("[")
        return held if name in {"list", "set"} and held else ANY if is_array(kind) else UNSURE

    def _method(self, node: ast.Call, value: ast.expr, method: str) -> str:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="dict")), args=[_, each]) if (
                method == "fromkeys"
            ):
                return f"dict[?, {self._empty(each)}]"
        if method == "metric" and len(node.args) == len(("name", "value")):
            return self.read(node.args[1])  # the report gives back what it records
        if method == "add_subplot" and (projected := _projection(node)):
            return projected
        return self._asked(node, value, method)

    def _asked(self, node: ast.Call, value: ast.expr, method: str) -> str:
        """Return the kind of what a method gives, by the kind of what it is asked of."""
        kind = self.read(value)
        if method == "get" and len(node.args) == 1 and _is_table(kind, node):
            return MAYBE
        if kind in {ANY, "str"}:
            return ANY if kind == ANY else OF_TEXT.get(method, UNSURE)
        if is_array(kind):
            return ARRAY if method in OF_ARRAY else ANY if method in {"mean", "sum"} else UNSURE
        return self._of_object(kind, method, node) or self._callee(node)

    def _of_object(self, kind: str, method: str, node: ast.Call) -> str:
        """Return the kind of what a method of some classes gives; "" of all others."""
        if method in {*CANVASES, "hist"} and kind.startswith("?matplotlib."):
            return f"?matplotlib.{method}()"
        if method in UNTYPED:
            return MAYBE
        if method in VIEWS and kind.partition("[")[0] == "dict":
            return VIEW if not node.args else ""
        if method in FINDING and kind.startswith("?re.compile("):
            return f"?re.{method}()"
        return self._of_own_object(kind, method)

    def _of_own_object(self, kind: str, method: str) -> str:
        is_told = f".{method}()" in self.parameters and self._is_own(kind)
        return self._told(f".{method}()") if is_told else ""

    def _is_own(self, kind: str) -> bool:
        """Tell whether a kind is one of the notebook's own classes."""
        return self.names.get(kind.removeprefix("?").partition("(")[0]) == CLASS

    def _colours(self, node: ast.Call, maker: str) -> str:
        """Return the kind of what a map of colours gives for several numbers; "" of all others."""
        given = self.read(node.args[0]) if node.args and is_colour_map(maker) else UNSURE
        return ARRAY if is_array(given) or given.partition("[")[0] in ROW else ""

    def _of_numpy(self, node: ast.Call, name: str) -> str:
        given = [self.read(each) for each in node.args]
        named = [keyword.arg or "" for keyword in node.keywords]
        return kind_of_result(name.removeprefix("numpy."), given, named)

    def _callee(self, node: ast.Call) -> str:
        """Calls of the same function with the same literals give the same kind."""
        root, dot, rest = spell(node.func).partition(".")
        if self.names.get(root, ANY) not in {ANY, CLASS}:
            return self._colours(node, self.read(node.func)) or UNSURE
        name = f"{self.imports.get(root, root)}{dot}{rest}"
        return self._of_library(node, name) or _of_same_call(node, name)

    def _of_library(self, node: ast.Call, name: str) -> str:
        """Return the kind of what is known of some libraries; "" of all else."""
        is_numpy = name.startswith("numpy.")
        if known := self._of_numpy(node, name) if is_numpy else self._colours(node, f"?{name}"):
            return known
        if name in {"os.getenv", "os.environ.get"} and len(node.args) > 1:
            return self.read(node.args[1])
        return PROJECTED if any(each.arg in PROJECTING for each in node.keywords) else ""


def _of_same_call(node: ast.Call, name: str) -> str:
    """Return a kind that only calls of the same with the same literals have, or an empty one's."""
    if name in GENERIC and not any(isinstance(a, FILLED) and _holds(a) for a in node.args):
        return f"{ast.unparse(node.func)}[]"
    literals = [ast.unparse(a) for a in node.args if isinstance(a, ast.Constant)]
    return f"?{name}({', '.join(literals)})"


def is_typed(qualified: str) -> bool:
    """Tell whether a type checker knows the library that a name comes from."""
    root = qualified.partition(".")[0]
    return root in TYPED or root in sys.stdlib_module_names


def lacks(kind: str, attributes: Collection[str]) -> bool:
    """Tell whether what is asked for these attributes cannot be of this kind."""
    if is_array(kind):
        asked = (name for name in attributes if name not in OF_ITEMS)
        return "__delitem__" in attributes or any(name not in ASKED_OF_ARRAYS for name in asked)
    known = BUILTIN.get(kind.partition("[")[0])
    return known is not None and any(not hasattr(known, name) for name in attributes)


def _is_table(kind: str, node: ast.Call) -> bool:
    """Tell whether it is a dictionary that is asked, or an attribute which may well be one."""
    match node.func:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"))):
            return kind in {ANY, UNSURE} or kind.startswith("dict")
    return False


def _projection(node: ast.Call) -> str:
    """Return the kind of axes that are no plain ones; a checker knows those of three dimensions."""
    given = [k.value for k in node.keywords if k.arg in {"projection", "polar"}]
    is_spatial = any(isinstance(each, ast.Constant) and each.value == "3d" for each in given)
    return SPATIAL if is_spatial else PROJECTED if given else ""


def _holds(node: ast.expr) -> bool:
    return next(ast.iter_child_nodes(node), None) is not None and not (
        isinstance(node, ast.List) and not node.elts
    )


def _has_slice(index: ast.expr) -> bool:
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return any(isinstance(part, ast.Slice) for part in parts)


_READERS: dict[type[ast.expr], Callable[[Kinds, Any], str]] = {
    ast.Constant: Kinds.constant,
    ast.Name: Kinds.name,
    ast.JoinedStr: lambda _, __: "str",
    ast.Tuple: Kinds.tuple,
    ast.BinOp: Kinds.operation,
    ast.UnaryOp: Kinds.negation,
    ast.Compare: Kinds.comparison,
    ast.IfExp: Kinds.choice,
    ast.BoolOp: Kinds.choice,
    ast.Subscript: Kinds.element,
    ast.Attribute: Kinds.attribute,
    ast.Call: Kinds.call,
}
