"""A derived path and the stage functions → the bodies of what prepares records."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mlship.ir.inference import Method
from mlship.planning.annotations import annotate
from mlship.planning.bindings import Surroundings
from mlship.planning.bodies import Writer
from mlship.planning.declaring import Declared, declare
from mlship.planning.edits import Change, Replace, rewrite
from mlship.planning.functions import Made
from mlship.planning.importing import Imports, loaded_names
from mlship.planning.inference.deriving import Derived
from mlship.planning.inference.goals import Goal
from mlship.planning.inference.kinds import is_on
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
        """Write what makes features of records."""
        derived = self.derived
        lines = [f'{n} = {self.writer.learned}["{n}"]' for n in derived.serving.kept]
        lines += self._lines(derived.serving, training=False)
        text = ast.unparse(derived.prediction.features)
        method = self._method([*lines, f"return {text}"], derived.prediction)
        return replace(method, body=self._looked_up(method))

    def learn(self) -> Method:
        """Write what makes features and target of records that the model is trained on."""
        derived = self.derived
        lines = list(self._lines(derived.training, training=True))
        lines += [f'{self.writer.learned}.keep("{n}", {n})' for n in derived.serving.kept]
        goal = derived.fit
        target = "None" if goal.target is None else ast.unparse(goal.target)
        method = self._method([*lines, f"return {ast.unparse(goal.features)}, {target}"], goal)
        unknown = [*sorted(self.find_unknown(method)), *self._drawn()]
        if not unknown:
            return method
        why = f"The pipeline trains it: {unknown[0]} does not come with the records."
        return Method(body=f'raise NotImplementedError("{why}")')

    def _drawn(self) -> Iterable[str]:
        """Yield what is drawn at random for records to train on, or made of other rows."""
        derived = self.derived
        others = [i for i in derived.training.items if i.index not in derived.serving.indexes]
        for item in others:
            if item.how == "keep" and derived.traces[item.index].refusals:
                yield from sorted(derived.flow.nodes[item.index].defines)

    def _method(self, lines: Iterable[str], goal: Goal) -> Method:
        body = self._declared(_joined("\n".join(lines))).body
        names = loaded_names(body) | {n for n in [self.writer.params] if n in loaded_names(body)}
        calls = {m.function.name: stage_name(m.unit) for m in self.made}
        ours = [f"from {self.package}.{calls[n]} import {n}" for n in names & calls.keys()]
        helpers = names & self.writer.hoisted.names
        ours += [f"from {self.package}.helpers import {n}" for n in helpers]
        if self.writer.report in names:
            alias = "" if self.writer.report == "report" else f" as {self.writer.report}"
            ours.append(f"from {self.package}.report import report{alias}")
        if "partial" in names:
            ours.append("from functools import partial")
        kind = self.types.get(getattr(goal.features, "id", ""), "")
        annotation, needed = annotate(kind, self.writer.flow.imports, self.variables)
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

    def _looked_up(self, method: Method) -> str:
        """Look up what was learned from rows that are not served: there is nothing to compute."""
        unknown, tree = self.find_unknown(method), ast.parse(method.body)
        changes: list[Change] = []
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[key, ast.Lambda() as computed]) if (
                    name == self.writer.learned and loaded_names(ast.unparse(computed)) & unknown
                ):
                    changes.append(Replace(node, f"{name}[{ast.unparse(key)}]"))
        return rewrite(method.body, tree, changes)

    def find_unknown(self, method: Method) -> frozenset[str]:
        """Return the names that a body reads and nothing has bound."""
        writer = self.writer
        ours = {"self", "Any", RECORDS, "partial", writer.params, writer.learned, writer.report}
        known = writer.flow.imports.keys() | writer.hoisted.names | ours
        named = {m.function.name for m in self.made}
        free = loaded_names(method.body) - _bound(method.body) - known - named
        late = self._declared(method.body).missing - known - named
        return frozenset(name for name in free | late if not is_builtin(name))

    def _lines(self, path: Path, *, training: bool) -> Iterable[str]:
        shared = {i: each.place for each in self.derived.shared for i in self._unit(each.place)}
        called: set[int] = set()
        for item in path.items:
            place = shared.get(item.index)
            if place is None:
                yield from self._inline(item, training=training)
            elif place not in called:
                called.add(place)
                yield self._call(self.made_of(place))

    def _unit(self, place: int) -> tuple[int, ...]:
        return self.made_of(place).unit.indexes

    def made_of(self, place: int) -> Made:
        """Return what was made of the unit at a place."""
        return next(m for m in self.made if m.unit == self.derived.units[place])

    def _call(self, made: Made) -> str:
        function = made.function
        given = [v.name for v in function.inputs]
        given += [self.writer.params] if function.uses_params else []
        targets = ", ".join(v.name for v in function.outputs)
        return f"{targets} = {function.name}({', '.join(given)})"

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

    def _inline(self, item: Item, *, training: bool) -> Iterable[str]:
        if item.pairs:
            pairs = [(n, t) for n, t in item.pairs if n != t]
            yield from (f"{name} = {self._given(item, name, text)}" for name, text in pairs)
            return
        trace = self.derived.traces[item.index]
        on_path = item.index in self.derived.serving.indexes
        changes: list[Change] = list(trace.changes) if on_path else []
        changes += [Replace(tree, "pass") for tree in trace.asides if on_path]
        if item.how == "source":
            changes += [Replace(call, self._coming_in(item, call)) for call in trace.sources]
        if not training:
            if is_noop(self.derived.flow, item.index, trace):
                return
            changes += trace.strips
        else:
            changes += self._of_trained(trace)
        served = frozenset({item.index}) if training else self.writer.served
        writer = replace(self.writer, insertions={item.index: tuple(changes)}, served=served)
        text = writer.statement(item.index)
        if not serves_nothing(text):
            yield text

    def _of_trained(self, trace: Trace) -> Iterable[Change]:
        """Leave out of lists of tables those that the model is not trained on."""
        for tree, parts in trace.displays:
            on = [part for part, kind in parts if is_on(kind.tags, self.derived.trained)]
            if 0 < len(on) < len(parts):
                yield Replace(tree, f"[{', '.join(map(ast.unparse, on))}]")


def _joined(body: str) -> str:
    """Return at once what is assigned last."""
    statements = ast.parse(body).body
    match statements[-2:]:
        case [
            ast.Assign(targets=[ast.Name(id=name)], value=value),
            ast.Return(value=ast.Name(id=r)),
        ] if (
            name == r
        ):
            lines = body.split("\n")
            kept = lines[: statements[-2].lineno - 1]
            if isinstance(value, ast.Name) or statements[-2].lineno == statements[-2].end_lineno:
                text = ast.get_source_segment(body, value) or name
                return "\n".join([*kept, f"return {text}"])
    return body


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
