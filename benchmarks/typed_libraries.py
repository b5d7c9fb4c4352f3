"""Matplotlib's own types → `mlship/knowledge/typed.json`: what its functions may be given.

    python benchmarks/typed_libraries.py [--check]

Reads the sources of the installed matplotlib and numpy; imports neither. `--check` writes nothing
and ends with 1 where the file is not what they say.

    typed = modules (name → the names in it), functions (owner → name → overloads),
            nothing (owner → functions that give nothing)
    overload = parameters, with spaces between
    parameter = name [":" atoms] ["!" if it must be given] | "*" (by name only from here) | "**"
    atom = i(nt) f(loat) b(ool) s(tr) n(one) t(uple) l(ist) d(ict) a(rray) | 'literal'
"""

import ast
import json
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "mlship" / "knowledge" / "typed.json"
LIBRARIES = Path(sysconfig.get_paths()["purelib"])
# Files with functions, and those with the methods of axes and figures, or with classes.
FUNCTIONS = {"matplotlib.pyplot": "matplotlib/pyplot.py"}
METHODS = {
    "matplotlib/axes/_axes.pyi": ("Axes",),
    "matplotlib/axes/_base.pyi": ("_AxesBase",),
    "matplotlib/figure.pyi": ("FigureBase", "Figure"),
}
CLASSES = {
    f"matplotlib.{name}": f"matplotlib/{name}.pyi"
    for name in ("collections", "colors", "gridspec", "lines", "patches", "ticker")
}
MODULES = {"numpy": "numpy/__init__.pyi", "matplotlib.pyplot": "matplotlib/pyplot.py"}
ATOMS = {
    "int": "i", "float": "f", "bool": "b", "str": "s", "None": "n", "tuple": "t", "list": "l",
    "Sequence": "lt", "Iterable": "lta", "dict": "d", "ArrayLike": "ifbslta", "ColorType": "st",
    "LineStyleType": "st", "CapStyleType": "s", "HashableList": "lt",
}  # fmt: skip
PROPERTIES = {"overload", "property", "setter"}
OPEN = "?"


def main() -> int:
    """Write the file, or compare it."""
    text = text_of_all()
    if "--check" in sys.argv[1:]:
        return int(TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    return 0


def text_of_all() -> str:
    """Give what stands in the file."""
    return json.dumps(described(), sort_keys=True, indent=0, ensure_ascii=True) + "\n"


def described() -> dict[str, object]:
    """Read all sources."""
    functions = {owner: functions_of(parsed(path).body) for owner, path in FUNCTIONS.items()}
    functions |= {owner: dict(constructors(parsed(path))) for owner, path in CLASSES.items()}
    methods: dict[str, list[str]] = {}
    twice: set[str] = set()
    for body in bodies():
        found = functions_of(body)
        twice |= {name for name in found if methods.get(name, found[name]) != found[name]}
        methods |= found
    kept = {name: taken for name, taken in methods.items() if name not in twice}
    silent = {owner: nothing_of(parsed(path).body) for owner, path in FUNCTIONS.items()}
    silent["matplotlib"] = {name for body in bodies() for name in nothing_of(body)}
    names = {module: names_of(parsed(path)) for module, path in MODULES.items()}
    return {
        "functions": {**functions, "matplotlib": kept},
        "nothing": {owner: " ".join(sorted(found)) for owner, found in silent.items()},
        "modules": {module: " ".join(sorted(found)) for module, found in names.items()},
    }


def bodies() -> Iterator[list[ast.stmt]]:
    """Give the bodies of the classes that axes and figures are made of."""
    for path, names in METHODS.items():
        yield from (node.body for node in classes(parsed(path)) if node.name in names)


def nothing_of(body: list[ast.stmt]) -> set[str]:
    """Give the functions that say that they give nothing."""
    return {
        node.name
        for node in body
        if isinstance(node, ast.FunctionDef)
        and isinstance(node.returns, ast.Constant)
        and node.returns.value is None
        and not node.name.startswith("_")
        and not (
            PROPERTIES & {ast.unparse(each).rpartition(".")[2] for each in node.decorator_list}
        )
    }


def parsed(path: str) -> ast.Module:
    """Parse a file of a library."""
    return ast.parse((LIBRARIES / path).read_text(encoding="utf-8"))


def classes(tree: ast.Module) -> list[ast.ClassDef]:
    """Give the classes of a module."""
    return [node for node in tree.body if isinstance(node, ast.ClassDef)]


def constructors(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Give what the classes of a module are made with."""
    for node in classes(tree):
        made = functions_of(node.body).get("__init__")
        if made is not None and not node.name.startswith("_"):
            yield node.name, made


def functions_of(body: list[ast.stmt]) -> dict[str, list[str]]:
    """Give the parameters of functions, each overload as one text."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(node)
    return {
        name: [" ".join(parameters(node)) for node in declared(nodes)]
        for name, nodes in found.items()
        if name == "__init__" or not name.startswith("_")
    }


def declared(nodes: list[ast.FunctionDef]) -> list[ast.FunctionDef]:
    """Leave out what implements overloads."""
    overloads = [
        node for node in nodes if any("overload" in ast.unparse(d) for d in node.decorator_list)
    ]
    return overloads or nodes[-1:]


def parameters(node: ast.FunctionDef) -> list[str]:
    """Spell the parameters of one function."""
    taken = node.args
    places = [*taken.posonlyargs, *taken.args]
    places = places[1:] if places and places[0].arg == "self" else places
    needed = len(places) - len(taken.defaults)
    spelt = [spell(arg, needed=place < needed) for place, arg in enumerate(places)]
    spelt += [OPEN] if taken.vararg else ["*"] if taken.kwonlyargs else []
    spelt += [
        spell(arg, needed=default is None)
        for arg, default in zip(taken.kwonlyargs, taken.kw_defaults, strict=True)
    ]
    return [*spelt, "**"] if taken.kwarg else spelt


def spell(arg: ast.arg, *, needed: bool) -> str:
    """Spell one parameter."""
    atoms = sorted(set(atoms_of(arg.annotation)))
    told = "" if OPEN in atoms else ":" + "|".join(atoms)
    return f"{arg.arg}{told}{'!' if needed else ''}"


def atoms_of(node: ast.expr | None) -> Iterator[str]:
    """Give what an annotation allows; "?" is anything."""
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from atoms_of(left)
            yield from atoms_of(right)
        case ast.Constant(value=None):
            yield "n"
        case ast.Subscript(value=ast.Name(id="Literal"), slice=part):
            values = part.elts if isinstance(part, ast.Tuple) else [part]
            yield from (repr(each.value) for each in values if isinstance(each, ast.Constant))
        case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name):
            yield from ATOMS.get(name, OPEN)
        case _:
            yield OPEN


def names_of(tree: ast.Module) -> set[str]:
    """Give the names that a module has."""
    found: set[str] = set()
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
                continue
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {alias.asname or alias.name.partition(".")[0] for alias in names}
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case _:
                pass
        waiting.extend(ast.iter_child_nodes(node))
    return {name for name in found if not name.startswith("_")}


if __name__ == "__main__":
    sys.exit(main())
