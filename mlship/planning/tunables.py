"""Literals that a person would tune → parameters, and where they stand in the code."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlship.ir.dataflow import Call, Dataflow, Node
from mlship.ir.plan import Json, Parameter
from mlship.ir.trees import names_in_query, walk
from mlship.knowledge import Knowledge
from mlship.planning.bundles import Bundle
from mlship.planning.literals import NotLiteral, annotation, json_value
from mlship.planning.measuring import VALIDATION
from mlship.planning.naming import is_builtin, short_model, slug, unique
from mlship.planning.texts import bound_once

MAX_PARAMETERS = 30
MAX_ITEMS = 40
MAX_TEXT = 60
MAX_GRID = 600
SEEDS = frozenset({"random_state", "seed", "random_seed"})
TUNED_NAMES = re.compile(
    r"^(epochs?|n_epochs|num_epochs|batch(_size)?|lr|learning_rate|alpha|beta|gamma|threshold|thresh|cutoff|k|n_.*|num_.*|"
    r"max_.*|min_.*|.*_size|.*_rate|.*_threshold|.*seed.*|random_state|target(_.*)?|label|.*_col(umn)?s?|cols|columns|"
    r"features?|.*_features?|.*_vars?|.*_list|categorical|numerical|numeric|test_size|folds|n?folds|maxlen|vocab_size|"
    r"embedding_dim|window.*|horizon|.*_?params?|.*_?grid|param_.*|hyper.*)$",
    re.IGNORECASE,
)
# Names of what is tuned where it is a number, or several.
TUNED_NUMBERS = re.compile(
    r"^((.*_)?(thr|tresh(old)?|thresholds|cut|cut_?offs?|alphas|lambdas?|lambda_|depths?|bins?|costs?|ratio|fraction|frac|"
    r"percent(age)?|quantiles?|percentiles?|decay|momentum|sigma|confidence|degree|units|dims?|length|iters?|iterations|"
    r"steps?|period|patience|noise|prob|proba|weight|limit|tolerance)|cost_.*|percentile_.*|noise_level|confidence_level)$",
    re.IGNORECASE,
)
UNTUNED_ROLES = frozenset({"plot", "look"})
# Matters of the task or of convenience, whatever else has such a parameter.
UNTUNED = frozenset(
    {
        "loss_function", "metrics", "scoring", "multi_class", "token_pattern", "n_jobs", "verbose",
        "activation", "kernel_initializer", "padding", "fill_mode", "return_sequences",
    }
)  # fmt: skip
# The tag of the cell whose variables papermill sets: parameters, whatever their names.
PARAMETERS = "parameters"
LAYER_SIZES = frozenset(
    {
        "units", "filters", "rate", "p", "output_dim", "embedding_dim", "hidden_size", "num_heads",
        "num_layers", "out_features", "out_channels", "dropout", "recurrent_dropout",
    }
)  # fmt: skip
# Numbers of scikit-learn's estimators, for all of which None stands for "no limit".
LIMITS = frozenset({"max_depth", "max_leaf_nodes", "max_samples"})
GRIDS = re.compile(r"(grid|param|dist|config|space)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Spot = a literal in statement `index` that the parameter `section`.`name` replaces."""

    index: int
    node: ast.expr
    section: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tunables:
    """Tunables = parameters, the literals that they replace, constants folded into them."""

    parameters: tuple[Parameter, ...]
    spots: tuple[Spot, ...]
    constants: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """Folded = the variables that become parameters → their statements, bundles among them."""

    constants: Mapping[str, int]
    bundles: tuple[Bundle, ...] = ()

    @property
    def plain(self) -> dict[str, int]:
        """The variables that are one value each."""
        names = {bundle.name for bundle in self.bundles}
        return {name: index for name, index in self.constants.items() if name not in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One tunable literal: where, its name, its owner, its value, the variable it is about.

    `optional` says that it may be None as well.
    """

    index: int
    node: ast.expr
    name: str
    owner: str
    value: Json
    about: str = ""
    optional: bool = False


def constant_names(flow: Dataflow) -> dict[str, int]:
    """Return variables that are bound once, at the top level, to a plain value → statement."""
    return {
        name: index
        for name, (index, value) in bound_once(flow).items()
        if _is_plain(value) and not is_builtin(name)
    }


def _is_plain(value: ast.expr) -> bool:
    try:
        json_value(value)
    except NotLiteral:
        return False
    return True


def foldable(flow: Dataflow, kept: Iterable[int], taken: frozenset[str]) -> dict[str, int]:
    """Return the constants that become parameters: used in the pipeline, and worth tuning."""
    alive = set(kept)
    taken = taken | frozenset(_asked_for(flow))
    said = {cell.index for cell in flow.program.notebook.cells if PARAMETERS in cell.tags}
    return {
        name: index
        for name, index in constant_names(flow).items()
        if index in alive and name not in taken and _is_worth(name, flow.nodes[index], said)
    }


def _asked_for(flow: Dataflow) -> Iterator[str]:
    """Yield the variables that frames look for by their names: they have to keep them."""
    for node in flow.nodes:
        for tree in walk(node.statement.node):
            if isinstance(tree, ast.Call):
                yield from names_in_query(tree)


def _is_named_to_tune(name: str) -> bool:
    return name.isupper() or TUNED_NAMES.match(name) is not None


def _is_list_to_tune(name: str, values: Sequence[object]) -> bool:
    if not all(isinstance(v, str | int | float) and not isinstance(v, bool) for v in values):
        return False
    has_texts = any(isinstance(v, str) for v in values)
    return _is_named_to_tune(name) or (not has_texts and _is_number_to_tune(name))


def _is_worth(name: str, node: Node, said: Collection[int]) -> bool:
    """Tell whether a person would tune it, or has said so: as a setting, in one of these cells."""
    tree = node.statement.node
    value = json_value(tree.value) if isinstance(tree, ast.Assign) else None
    is_said = node.statement.is_setting or node.statement.cell in said
    return _has_room(value) if is_said else _is_to_tune(name, value)


def _has_room(value: Json) -> bool:
    """Tell whether a value is short enough for a file of parameters."""
    is_short = not isinstance(value, str | list) or len(value) <= MAX_ITEMS
    return value is not None and not isinstance(value, dict) and is_short


def _is_to_tune(name: str, value: Json) -> bool:
    match value:
        case bool() | None:
            return False
        case int() | float():
            return _is_number_to_tune(name)
        case str():
            return _is_line(value) and _is_named_to_tune(name)
        case list():
            return 0 < len(value) <= MAX_ITEMS and _is_list_to_tune(name, value)
        case dict():
            return _is_grid(name, value)


def _is_number_to_tune(name: str) -> bool:
    named = (TUNED_NAMES, TUNED_NUMBERS)
    return name.isupper() or any(names.match(name) for names in named)


def find_tunables(
    flow: Dataflow,
    sections: Mapping[int, str],
    folded: Folded,
    knowledge: Knowledge,
    model: str,
) -> Tunables:
    """Find the literals to tune; `sections` maps pipeline statements to their stage.

    `model` is the estimator class of the chosen model, whose parameters carry bare names.
    """
    found = [f for i in sections for f in _in_statement(flow.nodes[i], knowledge)]
    named = _Namer(model)
    for name, index in folded.plain.items():
        named.constant(name, _value_of(flow.nodes[index]), _first_section(flow, name, sections))
    for bundle in folded.bundles:
        named.bundle(bundle, sections)
    for one in sorted(found, key=lambda f: _rank(f, model)):
        named.literal(one, sections[one.index])
    return named.result()


def _rank(found: _Found, model: str) -> tuple[bool, bool, bool, int]:
    """Put first what matters most: seeds, the chosen model; sizes of layers last."""
    is_layer = found.name in LAYER_SIZES
    return (found.name not in SEEDS, found.owner != model, is_layer, found.index)


def _value_of(node: Node) -> Json:
    tree = node.statement.node
    return json_value(tree.value) if isinstance(tree, ast.Assign) else None


def _first_section(flow: Dataflow, name: str, sections: Mapping[int, str]) -> str:
    users = (s for i, s in sections.items() if name in flow.nodes[i].reads)
    return next(users, "train")


def _in_statement(node: Node, knowledge: Knowledge) -> Iterable[_Found]:
    if node.role in UNTUNED_ROLES:
        return
    about = _about(node)
    for call in node.calls:
        for name, value in _arguments(call, knowledge):
            if _is_tuned(call, name, value, knowledge) and (literal := _scalar(value)) is not None:
                yield _Found(
                    index=node.statement.index, node=value, name=_said(name, node), value=literal,
                    owner=call.name.rsplit(".", 1)[-1], about=about or call.receiver,
                    optional=call.name.startswith("sklearn.") and name in LIMITS,
                )  # fmt: skip


def _said(name: str, node: Node) -> str:
    """Call the size of a split that gives rows to choose a model by what it is."""
    if name != "test_size" or not isinstance(node.statement.node, ast.Assign):
        return name
    bound = " ".join(map(ast.unparse, node.statement.node.targets)).lower()
    return "validation_size" if VALIDATION.search(bound) else name


def _about(node: Node) -> str:
    match node.statement.node:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return ""


def _is_tuned(call: Call, name: str, value: ast.expr, knowledge: Knowledge) -> bool:
    """Tell whether a person would tune an argument: no matter of looks, nor of the task itself."""
    if name in SEEDS:
        return True
    is_task = name == "loss" and call.name.endswith(".compile")
    if is_task or name in UNTUNED or (call.fact is not None and call.fact.draws_figure):
        return False
    if knowledge.kind(call.name) == "layer":
        return name in LAYER_SIZES and not _is_text(value) and not _is_output(call)
    return knowledge.hyperparameter(call.name, name)


def _is_grid(name: str, value: Mapping[str, object]) -> bool:
    return bool(value) and GRIDS.search(name) is not None and len(str(value)) < MAX_GRID


def _is_line(text: str) -> bool:
    return 0 < len(text) < MAX_TEXT and "\n" not in text


def _is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _is_output(call: Call) -> bool:
    """Tell whether a layer is the last: its size is a matter of the task."""
    texts = {k.value.value for k in call.node.keywords if isinstance(k.value, ast.Constant)}
    sizes = {a.value for a in call.node.args if isinstance(a, ast.Constant)}
    return bool(texts & {"softmax", "sigmoid"}) or 1 in sizes


def _arguments(call: Call, knowledge: Knowledge) -> Iterable[tuple[str, ast.expr]]:
    yield from ((k.arg, k.value) for k in call.node.keywords if k.arg)
    if call.name in {"numpy.random.seed", "random.seed"} and call.node.args:
        yield "seed", call.node.args[0]
    elif call.fact is not None and call.fact.role == "construct":
        names = knowledge.parameter_names(call.name)
        yield from zip(names, call.node.args, strict=False)


def _scalar(node: ast.expr) -> Json:
    try:
        value = json_value(node)
    except NotLiteral:
        return None
    return value if isinstance(value, int | float | str) and not isinstance(value, bool) else None


def _seeded(found: _Found, section: str) -> str:
    """Say what a seed is for that belongs to no variable: a model, else a stage."""
    return short_model(found.owner) if found.owner[:1].isupper() else section


class _Namer:
    """Gives each literal a parameter: one for a value that is used twice, none beyond the limit."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._by_key: dict[tuple[str, str, str, str], tuple[str, str]] = {}
        self._parameters: dict[tuple[str, str], Parameter] = {}
        self._spots: list[Spot] = []
        self._constants: dict[str, tuple[str, str]] = {}

    def constant(self, name: str, value: Json, section: str) -> None:
        """Fold a constant of the notebook."""
        if len(self._parameters) >= MAX_PARAMETERS:
            return
        lowered = slug(name, fallback="value", words=12)
        self._constants[name] = self._new(section, lowered, value)

    def bundle(self, bundle: Bundle, sections: Mapping[int, str]) -> None:
        """Make each setting of a bundle a parameter, in the stage that reads it first."""
        homes: dict[str, tuple[str, str]] = {}
        for member in sorted(bundle.members, key=lambda each: each.index not in sections):
            if member.key not in homes:
                name = slug(member.key, fallback="value", words=12)
                section = sections.get(member.index, "train")
                homes[member.key] = self._new(section, name, bundle.value(member.key))
            section, name = homes[member.key]
            spot = Spot(index=member.index, node=member.node, section=section, name=name)
            self._spots.append(spot)

    def literal(self, found: _Found, section: str) -> None:
        """Replace a literal argument."""
        seed = found.name in SEEDS
        where, owner, name = (
            ("", "", "random_state") if seed else (section, found.owner, found.name)
        )
        key = (where, owner, name, repr(found.value))
        if key not in self._by_key:
            if len(self._parameters) >= MAX_PARAMETERS:
                return
            name = self._name(found, seed=seed, section=where)
            about = slug(found.about) or (_seeded(found, section) if seed else "")
            if (where, name) in self._parameters and about and not name.startswith(about):
                name = f"{about}_{name}"
            self._by_key[key] = self._new(where, name, found.value, optional=found.optional)
        section_name, name = self._by_key[key]
        self._spots.append(
            Spot(index=found.index, node=found.node, section=section_name, name=name)
        )

    def _name(self, found: _Found, *, seed: bool, section: str) -> str:
        if seed:
            return "random_state"
        name = (
            slug(found.name, words=12, fallback=found.name)
            if not found.name.isidentifier()
            else found.name
        )
        bare_is_free = (section, name) not in self._parameters
        if found.owner == self._model or (bare_is_free and not found.owner[:1].isupper()):
            return name
        return f"{short_model(found.owner)}_{name}" if found.owner[:1].isupper() else name

    def _new(
        self, section: str, name: str, value: Json, *, optional: bool = False
    ) -> tuple[str, str]:
        taken = {n for s, n in self._parameters if s == section}
        free = unique(name, taken)
        kind = f"{annotation(value)} | None" if optional else annotation(value)
        self._parameters[section, free] = Parameter(
            section=section, name=free, value=value, annotation=kind
        )
        return section, free

    def result(self) -> Tunables:
        """Return all that was found."""
        return Tunables(
            parameters=tuple(self._parameters.values()),
            spots=tuple(self._spots),
            constants=self._constants,
        )
