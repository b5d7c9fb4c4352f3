"""Keys, passwords and tokens in code → environment variables."""

import ast
import re

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.program import Statement
from mlship.planning.edits import Replace

NAMES = re.compile(
    r"(api_?key|secret|(?<![a-z])token$|[a-z]+_token$|passw(or)?d|pwd|access_?key|credential|auth_?key)",
    re.IGNORECASE,
)
VALUES = re.compile(
    r"(AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|sk-[\w-]{20,}|hf_\w{20,}|xox[abprs]-[\w-]{10,}|AIza[\w-]{30,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY|eyJ[\w-]{15,}\.[\w-]{10,}\.|\b\w{1,40}://[^\s:/@]+:[^\s@/]{3,}@)"
)
MIN_LENGTH, MAX_LENGTH = 6, 4000
NOT_SECRET = re.compile(
    r"^(\s*|none|true|false|your.*|.*<.*>.*|xxx+|\*+|[\w ]*\.(csv|json|txt|pkl))$", re.IGNORECASE
)


def find_secrets(statement: Statement) -> tuple[list[Replace], list[str], list[Diagnostic]]:
    """Return the changes that take secrets out, the variables that replace them, and findings."""
    found = [
        (node, name) for node, name in _strings(statement.node) if _is_secret(node.value, name)
    ]
    changes, variables, findings = [], [], []
    for node, name in found:
        variable = re.sub(r"\W+", "_", name or "secret").upper()
        changes.append(Replace(node, f'os.environ["{variable}"]'))
        variables.append(variable)
        findings.append(_finding(statement, node, variable))
    return changes, variables, findings


def has_secret(text: str) -> bool:
    """Tell whether free text shows a known kind of secret."""
    return VALUES.search(text) is not None


def redact(text: str) -> str:
    """Return free text with known kinds of secrets taken out."""
    return VALUES.sub("<secret>", text)


def _strings(tree: ast.AST) -> list[tuple[ast.Constant, str]]:
    """Return string literals with the name that they are given to, "" if there is none."""
    nodes = list(ast.walk(tree))
    strings = [n for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    if not strings:
        return []
    named: dict[int, str] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value):
                named[id(value)] = name
            case ast.Assign(
                targets=[ast.Subscript(slice=ast.Constant(value=str() as name))], value=value
            ):
                named[id(value)] = name
            case ast.keyword(arg=str() as name, value=value):
                named[id(value)] = name
            case ast.Dict(keys=keys, values=values):
                named |= {
                    id(v): k.value for k, v in zip(keys, values, strict=True)
                    if isinstance(k, ast.Constant) and isinstance(k.value, str)
                }  # fmt: skip
    return [(node, named.get(id(node), "")) for node in strings]


def _is_secret(value: object, name: str) -> bool:
    text = str(value)
    if VALUES.search(text):
        return True
    if not (NAMES.search(name) and MIN_LENGTH <= len(text) <= MAX_LENGTH):
        return False
    plausible = " " not in text.strip() and not NOT_SECRET.match(text)
    return plausible and bool(re.search(r"\d", text))


def _finding(statement: Statement, node: ast.Constant, variable: str) -> Diagnostic:
    return Diagnostic(
        cell=statement.cell,
        line=statement.line + node.lineno - 1,
        code="MS301",
        severity="error",
        message=f"A secret stands in the code; the project reads it from ${variable}.",
        hint="Revoke it: whoever has the notebook has the key.",
    )
