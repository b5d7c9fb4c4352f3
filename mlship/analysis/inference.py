"""Expression and the types of names → qualified type name, "" where it is not sure."""

import ast
from collections.abc import Callable, Collection, Mapping, Sequence

from mlship.analysis.arrays import ARRAY, FLAT_GROUPS, FRAME, SERIES, refine
from mlship.analysis.facts import Knowledge
from mlship.analysis.qualify import qualified
from mlship.ir.dataflow import Fact

_TABLES = (FRAME, SERIES, ARRAY)  # the wider one first
_MANY = frozenset({SERIES, ARRAY, "list", "slice", "pandas.Index"})  # what picks several
_GROUPED_SERIES = "pandas.core.groupby.SeriesGroupBy"
_GROUPED_FRAME = "pandas.core.groupby.DataFrameGroupBy"
# What picks a part of the same type.
_KEEPING: Mapping[str, frozenset[str]] = {
    **dict.fromkeys((FRAME, SERIES, ARRAY, "pandas.Index"), _MANY),
    **dict.fromkeys(("list", "tuple", "str"), frozenset({"slice"})),
    _GROUPED_FRAME: frozenset({"list"}),
    FLAT_GROUPS: frozenset({"list", "str"}),
}
_PICKED = {FRAME: SERIES, _GROUPED_FRAME: _GROUPED_SERIES}  # by one name
_NUMBERS = ("bool", "int", "float", "complex")
_SCALARS = frozenset({*_NUMBERS, "str", "numpy.float64", "numpy.int64"})
_DOUBLE = "numpy.float64"
_TENSOR = "torch.Tensor"
_ABSOLUTE = frozenset({"int", "float", FRAME, SERIES, ARRAY, "numpy.float64", "numpy.int64"})
_REALS = frozenset({"bool", "int", "float"})
_PATHS = frozenset({"pathlib.Path", "pathlib.PurePath"})
# What frames have besides their methods and columns.
OF_FRAMES = frozenset({"at", "attrs", "axes", "flags", "iat", "loc", "iloc", "sparse"})
_INDEXERS = ("loc", "iloc")
_PLACES = frozenset({"int", "numpy.int64"})
_PLAIN_RESULTS = {
    "len": "int", "str": "str", "repr": "str", "int": "int", "float": "float", "bool": "bool",
    "list": "list", "dict": "dict", "set": "set", "tuple": "tuple", "sorted": "list",
    "range": "range", "isinstance": "bool", "type": "type", "input": "str", "id": "int",
    "frozenset": "frozenset", "print": "NoneType", "format": "str", "bytes": "bytes",
    "callable": "bool", "hasattr": "bool", "any": "bool", "all": "bool", "ord": "int",
    "chr": "str", "hash": "int", "zip": "zip", "map": "map", "filter": "filter",
    "enumerate": "enumerate", "reversed": "reversed",
}  # fmt: skip
_DISPLAYS: Mapping[type[ast.expr], str] = {
    ast.JoinedStr: "str", ast.List: "list", ast.ListComp: "list", ast.Dict: "dict",
    ast.DictComp: "dict", ast.Set: "set", ast.SetComp: "set", ast.Tuple: "tuple",
    ast.Lambda: "function", ast.GeneratorExp: "generator", ast.Slice: "slice",
}  # fmt: skip
_STR_RESULTS = {
    **dict.fromkeys(
        ("lower", "upper", "strip", "lstrip", "rstrip", "replace", "format", "join", "title"), "str"
    ),
    "split": "list", "splitlines": "list", "startswith": "bool", "endswith": "bool",
    "find": "int", "count": "int", "encode": "bytes",
}  # fmt: skip


def expression_type(
    node: ast.expr,
    types: Mapping[str, str],
    *,
    imports: Mapping[str, str] | None = None,
    knowledge: Knowledge | None = None,
    results: Mapping[str, str] | None = None,
) -> str:
    """Return the type of an expression as far as it is sure.

    `results` are the types that the notebook's own functions return.
    """
    return _Reader(types, imports or {}, knowledge, results or {}).read(node)


