"""Units → stage functions: names, signatures, docstrings and bodies."""

import ast
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.plan import StageFunction, Variable
from mlship.ir.trees import walk
from mlship.planning.annotations import ANY, annotate, is_loose
from mlship.planning.bindings import Surroundings
from mlship.planning.bodies import Writer
from mlship.planning.branches import always_bound
from mlship.planning.declaring import declare
from mlship.planning.fitted import Fitted
from mlship.planning.function_names import Namer
from mlship.planning.importing import loaded_names
from mlship.planning.interfaces import EXPLORE, Unit
from mlship.planning.leaving import find_left
from mlship.planning.naming import class_name, is_builtin, unique
from mlship.planning.promises import find_promises
from mlship.planning.prose import details_of

COPIED = ("pandas.DataFrame", "pandas.Series")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Shared = the function that several units call, which call of it this is, from 1 (a look: 0).

    `names` are the function's own names of the unit's variables; `given` what it is given after
    them, as code; `comment` what stands above the call; `imports` what its signature needs.
    """

    function: StageFunction
    call: int
    names: Mapping[str, str]
    given: tuple[str, ...] = ()
    comment: str = ""
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Made = a unit's stage function, import lines that its signature needs, unbound names.

    `declared` are the types that its body gives names. Where units do alike, `function` has the
    unit's own variables, in the order of the `shared` one that is written instead.
    """

    unit: Unit
    function: StageFunction
    imports: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()
    declared: Mapping[str, str] = field(default_factory=dict)
    shared: Shared | None = None

    @property
    def written(self) -> StageFunction:
        """The function that stands in the project."""
        return self.shared.function if self.shared else self.function


def write_call(one: Made, params: str) -> str:
    """Write a call of what was made with the variables of its unit; `params` are parameters."""
    given = [variable.name for variable in one.function.inputs]
    given += one.shared.given if one.shared else ()
    given += [params] if one.function.uses_params else []
    return f"{one.function.name}({', '.join(given)})"


@dataclass(frozen=True, slots=True)
class Workshop:
    """Makes stage functions one after the other, so that each name is used once."""

    flow: Dataflow
    writer: Writer
    namer: Namer
    fitted: tuple[Fitted, ...]
    types: Sequence[Mapping[str, str]]
    variables: frozenset[str]
    around: Surroundings
    failing: frozenset[int] = frozenset()
    results: set[str] = field(default_factory=set)
    looks: dict[object, StageFunction] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)

    def make(self, unit: Unit, calls: Mapping[int, str]) -> Made:
        """Make the function of a unit; `calls` stand for the looks inside it."""
        nodes = [self.flow.nodes[i] for i in unit.indexes if i not in calls]
        before, after = self.types[unit.indexes[0]], self.types[unit.indexes[-1] + 1]
        inputs = self._variables(unit.inputs, before, self._retyped(unit, nodes, before))
        outputs = self._variables(unit.outputs, after, frozenset())
        begins = [*self._copies(unit, nodes, before), *_unset(unit, nodes)]
        text = "\n".join([*begins, self.writer.body(unit.indexes, calls)])
        looks = {call.partition("(")[0] for call in calls.values()}
        around = replace(self.around, ours=self.around.ours | looks)
        declared = declare(text, {v.name: v.annotation for v, _ in inputs}, around)
        inputs = [_loosened(made, declared.retyped) for made in inputs]
        function = StageFunction(
            name="",
            summary="",
            details=self._details(unit, nodes),
            inputs=tuple(variable for variable, _ in inputs),
            outputs=tuple(variable for variable, _ in outputs),
            body=declared.body,
            uses_params=self.writer.params in loaded_names(declared.body),
            cells=tuple(dict.fromkeys(n.statement.cell for n in nodes)),
            promises=find_promises(nodes, unit.outputs, after),
            fits=self._fits(unit),
            leaves=find_left(nodes, self.writer.data.uses),
            stops=not self.failing.isdisjoint(unit.indexes),
        )
        lines = {line for _, found in (*inputs, *outputs) for line in found}
        return Made(
            unit=unit,
            imports=tuple(sorted(lines)),
            missing=declared.missing,
            declared=declared.types,
            function=self._named(function, unit, nodes),
        )

    def _named(self, function: StageFunction, unit: Unit, nodes: Sequence[Node]) -> StageFunction:
        """Name a function; looks that are the same are one function, called several times."""
        same = (function.inputs, function.body, function.stops) if unit.label == EXPLORE else None
        if same is not None and same in self.looks:
            return self.looks[same]
        name, summary = self.namer.name(unit, nodes)
        results = self._results_name(name) if len(function.outputs) > 1 else ""
        named = replace(function, name=name, summary=summary, results=results)
        if same is not None:
            self.looks[same] = named
        return named

    def _details(self, unit: Unit, nodes: Sequence[Node]) -> str:
        if unit.label == EXPLORE:
            return ""
        cells = [node.statement.cell for node in nodes]
        return details_of(self.flow.program, cells, self.told, unit.label)

    def _fits(self, unit: Unit) -> tuple[str, ...]:
        """Return the models that a unit fits and gives back."""
        return tuple(
            f.name for f in self.fitted if f.index in unit.indexes and f.name in unit.outputs
        )

    def _variables(
        self, names: Iterable[str], types: Mapping[str, str], unsure: frozenset[str]
    ) -> list[tuple[Variable, tuple[str, ...]]]:
        made = []
        for name in names:
            kind = "" if name in unsure or is_builtin(name) else types.get(name, "")
            text, lines = annotate(kind, self.flow.imports, self.variables)
            made.append((Variable(name=name, annotation=text), lines))
        return made

    def _retyped(
        self, unit: Unit, nodes: Sequence[Node], before: Mapping[str, str]
    ) -> frozenset[str]:
        """Return the inputs that the body binds to another type, where a checker would object."""
        return frozenset(
            name
            for name in unit.inputs
            for node in nodes
            if name in node.defines | node.may_define
            and not is_loose(before.get(name, ""))
            and node.types.get(name, "") != before.get(name, "")
        )

    def _copies(
        self, unit: Unit, nodes: Sequence[Node], before: Mapping[str, str]
    ) -> Iterable[str]:
        """Copy the frames that the body changes in place: no stage changes what it is given."""
        aliases = self.flow.aliases[unit.indexes[0]] if self.flow.aliases else {}
        for name in unit.inputs:
            is_frame = before.get(name) in COPIED
            if is_frame and not aliases.get(name) and _is_changed(name, nodes):
                yield f"{name} = {name}.copy()"

    def _results_name(self, name: str) -> str:
        made = unique(class_name(name) + "Results", self.results | self.variables)
        self.results.add(made)
        return made


