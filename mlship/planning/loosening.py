"""A body → the changes that let a type checker take what its library's types are too narrow for.

What matplotlib, Pillow and the standard library take or give, in the version that is here or in
an earlier one, their types do not always know. Where no other spelling means the same in every
version, the object is told to be anything: ``cast(Any, plt).boxplot(scores, labels=names)``.
"""

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence

from mlship.ir.trees import children, find, spell, walk
from mlship.knowledge.typed import Overload, gives_nothing, names_in, overloads_of
from mlship.planning.array_kinds import ANY
from mlship.planning.edits import Change, Replace, Wrap
from mlship.planning.kinds import CLASS, SPATIAL, Kinds
from mlship.planning.operands import clashes
from mlship.planning.plot_arguments import DoesNotFit, mend_call
from mlship.planning.plot_calls import ALIASES, GONE, REMOVED, SPATIAL_ONLY, UNCERTAIN
from mlship.planning.silence import SILENT, SILENT_NAMES, find_alone, is_silent_method
from mlship.planning.written_types import MAYBE

# Methods whose types ask for a class that nothing says it is, or that types do not know.
UNCLEAR = frozenset(
    {
        "bar_label", "subfigures", "set_antialiaseds", "set_dashes", "set_edgecolors",
        "set_facecolors", "set_linestyles", "set_linewidths",
    }
)  # fmt: skip
FUNCTIONS = frozenset({"numpy.genfromtxt"})
ENVIRONMENT = frozenset({"os.environ.get", "os.getenv"})
# Modules whose functions people replace by mistake: ``random.seed = 42``.
SET = frozenset({"numpy", "numpy.random", "os.path"})
# Attributes that are there, though the types do not say so.
HIDDEN = {
    "collections": frozenset({"Callable", "Iterable", "Mapping", "MutableMapping", "Sequence"}),
    "inspect": frozenset({"getargspec"}),
    "itertools": frozenset({"ifilter", "imap", "izip", "izip_longest"}),
    "os": frozenset({"getcwdu"}),
    "string": frozenset({"join", "letters", "lowercase", "maketrans", "uppercase"}),
    "sys": frozenset({"maxint", "setdefaultencoding"}),
    "time": frozenset({"clock"}),
    "urllib": frozenset({"quote", "unquote", "urlencode", "urlopen", "urlretrieve"}),
    "PIL.Image": frozenset(
        {"NEAREST", "BOX", "BILINEAR", "HAMMING", "BICUBIC", "LANCZOS", "ANTIALIAS", "CUBIC"}
    ),
}
PYPLOT = "matplotlib.pyplot"
DRAWING = frozenset({PYPLOT, "pylab"})
# Modules of classes that pyplot has, too.
PARTS = tuple(
    f"matplotlib.{name}"
    for name in ("patches", "colors", "lines", "collections", "gridspec", "ticker")
)
# What may be None, and is asked for something at once.
PERHAPS = frozenset({"re.match", "re.search", "re.fullmatch"})
PERHAPS_KINDS = tuple(f"?{name}(" for name in PERHAPS)
ANYTHING = "cast(Any, "
AXES = tuple(f"?matplotlib.{name}(" for name in ("add_subplot", "pyplot.gca", "gca", "twinx"))
MAPS = (f"?{PYPLOT}.get_cmap(", "?matplotlib.cm.get_cmap(")
# Of what figures and axes have a checker knows less than who asks: bars have a height and a width,
# the number of a figure of pyplot's is no text.
VAGUE = frozenset({"patches", "number"})
# What people call axes and figures.
CANVAS = re.compile(r"(ax|axs|axes|fig|figure)(\d|_|\[|\.|$)")
# Every kind of node that one of the changes below begins at.
OF_INTEREST: tuple[type[ast.AST], ...] = (
    ast.Call, ast.Attribute, ast.Subscript, ast.BinOp, ast.Assign,
)  # fmt: skip
FUNCTIONS_WITH_NAMES: tuple[type[ast.AST], ...] = (ast.FunctionDef, ast.AsyncFunctionDef)
# What takes nothing amiss.
TAKING_NONE = frozenset({"print", "str", "bool"})
BUILT_IN = ("int", "float", "str", "list", "dict", "set", "tuple", "bool", "None", "ndarray")


