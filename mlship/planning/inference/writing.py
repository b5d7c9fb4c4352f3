"""A derived path and the stage functions → the bodies of what prepares records."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from math import inf

from mlship.ir.inference import Method
from mlship.planning.annotations import annotate
from mlship.planning.bindings import Surroundings
from mlship.planning.bodies import Writer
from mlship.planning.declaring import Declared, declare
from mlship.planning.edits import Change, Replace, rewrite
from mlship.planning.functions import Made, write_call
from mlship.planning.hidden_builtins import MODULE, find_hiding
from mlship.planning.importing import Imports, loaded_names
from mlship.planning.inference.aliases import without_aliases
from mlship.planning.inference.derived import Derived
from mlship.planning.inference.kinds import is_on
from mlship.planning.inference.merging import Pass, Step, merge, set_in
from mlship.planning.inference.openings import without_openings
from mlship.planning.inference.sharing import is_noop, serves_nothing
from mlship.planning.inference.slicing import Item, Path
from mlship.planning.inference.traces import Trace
from mlship.planning.naming import is_builtin
from mlship.planning.steps import stage_name

RECORDS, FRAME = "records", "pandas.DataFrame"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scribe:
    """Writes the bodies."""

    derived: Derived
    made: Sequence[Made]
    writer: Writer
    imports: Imports
    around: Surroundings
    package: str
    types: Mapping[str, str]
    variables: frozenset[str]
    kind: str

    def prepare(self) -> Method:
        """Write what makes features of records, and in training their target: one body."""
        served = without_aliases(self.served(), RECORDS)
        fit = self.derived.fit
        if why := self._untrained():
            raises = set_in(f'raise NotImplementedError("{why}")')
            return self._method(f"if {self.writer.learned}.fitting:\n{raises}\n{served.text}")
        trained = without_aliases(self.trained(), RECORDS)
        method = self._method(merge(served, trained, self.writer.learned))
        if fit.target is None:
            return method
        annotation, needed = self._annotation(fit.target)
        return replace(method, target=annotation, imports=(*method.imports, *needed))

    def served(self) -> Pass:
        """Write what serving does."""
        features = self._expression(self.derived.prediction.features)
        steps = list(self._with_kept(list(self._steps(self.derived.serving)), features))
        unknown = self.find_unknown(Pass(steps=tuple(steps), features=features).text)
        found = [replace(s, text=self._looked_up(s.text, unknown)) for s in steps]
        return Pass(steps=tuple(found), features=features)

    def trained(self) -> Pass:
        """Write what training does."""
        goal, learned = self.derived.fit, self.writer.learned
        steps = list(self._steps(self.derived.training, training=True))
        steps += self._kept_apart(steps)
        keep = (f'{learned}.keep("{n}", {n})' for n in self.derived.serving.kept)
        steps += [Step(text=text, place=(inf, k)) for k, text in enumerate(keep)]
        return Pass(
            steps=tuple(sorted(steps, key=lambda step: step.place)),
            features=self._expression(goal.features),
            target="None" if goal.target is None else self._expression(goal.target),
        )

    def _expression(self, tree: ast.expr) -> str:
        """Write an expression as it reads in the project: constants that became parameters."""
        return ast.unparse(_Folded(self.writer.constants()).visit(deepcopy(tree)))

    def _kept_apart(self, steps: Sequence[Step]) -> Iterable[Step]:
        """Keep what serving looks up and training alone can compute."""
        bound = frozenset().union(*(_bound(step.text) for step in steps))
        for step in self._steps(self.derived.serving):
            for _, key, computed in self._frozen(step.text):
                names = loaded_names(ast.unparse(computed)) - {self.writer.learned}
                missing = names - bound - self.writer.flow.imports.keys()
                if step.place[0] not in self.derived.training.indexes and not missing:
                    given = f"{ast.unparse(key)}, {ast.unparse(computed)}"
                    text = f"{self.writer.learned}.keep({given})"
                    yield Step(text=text, place=(step.place[0], 1))

    def _frozen(self, text: str) -> Iterable[tuple[ast.Call, ast.expr, ast.expr]]:
        """Yield each ``learned(key, lambda: value)`` with its key and its value."""
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[key, ast.Lambda(body=computed)]) if (
                    name == self.writer.learned
                ):
                    yield node, key, computed

    def _with_kept(self, steps: Sequence[Step], features: str) -> Iterable[Step]:
        """Look up what is taken over from training right before it is needed."""
        missing = list(self.derived.serving.kept)
        last = Step(text=features, place=(inf, 0))
        for step in [*steps, last]:
            for name in [n for n in missing if n in loaded_names(step.text)]:
                missing.remove(name)
                text = f'{name} = {self.writer.learned}["{name}"]'
                yield Step(text=text, place=(step.place[0], -1))
            if step is not last:
                yield step

    def _untrained(self) -> str:
        """Say why records alone are not enough to train on, "" if they are."""
        unknown = [*sorted(self.find_unknown(self.trained().text)), *self._drawn()]
        if not unknown:
            return ""
        return f"The pipeline trains it: {unknown[0]} does not come with the records."

    def _drawn(self) -> Iterable[str]:
        """Yield what is drawn at random for records to train on, or made of other rows."""
        derived = self.derived
        others = [i for i in derived.training.items if i.index not in derived.serving.indexes]
        for item in others:
            if item.how == "keep" and derived.traces[item.index].refusals:
                yield from sorted(derived.flow.nodes[item.index].defines)

    def _annotation(self, tree: ast.expr) -> tuple[str, tuple[str, ...]]:
        """Return the annotation of a variable, and the imports that it needs."""
        kind = self.types.get(getattr(tree, "id", ""), "")
        return annotate(kind, self.writer.flow.imports, self.variables)

    def _method(self, text: str) -> Method:
        body = self._declared(text).body
        names = loaded_names(body)
        calls = {m.function.name: stage_name(m.unit) for m in self.made}
        ours = [f"from {self.package}.{calls[n]} import {n}" for n in names & calls.keys()]
        helpers = names & self.writer.hoisted.names
        ours += [f"from {self.package}.helpers import {n}" for n in helpers]
        if self.writer.report in names:
            alias = "" if self.writer.report == "report" else f" as {self.writer.report}"
            ours.append(f"from {self.package}.report import report{alias}")
        if "partial" in names:
            ours.append("from functools import partial")
        goals = (self.derived.prediction, self.derived.fit)
        (annotation, needed), (trained, _) = (self._annotation(goal.features) for goal in goals)
        annotation = annotation if annotation == trained else "Any"
        imports = sorted({*self.imports.needed(names), *ours, *needed})
        if self.writer.params in names:
            body = f"{self.writer.params} = self.params\n{body}"
        return Method(body=body, imports=tuple(imports), annotation=annotation)

    def _declared(self, body: str) -> Declared:
        """Declare what a type checker would guess wrong; `missing` has what comes too late."""
        functions = frozenset(m.function.name for m in self.made)
        around = self.around
        ours = around.ours | functions | {"self", "partial"}
        around = replace(around, own=around.own | functions, ours=ours, complete=False)
        return declare(body, {RECORDS: "pd.DataFrame"}, around)

    def _looked_up(self, text: str, unknown: frozenset[str]) -> str:
        """Look up what was learned from rows that are not served: there is nothing to compute."""
        changes: list[Change] = [
            Replace(node, f"{self.writer.learned}[{ast.unparse(key)}]")
            for node, key, computed in self._frozen(text)
            if loaded_names(ast.unparse(computed)) & unknown
        ]
        return rewrite(text, ast.parse(text), changes)

    def find_unknown(self, text: str) -> frozenset[str]:
        """Return the names that code reads and nothing has bound."""
        writer = self.writer
        ours = {
            "self",
            "Any",
            RECORDS,
            "partial",
            MODULE,
            writer.params,
            writer.learned,
            writer.report,
        }
        known = writer.flow.imports.keys() | writer.hoisted.names | ours
        named = {m.function.name for m in self.made}
        free = loaded_names(text) - _bound(text) - known - named
        late = self._declared(text).missing - known - named
        return frozenset(name for name in free | late if not is_builtin(name))

    def _steps(self, path: Path, *, training: bool = False) -> Iterable[Step]:
        places = {each.place for each in self.derived.shared}
        places |= set(self.derived.repeated) if training else set()
        shared = {i: place for place in places for i in self._unit(place)}
        called: set[int] = set()
        for item in path.items:
            place = shared.get(item.index)
            if place is None:
                lines = self._inline(item, training=training)
                yield from (Step(text=text, place=(item.index, 0)) for text in lines)
            elif place not in called:
                called.add(place)
                first = self._unit(place)[0]
                yield Step(text=self._call(self.made_of(place)), place=(first, 0))

    def _unit(self, place: int) -> tuple[int, ...]:
        return self.made_of(place).unit.indexes

    def made_of(self, place: int) -> Made:
        """Return what was made of the unit at a place."""
        return next(m for m in self.made if m.unit == self.derived.units[place])

    def _call(self, made: Made) -> str:
        targets = ", ".join(variable.name for variable in made.function.outputs)
        return f"{targets} = {write_call(made, self.writer.params)}"

    def _coming_in(self, item: Item, call: ast.Call) -> str:
        """Give records the form of what a call reads: of a table, or of a data set."""
        facts = [c.fact for c in self.derived.flow.nodes[item.index].calls if c.node is call]
        is_table = any(fact and fact.result == FRAME for fact in facts)
        return RECORDS if is_table else f"{self.writer.learned}.as_observed({RECORDS})"

    def _given(self, item: Item, name: str, text: str) -> str:
        """Give records the form that the variable has in the notebook."""
        known = self.derived.flow.nodes[item.index].types.get(name, "")
        if item.how != "cut" or known == FRAME:
            return text
        return f"{self.writer.learned}.as_observed({text})"

    def _bound_in_pairs(self, item: Item) -> Iterator[str]:
        for name, text in item.pairs:
            if name != text:
                given = self._expression(ast.parse(text, mode="eval").body)
                yield f"{name} = {self._given(item, name, given)}"

    def _changes_on_path(self, item: Item, trace: Trace) -> Iterator[Change]:
        """Yield what learns by name, what is left aside, and where records come in."""
        if item.index in self.derived.serving.indexes:
            yield from trace.changes
            yield from (Replace(tree, "pass") for tree in trace.asides)
        if item.how == "source":
            yield from (Replace(call, self._coming_in(item, call)) for call in trace.sources)

    def _inline(self, item: Item, *, training: bool) -> Iterable[str]:
        if item.pairs:
            yield from self._bound_in_pairs(item)
            return
        trace = self.derived.traces[item.index]
        if not training and is_noop(self.derived.flow, item.index, trace):
            return
        changes = [*self._changes_on_path(item, trace)]
        changes += self._of_trained(trace) if training else trace.strips
        served = frozenset({item.index}) if training else self.writer.served
        writer = replace(self.writer, insertions={item.index: tuple(changes)}, served=served)
        derived = self.derived
        together = {*derived.serving.indexes, *(each.index for each in derived.training.items)}
        text = writer.statement(item.index, hiding=find_hiding(derived.flow, together))
        text = without_openings(text) if item.how == "source" else text
        if not serves_nothing(text):
            yield text

    def _of_trained(self, trace: Trace) -> Iterable[Change]:
        """Leave out of lists of tables those that the model is not trained on."""
        for tree, parts in trace.displays:
            on = [part for part, kind in parts if is_on(kind.tags, self.derived.trained)]
            if 0 < len(on) < len(parts):
                yield Replace(tree, f"[{', '.join(map(ast.unparse, on))}]")


class _Folded(ast.NodeTransformer):
    """Writes parameters in the place of variables that became such."""

    def __init__(self, constants: Mapping[str, str]) -> None:
        self.constants = constants

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """``df[columns]`` → ``df[params.train.columns]``."""
        text = self.constants.get(node.id)
        return ast.parse(text, mode="eval").body if text else node


def _bound(body: str) -> frozenset[str]:
    """Return the names that code gives a value, those of functions inside of it included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(body)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.ExceptHandler(name=str() as name):
                found.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {alias.asname or alias.name.partition(".")[0] for alias in names}
    return frozenset(found)
