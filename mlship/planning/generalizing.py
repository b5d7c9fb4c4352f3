"""Twins, and what differs between them → the function that does what each of them does."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from textwrap import wrap
from typing import TypeVar

from mlship.ir.plan import Promises, StageFunction, Variable
from mlship.ir.trees import parse
from mlship.planning.annotations import ANY
from mlship.planning.differing import Differing
from mlship.planning.edits import Change, Replace, rewrite
from mlship.planning.functions import Made, Shared
from mlship.planning.general import find_alike, name_function, name_variables
from mlship.planning.importing import bound_names
from mlship.planning.interfaces import EXPLORE
from mlship.planning.likeness import Shape
from mlship.planning.naming import class_name, short_model, slug, unique
from mlship.planning.summaries import ABOUT_MODELS, DEFAULT_NAMES, SUMMARIES

T = TypeVar("T")

WIDTH = 90  # of a comment
# What is shown, where nothing else is said of it.
KINDS = {"pd.DataFrame": "table", "pd.Series": "column", "np.ndarray": "array"}
MOST_TYPES = 3
# Types that a checker knows: what may be this or that of them may be anything.
_KNOWN = re.compile(r"^(bool|int|str|list|dict|set|tuple|Callable|torch|tf)\b|\[")
_BASE, _BASE_LINE = "BaseEstimator", "from sklearn.base import BaseEstimator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Naming = how generated code calls parameters, report, what is learned; names that are taken.

    `taken` are names of functions and all that these must not be called, `outer` the names that
    mean something in every module, `results` those of results; `is_model` tells of a unit's
    variable whether it holds a model.
    """

    params: str
    report: str
    learned: str
    taken: set[str]
    outer: Collection[str]
    results: set[str]
    is_model: Callable[[Made, str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Twin = its place among what is made, what is made, the shape of its body."""

    place: int
    made: Made
    shape: Shape

    @property
    def inputs(self) -> list[tuple[int, str]]:
        """Where its inputs are among its variables, and their types."""
        return self._places(self.made.function.inputs)

    @property
    def outputs(self) -> list[tuple[int, str]]:
        """Where its outputs are among its variables, and their types."""
        return self._places(self.made.function.outputs)

    def _places(self, variables: Iterable[Variable]) -> list[tuple[int, str]]:
        return [(self.shape.names.index(v.name), v.annotation) for v in variables]


@dataclass(frozen=True, kw_only=True)
class Family:
    """Family = twins, how the constants in them differ, the first's shape without its comments.

    `remarks` is what is to be said of each call.
    """

    twins: Sequence[Twin]
    differing: Differing
    shape: Shape
    remarks: Sequence[str]
    naming: Naming

    @cached_property
    def functions(self) -> list[StageFunction]:
        """The function of each of them."""
        return [twin.made.function for twin in self.twins]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the variables that speak for all."""
        first = self.twins[0]
        names = enumerate(first.shape.names)
        return name_variables(
            self.shape,
            [twin.shape.names for twin in self.twins],
            dict([*first.outputs, *first.inputs]),
            {place for place, name in names if self.naming.is_model(first.made, name)},
            {*self.shape.others, *self.naming.outer},
        )

    def general(self, twin: Twin) -> dict[str, str]:
        """Map the variables of a twin to the names that speak for all."""
        return dict(zip(twin.shape.names, self.names, strict=True))

    @cached_property
    def arguments(self) -> list[Variable]:
        """What is given besides variables of the notebook."""
        taken = {*self.names, *self.shape.others, *self.naming.outer}
        found: list[Variable] = []
        for argument in self.differing.arguments:
            name = unique(argument.name, {*taken, *(v.name for v in found)})
            found.append(Variable(name=name, annotation=argument.annotation))
        return found


def generalize(family: Family) -> list[Made]:
    """Write one function for all twins; give each of them back with its call."""
    function = _write(family)
    family.naming.taken.add(function.name)
    family.naming.results.add(function.results)
    lines = tuple(_imports(family, function))
    return [
        replace(
            twin.made,
            function=_called(twin, family.twins[0], function),
            shared=Shared(
                function=function,
                call=0 if twin.made.unit.label == EXPLORE else number + 1,
                names=family.general(twin),
                given=tuple(repr(each.values[number]) for each in family.differing.arguments),
                comment="\n".join(_say(twin.made.function, function, family.remarks[number])),
                imports=lines,
            ),
        )
        for number, twin in enumerate(family.twins)
    ]


def _name_of_class(functions: Sequence[StageFunction]) -> str:
    """Return the name that one has of the class of the model that all are about, if any has."""
    kinds = ([v.annotation for v in (*f.outputs, *f.inputs)] for f in functions)
    shared = set.intersection(*map(set, kinds))
    said = {short_model(kind) for kind in shared if kind not in {"", ANY}}
    names = (function.name for function in functions)
    return next((name for name in names if name.partition("_")[2] in said), "")


def _name(family: Family) -> str:
    """Name what the functions do: after the class that they all make, or after what they share."""
    functions, label = family.functions, family.twins[0].made.unit.label
    names = [function.name for function in functions]
    told, taken = _told(family), family.naming.taken
    return _name_of_class(functions) or name_function(names, label, told, taken)


def _write(family: Family) -> StageFunction:
    """Write the function."""
    first, functions, naming = family.functions[0], family.functions, family.naming
    label, name = family.twins[0].made.unit.label, _name(family)
    results = naming.results - {function.results for function in functions}
    return replace(
        first,
        name=name,
        summary=_summarize(name, label, [function.summary for function in functions]),
        details=_join_details(functions),
        inputs=(*_join(family, [twin.inputs for twin in family.twins]), *family.arguments),
        outputs=tuple(_join(family, [twin.outputs for twin in family.twins])),
        results=unique(f"{class_name(name)}Results", results) if first.results else "",
        body=_body(family),
        cells=tuple(dict.fromkeys(chain.from_iterable(each.cells for each in functions))),
        promises=_join_promises(family),
        fits=_in_all(family, [each.fits for each in functions]),
        leaves=tuple(each for each in first.leaves if all(each in f.leaves for f in functions)),
    )


def _said_at_spots(differing: Differing) -> dict[int, str]:
    """Map constants that differ to what is said around them, else to what they have in common."""
    return {
        spot.constant: f"{spot.before} {spot.after}".strip()
        or " ".join(find_alike(str(v).split() for v in differing.arguments[spot.argument].values))
        for spot in differing.spots
    }


def _told(family: Family) -> str:
    """Return what the entries are called that each of them makes: "accuracy", "plot_close"."""
    shape, spots = family.shape, _said_at_spots(family.differing)
    labels = [(k, each) for k, each in enumerate(shape.constants) if each.label]
    said = (slug(spots.get(k, str(each.node.value))) for k, each in labels)
    verb = "plot_" if f"{family.naming.report}.figure(" in shape.body else ""
    first = family.twins[0]
    given = KINDS.get(next((kind for _, kind in first.inputs), ""), "")
    is_shown = first.made.unit.label == EXPLORE and not verb
    return next((f"{verb}{text}" for text in said if text), given if is_shown else "")


def _body(family: Family) -> str:
    shape = family.shape
    named = dict(zip(shape.names, family.names, strict=True))
    changes: list[Change] = [
        Replace(use, named[use.id]) for use in shape.uses if named[use.id] != use.id
    ]
    for spot in family.differing.spots:
        constant, argument = shape.constants[spot.constant], family.arguments[spot.argument]
        text = spot.write(argument.name, formatted=constant.formatted)
        changes.append(Replace(constant.node, text))
    return rewrite(shape.body, shape.tree, changes)


def _called(twin: Twin, first: Twin, function: StageFunction) -> StageFunction:
    """Give a unit's function the name of the shared one, and its variables in that order."""
    own, names = twin.made.function, twin.shape.names
    given = {v.name: v for v in own.inputs}
    back = {v.name: v for v in own.outputs}
    return replace(
        own,
        name=function.name,
        results=function.results,
        inputs=tuple(given[names[place]] for place, _ in first.inputs),
        outputs=tuple(back[names[place]] for place, _ in first.outputs),
    )


def _join(family: Family, columns: Sequence[Sequence[tuple[int, str]]]) -> Iterable[Variable]:
    """Name variables for all twins, in the order of the first, with types that hold for all."""
    for place, _ in columns[0]:
        kinds = list(dict.fromkeys(kind for each in columns for p, kind in each if p == place))
        yield Variable(name=family.names[place], annotation=_join_types(family, kinds))


def _join_types(family: Family, kinds: Sequence[str]) -> str:
    if len(kinds) == 1:
        return kinds[0]
    if set(kinds) == {"int", "float"}:
        return "float"
    if "Any" in kinds or any(map(_KNOWN.search, kinds)):
        return "Any"
    if len(kinds) <= MOST_TYPES:
        return " | ".join(kinds)
    are_estimators = _of_sklearn(family).issuperset(kinds)
    return _BASE if are_estimators and _BASE not in family.naming.outer else "Any"


def _of_sklearn(family: Family) -> set[str]:
    lines = [line for twin in family.twins for line in twin.made.imports]
    return {name for line in lines if line.startswith("from sklearn.") for name in _bound(line)}


def _imports(family: Family, function: StageFunction) -> Iterable[str]:
    """Select the import lines that the types of the signature need."""
    texts = [variable.annotation for variable in (*function.inputs, *function.outputs)]
    wanted = set(re.findall(r"[A-Za-z_]\w*", " ".join(texts)))
    lines = dict.fromkeys(line for twin in family.twins for line in twin.made.imports)
    yield from (line for line in lines if wanted & set(_bound(line)))
    if "Any" in wanted:
        yield ANY
    if _BASE in wanted:
        yield _BASE_LINE


def _bound(line: str) -> list[str]:
    return bound_names(parse(line))


def _join_promises(family: Family) -> Promises:
    """Keep what all of them promise."""
    kept = [t.made.function.promises.renamed(family.general(t)) for t in family.twins]
    return Promises(
        adds=_common(each.adds for each in kept),
        drops=_common(each.drops for each in kept),
        filled=_common(each.filled for each in kept),
        complete=_common(each.complete for each in kept),
        distinct=_common(each.distinct for each in kept),
        paired=_common(each.paired for each in kept),
    )


def _common(rows: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    first, *others = rows
    return tuple(each for each in first if all(each in row for row in others))


def _in_all(family: Family, columns: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Name the variables that are among those of each twin."""
    rows = zip(family.twins, columns, strict=True)
    places = [{twin.shape.names.index(name) for name in names} for twin, names in rows]
    return tuple(family.names[place] for place in sorted(set.intersection(*places)))


def _summarize(name: str, label: str, summaries: Sequence[str]) -> str:
    """Say what the function does: as all of them say it, else by its name."""
    if len(set(summaries)) == 1:
        return summaries[0]
    if name == DEFAULT_NAMES[label]:
        return SUMMARIES[label]
    verb, _, rest = name.partition("_")
    the = "the " if label in ABOUT_MODELS else ""
    return f"{verb.capitalize()} {the}{rest.replace('_', ' ')}."


def _join_details(functions: Sequence[StageFunction]) -> str:
    """Tell what is told of each of them; what is told of one stands above its call."""
    told = {function.details for function in functions}
    return told.pop() if len(told) == 1 else ""


def _say(own: StageFunction, function: StageFunction, remark: str) -> Iterable[str]:
    """Say what stands above a call."""
    if own.details != function.details:
        yield from (line for text in own.details.split("\n") for line in wrap(text, WIDTH))
    if remark:
        yield remark
