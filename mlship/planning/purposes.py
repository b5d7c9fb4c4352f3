"""Statements of the pipeline → those whose variables are used for a model, a figure, an export."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from mlship.ir.dataflow import Node, Role
from mlship.ir.trees import walk
from mlship.knowledge import Knowledge
from mlship.planning.metrics import is_model

FITS: tuple[Role, ...] = ("train", "tune")
PARTS = ("transformer", "decomposition", "sampler", "<notebook>.")
DRAWN_WITHIN = 1  # cells
# What a record is written with.
WRITTEN = (ast.Constant, ast.Tuple, ast.List, ast.UnaryOp, ast.unaryop, ast.expr_context)
# Calls that make what a loop fills.
BEGINNINGS = frozenset(
    {"list", "dict", "set", "defaultdict", "OrderedDict", "Counter", "DataFrame", "zeros", "empty",
     "zeros_like", "empty_like"}
)  # fmt: skip
# What networks are trained with.
TRAINS_WITH = re.compile(r"\.(optim|optimizers|losses|callbacks|schedules|lr_scheduler)\.|Loss$")


def uses(node: Node, derived: Mapping[int, Node]) -> bool:
    """Tell whether a statement uses a variable or file of `derived`: a generator is none."""
    earlier = [derived[index] for index in node.depends if index in derived]
    used = node.reads | node.mutates if earlier else frozenset()
    return any(
        name.isidentifier() or name.startswith("file:")
        for one in earlier
        for name in used & one.writes
    )


def find_feeding(nodes: Sequence[Node]) -> frozenset[int]:
    """Return the statements whose variables go into a later training, other trainings aside."""
    feeding: set[int] = set()
    known: dict[int, Node] = {node.statement.index: node for node in nodes}
    for node in reversed(nodes):
        if node.role in FITS or node.statement.index in feeding:
            given = (known[index] for index in node.depends if index in known)
            feeding |= {
                one.statement.index
                for one in given
                if one.role not in FITS and uses(node, {one.statement.index: one})
            }
    return frozenset(feeding)


def find_parts(nodes: Sequence[Node], knowledge: Knowledge) -> frozenset[int]:
    """Return the statements that make parts of a model: what is first used to make or train it."""
    parts: set[int] = set()
    first: dict[int, Node] = {}
    known = {node.statement.index: node for node in nodes}
    for node in reversed(nodes):
        index = node.statement.index
        user = first.get(index)
        if user and _makes_a_part(node, knowledge) and not _is_asked_itself(node, user):
            parts |= {index} if _makes_a_model(user, parts, knowledge) else set()
        first |= {i: node for i in node.depends if i in known and uses(node, {i: known[i]})}
    return frozenset(parts)


def _makes_a_part(node: Node, knowledge: Knowledge) -> bool:
    """Tell whether a statement makes what prepares for a model, or a class of the notebook's."""
    made = [knowledge.kind(kind) or kind for kind in node.types.values()]
    return node.role == "construct" and any(kind.startswith(PARTS) for kind in made)


def _is_asked_itself(node: Node, user: Node) -> bool:
    """Tell whether what a statement makes is fitted by itself: ``pca.fit(X)``."""
    alone = isinstance(user.statement.node, ast.Expr | ast.Assign)
    return alone and any(call.receiver in node.defines for call in user.calls)


def _makes_a_model(node: Node, parts: Collection[int], knowledge: Knowledge) -> bool:
    """Tell whether a statement makes or trains a model, or a part of one."""
    if node.role in FITS or node.statement.index in parts:
        return True
    makes = any(is_model(knowledge, kind) for kind in node.types.values())
    is_made = node.role == "construct" and not makes_no_model(node, knowledge)
    return is_made or (makes and not node.role)


def find_handed(nodes: Sequence[Node]) -> Iterator[int]:
    """Yield the statements that make or complete what nothing but exports are made of.

    That it is looked at, too, changes nothing.
    """
    handed: set[int] = set()
    users: dict[int, list[Node]] = {}
    for node in reversed(nodes):
        index = node.statement.index
        others = (n for n in users.get(index, []) if n.role != "look")
        asking = [n for n in others if uses(n, {index: node})]
        if asking and all(n.role == "export" or n.statement.index in handed for n in asking):
            handed.add(index)
            yield index
        for earlier in node.depends:
            users.setdefault(earlier, []).append(node)


def find_starts(nodes: Sequence[Node]) -> frozenset[int]:
    """Return the statements that begin what stands right below them.

    A loop fills it (``scores = {}``), or a record written by hand is made an array of.
    """
    found: set[int] = set()
    starting = False
    for earlier, node in reversed([*pairwise(nodes)]):
        loops = isinstance(node.statement.node, ast.For | ast.AsyncFor | ast.While)
        starting = _begins(earlier) and (starting or loops)
        fills = starting and (earlier.defines & node.reads or node.statement.index in found)
        if fills or _is_record_for(earlier, node):
            found.add(earlier.statement.index)
    return frozenset(found)


def _is_record_for(earlier: Node, node: Node) -> bool:
    """Tell whether a call turns what was just written out: ``a = (1, 2)``, ``np.array(a)``."""
    match earlier.statement.node, node.statement.node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.Tuple() | ast.List() as written),
            ast.Assign(value=ast.Call(args=[ast.Name(id=given), *_])),
        ):
            whole = all(isinstance(each, WRITTEN) for each in walk(written))
            return name == given and bool(written.elts) and whole
    return False


def _begins(node: Node) -> bool:
    """Tell whether a statement makes something empty, or a number to count from."""
    match node.statement.node:
        case ast.Assign(value=ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Constant()):
            return True
        case ast.Assign(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name in BEGINNINGS
        case ast.Assign(value=ast.Tuple(elts=parts)):
            return all(isinstance(p, ast.List | ast.Dict | ast.Constant) for p in parts)
    return False


def find_drawn(nodes: Sequence[Node]) -> Iterator[int]:
    """Yield the statements whose new variables nothing but figures close by is made of."""
    close: set[int] = set()
    users: dict[int, list[Node]] = {}
    for node in reversed(nodes):
        for index in node.depends:
            users.setdefault(index, []).append(node)
        index, is_asked = node.statement.index, node.role == "predict"
        asking = [n for n in users.get(index, []) if uses(n, {index: node})]
        fits = all(_draws_close_by(n, node, close) for n in asking)
        if asking and fits and (is_asked or _only_makes(node)):
            close.add(index)
            if not is_asked:  # it belongs to the evaluation, whatever it is drawn for
                yield index


def _draws_close_by(user: Node, node: Node, close: Collection[int]) -> bool:
    """Tell whether a statement makes a figure of what another one has just made, or helps to."""
    near = user.statement.cell - node.statement.cell <= DRAWN_WITHIN
    return near and (user.role == "plot" or user.statement.index in close)


def _only_makes(node: Node) -> bool:
    """Tell whether a statement makes new variables, and changes none."""
    return (
        node.role in {"features", "clean", ""}
        and not node.mutates
        and not node.defines & node.reads
    )


def makes_no_model(node: Node, knowledge: Knowledge) -> bool:
    """Tell whether it is known what a statement makes, and that is no part of training."""
    if not node.types and not any(knowledge.kind(call.name) for call in node.calls):
        return False
    made = (*node.types.values(), *(call.name for call in node.calls))
    return not any(is_model(knowledge, name) or TRAINS_WITH.search(name) for name in made)
