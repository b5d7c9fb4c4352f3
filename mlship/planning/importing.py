"""Names that code uses → the import lines that its module needs."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from mlship.ir.dataflow import Dataflow
from mlship.ir.trees import names_in, parse, walk
from mlship.planning.hidden_builtins import MODULE
from mlship.planning.sorting import is_import_block

# Modules that are there only once somebody imports them: others do so in a notebook, but not
# where a stage is imported alone.
INNER = {
    "PIL": frozenset({"Image", "ImageChops", "ImageDraw", "ImageFilter", "ImageFont", "ImageOps"}),
    "matplotlib": frozenset(
        {
            "animation",
            "backends",
            "cm",
            "colors",
            "dates",
            "gridspec",
            "patches",
            "pyplot",
            "ticker",
        }
    ),
}
# Packages that many distributions put their own into.
SHARED = frozenset({"google", "azure", "ruamel", "zope"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """Imports = bound name → import lines, star imports, blocks (``try: import …``) by name.

    `tried` are import lines of statements that do more than try an import: these stay in a stage.
    """

    lines: Mapping[str, tuple[str, ...]]
    stars: tuple[str, ...]
    blocks: Mapping[str, str]
    tried: Mapping[str, str]

    def needed(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the import lines for the names that code uses, sorted."""
        wanted = set(names)
        found = {line for name in wanted for line in self.lines.get(name, ())}
        blocks = {self.blocks[name] for name in wanted if name in self.blocks}
        return (*sorted(found), *sorted(blocks))

    def tried_for(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return what imports names in a module that may have to do without their package."""
        lines = sorted({self.tried[name] for name in names if name in self.tried})
        blocks = (f"with suppress(ImportError):\n    {line}" for line in lines)
        return ("from contextlib import suppress", *blocks) if lines else ()


def collect_imports(flow: Dataflow) -> Imports:
    """Gather every import of the notebook, those inside functions left where they are."""
    lines: dict[str, tuple[str, ...]] = {MODULE: (f"import {MODULE}",)}
    stars: list[str] = []
    for name, line in chain.from_iterable(_lines_of(node.statement.node) for node in flow.nodes):
        if name == "*":
            stars.append(line)
        else:
            lines[name] = _joined(lines.get(name, ()), line)
    for package in INNER.keys() & lines.keys():
        for line in _inner_lines(flow, package):
            lines[package] = _joined(lines[package], line)
    blocks, tried = _tried_imports(flow)
    apart = {name: line for name, line in tried.items() if name not in lines}
    return Imports(lines=lines, stars=tuple(dict.fromkeys(stars)), blocks=blocks, tried=apart)


def _tried_imports(flow: Dataflow) -> tuple[dict[str, str], dict[str, str]]:
    """Map names to blocks that only import, and to the imports of blocks that do more."""
    blocks: dict[str, str] = {}
    tried: dict[str, str] = {}
    for node in flow.nodes:
        tree = node.statement.node
        if is_import_block(tree):
            blocks |= dict.fromkeys(bound_names(tree), node.statement.source)
        elif isinstance(tree, ast.Try):
            tried |= {name: line for each in tree.body for name, line in _lines_of(each)}
    return blocks, tried


def _inner_lines(flow: Dataflow, package: str) -> Iterable[str]:
    """Return imports of the modules that are reached through a package, as ``PIL.Image`` is."""
    trees = (tree for node in flow.nodes for tree in walk(node.statement.node))
    found = {
        tree.attr
        for tree in trees
        if isinstance(tree, ast.Attribute)
        and isinstance(tree.value, ast.Name)
        and tree.value.id == package
    }
    return [f"import {package}.{name}" for name in sorted(found & INNER[package])]


def _joined(before: tuple[str, ...], line: str) -> tuple[str, ...]:
    """A name imported anew replaces the earlier one, but for parts of the same package."""
    both_plain = line.startswith("import ") and " as " not in line
    if both_plain and all(b.startswith("import ") and " as " not in b for b in before):
        return tuple(dict.fromkeys([*before, line]))
    return (line,)


def _lines_of(tree: ast.stmt) -> Iterable[tuple[str, str]]:
    match tree:
        case ast.Import(names=names):
            for alias in names:
                yield alias.asname or alias.name.split(".")[0], f"import {_alias(alias)}"
        case ast.ImportFrom(module=module, names=names, level=level) if module != "__future__":
            source = "." * level + (module or "")
            for alias in names:
                yield alias.asname or alias.name, f"from {source} import {_alias(alias)}"


def _alias(alias: ast.alias) -> str:
    if alias.asname and alias.asname != alias.name:
        return f"{alias.name} as {alias.asname}"
    return alias.name


def bound_names(tree: ast.AST) -> list[str]:
    """Return the names that the imports in a statement bind."""
    return [name for s in walk(tree) if isinstance(s, ast.stmt) for name, _ in _lines_of(s)]


@lru_cache(maxsize=1024)
def loaded_names(code: str) -> frozenset[str]:
    """Return every name that code uses, strings of annotations left out."""
    return names_in(parse(code))


def _package(name: str) -> str:
    """Return the top-level package; of what many distributions share, all that is said."""
    root = name.partition(".")[0]
    return name if root in SHARED else root


def roots(lines: Sequence[str]) -> frozenset[str]:
    """Return the top-level packages that import lines name."""
    found = set()
    for line in lines:
        for node in walk(parse(line)):
            if isinstance(node, ast.Import):
                found |= {_package(a.name) for a in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {_package(f"{node.module}.{a.name}") for a in node.names}
    return frozenset(found)
