"""Types that the notebook itself writes → the changes that make types of what is none.

To Python an annotation may be anything, and people write ``np.array``, ``any``, ``(int, int)``,
``int = None``. A checker takes it at its word: what says less than is meant is spelt as it is
meant, and what can be no type, or is not what the function does, becomes anything.
"""

import ast
import builtins
from collections.abc import Collection, Iterator
from contextlib import suppress

from mlship.errors import GaveUp
from mlship.ir.trees import parse, walk
from mlship.planning.bindings import Surroundings
from mlship.planning.edits import Change, Replace
from mlship.planning.kinds import ANY, NUMBERS, Kinds, plain
from mlship.planning.optional import is_used_strictly
from mlship.planning.returning import gives_always, returned

Definition = ast.FunctionDef | ast.AsyncFunctionDef
# Functions that people name for what they make.
MAKERS = {
    "numpy.array": "ndarray", "numpy.asarray": "ndarray", "numpy.zeros": "ndarray",
}  # fmt: skip
# What takes one type, or two.
HOLDING = {"list": 1, "List": 1, "set": 1, "Set": 1, "frozenset": 1, "dict": 2, "Dict": 2,
           "Iterable": 1, "Sequence": 1, "Iterator": 1, "Optional": 1}  # fmt: skip
ITERATORS = ("Iterator", "Iterable", "Generator", "AsyncIterator", "AsyncGenerator", ANY)
PLAIN = frozenset({*NUMBERS, "str", "list", "dict", "set", "tuple", "ndarray", "None"})
FUNCTIONS = ("matplotlib.pyplot.", "pylab.")


class NoType(GaveUp):
    """An annotation says nothing that a checker could take for a type."""


def correct_types(tree: ast.AST, around: Surroundings, opened: Collection[int]) -> Iterator[Change]:
    """Yield the changes of all annotations in a body; `opened` parameters may be anything."""
    for node in walk(tree):
        if isinstance(node, Definition):
            yield from _of_function(node, around, opened)
        elif isinstance(node, ast.AnnAssign):
            yield from _corrected(node.annotation, node.value, around, is_used=False)


def _of_function(
    node: Definition, around: Surroundings, opened: Collection[int]
) -> Iterator[Change]:
    given = [*node.args.posonlyargs, *node.args.args]
    missing = [None] * (len(given) - len(node.args.defaults))
    defaults = [*missing, *node.args.defaults, *node.args.kw_defaults]
    for arg, default in zip([*given, *node.args.kwonlyargs], defaults, strict=True):
        if arg.annotation is None:
            continue
        if id(arg) in opened or _is_rebound(node, arg.arg, _told(arg.annotation, around), around):
            yield from _replaced(arg.annotation, ANY)
        else:
            is_used = is_used_strictly(node, arg.arg, around)
            yield from _corrected(arg.annotation, default, around, is_used=is_used)
    for arg in filter(None, (node.args.vararg, node.args.kwarg)):
        if arg.annotation is not None:
            yield from _corrected(arg.annotation, None, around, is_used=False)
    if node.returns is not None:
        yield from _of_result(node, node.returns, around)


def _is_rebound(node: Definition, name: str, text: str, around: Surroundings) -> bool:
    """Tell whether a parameter of several types is bound to what is none of them."""
    if not _options(text):
        return False
    kinds = Kinds(around.imports, {}, _kinds_of(node))
    assigned = [n for n in walk(node) if isinstance(n, ast.Assign)]
    values = [n.value for n in assigned if any(ast.unparse(t) == name for t in n.targets)]
    return not all(_takes(text, kinds.read(value), value) for value in values)


def _corrected(
    annotation: ast.expr, default: ast.expr | None, around: Surroundings, *, is_used: bool
) -> Iterator[Change]:
    """Yield what an annotation should say, given the value that stands beside it."""
    text = _told(annotation, around)
    if _is_none(default) and not _takes_none(text):
        text = _or_none(text) if _is_class(text) and not is_used else ANY
    elif default is not None and not _takes(text, Kinds(around.imports, {}).read(default), default):
        text = ANY
    yield from _replaced(annotation, text)


def _of_result(node: Definition, returns: ast.expr, around: Surroundings) -> Iterator[Change]:
    """Yield what the type of a result should say, given what is returned."""
    text = _told(returns, around)
    given = [each.value for each in returned(node) if each.value and not _is_none(each.value)]
    kinds = Kinds(around.imports, {}, _kinds_of(node))
    is_right = not given if text == "None" else _is_left_well(node, text)
    if not is_right or not all(_takes(text, kinds.read(value), value) for value in given):
        text = ANY
    yield from _replaced(returns, text)


def _replaced(annotation: ast.expr, text: str) -> Iterator[Change]:
    if text != _without_quotes(annotation):
        is_quoted = isinstance(annotation, ast.Constant) and isinstance(annotation.value, str)
        yield Replace(annotation, f'"{text}"' if is_quoted and text != ANY else text)


def _without_quotes(annotation: ast.expr) -> str:
    match annotation:
        case ast.Constant(value=str() as text):
            return text
    return ast.unparse(annotation)


def _told(annotation: ast.expr, around: Surroundings) -> str:
    try:
        return _spell(annotation, around)
    except NoType:
        return ANY


def _spell(node: ast.expr, around: Surroundings) -> str:
    """Spell an annotation as a checker takes it.

    Raises:
        NoType: it can be none.
    """
    match node:
        case ast.Constant(value=str() as text):
            found = _quoted(text, around)
        case ast.Name(id=name):
            found = _named(name, around)
        case ast.Attribute():
            found = _dotted(node, around)
        case ast.Subscript(value=root):
            found = _filled(node, ast.unparse(root), around)
        case _:
            found = _composed(node, around)
    return found


