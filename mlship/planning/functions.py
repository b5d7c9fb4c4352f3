"""Units → stage functions: names, signatures, docstrings and bodies."""

import ast
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.plan import StageFunction, Variable
from mlship.ir.trees import walk
from mlship.planning.annotations import ANY, annotate, is_loose
from mlship.planning.bindings import Surroundings
from mlship.planning.bodies import Writer
from mlship.planning.branches import always_bound
from mlship.planning.columns import track_all
from mlship.planning.declaring import declare
from mlship.planning.headings import MOST_WORDS, heading_words, is_order, name_after, things_in
from mlship.planning.importing import loaded_names
from mlship.planning.interfaces import EXPLORE, Unit
from mlship.planning.leaving import find_left
from mlship.planning.models import Fitted
from mlship.planning.naming import class_name, is_builtin, sentence, short_model, slug, unique
from mlship.planning.promises import find_promises
from mlship.planning.prose import details_of, heading_starts
from mlship.planning.summaries import (
    ABOUT_MODELS,
    AND,
    DEFAULT_NAMES,
    subjects,
    summarize,
    tell_apart,
)
from mlship.planning.wording import Wording, files_named, says_little

# What is done to a thing that a heading only names.
VERBS = {
    "setup": "configure", "load": "load", "clean": "clean", "features": "prepare",
    "split": "split", "train": "train", "tune": "tune", "evaluate": "evaluate",
    "report": "report", EXPLORE: "explore",
}  # fmt: skip
LONGEST_NAME = 48
SEVERAL, PAIR, LONGEST_PAIR = "models", 2, 36
SEARCHES = ("SearchCV", "cross_val_score", "cross_validate")
# A class whose name is no words, as SVC or DBSCAN.
ACRONYM = re.compile("[A-Z]{2,}")
COPIED = ("pandas.DataFrame", "pandas.Series")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Made = a unit's stage function, import lines that its signature needs, unbound names.

    `declared` are the types that its body gives names.
    """

    unit: Unit
    function: StageFunction
    imports: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()
    declared: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Workshop:
    """Makes stage functions one after the other, so that each name is used once."""

    flow: Dataflow
    writer: Writer
    fitted: tuple[Fitted, ...]
    taken: set[str]
    types: Sequence[Mapping[str, str]]
    variables: frozenset[str]
    around: Surroundings
    is_model: Callable[[str], bool]
    failing: frozenset[int] = frozenset()
    repeated: Collection[tuple[str, ...]] = ()
    results: set[str] = field(default_factory=set)
    looks: dict[object, StageFunction] = field(default_factory=dict)
    before: str = ""

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
        name, summary = self._name(unit, nodes)
        results = self._results_name(name) if len(function.outputs) > 1 else ""
        named = replace(function, name=name, summary=summary, results=results)
        if same is not None:
            self.looks[same] = named
        return named

    def _details(self, unit: Unit, nodes: Sequence[Node]) -> str:
        if unit.label == EXPLORE:
            return ""
        return details_of(self.flow.program, [n.statement.cell for n in nodes])

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

    def _name(self, unit: Unit, nodes: Sequence[Node]) -> tuple[str, str]:
        """Return a name that no other function has, and the sentence that says what it does."""
        names = self._candidates(unit, nodes)
        fitting = [name for name in names if len(name) <= LONGEST_NAME] or [
            DEFAULT_NAMES[unit.label]
        ]
        free = next((name for name in fitting if name not in self.taken), "")
        name = free or self._distinguished(unit, nodes, fitting)
        if unit.label != EXPLORE:
            self.before = name
        self.taken.add(name)
        shared = free or fitting[0]
        summary = self._summary(unit, nodes, shared)
        return name, tell_apart(summary, name[len(shared) + 1 :], self._words(unit, nodes))

    def _candidates(self, unit: Unit, nodes: Sequence[Node]) -> list[str]:
        model, variable = self._model(unit, nodes)
        said = list(
            Wording(
                unit=unit, nodes=nodes, model=model, variable=variable,
                titles=self._titles(nodes), adds=[column for _, column in track_all(nodes)],
            ).names()
        )  # fmt: skip
        of_one = model != SEVERAL and AND not in model
        tells = of_one and sources_of(nodes) not in self.repeated
        heading = self._heading_name(unit, nodes) if tells else ""
        drawn = unit.label in {"report", EXPLORE} and said[:1] and said[0].startswith("plot_")
        ordered = [*said[:1], heading, *said[1:]] if model or drawn else [heading, *said]
        files = [f"load_{stem}" for stem in files_named(nodes)] if unit.label == "load" else []
        return [name for name in [*ordered, DEFAULT_NAMES[unit.label], *files] if name]

    def _distinguished(self, unit: Unit, nodes: Sequence[Node], names: Sequence[str]) -> str:
        """Say what tells this function from its namesakes, else number it."""
        words = "_".join(things_in(self._heading(nodes))[:MOST_WORDS])
        if unit.label == EXPLORE:
            more = [f"{names[0]}_after_{self.before}"] if self.before else []
        else:
            more = [f"{names[0]}_{word}" for word in [words, *subjects(unit, nodes)] if word]
        free = (n for n in more if len(n) <= LONGEST_NAME and n not in self.taken)
        return next(free, "") or unique(names[0], self.taken)

    def _model(self, unit: Unit, nodes: Sequence[Node]) -> tuple[str, str]:
        """Return the short name of the model that a unit is about, and its variable."""
        if unit.label not in ABOUT_MODELS:
            return "", ""
        fitted = [f for f in self.fitted if f.index in unit.indexes]
        if not fitted and unit.label == "evaluate":
            read = {name for node in nodes for name in node.reads}
            start = nodes[0].statement.index
            fitted = [f for f in self.fitted if f.index < start and f.name in read]
        found = {f.name: f.estimator for f in fitted} or self._models_in(unit, nodes)
        if unit.label == "tune":
            found = self._searched(unit, nodes) or found
        kinds = list(dict.fromkeys(short_model(kind) for kind in found.values()))
        kinds = [kind for kind in kinds if not says_little(kind)] or kinds[:1]
        if len(kinds) > 1:
            pair = "_and_".join(kinds)
            return (pair if len(kinds) == PAIR and len(pair) <= LONGEST_PAIR else SEVERAL), ""
        return (kinds[0], next(iter(found)) if len(found) == 1 else "") if kinds else ("", "")

    def _models_in(self, unit: Unit, nodes: Sequence[Node]) -> dict[str, str]:
        """Return the models that a unit makes, else those that it is given, with their types."""
        made = {n: kind for node in nodes for n, kind in node.types.items() if n in node.defines}
        before = self.types[unit.indexes[0]]
        given = {name: before.get(name, "") for name in unit.inputs}
        ways = ({n: k for n, k in kinds.items() if self.is_model(k)} for kinds in (made, given))
        return next(filter(None, ways), {})

    def _searched(self, unit: Unit, nodes: Sequence[Node]) -> dict[str, str]:
        """Return the models whose hyper-parameters a unit searches."""
        known = dict(self.types[unit.indexes[0]])
        for node in nodes:
            known |= {n: k for n, k in node.types.items() if n in node.defines}
        calls = [c for node in nodes for c in node.calls if c.name.endswith(SEARCHES)]
        given = [a for c in calls for a in [*c.node.args[:1], *(k.value for k in c.node.keywords)]]
        names = [n.id for a in given for n in walk(a) if isinstance(n, ast.Name)]
        return {n: known[n] for n in names if self.is_model(known.get(n, ""))}

    def _titles(self, nodes: Sequence[Node]) -> list[str]:
        titles = (self.writer.titles.get(n.statement.index, "") for n in nodes)
        return [title for title in titles if title]

    def _heading(self, nodes: Sequence[Node]) -> str:
        """Return the heading that a unit begins with, or that begins within it."""
        starts = heading_starts(self.flow.program)
        cells = dict.fromkeys(n.statement.cell for n in nodes)
        found = (starts[c].heading for c in cells if c in starts and starts[c].level > 1)
        return next(found, "")

    def _heading_name(self, unit: Unit, nodes: Sequence[Node]) -> str:
        plots = sum(node.role == "plot" for node in nodes) * 2 > len(nodes)
        verb = "plot" if plots and unit.label in {"report", EXPLORE} else VERBS[unit.label]
        return name_after(self._heading(nodes), unit.label, verb)

    def _summary(self, unit: Unit, nodes: Sequence[Node], name: str) -> str:
        heading = self._heading(nodes)
        if is_order(heading) and "_".join(heading_words(heading)) == name:
            return sentence(heading)
        return summarize(unit.label, name, nodes, self._words(unit, nodes))

    def _words(self, unit: Unit, nodes: Sequence[Node]) -> dict[str, str]:
        """Map parts of names to variables, and to classes whose names are no words."""
        kinds = [each.estimator.rpartition(".")[2] for each in self.fitted]
        made = [name for node in nodes for name in sorted(node.defines)]
        variables = dict.fromkeys([*unit.outputs, *made, *unit.inputs])
        return {
            **{short_model(kind): kind for kind in kinds if ACRONYM.search(kind)},
            **{slug(name): name for name in reversed(variables)},
        }

    def _results_name(self, name: str) -> str:
        made = unique(class_name(name) + "Results", self.results | self.variables)
        self.results.add(made)
        return made


def sources_of(nodes: Iterable[Node]) -> tuple[str, ...]:
    """Return the texts of statements, by which looks are the same or not."""
    return tuple(node.statement.source for node in nodes)


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
    """Begin with nothing for what is given back, and bound in one branch alone."""
    trees = [node.statement.node for node in nodes]
    branching = any(isinstance(each, ast.If) for tree in trees for each in walk(tree))
    bound = always_bound(trees) if branching else frozenset(unit.outputs)
    written = frozenset().union(*(node.writes for node in nodes))
    for name in unit.outputs:
        if name in written and name not in bound and name not in unit.inputs:
            yield f"{name}: Any = None"


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