class _Reader:
    """Reads the type of one expression after the other in the same surroundings."""

    def __init__(
        self,
        types: Mapping[str, str],
        imports: Mapping[str, str],
        knowledge: Knowledge | None,
        results: Mapping[str, str],
    ) -> None:
        self.types, self.imports, self.knowledge, self.results = types, imports, knowledge, results

    def read(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id=name):
                return self.types.get(name, "")
            case ast.NamedExpr(value=value):
                return self.read(value)
            case ast.Subscript(value=value, slice=index):
                return self._subscript(value, index)
            case ast.Attribute(value=value, attr=attribute):
                return attribute_type(self.knowledge, self.read(value), attribute)
            case ast.Call():
                return self._call(node)
            case _:
                return self._operation(node)

    def _operation(self, node: ast.expr) -> str:
        match node:
            case ast.BinOp(left=left, op=operator, right=right):
                return binary_type(self.read(left), operator, self.read(right))
            case ast.Compare(left=left, ops=ops, comparators=others):
                return compare_type(self.read(left), ops, [self.read(other) for other in others])
            case ast.UnaryOp(op=operator, operand=operand):
                return unary_type(operator, self.read(operand))
            case ast.IfExp(body=body, orelse=other):
                return same_type([self.read(body), self.read(other)])
            case ast.BoolOp(values=values):
                return same_type([self.read(value) for value in values])
            case _:
                return display_type(node)

    def _subscript(self, value: ast.expr, index: ast.expr) -> str:
        if isinstance(value, ast.Attribute) and value.attr in _INDEXERS:
            return located_type(self.read(value.value), value.attr, index, self.read)
        return subscript_type(self.read(value), index, self.read(index))

    def _callee(self, func: ast.expr) -> str:
        name = qualified(func, self.imports, self.types)
        if isinstance(func, ast.Attribute) and name.startswith("."):
            return f"{self.read(func.value)}{name}"
        return name

    def _call(self, node: ast.Call) -> str:
        name = self._callee(node.func)
        own = self.results.get(name.removeprefix("<notebook>."), "")
        if own or not name:
            return own
        receiver = self.read(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        fact = _find_fact(self.knowledge, name)
        given = [self.read(argument) for argument in node.args]
        return call_type(name, fact, receiver, given, node)


def _find_fact(knowledge: Knowledge | None, name: str) -> Fact | None:
    if knowledge is None:
        return None
    return knowledge.any_method(name[1:]) if name.startswith(".") else knowledge.fact(name)


def display_type(node: ast.expr) -> str:
    """Return the type of a literal, a display or a comprehension."""
    if isinstance(node, ast.Constant):
        return type(node.value).__name__
    return _DISPLAYS.get(type(node), "")


def same_type(types: Sequence[str]) -> str:
    """Return the one type that all have, "" if they differ."""
    return types[0] if types and len(set(types)) == 1 else ""


def binary_type(left: str, operator: ast.operator, right: str) -> str:
    """Return the type of an arithmetic expression."""
    if isinstance(operator, ast.Div) and not _PATHS.isdisjoint({left, right}):
        return "pathlib.Path"
    if left == "str" and isinstance(operator, ast.Mod):
        return "str"
    return _computed_type(left, operator, right) if left and right else ""


def _computed_type(left: str, operator: ast.operator, right: str) -> str:
    pair = {left, right}
    if pair <= {*_TABLES, *_SCALARS} and (table := _widest_table(pair)):
        return table
    if _is_of_tensors(pair):
        return _TENSOR
    if pair <= set(_NUMBERS):
        return _number_type(left, operator, right)
    if _DOUBLE in pair and pair <= {*_REALS, _DOUBLE}:
        return _DOUBLE
    return _sequence_type(left, operator, right)


def _widest_table(types: Collection[str]) -> str:
    """Return the table that computing with all of these gives, "" if none is one."""
    return next((table for table in _TABLES if table in types), "")


def _is_of_tensors(types: Collection[str]) -> bool:
    """Tell whether it is a tensor, and maybe a number, that is computed with or compared."""
    return _TENSOR in types and all(one in {_TENSOR, *_REALS} for one in types)


def _number_type(left: str, operator: ast.operator, right: str) -> str:
    wider = max(left, right, "int", key=_NUMBERS.index)
    if isinstance(operator, ast.Pow) and wider == "int":
        return ""
    return "float" if isinstance(operator, ast.Div) and wider == "int" else wider


def _sequence_type(left: str, operator: ast.operator, right: str) -> str:
    sequences = {"str", "list", "tuple", "bytes"}
    if isinstance(operator, ast.Add) and left == right and left in sequences:
        return left
    if isinstance(operator, ast.Mult) and {left, right} & sequences and "int" in {left, right}:
        return left if left in sequences else right
    return left if left == right == "set" else ""


def unary_type(operator: ast.unaryop, operand: str) -> str:
    """Return the type of ``-x``, ``~x``, ``not x``."""
    if isinstance(operator, ast.Not):
        return "bool"
    return "int" if operand == "bool" else operand


def compare_type(left: str, operators: Sequence[ast.cmpop], others: Sequence[str]) -> str:
    """Return the type of a comparison: an array's is an array of truths."""
    if all(isinstance(operator, ast.Is | ast.IsNot | ast.In | ast.NotIn) for operator in operators):
        return "bool"
    types = {left, *others}
    if "" not in types and (table := _widest_table(types)):
        return table
    if _is_of_tensors(types):
        return _TENSOR
    if types <= {"pandas.Index", *_SCALARS} and "pandas.Index" in types:
        return ARRAY
    return "bool" if types <= _SCALARS else ""


def subscript_type(base: str, index: ast.expr, index_type: str) -> str:
    """Return the type of ``base[index]``."""
    if index_type in _KEEPING.get(base, ()) or (base == ARRAY and _has_slice(index)):
        return base
    if base in {"str", _TENSOR}:  # whatever is picked of them
        return base
    return _PICKED.get(base, "") if index_type in {"str", "int"} else ""


def _has_slice(index: ast.expr) -> bool:
    return isinstance(index, ast.Tuple) and any(isinstance(e, ast.Slice) for e in index.elts)


def located_type(base: str, indexer: str, index: ast.expr, read: Callable[[ast.expr], str]) -> str:
    """Return the type of ``base.loc[index]`` and ``base.iloc[index]``.

    Only by its place a row is surely one: a label may stand for several.
    """
    if base == SERIES:
        return SERIES if read(index) in _MANY else ""
    if base != FRAME:
        return ""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    match [read(part) for part in parts]:
        case [rows]:
            return _rows_type(rows, indexer)
        case [rows, columns] if columns in _MANY:
            return _rows_type(rows, indexer)
        case [rows, "str" | "int"] if rows in _MANY:
            return SERIES
    return ""


def _rows_type(index_type: str, indexer: str) -> str:
    """Return the type of the rows of a frame that an index picks, with several columns."""
    if index_type in _MANY:
        return FRAME
    return SERIES if indexer == "iloc" and index_type in _PLACES else ""


def attribute_type(knowledge: Knowledge | None, base: str, attribute: str) -> str:
    """Return the type of an attribute; what a frame has no other name for is a column."""
    if knowledge is None or not base:
        return ""
    known = knowledge.attribute(base, attribute)
    may_be_column = base == FRAME and not known and attribute.isidentifier()
    if not may_be_column or attribute.startswith("_") or attribute in OF_FRAMES:
        return known
    return SERIES if knowledge.fact(f"{FRAME}.{attribute}") is None else ""


def call_type(
    name: str,
    fact: Fact | None,
    receiver: str,
    arguments: Sequence[str],
    node: ast.Call | None = None,
) -> str:
    """Return the type of what a call gives back."""
    if receiver == "str" and name.startswith("str."):
        return _STR_RESULTS.get(name.removeprefix("str."), "")
    if fact is None or not fact.result:
        return _built_in(name, arguments, node)
    if fact.result == "self":
        return receiver
    if fact.result == "arg0":
        return arguments[0] if arguments else ""
    result = refine(fact, fact.result, arguments, node)
    return "list" if result == "elements" else result


def _built_in(name: str, arguments: Sequence[str], node: ast.Call | None) -> str:
    """Return the type of what one of Python's own functions gives back."""
    if name == "round":
        return _rounded(arguments, node)
    if name == "abs":
        return arguments[0] if arguments and arguments[0] in _ABSOLUTE else ""
    return _PLAIN_RESULTS.get(name, "")


def _rounded(arguments: Sequence[str], node: ast.Call | None) -> str:
    """To digits, a number stays what it is; without, Python's own become whole."""
    if node is None or not arguments:
        return ""
    given = arguments[0]
    if given in {FRAME, SERIES} or (given == ARRAY and node.args[1:]):
        return given
    if arguments[1:] or node.keywords:
        return given if given in _SCALARS - {"str", "bool"} else ""
    return "int" if given in _REALS else ""


def split_types(arguments: Sequence[str]) -> list[str]:
    """Return the types of what a split gives back: each argument's twice."""
    return [type_name for type_name in arguments for _ in range(2)]
