"""A type as it is written → its kind, and what it is one of."""

import ast
import collections.abc
import re
from functools import reduce

from mlship.planning.array_kinds import ANY, ARRAY, NUMBERS

# Names of `typing` for what Python has itself.
NAMED = {"List": "list", "Dict": "dict", "Set": "set", "Tuple": "tuple", "Text": "str"}
BARE = {
    "list": "list[Any]", "dict": "dict[Any, Any]", "set": "set[Any]", "tuple": "tuple[Any, ...]",
}  # fmt: skip
MAYBE = "?maybe"  # a value of a class, or None
# Types that say what may be asked of a value, and no more.
ABSTRACT = {
    name: getattr(collections.abc, name)
    for name in ("Collection", "Iterable", "Iterator", "Mapping", "Sequence")
}
ARRAYS = re.compile(r"([\w.]+\.)?(ndarray|NDArray)\b")
KNOWN = frozenset({*NUMBERS, *BARE, *ABSTRACT, "str", ANY, "None"})


def plain(annotation: str) -> str:
    """Return the kind that an annotation stands for."""
    if annotation.endswith(".ndarray") or ARRAYS.match(annotation):
        return ARRAY
    if annotation in {"Path", MAYBE}:
        return annotation
    whole, bracket, held = annotation.strip("'\"").partition("[")
    root = whole.rpartition(".")[2]
    name = NAMED.get(root, root)
    if name not in KNOWN or (bracket and not held.endswith("]")) or options_of(annotation):
        return ANY
    return f"{name}{bracket}{held}" if bracket else BARE.get(name, name)


def options_of(text: str) -> list[str]:
    """Return the types that a type is any of; none if it is one."""
    if not ("|" in text or "Union[" in text or "Optional[" in text):
        return []
    match ast.parse(text.strip("'\""), mode="eval").body:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            first = ast.unparse(left)
            return [*(options_of(first) or [first]), ast.unparse(right)]
        case ast.Subscript(value=name, slice=ast.Tuple(elts=parts)) if _is(name, "Union"):
            return [ast.unparse(part) for part in parts]
        case ast.Subscript(value=name, slice=part) if _is(name, "Optional"):
            return [ast.unparse(part), "None"]
    return []


def modernize(text: str) -> str:
    """Spell a type without names of `typing`, where Python has its own: ``list[int] | None``."""
    return ast.unparse(_Modern().visit(ast.parse(text, mode="eval")))


class _Modern(ast.NodeTransformer):
    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Write what is one of several with bars."""
        self.generic_visit(node)
        options = [ast.parse(each, mode="eval").body for each in options_of(ast.unparse(node))]
        return reduce(lambda a, b: ast.BinOp(a, ast.BitOr(), b), options) if options else node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Write the name that Python has itself."""
        return ast.Name(NAMED.get(node.id, node.id), node.ctx)


def _is(node: ast.expr, name: str) -> bool:
    return ast.unparse(node).rpartition(".")[2] == name
