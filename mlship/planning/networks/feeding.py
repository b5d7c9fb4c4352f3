"""What a network is given → the notebook's variable that holds it, and the form that it gets.

A batch comes out of a loader, that out of a data set, this out of the tensors that it was made of:
``for rows, answers in loader`` → ``X_train`` of ``DataLoader(TensorDataset(X_train, y_train))``.
"""

import ast
import re
from dataclasses import dataclass, replace
from typing import TypeGuard

from mlship.planning.networks.own_datasets import Filling, item_of
from mlship.planning.networks.substituting import put_in
from mlship.planning.networks.unfolding import INNER, Trail

# Where a tensor is, and whether it is watched, changes none of its numbers; what asks a network
# takes any numbers, and gives them the precision of those that it has learned from.
PLACES = frozenset(
    {"to", "cuda", "cpu", "detach", "clone", "contiguous", "requires_grad_", "pin_memory", "copy"}
)
PRECISIONS = frozenset({"float", "double", "numpy", "to_numpy"})
# Methods that give rows in another form, each row by itself.
FORMS = frozenset(
    {"half", "long", "int", "type", "view", "reshape", "unsqueeze", "squeeze", "flatten",
     "astype", "ravel"}
)  # fmt: skip
MAKERS = ("torch.", "numpy.")  # functions that make a tensor or an array of what they are given
MADE = frozenset(
    {"tensor", "as_tensor", "from_numpy", "FloatTensor", "DoubleTensor", "Tensor", "array",
     "asarray", "float32", "float64"}
)  # fmt: skip
SHAPED = frozenset({"LongTensor", "IntTensor", "squeeze", "unsqueeze", "reshape", "flatten"})
WHOLE = re.compile(r"\b(long|int\d*|bool)\b")  # kinds of numbers that a network looks up
VARIABLE = "torch.autograd.Variable"
LOADER, TENSORS = "torch.utils.data.DataLoader", "torch.utils.data.TensorDataset"
SPLIT, SUBSET = "torch.utils.data.random_split", "torch.utils.data.Subset"
FEATURES = "features"
_NAME = re.compile(rf"\b{FEATURES}\b")
_LONGEST = 40  # steps from a batch to its table


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """Fed = the statement that reads a variable, the variable, code of what is made of it there.

    `form` has ``features`` in the place of the variable, "" where it is taken as it is; `beside`
    is what else a network is given.
    """

    index: int
    variable: str
    form: str = ""
    beside: tuple["Fed", ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """All variables, in the order in which a network is given them."""
        return (self.variable, *(each.variable for each in self.beside))

    @property
    def whole_form(self) -> str:
        """The form of all that is given: of several tables ``features`` has one after the other."""
        forms = [each.form for each in (self, *self.beside)]
        if not self.beside or not any(forms):
            return self.form
        places = (f"{FEATURES}[{place}]" for place in range(len(forms)))
        parts = (_NAME.sub(one, form or FEATURES) for one, form in zip(places, forms, strict=True))
        return f"({', '.join(parts)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """An expression, where it stands among the events, which part of each of its turns is meant."""

    tree: ast.expr
    place: int
    path: tuple[int, ...] = ()
    each: bool = False


def is_feeding(call: ast.AST, networks: frozenset[str]) -> TypeGuard[ast.Call]:
    """Tell whether a network is asked: ``net(rows)``, ``net(words, numbers)``."""
    match call:
        case ast.Call(
            func=ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name), attr="forward"),
            args=[_, *_] as args,
            keywords=[],
        ):
            return name in networks and not any(isinstance(a, ast.Starred) for a in args)
    return False


def feed_all(trail: Trail, call: ast.Call, place: int) -> Fed | None:
    """Follow all that a network is given at an event; None if one of it is lost."""
    found = [feed(trail, given, place) for given in call.args]
    known = [fed for fed in found if fed is not None]
    index = max((fed.index for fed in known), default=-1)
    if len(known) != len(found) or not all(_stays(trail, fed, index) for fed in known):
        return None
    return replace(known[0], index=index, beside=tuple(known[1:]))


def _stays(trail: Trail, fed: Fed, until: int) -> bool:
    """Tell whether a variable is the same when a later statement reads it."""
    bound = (trail.events[place].index for place in trail.places.get(fed.variable, ()))
    return not any(fed.index <= index < until for index in bound)


def feed(trail: Trail, tree: ast.expr, place: int) -> Fed | None:
    """Follow what is given at an event back to a variable of the notebook; None if it is lost."""
    part: _Part | None = _Part(tree=tree, place=place)
    forms: list[ast.expr] = []
    for _ in range(_LONGEST):
        if part is None:
            return None
        match part.tree:
            case ast.Name(id=name):
                bound = trail.bound(name, part.place)
                here = trail.events[min(part.place, len(trail.events) - 1)].index
                is_own = INNER not in name and not part.path and not part.each
                if is_own and (bound < 0 or trail.events[bound].index < here):
                    return Fed(index=here, variable=name, form=_write(forms))
                part = _step_back(trail, part, name, bound)
            case _:
                part = _look_inside(trail, part, forms)
    return None


def _step_back(trail: Trail, part: _Part, name: str, bound: int) -> _Part | None:
    """Go on to what a name was bound to."""
    event = trail.events[bound]
    path = _path_to(event.target, name) if bound >= 0 else None
    if path is None or (event.each and part.each):
        return None
    found = _Part(
        tree=event.value, place=bound, path=(*path, *part.path), each=event.each or part.each
    )
    return _turn_of(found) if event.each else found


def _turn_of(part: _Part) -> _Part | None:
    """Go on to what a loop goes over: ``enumerate(loader)`` numbers the turns of ``loader``."""
    match part.tree:
        case ast.Call(func=ast.Name(id="enumerate"), args=[over, *_]):
            return replace(part, tree=over, path=part.path[1:]) if part.path[:1] == (1,) else None
        case ast.Call(func=func, args=[over, *_]) if "tqdm" in ast.unparse(func):
            return replace(part, tree=over)
    return part


def _path_to(target: ast.expr | None, name: str) -> tuple[int, ...] | None:
    """Return where a name stands in a target: ``(1, 0)`` for ``i, (rows, answers)``."""
    match target:
        case ast.Name(id=bound):
            return () if bound == name else None
        case ast.Tuple(elts=elts) | ast.List(elts=elts):
            paths = ((k, _path_to(each, name)) for k, each in enumerate(elts))
            return next(((k, *path) for k, path in paths if path is not None), None)
    return None


def _look_inside(trail: Trail, part: _Part, forms: list[ast.expr]) -> _Part | None:
    """Go on to what an expression is made of."""
    match part.tree:
        case ast.Call() as call if part.path or part.each:
            return _out_of(trail, part, call)
        case ast.Tuple(elts=elts) if part.path and part.path[0] < len(elts):
            return replace(part, tree=elts[part.path[0]], path=part.path[1:])
        case ast.Subscript():
            return _chosen(part, part.tree)
        case ast.Attribute(value=inner, attr="values" | "data"):
            return replace(part, tree=inner)
        case ast.Call():
            return _made_of(trail, part, part.tree, forms)
    return None


def _made_of(trail: Trail, part: _Part, call: ast.Call, forms: list[ast.expr]) -> _Part | None:
    """Go on to what is put into a tensor, or into another form."""
    name = trail.qualified(call.func)
    match call:
        case ast.Call(args=[inner, *_]) if name.startswith(MAKERS):
            return _made_by(part, inner, name, forms)
        case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in PLACES | PRECISIONS:
            return replace(part, tree=inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in FORMS:
            return _in_form(part, inner, forms)
    return None


def _made_by(part: _Part, inner: ast.expr, name: str, forms: list[ast.expr]) -> _Part | None:
    """Go on to what a function makes a tensor of; whole numbers are a form of their own."""
    last = name.rpartition(".")[2]
    if last in SHAPED or (last in MADE and WHOLE.search(ast.unparse(part.tree))):
        return _in_form(part, inner, forms)
    return replace(part, tree=inner) if last in MADE or name == VARIABLE else None


def _chosen(part: _Part, tree: ast.Subscript) -> _Part | None:
    """Go on from an item of a batch, or from a batch of a table."""
    match tree:
        case ast.Subscript(value=ast.Name() as inner, slice=ast.Constant(value=int() as k)):
            return replace(part, tree=inner, path=(k, *part.path))
        case ast.Subscript(
            value=ast.Attribute(value=inner, attr="iloc" | "loc"), slice=chosen
        ) | ast.Subscript(value=inner, slice=chosen) if _chooses_rows(chosen):
            return replace(part, tree=inner)
    return None


def _in_form(part: _Part, inner: ast.expr, forms: list[ast.expr]) -> _Part:
    """Remember the form that something is given: outer ones come first."""
    name = ast.Name(id=FEATURES, ctx=ast.Load())
    forms.append(put_in(part.tree, {id(inner): name}))
    return replace(part, tree=inner)


def _chooses_rows(chosen: ast.expr) -> bool:
    """Tell a batch of a table: ``X[start:end]``, ``X[order]``, ``X[order, :]``."""
    match chosen:
        case ast.Slice(step=None) | ast.Name() | ast.BinOp():
            return True
        case ast.Tuple(elts=[first, ast.Slice(lower=None, upper=None)]):
            return _chooses_rows(first)
    return isinstance(chosen, ast.Subscript) and _chooses_rows(chosen.slice)


def _out_of(trail: Trail, part: _Part, call: ast.Call) -> _Part | None:
    """Go on to what a loader, or a data set, was made of."""
    match trail.qualified(call.func), call.args, part.path:
        case name, args, _ if name == LOADER:
            given = [*args[:1], *(k.value for k in call.keywords if k.arg == "dataset")]
            return replace(part, tree=given[0]) if given else None
        case name, [given, *_], _ if name == SUBSET:
            return replace(part, tree=given)
        case name, [given, *_], [_, *path] if name == SPLIT:
            return replace(part, tree=given, path=tuple(path))
        case name, args, [place, *path] if name == TENSORS and place < len(args):
            return replace(part, tree=args[place], path=tuple(path), each=False)
    return _out_of_own(trail, part, call)


def _out_of_own(trail: Trail, part: _Part, call: ast.Call) -> _Part | None:
    """Go on to what a data set of the notebook's own gives."""
    own = trail.classes.get(call.func.id) if isinstance(call.func, ast.Name) else None
    item = item_of(own, call, part.path) if own else None
    return replace(part, tree=item, each=False) if item is not None else None


def _write(forms: list[ast.expr]) -> str:
    """Write the forms inside of each other: the first one found is the outermost."""
    found: ast.expr = ast.Name(id=FEATURES, ctx=ast.Load())
    for form in reversed(forms):
        found = Filling(names={FEATURES: found}).visit(form)
    return ast.unparse(found) if forms else ""