def _composed(node: ast.expr, around: Surroundings) -> str:
    """Spell what is put together of types, or looks like it: ``(int, int)``, ``a or b``."""
    match node:
        case ast.Constant(value=None):
            found = "None"
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            found = f"{_spell(left, around)} | {_spell(right, around)}"
        case ast.BoolOp(op=ast.Or(), values=values):
            found = " | ".join(_spell(value, around) for value in values)
        case ast.Tuple(elts=[_, *_] as parts):
            found = f"tuple[{', '.join(_spell(part, around) for part in parts)}]"
        case ast.List(elts=[part]):
            found = f"list[{_spell(part, around)}]"
        case ast.Call(func=ast.Name() | ast.Attribute() as func):
            found = _spell(func, around)
        case _:
            raise NoType
    return found


def _quoted(text: str, around: Surroundings) -> str:
    with suppress(SyntaxError):
        match parse(text).body:
            case [ast.Expr(value=ast.Name(id=name))] if not _is_known(name, around):
                raise NoType
            case [ast.Expr(value=inner)] if not isinstance(inner, ast.Constant):
                return _spell(inner, around)
    raise NoType


def _is_known(name: str, around: Surroundings) -> bool:
    return name in {*around.imports, *around.own, *around.written, *dir(builtins)}


def _named(name: str, around: Surroundings) -> str:
    """Spell a name: modules, functions and ``any`` are no types."""
    qualified = around.imports.get(name)
    is_function = name in around.own - around.classes
    is_module = qualified is not None and "." not in qualified
    is_other = qualified is None and name not in {*around.own, *around.written}
    no_class = is_other and not isinstance(getattr(builtins, name, object), type)
    if is_function or is_module or no_class or qualified in MAKERS:
        raise NoType
    return name


def _dotted(node: ast.Attribute, around: Surroundings) -> str:
    text = ast.unparse(node)
    root, _, rest = text.partition(".")
    qualified = f"{around.imports.get(root, root)}.{rest}"
    if qualified in MAKERS:
        return f"{root}.{MAKERS[qualified]}"
    if qualified.startswith(FUNCTIONS) and node.attr.islower():
        raise NoType
    return text


def _filled(node: ast.Subscript, root: str, around: Surroundings) -> str:
    """Spell a type that says what it holds."""
    name = root.rpartition(".")[2]
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name in NUMBERS or name == "str":
        raise NoType
    if name in HOLDING and len(parts) != HOLDING[name]:
        return f"{root}[{', '.join([ANY] * HOLDING[name])}]"
    if name not in {*HOLDING, "tuple", "Tuple", "Union"}:
        return ast.unparse(node)
    dots = isinstance(parts[-1], ast.Constant) and parts[-1].value is Ellipsis
    told = [_told(part, around) for part in (parts[:-1] if dots else parts)]
    told = [ANY if each == "object" else each for each in told]  # anything, to those who write so
    return f"{root}[{', '.join([*told, *(['...'] if dots else [])])}]"


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _takes_none(text: str) -> bool:
    parts = {part.strip() for part in text.split("|")}
    return bool(parts & {ANY, "None", "object"}) or text.startswith(("Optional", "typing.Optional"))


def _is_class(text: str) -> bool:
    """Tell whether a type may stand beside ``| None``: a function that is named for one cannot."""
    last = text.partition("[")[0].rpartition(".")[2]
    return last[:1].isupper() or last == "ndarray" or isinstance(getattr(builtins, last, 0), type)


def _or_none(text: str) -> str:
    return f"{text} | None"


def _takes(text: str, kind: str, value: ast.expr) -> bool:
    """Tell whether a type takes a value of a kind, as far as that is known."""
    if options := _options(text):
        return any(_takes(option, kind, value) for option in options)
    if text == "None":
        return kind == "None" or kind.partition("[")[0] not in PLAIN
    wanted, given = (
        plain(text.replace("typing.", "")).partition("[")[0].lower(),
        kind.partition("[")[0],
    )
    if wanted == "any" or given not in PLAIN or wanted not in PLAIN:
        return True
    if wanted in NUMBERS and given in NUMBERS:
        return NUMBERS.index(given) <= NUMBERS.index(wanted)
    if wanted == given == "tuple" and isinstance(value, ast.Tuple) and "[" in text:
        return "..." in text or len(value.elts) == _parts_of(text)
    return wanted == given


def _options(text: str) -> list[str]:
    """Return the types that a type is any of; none if it is one."""
    match ast.parse(text, mode="eval").body:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return [*(_options(ast.unparse(left)) or [ast.unparse(left)]), ast.unparse(right)]
        case ast.Subscript(value=name, slice=ast.Tuple(elts=parts)) if (
            ast.unparse(name).rpartition(".")[2] == "Union"
        ):
            return [ast.unparse(part) for part in parts]
        case ast.Subscript(value=name, slice=part) if (
            ast.unparse(name).rpartition(".")[2] == "Optional"
        ):
            return [ast.unparse(part), "None"]
    return []


def _parts_of(text: str) -> int:
    match ast.parse(text, mode="eval").body:
        case ast.Subscript(slice=ast.Tuple(elts=parts)):
            return len(parts)
    return 1


def _kinds_of(node: Definition) -> dict[str, str]:
    """Return the kinds of the parameters that stay what they are."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    bound = {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return {
        a.arg: plain(ast.unparse(a.annotation))
        for a in given
        if a.annotation and a.arg not in bound
    }


def _is_left_well(node: Definition, text: str) -> bool:
    """Tell whether a function that says what it gives does so on every path."""
    if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in walk(node)):
        return text.rpartition(".")[2].startswith(ITERATORS)
    return isinstance(node, ast.AsyncFunctionDef) or gives_always(node) or _takes_none(text)
