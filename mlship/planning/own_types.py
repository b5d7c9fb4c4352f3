"""Types that the notebook itself writes → the changes that make types of what is none.

To Python an annotation may be anything, and people write ``np.array``, ``any``, ``(int, int)``,
``int = None``. A checker takes it at its word: what says less than is meant is spelt as it is
meant, and what can be no type, or is not what the function does, becomes anything.
"""

import ast
import builtins
from collections.abc import Collection, Iterable, Iterator, Mapping

from mlship.ir.trees import find, walk
from mlship.planning.array_kinds import ANY
from mlship.planning.bindings import Surroundings
from mlship.planning.edits import Change, Replace
from mlship.planning.joined_kinds import NUMBERS
from mlship.planning.kinds import Kinds
from mlship.planning.optional import is_used_strictly
from mlship.planning.own_calls import METHOD, Given
from mlship.planning.returning import gives_always, returned
from mlship.planning.taking import takes
from mlship.planning.type_spelling import told
from mlship.planning.written_types import modernize, options_of, plain

Definition = ast.FunctionDef | ast.AsyncFunctionDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Methods that are given anything, as every object has them.
COMPARING = frozenset({"__eq__", "__ne__"})
ITERATORS = ("Iterator", "Iterable", "Generator", "AsyncIterator", "AsyncGenerator", ANY)


def correct_types(
    tree: ast.AST, around: Surroundings, opened: Collection[int], known: Mapping[int, Kinds]
) -> Iterator[Change]:
    """Yield the changes of all annotations in a body.

    `opened` parameters may be anything; `known` are the kinds of names in functions with types.
    """
    owners = {id(each): node for node in find(tree, ast.ClassDef) for each in node.body}
    has_types = any(find(tree, kind) for kind in (*DEFINITIONS, ast.AnnAssign))
    for node in walk(tree) if has_types else ():
        if isinstance(node, Definition):
            given = _given_to(node, owners.get(id(node)), around)
            yield from _of_function(node, around, opened, given)
            if node.returns is not None:
                yield from _of_result(node, node.returns, around, known.get(id(node)))
        elif isinstance(node, ast.AnnAssign):
            yield from _of_variable(node, tree, around)


def _given_to(node: Definition, owner: ast.ClassDef | None, around: Surroundings) -> list[Given]:
    """Return what the calls give to a function, a method, or to what makes a class."""
    calls = around.calls.given
    if owner is None:
        return [*calls.get(node.name, ())]
    making = calls.get(owner.name, ()) if node.name == "__init__" else ()
    return [*making, *calls.get(f"{METHOD}{node.name}", ())]


def _of_variable(node: ast.AnnAssign, tree: ast.AST, around: Surroundings) -> Iterator[Change]:
    """Yield what a variable or an attribute should say, given what else is bound to it."""
    text, name = told(node.annotation, around), ast.unparse(node.target).removeprefix("self.")
    kinds = Kinds(around.imports, {})
    values = (
        each.value
        for each in find(tree, ast.Assign)
        if any(ast.unparse(target).removeprefix("self.") == name for target in each.targets)
    )
    if all(takes(text, kinds.read(value), value) for value in values):
        yield from _corrected(
            node.annotation, node.value, around, is_used=name in around.calls.asked
        )
    else:
        yield from _replaced(node.annotation, ANY)


def _of_function(
    node: Definition, around: Surroundings, opened: Collection[int], calls: Iterable[Given]
) -> Iterator[Change]:
    args = [*node.args.posonlyargs, *node.args.args]
    missing = [None] * (len(args) - len(node.args.defaults))
    defaults = [*missing, *node.args.defaults, *node.args.kw_defaults]
    for arg, default in zip([*args, *node.args.kwonlyargs], defaults, strict=True):
        if arg.annotation is None:
            continue
        compares = node.name in COMPARING and arg is not args[0]
        if (
            compares
            or id(arg) in opened
            or _is_rebound(node, arg.arg, told(arg.annotation, around), around)
        ):
            yield from _replaced(arg.annotation, ANY)
        else:
            is_used = is_used_strictly(node, arg.arg, around)
            given = [each[arg.arg] for each in calls if arg.arg in each]
            yield from _corrected(arg.annotation, default, around, is_used=is_used, given=given)
    for arg in filter(None, (node.args.vararg, node.args.kwarg)):
        if arg.annotation is not None:
            yield from _corrected(arg.annotation, None, around, is_used=False)


def _is_rebound(node: Definition, name: str, text: str, around: Surroundings) -> bool:
    """Tell whether a parameter of several types is bound to what is none of them."""
    if not options_of(text):
        return False
    kinds = Kinds(around.imports, {}, _kinds_of(node))
    assigned = [n for n in walk(node) if isinstance(n, ast.Assign)]
    values = [n.value for n in assigned if any(ast.unparse(t) == name for t in n.targets)]
    return not all(takes(text, kinds.read(value), value) for value in values)


def _corrected(
    annotation: ast.expr,
    default: ast.expr | None,
    around: Surroundings,
    *,
    is_used: bool,
    given: Iterable[tuple[str, ast.expr]] = (),
) -> Iterator[Change]:
    """Yield what an annotation should say, given the values that stand beside it, or come to it."""
    text = told(annotation, around)
    if _is_none(default) and not _takes_none(text):
        text = _or_none(text) if _is_class(text) else ANY
    values = [*given, *([(Kinds(around.imports, {}).read(default), default)] if default else [])]
    refused = [kind for kind, value in values if not takes(text, kind, value)]
    if refused:
        text = _wider(text, refused)
    if is_used and "None" in options_of(text):
        text = ANY
    yield from _replaced(annotation, text)


def _wider(text: str, refused: Iterable[str]) -> str:
    """Return a type that takes what another one does not."""
    kinds = [text, *refused]
    return max(kinds, key=NUMBERS.index) if {*kinds} <= {*NUMBERS} else ANY


def _of_result(
    node: Definition, returns: ast.expr, around: Surroundings, known: Kinds | None
) -> Iterator[Change]:
    """Yield what the type of a result should say, given what is returned."""
    text = told(returns, around)
    given = [each.value for each in returned(node) if each.value and not _is_none(each.value)]
    kinds = known or Kinds(around.imports, {}, _kinds_of(node))
    if node.name == "__exit__" and text == "bool":  # which a checker takes for one that is True
        text = ANY
    is_right = not given if text == "None" else _is_left_well(node, text)
    if not is_right or not all(takes(text, kinds.read(value), value) for value in given):
        text = ANY
    yield from _replaced(returns, text)


def _replaced(annotation: ast.expr, text: str) -> Iterator[Change]:
    if text != ANY and _is_quoted(annotation):
        wanted = f'"{modernize(text)}"'
        yield from (
            [Replace(annotation, wanted)] if wanted != f'"{_without_quotes(annotation)}"' else []
        )
    elif text != _without_quotes(annotation):
        yield Replace(annotation, text)


def _is_quoted(annotation: ast.expr) -> bool:
    """Tell whether a type, or a part of it, may not be there yet where it is written."""
    texts = (n for n in walk(annotation) if isinstance(n, ast.Constant))
    return "Literal[" not in ast.unparse(annotation) and any(
        isinstance(n.value, str) for n in texts
    )


def _without_quotes(annotation: ast.expr) -> str:
    match annotation:
        case ast.Constant(value=str() as text):
            return text
    return ast.unparse(annotation)


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
