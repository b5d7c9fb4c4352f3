"""Assignments → which give a value that is the same in every run, and may stand in a module."""

import ast

# Calls that make a table of what is written between their parentheses.
TABLES = frozenset({"set", "frozenset", "tuple", "list", "dict", "re.compile"})
PATHLIKE = frozenset("/\\")


def is_constant(tree: ast.stmt) -> bool:
    """Tell whether a statement gives a number, a name, or a tuple of such; no path: it differs."""
    if not isinstance(tree, ast.Assign):
        return False
    try:
        value = ast.literal_eval(tree.value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return _is_fixed(value)


def _is_fixed(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_fixed, value))
    if isinstance(value, str):
        return not set(value) & {*PATHLIKE, "."}
    return isinstance(value, int | float | complex | None)


def is_table(tree: ast.stmt) -> bool:
    """Tell whether a statement gives a table that is written out: stop words, a map, a pattern.

    A single number or text is none: it may be a parameter; nor is what holds paths.
    """
    match tree:
        case ast.Assign(targets=[ast.Name()], value=ast.Constant() | ast.UnaryOp()):
            return False
        case ast.Assign(targets=[ast.Name()], value=value):
            return _is_written_out(value) and _is_filled(value) and not _holds_paths(value)
    return False


def _is_written_out(node: ast.expr) -> bool:
    match node:
        case ast.UnaryOp(operand=inner):
            return _is_written_out(inner)
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return all(map(_is_written_out, items))
        case ast.Dict(keys=keys, values=values):
            return all(k and _is_written_out(k) for k in keys) and all(map(_is_written_out, values))
        case ast.Call():
            return _makes_table(node)
    return isinstance(node, ast.Constant)


def _makes_table(node: ast.Call) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="split"), args=[], keywords=[]):
            return True
        case ast.Call(func=func, args=[first, *flags], keywords=[]):
            is_table = ast.unparse(func) in TABLES
            return is_table and _is_written_out(first) and all(map(_is_flag, flags))
    return False


def _is_filled(node: ast.expr) -> bool:
    return any(isinstance(inner, ast.Constant) for inner in ast.walk(node))


def _is_flag(node: ast.expr) -> bool:
    """Tell whether an argument is one of `re`'s flags: ``re.I | re.M``."""
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _is_flag(left) and _is_flag(right)
        case ast.Attribute(value=ast.Name(id="re")):
            return True
    return False


def _holds_paths(node: ast.expr) -> bool:
    """Tell whether texts in a table may be paths; a pattern is none."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
            return False
    texts = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
    return any(isinstance(text, str) and set(text) & PATHLIKE for text in texts)


def kind_of_mixed(tree: ast.stmt) -> str:
    """Return the annotation of a table that holds this and that: a checker would take objects."""
    match tree:
        case ast.Assign(value=ast.List()) if _is_mixed(tree.value):
            return "list[Any]"
        case ast.Assign(value=ast.Dict()) if _is_mixed(tree.value):
            return "dict[Any, Any]"
    return ""


def _is_mixed(node: ast.expr) -> bool:
    match node:
        case ast.Dict(values=items) | ast.List(elts=items):
            return len({_kind(item) for item in items}) > 1 or any(map(_is_mixed, items))
    return False


def _kind(node: ast.expr) -> str:
    match node:
        case ast.UnaryOp(operand=inner):
            return _kind(inner)
        case ast.Constant(value=bool() | int() | float()):
            return "number"
        case ast.Constant(value=value):
            return type(value).__name__
    return type(node).__name__
