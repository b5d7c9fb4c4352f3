"""Lines with `get_ipython().magic("…")` come in → the same lines with `%…` go out.

That is how nbconvert writes magics down; whoever pastes such a script into a notebook means them.
"""

import ast
from collections.abc import Iterator

from mlship.ir.trees import walk


def respell(lines: list[str], tree: ast.Module) -> list[str]:
    """Write the magics that are spelled out as calls in IPython's own way."""
    result = list(lines)
    for node, text in sorted(_calls(tree), key=lambda found: -found[0].lineno):
        first, end = node.lineno - 1, node.end_lineno or node.lineno
        indent = lines[first][: node.col_offset]
        rest = lines[end - 1].encode()[node.end_col_offset or 0 :].decode().lstrip("; ")
        if not indent.strip() and (not rest or rest.startswith("#")):
            # Empty lines stand in for those of a longer call, so that line numbers stay.
            result[first:end] = [indent + text, *[""] * (end - first - 1)]
    return "\n".join(result).split("\n")


def _calls(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    for node in walk(tree):
        match node:
            case ast.Expr(value=ast.Call() as call):
                if text := _magic(call):
                    yield node, text
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Call() as call):
                text = _magic(call)
                if text and not text.startswith("%%"):
                    yield node, f"{target} = {text}"


def _magic(call: ast.Call) -> str:
    """Give the magic that a call spells out, "" for any other call."""
    texts = [_constant_text(argument) for argument in call.args]
    match _method_of_ipython(call), texts:
        case "run_line_magic", [str(name), *rest]:
            return f"%{name} {''.join(text or '' for text in rest[:1])}".rstrip()
        case "magic", [str(line)]:
            return f"%{line.lstrip('%')}"
        case "run_cell_magic", [str(name), str(line), str(body)]:
            return f"%%{name} {line}".rstrip() + f"\n{body}"
        case ("system" | "getoutput"), [str(command)]:
            return f"!{command}"
    return ""


def _constant_text(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
    return None


def _method_of_ipython(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(
            value=ast.Call(func=ast.Name(id="get_ipython") | ast.Attribute(attr="get_ipython")),
            attr=method,
        ):
            return method
    return ""
