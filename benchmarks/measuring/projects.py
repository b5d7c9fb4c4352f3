"""A generated project's folder → what it is made of: stages, functions, boundaries, parameters."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from measuring.roles import Role, classes_in, functions_in, roles_in

# Modules that every project has, or that hold what is no stage.
NO_STAGE = {"params", "report", "runner", "learned", "helpers", "pipeline", "inference"}
MACHINERY_ARGUMENTS = {"params", "report", "learned", "self"}
STAGE_NAMES: dict[Role, re.Pattern[str]] = {
    "load": re.compile(r"^load"),
    "prepare": re.compile(r"^(clean|features?|prepare|scale|preprocess|encode)"),
    "split": re.compile(r"^split"),
    "train": re.compile(r"^(train|tune|fit|experiments?)"),
    "evaluate": re.compile(r"^evaluat"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionFacts:
    """FunctionFacts = stage.function, body lines, longest statement, variables in and out."""

    name: str
    lines: int
    longest_statement: int
    arguments: int
    outputs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """ProjectFacts = stages, exploration modules, roles by module, functions, parameters."""

    stages: tuple[str, ...]
    explorations: tuple[str, ...]
    roles: dict[str, frozenset[Role]]
    functions: tuple[FunctionFacts, ...]
    parameters: int

    @property
    def flat(self) -> bool:
        """Everything that is no look stands in one stage."""
        return len(self.stages) <= 1

    def has_stage_for(self, role: Role) -> bool:
        """Tell whether a role is a stage of its own: by name, and its calls really in there."""
        return any(
            STAGE_NAMES[role].search(stage) and role in self.roles[stage] for stage in self.stages
        )

    def needs(self, role: Role) -> bool:
        """Tell whether the pipeline has a role's calls: if not, only looks or nothing need them."""
        return any(role in self.roles[stage] for stage in self.stages)


def facts_of(project: Path) -> ProjectFacts:
    """Read a project."""
    package = next((project / "src").glob("*/pipeline.py")).parent
    trees = {path.stem: ast.parse(path.read_text()) for path in sorted(package.glob("*.py"))}
    imported = [name for name in stages_imported(trees, package.name) if name in trees]
    looks = tuple(name for name in imported if name.startswith("explor"))
    stages = tuple(name for name in imported if name not in looks)
    classes = classes_in(trees.values())
    helpers = [trees["helpers"]] if "helpers" in trees else []
    own = functions_in(helpers, classes)
    return ProjectFacts(
        stages=stages,
        explorations=looks,
        roles={name: roles_in(trees[name], classes, own) for name in imported},
        functions=tuple(at for name in imported for at in functions_of(name, trees[name])),
        parameters=count_parameters(project / "params.yaml"),
    )


def stages_imported(trees: dict[str, ast.Module], package: str) -> Iterator[str]:
    """Give the modules that the pipeline takes from its package, machinery aside."""
    seen: set[str] = set()
    for node in ast.walk(trees["pipeline"]):
        for name in imported_modules(node, package):
            if name not in NO_STAGE | seen:
                seen.add(name)
                yield name


def imported_modules(node: ast.AST, package: str) -> list[str]:
    """Give the modules of the package that an import statement names."""
    match node:
        case ast.ImportFrom(module=module, level=0) if module == package:
            return [alias.name for alias in node.names]
        case ast.ImportFrom(module=str(module)) if module.startswith(f"{package}."):
            return [module.split(".")[1]]
        case ast.ImportFrom(module=None, level=1):
            return [alias.name for alias in node.names]
        case ast.ImportFrom(module=str(module), level=1):
            return [module.split(".")[0]]
        case _:
            return []


def functions_of(stage: str, tree: ast.Module) -> Iterator[FunctionFacts]:
    """Measure each top-level function of a stage."""
    fields = {
        node.name: sum(isinstance(at, ast.AnnAssign) for at in node.body)
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield measured(stage, node, fields)


def measured(stage: str, function: ast.FunctionDef, fields: dict[str, int]) -> FunctionFacts:
    """Measure one function."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    arguments = [*function.args.args, *function.args.kwonlyargs]
    return FunctionFacts(
        name=f"{stage}.{function.name}",
        lines=last_line(body[-1]) - body[0].lineno + 1 if body else 0,
        longest_statement=max((last_line(at) - at.lineno + 1 for at in body), default=0),
        arguments=sum(argument.arg not in MACHINERY_ARGUMENTS for argument in arguments),
        outputs=count_outputs(function.returns, fields),
    )


def last_line(node: ast.stmt) -> int:
    """Give the line on which a statement ends."""
    return node.end_lineno or node.lineno


def count_outputs(returns: ast.expr | None, fields: dict[str, int]) -> int:
    """Count the variables that a function gives back."""
    match returns:
        case None | ast.Constant(value=None):
            return 0
        case ast.Name(id=name) | ast.Constant(value=str(name)):
            return fields.get(name, 1)
        case _:
            return 1


def count_parameters(path: Path) -> int:
    """Count the leaves of params.yaml; a list is one, paths and limits of metrics are none."""
    values = yaml.safe_load(path.read_text()) if path.is_file() else None
    tuned = {n: value for n, value in (values or {}).items() if n not in {"data", "thresholds"}}
    return leaves(tuned)


def leaves(value: object) -> int:
    """Count what is no section."""
    if isinstance(value, dict):
        return sum(map(leaves, value.values()))
    return 1
