"""A body → the changes that let a type checker take what its library's types are too narrow for.

What matplotlib, Pillow and the standard library take or give, in the version that is here or in
an earlier one, their types do not always know. Where no other spelling means the same in every
version, the object is told to be anything: ``cast(Any, plt).boxplot(scores, labels=names)``.
"""

import ast
import re
from collections.abc import Iterator

from mlship.ir.trees import children
from mlship.planning.edits import Change, Replace, Wrap
from mlship.planning.kinds import ANY, CLASS, Kinds, is_array
from mlship.planning.plot_calls import ALIASES, KEYWORDS, REQUIRED, SEQUENCES, SWITCHES

# What draws, and takes arrays where people give views of a dictionary.
PLOTS = frozenset({*SWITCHES, "bar", "barh", "plot", "scatter", "step", "fill_between"})
VIEWS = frozenset({"keys", "values"})
# Methods whose types ask for a class that nothing says it is, or that types do not know.
UNCLEAR = frozenset(
    {
        "bar_label", "subfigures", "set_antialiaseds", "set_dashes", "set_edgecolors",
        "set_facecolors", "set_linestyles", "set_linewidths",
    }
)  # fmt: skip
FUNCTIONS = frozenset({"numpy.genfromtxt"})
# Attributes that are there, though the types do not say so.
HIDDEN = {
    "numpy": frozenset(
        {"ComplexWarning", "RankWarning", "VisibleDeprecationWarning", "asfarray", "in1d", "trapz"}
    ),
    "PIL.Image": frozenset(
        {"NEAREST", "BOX", "BILINEAR", "HAMMING", "BICUBIC", "LANCZOS", "ANTIALIAS", "CUBIC"}
    ),
}
# What may be None, and is asked for something at once.
PERHAPS = frozenset({"re.match", "re.search", "re.fullmatch"})
PERHAPS_KINDS = tuple(f"?{name}(" for name in PERHAPS)
# What people call axes and figures.
CANVAS = re.compile(r"(ax|axs|axes|fig|figure)(\d|_|\[|\.|$)")
BUILT_IN = ("int", "float", "str", "list", "dict", "set", "tuple", "bool", "None", "ndarray")


def loosen(tree: ast.AST, kinds: Kinds, *, only_typed: bool = False) -> Iterator[Change]:
    """Yield the changes of a body, the kinds of whose expressions are known.

    With `only_typed` a checker reads only the functions in it that have types.
    """
    for node in checked(tree, inside=not only_typed):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=name)):
                if _does_not_fit(node, owner, name, kinds):
                    yield _anything(owner)
                elif name in PLOTS:
                    yield from _plotted(node, kinds)
            case ast.Assign(targets=[ast.Tuple() | ast.List()], value=ast.Constant() as value):
                yield _anything(value)
        if isinstance(node, ast.Attribute):
            yield from _asked(node, kinds)


def checked(tree: ast.AST, *, inside: bool) -> Iterator[ast.AST]:
    """Yield the nodes that a checker looks at: none inside of functions without types."""
    waiting = [(tree, inside)]
    while waiting:
        node, is_checked = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            is_checked = is_typed_function(node)
        if is_checked:
            yield node
        waiting.extend((child, is_checked) for child in children(node))


def is_typed_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function has any types, so that its body is checked."""
    given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return node.returns is not None or any(each.annotation for each in given)


def _anything(node: ast.expr) -> Change:
    return Wrap(node, "cast(Any, ", ")")


def _is_open(kinds: Kinds, owner: ast.expr) -> bool:
    """Tell whether a checker may know the types of what is asked."""
    kind = kinds.read(owner)
    maker = kind.removeprefix("?").partition("(")[0]
    return kind != ANY and not kind.startswith(BUILT_IN) and kinds.names.get(maker) != CLASS


def _draws(kinds: Kinds, owner: ast.expr) -> bool:
    """Tell whether it is matplotlib that is asked, of all that a checker may know."""
    if _qualified(owner, kinds) in {"matplotlib.pyplot", "pylab"}:
        return True
    from_there = kinds.read(owner).startswith("?matplotlib.")
    return _is_open(kinds, owner) and (from_there or bool(CANVAS.match(ast.unparse(owner))))


def _does_not_fit(node: ast.Call, owner: ast.expr, name: str, kinds: Kinds) -> bool:
    if _qualified(node.func, kinds) in FUNCTIONS or (name in UNCLEAR and _is_open(kinds, owner)):
        return True
    given = {keyword.arg for keyword in node.keywords}
    has_stars = None in given or any(isinstance(argument, ast.Starred) for argument in node.args)
    if has_stars or name not in {*KEYWORDS, *REQUIRED} or not _draws(kinds, owner):
        return False
    unknown = given - KEYWORDS.get(name, given)
    return bool(unknown or {*REQUIRED.get(name, ())[len(node.args) :]} - given)


def _plotted(node: ast.Call, kinds: Kinds) -> Iterator[Change]:
    """Yield what makes arguments of a plot what its types ask for."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    switches, sequences = SWITCHES.get(name, {}), SEQUENCES.get(name, ())
    given = [*enumerate(node.args), *((k.arg, k.value) for k in node.keywords)]
    for place, value in given:
        match value:
            case ast.Constant(value=int() as number) if not isinstance(number, bool):
                if place in {*switches, *switches.values()} and number in {0, 1}:
                    yield Replace(value, str(bool(number)))
            case _ if place in sequences and is_array(kinds.read(value)):
                yield Wrap(value, "list(", ")")
            case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=[]) if attr in VIEWS:
                if kinds.read(owner).startswith("dict"):
                    yield Wrap(value, "list(", ")")


def _asked(node: ast.Attribute, kinds: Kinds) -> Iterator[Change]:
    """Yield what lets an attribute be asked for."""
    match node.value:
        case ast.Call(func=func) as call:
            perhaps = _qualified(func, kinds) in PERHAPS
            if perhaps or kinds.read(call).startswith(PERHAPS_KINDS):
                yield _anything(call)
        case owner if node.attr in HIDDEN.get(_qualified(owner, kinds), ()):
            yield _anything(owner)
    if node.attr in ALIASES and _draws(kinds, node.value):
        yield Replace(_name_of(node), ALIASES[node.attr])
    elif node.attr in ALIASES and _is_open(kinds, node.value):
        yield _anything(node.value)


def _qualified(node: ast.expr, kinds: Kinds) -> str:
    if not isinstance(node, ast.Name | ast.Attribute):
        return ""
    root, dot, rest = ast.unparse(node).partition(".")
    return f"{kinds.imports.get(root, root)}{dot}{rest}"


def _name_of(node: ast.Attribute) -> ast.AST:
    """Return a stand-in for the name after the dot."""
    row, end = node.end_lineno or node.lineno, node.end_col_offset or 0
    start = end - len(node.attr)
    return ast.Pass(lineno=row, col_offset=start, end_lineno=row, end_col_offset=end)
