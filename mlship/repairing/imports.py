"""Import statements of names that moved → the same names from where they are now."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.program import Statement
from mlship.ir.repair import Installed, Unrepaired
from mlship.ir.trees import walk
from mlship.knowledge.ageing import Rule, covering, find_rules
from mlship.repairing.edits import Edit, span

MOVED = "moved-import"
# The home of a name that nothing uses any more.
NOWHERE = "."


def mend_imports(
    flow: Dataflow, rules: Sequence[Rule], installed: Installed
) -> tuple[list[Edit], list[Unrepaired]]:
    """Mend each import statement that fails here."""
    edits: list[Edit] = []
    failed: list[Unrepaired] = []
    loaded = frozenset(loaded_names(flow))
    for node, imported in _imports(flow):
        match _mend(node.statement, imported, rules, installed, loaded):
            case Edit() as edit:
                edits.append(edit)
            case Unrepaired() as left:
                failed.append(left)
    return edits, failed


def _imports(flow: Dataflow) -> Iterator[tuple[Node, ast.Import | ast.ImportFrom]]:
    for node in flow.nodes:
        for inner in walk(node.statement.node):
            if isinstance(inner, ast.Import | ast.ImportFrom):
                yield node, inner


def imported_names(flow: Dataflow) -> Iterator[str]:
    """Yield the qualified name of all that is imported, wherever the statement stands."""
    for _, imported in _imports(flow):
        yield from _names(imported)


def climbs(name: str) -> Iterator[str]:
    """Yield where a name of a package's inner module would be if an outer package shows it."""
    parts = name.split(".")
    yield from (".".join((*parts[:n], parts[-1])) for n in range(len(parts) - 2, 0, -1))


def loaded_names(flow: Dataflow) -> Iterator[str]:
    """Yield the plain names that the notebook's code loads."""
    for node in flow.nodes:
        yield from loaded_in(node)


def loaded_in(node: Node) -> Iterator[str]:
    """Yield the plain names that a statement loads, inner functions included."""
    for inner in ast.walk(node.statement.node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
            yield inner.id


def _waits(
    name: str, node: ast.Import | ast.ImportFrom, rules: Sequence[Rule], loaded: frozenset[str]
) -> bool:
    """Say whether uses of the name are rewritten first; then its import can go."""
    last = name if isinstance(node, ast.Import) else name.rpartition(".")[2]
    bound = next((a.asname or a.name for a in node.names if a.name == last), name)
    return bound in loaded and bool(find_rules(rules, name, ("rewrite",)))


def _names(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    owner = node.module if node.module and not node.level else ""
    return [f"{owner}.{alias.name}" for alias in node.names if owner and alias.name != "*"]


def _mend(
    statement: Statement,
    node: ast.Import | ast.ImportFrom,
    rules: Sequence[Rule],
    installed: Installed,
    loaded: frozenset[str],
) -> Edit | Unrepaired | None:
    missing = [name for name in _missing(node, installed) if not _waits(name, node, rules, loaded)]
    if not missing:
        return None
    found = {name: _new_home(name, rules, installed) for name in missing}
    start, end = span(statement.source, node)
    lost = next((name for name in missing if not found[name][0]), "")
    if lost:
        return Unrepaired(
            rule="gone",
            cell=statement.cell,
            line=statement.line + node.lineno - 1,
            source=statement.source[start:end],
            reason=found[lost][1] or f"{lost} is not in the version that is installed here.",
        )
    homes = {name: home for name, (home, _) in found.items()}
    margin = "\n" + " " * node.col_offset
    return Edit(
        statement=statement,
        start=start,
        end=end,
        text=margin.join(_rewritten(node, homes)),
        rule=MOVED,
        why=" ".join(dict.fromkeys(why for _, why in found.values())),
        change=" ".join(_changes(missing, rules)),
    )


def _missing(node: ast.Import | ast.ImportFrom, installed: Installed) -> list[str]:
    """List what is imported of a package that is here, and is not in it."""
    gone = [name for name in _names(node) if installed.names.get(name) is False]
    return [name for name in gone if installed.names.get(name.partition(".")[0])]


def _new_home(name: str, rules: Sequence[Rule], installed: Installed) -> tuple[str, str]:
    """Give where it is now ("" nowhere), and why."""
    for rule in find_rules(rules, name, ("move", "gone", "rewrite")):
        old = covering(rule, name)
        if rule.action == "rewrite":
            return NOWHERE, rule.why
        home = rule.to + name.removeprefix(old)
        if rule.action == "gone":
            return "", rule.why
        if installed.names.get(home) or rule.to.startswith("builtins."):
            return home, rule.why
    for home in climbs(name):
        if installed.names.get(home):
            return home, f"{name} is now {home}."
    return "", ""


def _changes(names: Sequence[str], rules: Sequence[Rule]) -> list[str]:
    found = (next(iter(find_rules(rules, name, ("move",))), None) for name in names)
    return list(dict.fromkeys(rule.change for rule in found if rule and rule.change))


def _renamed(name: str, alias: ast.alias) -> str:
    """Import a name so that it is bound as it was."""
    bound = alias.asname or alias.name
    return f"{name} as {bound}" if bound != name else name


def _rewritten(node: ast.Import | ast.ImportFrom, homes: dict[str, str]) -> list[str]:
    """Write the statement anew: one line a module."""
    if isinstance(node, ast.Import):
        return [_plain_import(alias, homes.get(alias.name, alias.name)) for alias in node.names]
    owner = node.module or ""
    by_module: dict[str, list[str]] = {}
    lines: list[str] = []
    for alias in node.names:
        home = homes.get(f"{owner}.{alias.name}", f"{owner}.{alias.name}")
        module, _, name = home.rpartition(".")
        if home == NOWHERE:
            continue
        if module == "builtins":
            lines.append(f"{alias.asname or alias.name} = {name}")
        elif not module:
            lines.append(f"import {_renamed(name, alias)}")
        else:
            by_module.setdefault(module, []).append(_renamed(name, alias))
    return [*_from_modules(by_module), *lines] or ["pass"]


def _from_modules(names: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"from {module} import {', '.join(each)}" for module, each in names.items()]


def _plain_import(alias: ast.alias, home: str) -> str:
    if alias.asname and "." in home:
        module, _, name = home.rpartition(".")
        asname = f" as {alias.asname}" if alias.asname != name else ""
        return f"from {module} import {name}{asname}"
    # `import old` binds "old": code that says `old.x` goes on saying it.
    bound = alias.asname or (alias.name if "." not in alias.name else "")
    return f"import {home}" + (f" as {bound}" if bound and bound != home else "")
