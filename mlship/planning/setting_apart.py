"""Functions that train in loops → the same, with what judges there in functions of `evaluate`.

A loop that trains and scores one model after the other stays the notebook's own; what it says of
each model becomes a function that the loop calls.
"""

import ast
import io
import re
import tokenize
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from textwrap import dedent

from mlship.ir.plan import StageFunction, Variable
from mlship.ir.trees import find, parse, walk
from mlship.planning.annotations import ANY, annotate
from mlship.planning.drafting import Draft
from mlship.planning.functions import Made
from mlship.planning.importing import bound_names, loaded_names
from mlship.planning.interfaces import Unit
from mlship.planning.judging import Judge, Judgement, Place
from mlship.planning.lifetimes import loaded
from mlship.planning.metrics import dotted
from mlship.planning.naming import class_name, unique
from mlship.planning.surroundings import Inside

LABEL = "evaluate"
TRAINING = frozenset({"train", "tune"})
VALUE = "score"  # what is handed on has no name in the notebook
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SCOPES = (*DEFINITIONS, ast.Lambda)
MOST_TOLD = 4
NUMBER = re.compile(r"_\d+$")
SHORT = re.compile(r"\b(auc|roc|f1|r2)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Bench = what is known of the notebook, names that are taken, what was set apart so far."""

    draft: Draft
    inside: Inside
    taken: set[str]
    found: dict[Hashable, Made] = field(default_factory=dict)

    def judge(self, body: ast.Module, variables: frozenset[str]) -> Judge:
        """Return who judges a body; what it defines or imports itself cannot be passed on."""
        own = [n.name for n in walk(body) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
        names = self.draft.names
        return Judge(
            params=names.params,
            knowledge=self.draft.knowledge,
            imports=self.draft.flow.imports,
            report=names.report,
            variables=variables - {names.params},
            refused=frozenset({names.learned, *own, *bound_names(body)}),
        )


def set_apart(
    draft: Draft, made: Sequence[Made], inside: Inside, taken: Iterable[str]
) -> tuple[list[Made], list[Made]]:
    """Return what was made with its judgements called, and the functions of these."""
    bench = Bench(draft=draft, inside=inside, taken={*taken})
    training = {one.function.name: one for one in made if one.unit.label in TRAINING}
    written = {name: _without_judgements(one, bench) for name, one in training.items()}
    changed = [_with(one, written.get(one.function.name)) for one in made]
    return changed, list(bench.found.values())


def _with(one: Made, body: str | None) -> Made:
    """Put another body into what was made; of twins into the function that they share."""
    if body is None:
        return one
    if one.shared is None:
        return replace(one, function=replace(one.function, body=body))
    function = replace(one.shared.function, body=body)
    return replace(one, shared=replace(one.shared, function=function))


def _without_judgements(one: Made, bench: Bench) -> str:
    """Write a body with calls in the place of what judges."""
    body = one.written.body
    tree = parse(body)
    if any(isinstance(node, ast.Global | ast.Nonlocal) for node in walk(tree)):
        return body
    given = frozenset(variable.name for variable in one.written.inputs)
    inner = (loaded(node) for node in walk(tree) if isinstance(node, SCOPES))
    after = frozenset(variable.name for variable in one.written.outputs).union(*inner)
    judge = bench.judge(tree, given | _variables(tree))
    judgements = list(judge.find(tree.body, Place(known=given, after=after)))
    judgements.sort(key=lambda each: each.statements[0].lineno)
    functions = [_make(one, body, each, bench).function for each in judgements]
    for each, function in reversed([*zip(judgements, functions, strict=True)]):
        body = _called(body, each, function, bench)
    return body


def _variables(tree: ast.Module) -> frozenset[str]:
    """Return all names that a body sets, in its loops, too."""
    names = (node.id for node in find(tree, ast.Name) if isinstance(node.ctx, ast.Store))
    defined = (node.name for node in walk(tree) if isinstance(node, DEFINITIONS))
    return frozenset(chain(names, defined))


def _make(one: Made, body: str, judgement: Judgement, bench: Bench) -> Made:
    """Make the function of a judgement; what is the same anywhere is made once."""
    text = _text(body, judgement)
    types = _Types(one=one, tree=parse(body), bench=bench)
    typed_inputs = [types.of(name) for name in judgement.inputs]
    typed_outputs = _outputs(judgement, types)
    inputs, outputs = ([v for v, _ in typed] for typed in (typed_inputs, typed_outputs))
    key = (text, *inputs, *outputs)
    if key not in bench.found:
        function = _function(one, judgement, inputs, outputs, bench)
        lines = chain.from_iterable(lines for _, lines in (*typed_inputs, *typed_outputs))
        bench.found[key] = Made(
            unit=Unit(label=LABEL, indexes=one.unit.indexes),
            function=replace(function, body=text, uses_params=_uses(text, bench)),
            imports=tuple(sorted(set(lines))),
        )
    return bench.found[key]


def _outputs(judgement: Judgement, types: "_Types") -> list[tuple[Variable, tuple[str, ...]]]:
    """Return what a judgement gives back: its value, else what is asked for behind it."""
    if judgement.value is None:
        going = _going_on(types.tree, judgement)
        return [_loose(n) if n in going else types.of(n) for n in judgement.outputs]
    counts = isinstance(judgement.statements[-1], ast.AugAssign)
    return [_loose(VALUE) if counts else types.of_value(judgement.value)]


def _uses(text: str, bench: Bench) -> bool:
    return bench.draft.names.params in loaded_names(text)


def _function(
    one: Made,
    judgement: Judgement,
    inputs: Sequence[Variable],
    outputs: Sequence[Variable],
    bench: Bench,
) -> StageFunction:
    name = _name(one, judgement, bench.taken, gives=bool(outputs))
    bench.taken.add(name)
    results = unique(f"{class_name(name)}Results", bench.taken) if len(outputs) > 1 else ""
    return StageFunction(
        name=name,
        summary=_summary(name, judgement),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        results=results,
        cells=one.function.cells,
    )


def _name(one: Made, judgement: Judgement, taken: set[str], *, gives: bool) -> str:
    """Name what judges a model, a part of the data or predictions; else by what is trained."""
    verb = "score" if gives else "evaluate"
    what = "fold" if judgement.folds else "model" if judgement.asked else "predictions"
    names = (f"{verb}_{what}", f"{verb}_{one.function.name.partition('_')[2]}")
    return next((n for n in names if n not in taken), unique(names[0], taken))


def _summary(name: str, judgement: Judgement) -> str:
    """Say what is judged, and by what."""
    verb, _, what = NUMBER.sub("", name).partition("_")
    known = [metric.replace("_", " ") for metric in judgement.metrics if metric != "score"]
    told = [SHORT.sub(lambda found: found[0].upper(), each) for each in known[:MOST_TOLD]]
    by = " and ".join(filter(None, [", ".join(told[:-1]), told[-1]])) if told else ""
    article = "" if what == "predictions" else "the "
    return f"{verb.capitalize()} {article}{what.replace('_', ' ')}{f' by {by}' if by else ''}."


def _text(body: str, judgement: Judgement) -> str:
    """Cut the statements out, with the comments above them."""
    first, last = judgement.statements[0], judgement.statements[-1]
    lines = body.split("\n")
    start = _first_line(body, first)
    if judgement.value is None:
        return dedent("\n".join(lines[start : last.end_lineno]))
    value = ast.get_source_segment(body, judgement.value) or ""
    value = f"({value})" if "\n" in value else value
    before = dedent("\n".join(lines[start : last.lineno - 1]))
    return "\n".join(filter(None, [before.rstrip(), f"{VALUE} = {value}"]))


def _first_line(body: str, first: ast.stmt) -> int:
    """Return where a statement begins, the comments above it included, counted from 0."""
    tokens = tokenize.generate_tokens(io.StringIO(body).readline)
    lines = body.split("\n")
    comments = {
        token.start[0]
        for token in tokens
        if token.type == tokenize.COMMENT and lines[token.start[0] - 1].lstrip().startswith("#")
    }
    start = first.lineno - 1
    while start in comments:
        start -= 1
    return start


def _called(body: str, judgement: Judgement, function: StageFunction, bench: Bench) -> str:
    """Put a call in the place of a judgement."""
    first, last = judgement.statements[0], judgement.statements[-1]
    lines = body.split("\n")
    start = _first_line(body, first)
    given = [*judgement.inputs, *([bench.draft.names.params] if function.uses_params else [])]
    call = f"{function.name}({', '.join(given)})"
    if judgement.value is None:
        names = ", ".join(judgement.outputs)
        margin = lines[first.lineno - 1][: first.col_offset]
        text = [f"{margin}{names} = {call}" if names else f"{margin}{call}"]
    else:
        text = _around(body, last, judgement.value, call)
    return "\n".join([*lines[:start], *text, *lines[last.end_lineno :]])


def _around(body: str, statement: ast.stmt, value: ast.expr, call: str) -> list[str]:
    """Write a statement with a call in the place of its value."""
    lines = body.split("\n")
    head = lines[statement.lineno - 1 : value.lineno]
    head[-1] = head[-1].encode()[: value.col_offset].decode() + call
    end = value.end_lineno or value.lineno
    tail = lines[end - 1].encode()[value.end_col_offset :].decode()
    head[-1] += tail
    return [*head, *lines[end : statement.end_lineno]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Types:
    """Knows the types of a function's variables where they have one type all along."""

    one: Made
    tree: ast.Module
    bench: Bench

    def of(self, name: str) -> tuple[Variable, tuple[str, ...]]:
        """Return a variable with its annotation, and the import lines of that."""
        times = _values_of(name, self.tree)
        told = {v.name: v.annotation for v in self.one.written.inputs}
        if name in told and not times:
            lines = self.one.shared.imports if self.one.shared else self.one.imports
            return Variable(name=name, annotation=told[name]), _of_type(told[name], lines)
        draft, known = self.bench.draft, self.bench.inside.types[self.one.unit.indexes[-1] + 1]
        own = name not in told and name not in self.one.declared
        sure = times == 1 and own and self.one.shared is None
        kind = known.get(name, "") if sure else ""
        text, lines = annotate(kind, draft.flow.imports, draft.names.variables)
        return Variable(name=name, annotation=text), lines

    def of_value(self, value: ast.expr) -> tuple[Variable, tuple[str, ...]]:
        """Return what is handed on, as far as its form says what it is."""
        match value:
            case ast.Dict():
                return Variable(name=VALUE, annotation="dict[str, Any]"), (ANY,)
            case ast.Call(func=ast.Name(id="float")):
                return Variable(name=VALUE, annotation="float"), ()
            case ast.Call(func=func):
                root, dot, rest = dotted(func).partition(".")
                called = f"{self.bench.draft.flow.imports.get(root, root)}{dot}{rest}"
                fact = self.bench.draft.knowledge.fact(called)
                if fact and fact.result == "float":
                    return Variable(name=VALUE, annotation="float"), ()
        return _loose(VALUE)


def _loose(name: str) -> tuple[Variable, tuple[str, ...]]:
    return Variable(name=name, annotation="Any"), (ANY,)


def _going_on(tree: ast.Module, judgement: Judgement) -> frozenset[str]:
    """Return the names that other variables are made of: these may have begun as something else.

    ``best = 0`` and ``best = score`` are two types to a checker, unless the score may be anything.
    """
    inside = {id(node) for each in judgement.statements for node in walk(each)}
    outside = (node for node in walk(tree) if id(node) not in inside)
    made = (node for node in outside if isinstance(node, ast.Assign | ast.AugAssign))
    return frozenset[str]().union(*(loaded(node) for node in made))


def _values_of(name: str, tree: ast.Module) -> int:
    """Count the values that a name is given; what the same callable gives counts once."""
    nodes = walk(tree)
    sets = [n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    times = sum(n.id == name for n in sets)
    calls = [
        ast.unparse(node.value.func)
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id == name
    ]
    return times - len(calls) + len({*calls})


def _of_type(annotation: str, lines: Iterable[str]) -> tuple[str, ...]:
    """Select the import lines that bring the names of an annotation."""
    wanted = loaded_names(annotation)
    found = (line for line in lines if wanted & {*bound_names(parse(line))})
    return (*found, *([ANY] if "Any" in wanted else []))
