"""Units → stage functions: names, signatures, docstrings and bodies."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.plan import StageFunction, Variable
from mlship.planning.annotations import annotate
from mlship.planning.bodies import Writer
from mlship.planning.columns import track_columns
from mlship.planning.importing import loaded_names
from mlship.planning.interfaces import EXPLORE, Unit
from mlship.planning.models import Fitted
from mlship.planning.naming import class_name, is_builtin, sentence, short_model, slug, unique
from mlship.planning.prose import details_of, heading_starts
from mlship.planning.showing import describe

DEFAULT_NAMES = {
    "setup": "configure",
    "load": "load_data",
    "clean": "clean_data",
    "features": "engineer_features",
    "split": "split_data",
    "train": "train_model",
    "tune": "tune_model",
    "evaluate": "evaluate_model",
    "report": "report_results",
    EXPLORE: "look",
}
SUMMARIES = {
    "setup": "Set options that later stages rely on.",
    "load": "Load the data.",
    "clean": "Clean the data.",
    "features": "Make the features.",
    "split": "Split the data.",
    "train": "Train the model.",
    "tune": "Search for good hyper-parameters.",
    "evaluate": "Evaluate the model.",
    "report": "Report the results.",
    EXPLORE: "Look at the data.",
}
MIN_NAME = 3
COPIED = ("pandas.DataFrame", "pandas.Series")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Made = a unit's stage function and the import lines that its signature needs."""

    unit: Unit
    function: StageFunction
    imports: tuple[str, ...] = ()


@dataclass(slots=True)
class Workshop:
    """Makes stage functions one after the other, so that each name is used once."""

    flow: Dataflow
    writer: Writer
    fitted: tuple[Fitted, ...]
    taken: set[str]
    types: Sequence[Mapping[str, str]]
    variables: frozenset[str]
    results: set[str] = field(default_factory=set)

    def make(self, unit: Unit, calls: Mapping[int, str]) -> Made:
        """Make the function of a unit; `calls` stand for the looks inside it."""
        nodes = [self.flow.nodes[i] for i in unit.indexes if i not in calls]
        before, after = self.types[unit.indexes[0]], self.types[unit.indexes[-1] + 1]
        inputs = self._variables(unit.inputs, before, self._retyped(unit, nodes, before))
        outputs = self._variables(unit.outputs, after, frozenset())
        name = unique(self._name(unit, nodes), self.taken)
        self.taken.add(name)
        copies = self._copies(unit, nodes, before)
        body = "\n".join([*copies, self.writer.body(unit.indexes, unit.inputs, calls)])
        adds, drops = track_columns(nodes, unit.outputs)
        lines = {line for _, found in (*inputs, *outputs) for line in found}
        return Made(
            unit=unit,
            imports=tuple(sorted(lines)),
            function=StageFunction(
                name=name,
                summary=self._summary(unit, nodes, name),
                details=(
                    ""
                    if unit.label == EXPLORE
                    else details_of(self.flow.program, [n.statement.cell for n in nodes])
                ),
                inputs=tuple(variable for variable, _ in inputs),
                outputs=tuple(variable for variable, _ in outputs),
                results=self._results_name(name) if len(outputs) > 1 else "",
                body=body,
                uses_params=self.writer.params in loaded_names(body),
                cells=tuple(dict.fromkeys(n.statement.cell for n in nodes)),
                adds=adds,
                drops=drops,
                fits=tuple(
                    f.name
                    for f in self.fitted
                    if f.index in unit.indexes and f.name in unit.outputs
                ),
            ),
        )

    def _variables(
        self, names: Iterable[str], types: Mapping[str, str], unsure: frozenset[str]
    ) -> list[tuple[Variable, tuple[str, ...]]]:
        made = []
        for name in names:
            kind = "" if name in unsure else types.get(name, "")
            text, lines = annotate(kind, self.flow.imports, self.variables)
            made.append((Variable(name=name, annotation=text), lines))
        return made

    def _retyped(
        self, unit: Unit, nodes: Sequence[Node], before: Mapping[str, str]
    ) -> frozenset[str]:
        """Return the inputs that the body binds to something of another type."""
        return frozenset(
            name
            for name in unit.inputs
            for node in nodes
            if name in node.defines | node.may_define
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

    def _name(self, unit: Unit, nodes: Sequence[Node]) -> str:
        fitted = [f for f in self.fitted if f.index in unit.indexes]
        if unit.label in {"train", "tune"} and fitted:
            kinds = list(dict.fromkeys(short_model(f.estimator) for f in fitted))
            return f"{unit.label}_{kinds[0]}" if len(kinds) == 1 else f"{unit.label}_models"
        if unit.label == "evaluate" and (label := self._evaluated(nodes)):
            return f"evaluate_{label}"
        if unit.label == EXPLORE:
            return self._look_name(nodes)
        return self._heading_name(nodes) or DEFAULT_NAMES[unit.label]

    def _evaluated(self, nodes: Sequence[Node]) -> str:
        read = {name for node in nodes for name in node.reads}
        earlier = [f for f in self.fitted if f.index < nodes[0].statement.index and f.name in read]
        return short_model(earlier[-1].estimator) if earlier else ""

    def _look_name(self, nodes: Sequence[Node]) -> str:
        for node in nodes:
            title = self.writer.titles.get(node.statement.cell, "")
            if title and node.role == "plot":
                return f"plot_{slug(title.removeprefix('plot '), words=6)}"
        shown = [n.statement.node for n in nodes if n.statement.shown and n.role != "plot"]
        trees = [t.value for t in shown if isinstance(t, ast.Expr)]
        words = next((w for t in trees if (w := slug(describe(t), words=5)) and w != "value"), "")
        heading = self._heading_name(nodes)
        return f"show_{words}" if words else f"look_at_{heading}" if heading else "look"

    def _heading_name(self, nodes: Sequence[Node]) -> str:
        starts = heading_starts(self.flow.program)
        cells = [n.statement.cell for n in nodes]
        heading = next(
            (starts[c].heading for c in cells if c in starts and starts[c].level > 1), ""
        )
        name = slug(heading, words=6)
        usable = name and len(name) >= MIN_NAME and not is_builtin(name)
        return name if usable else ""

    def _summary(self, unit: Unit, nodes: Sequence[Node], name: str) -> str:
        heading = self._heading_name(nodes)
        if heading and name.startswith((heading, f"look_at_{heading}")):
            starts = heading_starts(self.flow.program)
            return sentence(
                next(
                    starts[n.statement.cell].heading
                    for n in nodes
                    if n.statement.cell in starts and starts[n.statement.cell].level > 1
                )
            )
        words = name.split("_", 1)[-1].replace("_", " ")
        if unit.label in {"train", "evaluate", "tune"} and name != DEFAULT_NAMES[unit.label]:
            return f"{unit.label.capitalize()} the {words}."
        if unit.label == EXPLORE and words:
            return f"{name.split('_', 1)[0].capitalize()} {words}."
        return SUMMARIES[unit.label]

    def _results_name(self, name: str) -> str:
        made = unique(class_name(name) + "Results", self.results | self.variables)
        self.results.add(made)
        return made


def _is_changed(name: str, nodes: Sequence[Node]) -> bool:
    """Tell whether the code visibly changes the object of `name` before it binds it anew."""
    for node in nodes:
        for tree in ast.walk(node.statement.node):
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