def loosen(tree: ast.AST, kinds: Kinds) -> Iterator[Change]:
    """Yield the changes of a body but for the functions in it; the kinds of names are known."""
    open_already: set[int] = set()
    alone = find_alone(tree)
    for node in _of_interest(tree):
        if isinstance(node, ast.Call) and id(node) not in alone and _is_silent(node, kinds):
            open_already.add(id(node.func))
            yield _anything(node.func)
            continue
        for change in (*_of_maybe(node, kinds), *_changes(node, kinds)):
            if not isinstance(change, Wrap) or change.before != ANYTHING:
                yield change
            elif id(change.node) not in open_already:
                open_already.add(id(change.node))
                yield change


def _of_maybe(node: ast.AST, kinds: Kinds) -> Iterator[Change]:
    """Yield what lets something be used that may be nothing."""
    is_asked = not isinstance(node, ast.Call)  # for something, or reckoned with, at once
    for each in _used_surely(node):
        if isinstance(each, ast.Call) and (
            _is_maybe(each, kinds) or (is_asked and kinds.read(each) == MAYBE)
        ):
            yield _anything(each)


def _changes(node: ast.AST, kinds: Kinds) -> Iterator[Change]:
    match node:
        case ast.Call():
            yield from _of_call(node, kinds)
        case ast.Assign(targets=[ast.Tuple() | ast.List()], value=ast.Constant() as value):
            yield _anything(value)
        case ast.Assign(targets=targets):
            owners = (each.value for each in targets if isinstance(each, ast.Attribute))
            yield from (_anything(owner) for owner in owners if _is_module(owner, kinds))
        case ast.BinOp(left=left, op=operator, right=right) if clashes(
            kinds.read(left), operator, kinds.read(right)
        ):
            yield _anything(left)
        case ast.Attribute():
            yield from _asked(node, kinds)


def _of_call(node: ast.Call, kinds: Kinds) -> Iterator[Change]:
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if _is_unclear(
            node, owner, name, kinds
        ):
            yield _anything(owner)
        case ast.Call(args=[_, fields, *_]) if _names_fields(node, fields, kinds):
            yield _anything(node.func)
        case ast.Call(args=[_], keywords=[_, *_]) if _names_fields(node, None, kinds):
            yield _anything(node.func)
        case ast.Call(
            func=ast.Attribute(value=owner, attr="set_title"), keywords=[_, *_]
        ) if _has_font(node) and _is_open(owner, kinds):
            yield _anything(owner)
        case _:
            yield from _given(node, kinds)


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