def wider_inputs(look: Made, declared: Mapping[str, str]) -> frozenset[str]:
    """Return the inputs of a look that the function around it declares to be more than it says."""
    return frozenset(
        v.name for v in look.function.inputs if declared.get(v.name, v.annotation) != v.annotation
    )


def loosened(one: Made, wider: Collection[str]) -> Made:
    """Let these inputs be anything."""
    if not wider:
        return one
    inputs = one.function.inputs
    inputs = tuple(replace(v, annotation="Any") if v.name in wider else v for v in inputs)
    return replace(one, function=replace(one.function, inputs=inputs), imports=(*one.imports, ANY))


def _loosened(
    made: tuple[Variable, tuple[str, ...]], retyped: frozenset[str]
) -> tuple[Variable, tuple[str, ...]]:
    """Let an input be anything that its body binds to something of another type."""
    variable, _ = made
    return (replace(variable, annotation="Any"), (ANY,)) if variable.name in retyped else made


def _unset(unit: Unit, nodes: Sequence[Node]) -> Iterable[str]:
    """Begin with nothing for what is given back, and bound in one branch alone.

    A type checker lets no import bind a variable.
    """
    trees = [node.statement.node for node in nodes]
    parts = [each for tree in trees for each in walk(tree)]
    if not any(isinstance(each, ast.If) for each in parts):
        return
    bound = {each.asname or each.name for each in parts if isinstance(each, ast.alias)}
    bound |= {*always_bound(trees), *unit.inputs}
    perhaps = frozenset().union(*(node.writes for node in nodes)) - bound
    yield from (f"{name}: Any = None" for name in unit.outputs if name in perhaps)


def _is_changed(name: str, nodes: Sequence[Node]) -> bool:
    """Tell whether the code visibly changes the object of `name` before it binds it anew."""
    for node in nodes:
        for tree in walk(node.statement.node):
            if _stores_into(tree, name):
                return True
        if name in node.defines:
            return False
    return False


def _stores_into(tree: ast.AST, name: str) -> bool:
    match tree:
        case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(
            ctx=ast.Store() | ast.Del()
        ):
            return _root(tree) == name
        case ast.AugAssign(target=target):
            return _root(target) == name
        case ast.Call(func=ast.Attribute(value=value), keywords=keywords):
            inplace = any(k.arg == "inplace" for k in keywords)
            return inplace and _root(value) == name
    return False


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
