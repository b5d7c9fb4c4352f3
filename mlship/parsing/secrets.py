"""Program → the same without keys, passwords and tokens: the environment holds them instead."""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeGuard

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.program import LocalModule, Program, Statement
from mlship.ir.trees import walk
from mlship.parsing.edits import replace_nodes, with_source
from mlship.parsing.secret_shapes import (
    find_secrets,
    is_secret,
    may_hold_secrets,
    redact,
    variable_name,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Found = literal with a secret, what stands in its place, variables that hold the secret."""

    node: ast.expr
    text: str
    variables: tuple[str, ...]


def take_out_secrets(program: Program) -> Program:
    """Let code read its secrets from the environment; strike them out of every text."""
    found = {s.index: list(find_literals(s.node, free=bool(s.magic))) for s in program.statements}
    cleaned = [_clean(statement, found[statement.index]) for statement in program.statements]
    variables = {v for literals in found.values() for one in literals for v in one.variables}
    modules, more = _clean_modules(program.modules)
    findings = [_finding(s, one) for s in program.statements for one in found[s.index]]
    return replace(
        _redacted(program),
        statements=_with_os(cleaned) if variables else tuple(cleaned),
        modules=modules,
        diagnostics=(*program.diagnostics, *findings),
        environment=tuple(sorted(variables | more)),
    )


def _redacted(program: Program) -> Program:
    """Strike secrets out of what is no code of the notebook's own."""
    return replace(
        program,
        prose=tuple(
            replace(p, heading=redact(p.heading), text=redact(p.text)) for p in program.prose
        ),
        pins=tuple(replace(p, requirement=redact(p.requirement)) for p in program.pins),
        files=tuple(replace(f, content=_clean_file(f.path, f.content)) for f in program.files),
        needs=tuple(replace(n, command=redact(n.command)) for n in program.needs),
        broken=tuple(replace(b, source=redact(b.source)) for b in program.broken),
    )


def find_literals(tree: ast.AST, *, free: bool = False) -> Iterator[Found]:
    """Find the literals that hold secrets, with what shall stand in their place."""
    nodes = list(walk(tree))
    if not any(map(_is_text, nodes)):
        return
    names, inside = dict(_names(nodes)), _parts(nodes)
    documents = {id(n.value) for n in nodes if isinstance(n, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            yield from _in_fstring(node)
        elif _is_text(node) and id(node) in documents and not free:
            yield from _in_document(node)
        elif _is_text(node) and id(node) not in inside:
            yield from _in_literal(node, names.get(id(node), ""), free=free)


def _is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _in_literal(node: ast.Constant, name: str, *, free: bool) -> Iterator[Found]:
    text = str(node.value)
    if is_secret(name, text):
        variable = variable_name(name)
        yield Found(node=node, text=_lookup(variable), variables=(variable,))
        return
    parts, variables = _split(text, name, free=free)
    if len(parts) == 1 and variables:
        yield Found(node=node, text=ast.unparse(parts[0]), variables=variables)
    elif variables:
        yield Found(node=node, text=_joined(parts), variables=variables)


def _in_fstring(node: ast.JoinedStr) -> Iterator[Found]:
    parts: list[ast.expr] = []
    variables: tuple[str, ...] = ()
    for value in node.values:
        if isinstance(value, ast.Constant):
            more, found = _split(str(value.value), "", free=False)
            parts += more
            variables += found
        else:
            parts.append(value)
    if variables:
        yield Found(node=node, text=_joined(parts), variables=variables)


def _in_document(node: ast.Constant) -> Iterator[Found]:
    text = redact(str(node.value))
    if text != node.value:
        yield Found(node=node, text=repr(text), variables=())


def _split(text: str, name: str, *, free: bool) -> tuple[list[ast.expr], tuple[str, ...]]:
    """Cut a text at its secrets; each becomes a look-up."""
    parts: list[ast.expr] = []
    variables: list[str] = []
    place = 0
    for span in find_secrets(text, free=free):
        is_whole = span.end - span.start == len(text)
        variable = variable_name(name) if name and is_whole else span.variable
        parts += [ast.Constant(text[place : span.start])] if span.start > place else []
        parts.append(ast.parse(_lookup(variable), mode="eval").body)
        variables.append(variable)
        place = span.end
    parts += [ast.Constant(text[place:])] if place < len(text) else []
    return parts, tuple(variables)


def _joined(parts: list[ast.expr]) -> str:
    """Write an f-string, or a sum where one cannot be written."""
    values = [
        (
            part
            if isinstance(part, ast.Constant | ast.FormattedValue)
            else ast.FormattedValue(part, -1)
        )
        for part in parts
    ]
    try:
        return ast.unparse(ast.JoinedStr(list[ast.expr](values)))
    except ValueError:
        return f"({' + '.join(_plain(part) for part in parts)})"


def _plain(part: ast.expr) -> str:
    return (
        f"str({ast.unparse(part.value)})"
        if isinstance(part, ast.FormattedValue)
        else ast.unparse(part)
    )


def _lookup(variable: str) -> str:
    return f'os.environ["{variable}"]'


def _parts(nodes: list[ast.AST]) -> set[int]:
    """Return the literals that are parts of f-strings."""
    return {id(value) for n in nodes if isinstance(n, ast.JoinedStr) for value in walk(n)}


def _names(nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Say of literals what they are called."""
    for node in nodes:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _named(target, value)
            case ast.AnnAssign(target=one, value=ast.expr() as value):
                yield from _named(one, value)
            case ast.NamedExpr(target=one, value=value):
                yield from _named(one, value)
            case ast.Compare(left=one, comparators=[value]):
                yield from _named(one, value)
            case _:
                yield from _arguments(node)


def _arguments(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Say of arguments, their defaults and the values of a dictionary what they are called."""
    match node:
        case ast.keyword(arg=str() as name, value=value) if name not in {"default", "value"}:
            yield id(value), name
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            yield from ((id(v), str(k.value)) for k, v in pairs if isinstance(k, ast.Constant))
        case ast.arguments():
            yield from _defaults(node)
        case ast.Call(args=[ast.Constant(value=str() as name), *rest], keywords=keywords):
            yield from ((id(value), name) for value in rest)
            yield from ((id(k.value), name) for k in keywords if k.arg in {"default", "value"})


def _named(target: ast.expr, value: ast.expr) -> Iterator[tuple[int, str]]:
    match target, value:
        case (ast.Tuple(elts=targets) | ast.List(elts=targets)), (
            ast.Tuple(elts=values) | ast.List(elts=values)
        ):
            for one, other in zip(targets, values, strict=False):
                yield from _named(one, other)
        case (ast.Name(id=name) | ast.Attribute(attr=name)), _:
            yield id(value), name
        case ast.Subscript(slice=ast.Constant(value=str() as name)), _:
            yield id(value), name


def _defaults(arguments: ast.arguments) -> Iterator[tuple[int, str]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    given = zip(reversed(positional), reversed(arguments.defaults), strict=False)
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    yield from ((id(value), argument.arg) for argument, value in (*given, *named) if value)


def _clean(statement: Statement, found: list[Found]) -> Statement:
    source = replace_nodes(statement.source, [(one.node, one.text) for one in found])
    source = _clean_comments(source)
    if statement.comments or statement.magic:
        comments = tuple(redact(comment) for comment in statement.comments)
        statement = replace(statement, comments=comments, magic=redact(statement.magic))
    return statement if source == statement.source else with_source(statement, source)


def _clean_comments(source: str) -> str:
    """Redact the comments inside of code."""
    if "#" not in source or not may_hold_secrets(source):
        return source
    lines = source.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column] + redact(token.string)
    return "\n".join(lines)


def _clean_modules(modules: tuple[LocalModule, ...]) -> tuple[tuple[LocalModule, ...], set[str]]:
    cleaned = [(module, *_clean_code(module.source)) for module in modules]
    return (
        tuple(replace(module, source=source) for module, source, _ in cleaned),
        {variable for _, _, variables in cleaned for variable in variables},
    )


def _clean_file(path: str, content: str) -> str:
    return _clean_code(content)[0] if path.endswith(".py") else redact(content)


def _clean_code(source: str) -> tuple[str, list[str]]:
    """Clean a module; what does not parse is text."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return redact(source), []
    found = list(find_literals(tree))
    variables = [variable for one in found for variable in one.variables]
    changed = _clean_comments(replace_nodes(source, [(one.node, one.text) for one in found]))
    return (_import_os(changed) if variables else changed), variables


def _import_os(source: str) -> str:
    """Import os below the docstring and the imports from the future."""
    body = ast.parse(source).body
    first = next((n for n in body if not _is_heading(n)), body[-1])
    lines = source.split("\n")
    return "\n".join([*lines[: first.lineno - 1], "import os", *lines[first.lineno - 1 :]])


def _is_heading(node: ast.stmt) -> bool:
    is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    return is_future or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _with_os(statements: list[Statement]) -> tuple[Statement, ...]:
    """Import os first, unless the notebook does so before anything else needs it."""
    uses = next(s.index for s in statements if "os.environ[" in s.source)
    imports = (n for s in statements[:uses] for n in walk(s.node) if isinstance(n, ast.Import))
    if any(alias.name == "os" and not alias.asname for node in imports for alias in node.names):
        return tuple(statements)
    first = with_source(replace(statements[0], comments=(), shown=False, magic=""), "import os")
    return (first, *(replace(s, index=s.index + 1) for s in statements))


def _finding(statement: Statement, one: Found) -> Diagnostic:
    read = " and ".join(f"${variable}" for variable in dict.fromkeys(one.variables))
    return Diagnostic(
        cell=statement.cell,
        line=statement.line + one.node.lineno - 1,
        code="MS301",
        severity="error",
        message=(
            f"A secret stands in the code; the project reads it from {read}."
            if read
            else "A secret stands in the code; the project leaves it out."
        ),
        hint="Revoke it: whoever has the notebook has the key.",
    )