def _of_interest(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that may change, but for those inside of functions that have names."""
    functions = (each for kind in FUNCTIONS_WITH_NAMES for each in find(tree, kind))
    inside = {id(node) for each in functions for node in walk(each)}
    nodes = (node for kind in OF_INTEREST for node in find(tree, kind))
    return (node for node in nodes if id(node) not in inside)


def is_typed_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function has any types, so that its body is checked."""
    given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return node.returns is not None or any(each.annotation for each in given)


def _anything(node: ast.expr) -> Change:
    return Wrap(node, ANYTHING, ")")


def _is_open(owner: ast.expr, kinds: Kinds) -> bool:
    """Tell whether a checker may know the types of what is asked."""
    kind = kinds.read(owner)
    maker = kind.removeprefix("?").partition("(")[0]
    return kind != ANY and not kind.startswith(BUILT_IN) and kinds.names.get(maker) != CLASS


def _draws(owner: ast.expr, kinds: Kinds) -> bool:
    """Tell whether it is matplotlib that is asked, of all that a checker may know."""
    if _qualified(owner, kinds) in DRAWING:
        return True
    from_there = kinds.read(owner).startswith("?matplotlib.")
    return _is_open(owner, kinds) and (from_there or bool(CANVAS.match(spell(owner))))


def _is_unclear(node: ast.Call, owner: ast.expr, name: str, kinds: Kinds) -> bool:
    is_unclear = name in UNCLEAR or (name == "colorbar" and _is_child(node.args[:1]))
    return _qualified(node.func, kinds) in FUNCTIONS or (is_unclear and _is_open(owner, kinds))


def _is_child(given: Sequence[ast.expr]) -> bool:
    """Tell whether it is some part of axes, of which nothing says that it has colours."""
    match given:
        case [ast.Subscript(value=ast.Call(func=ast.Attribute(attr="get_children")))]:
            return True
    return False


def _has_font(node: ast.Call) -> bool:
    """Tell whether a title of a legend is given a font by its parts, which types do not know."""
    return any(keyword.arg == "prop" for keyword in node.keywords)


def _is_maybe(node: ast.Call, kinds: Kinds) -> bool:
    """Tell whether a call gives a text or None: a variable of the environment."""
    is_plain = len(node.args) == 1 and not node.keywords
    return is_plain and _qualified(node.func, kinds) in ENVIRONMENT


def _names_fields(node: ast.Call, fields: ast.expr | None, kinds: Kinds) -> bool:
    """Tell whether a class is made whose fields a checker cannot read off."""
    is_plain = isinstance(fields, ast.Constant | ast.List | ast.Tuple)
    return not is_plain and _qualified(node.func, kinds) == "collections.namedtuple"


def _is_module(owner: ast.expr, kinds: Kinds) -> bool:
    qualified = _qualified(owner, kinds)
    is_known = qualified in SET or (qualified in sys.stdlib_module_names and qualified != "sys")
    return is_known and spell(owner).partition(".")[0] in kinds.imports


def _used_surely(node: ast.AST) -> Sequence[ast.expr]:
    """Return what a node uses as if it were never None."""
    match node:
        case ast.Attribute(value=value) | ast.Subscript(value=value):
            return [value]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Call(func=ast.Name(id=name)) if name in TAKING_NONE:
            return []
        case ast.Call(args=args):
            return args
    return []


def _given(node: ast.Call, kinds: Kinds) -> Iterator[Change]:
    """Yield what makes the arguments of a call what its types ask for."""
    ways = _ways(node, kinds)
    given = [keyword.arg for keyword in node.keywords]
    if not ways or None in given or any(isinstance(each, ast.Starred) for each in node.args):
        return
    try:
        yield from mend_call(node, ways, kinds)
    except DoesNotFit:
        yield _anything(node.func.value if isinstance(node.func, ast.Attribute) else node.func)


def _is_silent(node: ast.Call, kinds: Kinds) -> bool:
    """Tell whether a call gives nothing, as its types say."""
    qualified = _qualified(node.func, kinds)
    module, _, name = qualified.rpartition(".")
    if module in DRAWING:
        return gives_nothing(PYPLOT, name)
    match node.func:
        case ast.Attribute(value=owner) if name in SILENT_NAMES and is_silent_method(
            kinds.read(owner), name
        ):
            return True
        case ast.Attribute(value=owner) if gives_nothing("matplotlib", name):
            return _draws(owner, kinds)
    return qualified in SILENT and qualified.partition(".")[0] not in kinds.names


def _ways(node: ast.Call, kinds: Kinds) -> Sequence[Overload]:
    """Return the ways to call a function of matplotlib's; none if it is not one."""
    module, _, name = _qualified(node.func, kinds).rpartition(".")
    for owner in (PYPLOT, *PARTS) if module in DRAWING else (module,) if module in PARTS else ():
        if ways := overloads_of(owner, name):
            return ways
    match node.func:
        case ast.Attribute(value=drawn, attr=method) if module not in DRAWING:
            ways = overloads_of("matplotlib", method)
            return ways if ways and _draws(drawn, kinds) else ()
    return ()


def _asked(node: ast.Attribute, kinds: Kinds) -> Iterator[Change]:
    """Yield what lets an attribute be asked for."""
    match node.value:
        case ast.Call(func=func) as call:
            perhaps = _qualified(func, kinds) in PERHAPS
            if perhaps or kinds.read(call).startswith(PERHAPS_KINDS):
                yield _anything(call)
        case owner if _is_hidden(node.attr, _qualified(owner, kinds)):
            yield _anything(owner)
    if node.attr == "axes" and _is_axes(node.value, kinds):
        yield Replace(_dot_and_name_of(node), "")
    elif node.attr in ALIASES and _draws(node.value, kinds):
        yield Replace(_name_of(node), ALIASES[node.attr])
    elif _may_lack(node.value, node.attr, kinds):
        yield _anything(node.value)


def _may_lack(owner: ast.expr, name: str, kinds: Kinds) -> bool:
    """Tell whether what an attribute is asked of may be nothing, or of a kind without it."""
    lacks = any(name in names and may(owner, kinds) for names, may in _LACKING)
    return lacks or _is_uncertain(owner, kinds)


def _is_flat(owner: ast.expr, kinds: Kinds) -> bool:
    """Tell whether a checker takes what is asked for plain axes, or for a figure."""
    return kinds.read(owner) != SPATIAL and _draws(owner, kinds)


def _is_uncertain(asked: ast.expr, kinds: Kinds) -> bool:
    """Tell whether an attribute is asked of what axes may lack: ``ax.get_legend().remove()``."""
    match asked:
        case ast.Call(func=ast.Attribute(value=owner, attr=name), args=[]) if name in UNCERTAIN:
            return _draws(owner, kinds)
        case ast.Attribute(value=owner, attr="figure" | "legend_"):
            return _draws(owner, kinds)
    return False


def _is_axes(owner: ast.expr, kinds: Kinds) -> bool:
    """Tell whether it is axes that are asked, whose `axes` they are themselves."""
    return kinds.read(owner).startswith(AXES) or (
        isinstance(owner, ast.Name) and owner.id.startswith("ax") and _draws(owner, kinds)
    )


def _is_map(owner: ast.expr, kinds: Kinds) -> bool:
    """Tell whether it is a map of colours that is asked: only some have a list of them."""
    from_there = _qualified(owner, kinds).replace(f"{PYPLOT}.cm.", "matplotlib.cm.")
    return from_there.startswith("matplotlib.cm.") or kinds.read(owner).startswith(MAPS)


def _is_hidden(name: str, module: str) -> bool:
    """Tell whether a module's types do not know a name that it has, or once had."""
    known = names_in(module)
    unknown = known and name not in known and not name.startswith("_")
    return bool(unknown) or name in HIDDEN.get(module, ())


def _qualified(node: ast.expr, kinds: Kinds) -> str:
    if not isinstance(node, ast.Name | ast.Attribute):
        return ""
    root, dot, rest = spell(node).partition(".")
    return f"{kinds.imports.get(root, root)}{dot}{rest}"


def _dot_and_name_of(node: ast.Attribute) -> ast.AST:
    return _name_of(node, more=1)


def _name_of(node: ast.Attribute, *, more: int = 0) -> ast.AST:
    """Return a stand-in for the name after the dot, or for some `more` that stands before it."""
    row, end = node.end_lineno or node.lineno, node.end_col_offset or 0
    start = end - len(node.attr) - more
    return ast.Pass(lineno=row, col_offset=start, end_lineno=row, end_col_offset=end)


# Attributes, and what has none of that name.
_LACKING: tuple[tuple[Collection[str], Callable[[ast.expr, Kinds], bool]], ...] = (
    (frozenset({"colors"}), _is_map),
    (VAGUE, _draws),
    (SPATIAL_ONLY | REMOVED, _is_flat),
    (frozenset({*ALIASES, *GONE}), _is_open),
)
