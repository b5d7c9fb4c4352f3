"""A unit's statements → names that say what it does, the best first."""

import ast
import builtins
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import filterfalse
from pathlib import PurePath

from mlship.ir.dataflow import Call, Node
from mlship.ir.trees import walk
from mlship.planning.deeds import name_deed
from mlship.planning.headings import tells_what_is_so
from mlship.planning.interfaces import EXPLORE, Unit
from mlship.planning.naming import slug
from mlship.planning.operations import (
    MAKING,
    count_operations,
    join_operations,
    makes_features,
    tail,
)
from mlship.planning.roles import selects
from mlship.planning.showing import describe
from mlship.planning.trials import fitted_among, name_cross_validation, trains_in_a_loop

MOST_PARTS = 2
AND = "_and_"
MOST_UNSAID = 5  # statements for each operation that a name tells of
NAME_WORDS = 5
PARTS = ("train", "test")
LOOKS: Mapping[str, str] = {
    "isnull": "missing_values", "isna": "missing_values", "value_counts": "value_counts",
    "corr": "correlations", "describe": "summary", "info": "info", "dtypes": "types",
    "nunique": "unique_counts", "unique": "unique_values", "shape": "shape", "columns": "columns",
    "duplicated": "duplicates", "skew": "skewness",
}  # fmt: skip
MOST_WORDS = 10
UNTITLED = frozenset({"figure", "plot", "show", "scatter", "hist"})
LEADING_DIGIT = re.compile(r"^n(?=\d)")  # before which an identifier has a letter
DRAWING = frozenset({"creating", "drawing", "making", "plotting", "showing", "visualizing"})
PLOTTING = re.compile(r"^plot(ting)? (of )?(?=\w)")
TARGET = re.compile(r"^(y|targets?|labels?|outputs?)(_|$|\d)", re.IGNORECASE)
# What variables of models are called.
MODELS = re.compile(
    r"model|net|clf|classifier|regress|history|agent|policy|weights|theta|learner|estimator|gan|"
    r"ensemble|tree|forest|coder|clust|fit",
    re.IGNORECASE,
)
GENERIC = frozenset(
    {
        "df", "data", "dataset", "dataframe", "x", "y", "model", "module", "clf", "_", "i", "fig",
        "ax", "axes", "result", "results", "pd", "np", "plt",
    }
)  # fmt: skip
SEEDS = frozenset({"seed", "set_seed", "set_random_seed", "manual_seed", "manual_seed_all"})
STYLES = ("rc", "rcParams", "set_style", "set_theme", "style", "set_palette", "set_context")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Wording = what is known of a unit when it is named.

    `model` is the short name of the one model that it trains or evaluates; `titles` are those of
    its figures; `adds` are the columns that it makes.
    """

    unit: Unit
    nodes: Sequence[Node]
    model: str = ""
    variable: str = ""
    titles: Sequence[str] = ()
    adds: Sequence[str] = ()

    def names(self) -> Iterator[str]:
        """Yield what the function could be called, the best name first."""
        yield from filter(None, self._by_stage())
        if not self.model:
            yield from filter(None, self._by_what_it_makes())

    def _by_stage(self) -> Iterable[str]:
        label = self.unit.label
        if self.model:
            return self._about_model()
        if label == "split":
            if self._has("split"):
                return ["split_data", *self._split_of()]
            return [self._selection(), self._made("select"), self._operations()]
        makers = {
            "setup": [self._setup],
            "load": [
                lambda: self._made("load", self._loaded()),
                self._loaded_parts,
                self._loaded_data,
                self._setup,
            ],
            "clean": [self._selection, self._operations, self._columns],
            "features": [self._selection, self._operations, self._columns],
            "train": [] if self._trains() else [self._selection, self._operations, self._columns],
            "evaluate": [lambda: name_cross_validation(self.nodes), *self._told()],
            "report": [self._plot, self._saved, self._shown],
            EXPLORE: [self._plot, self._shown],
        }
        return (make() for make in makers.get(label, []))

    def _told(self) -> Sequence[Callable[[], str]]:
        """Return what names a unit of an evaluation in which no model is asked."""
        return [] if self._judges() else [self._plot, self._shown]

    def _split_of(self) -> Iterator[str]:
        """Yield names after what is split, where several things are."""
        for call in (c for node in self.nodes if node.role == "split" for c in node.calls):
            match call.node.args:
                case [ast.Name(id=name), *_] if call.fact and call.fact.role == "split":
                    yield f"split_{slug(name)}"

    def _about_model(self) -> Iterator[str]:
        verb = self.unit.label
        if verb == "train" and not self._trains():
            verb = "build" if self._has("construct") else "prepare"
        if verb == "evaluate" and self._only_predicts():
            verb = "predict_with"
        yield f"{verb}_{self.model}"
        if self.variable and slug(self.variable) != self.model and not says_little(self.variable):
            yield f"{verb}_{slug(self.variable)}"

    def _only_predicts(self) -> bool:
        """Tell whether a model is asked, and nothing says how good its answers are."""
        return self._has("predict") and not self._has("evaluate") and bool(self.unit.outputs)

    def _setup(self) -> str:
        tails = {tail(call) for call in self._calls()}
        text = " ".join(node.statement.source for node in self.nodes)
        if tails and tails <= SEEDS:
            return "set_seeds"
        return "set_plot_style" if any(style in text for style in STYLES) else ""

    def _made(self, verb: str, among: Sequence[str] = ()) -> str:
        """Name a unit after the variable that it is there for."""
        made = among or self.unit.outputs
        names = list(filterfalse(says_little, made)) or list(made)
        new = [n for n in names if n not in self.unit.inputs]
        chosen = (new or names)[:MOST_PARTS]
        parts = list(dict.fromkeys(map(slug, filterfalse(says_little, chosen))))
        only_passes = not new and verb in {"compute", "report"}
        if not parts or len(new) > MOST_PARTS + 1 or only_passes:
            return ""
        return f"{verb}_{'_and_'.join(parts)}"

    def _loaded(self) -> list[str]:
        """Return what comes out of files, where that is known of some."""
        read = {n for node in self.nodes if node.role == "load" for n in node.defines}
        return [name for name in self.unit.outputs if name in read]

    def _loaded_parts(self) -> str:
        """Name a unit whose data come split after the parts."""
        outputs = " ".join(self.unit.outputs)
        return "load_train_and_test" if all(map(outputs.__contains__, PARTS)) else ""

    def _loaded_data(self) -> str:
        """Name a unit after its data, where a function has the name of that already."""
        name = self._made("load", self._loaded())
        return f"{name}_data" if name and AND not in name and not name.endswith("data") else ""

    def _selection(self) -> str:
        """Name a unit that does nothing but take features and target out of a table."""
        picked = [name for node in self.nodes if selects(node) for name in sorted(node.defines)]
        if not picked or not all(map(selects, self.nodes)):
            return ""
        kinds = {"target" if TARGET.match(name) else "features" for name in picked}
        return f"select_{'_and_'.join(sorted(kinds))}"

    def _operations(self) -> str:
        found = count_operations(self.nodes)
        is_rest = sum(found.values()) * MOST_UNSAID < len(self.nodes)
        if len(found) > MOST_PARTS + 1 or is_rest or self._only_constructs():
            return ""
        ranked = [name for name, _ in found.most_common()]
        telling = ranked
        if len(self.adds) > MOST_PARTS and not makes_features(self.nodes) and self._columns():
            return ""
        if self.unit.label == "features":
            telling = sorted(ranked, key=lambda name: name.partition("_")[0] not in MAKING)
        return join_operations([name for name in ranked if name in telling[:MOST_PARTS]])

    def _only_constructs(self) -> bool:
        return all(node.role == "construct" for node in self.nodes)

    def _columns(self) -> str:
        columns = [slug(column, words=3) for column in dict.fromkeys(self.adds)]
        if not columns or not all(columns) or 2 * len(self.adds) < len(self.nodes):
            return ""
        return f"add_{'_and_'.join(columns)}" if len(columns) <= MOST_PARTS else "add_columns"

    def _plot(self) -> str:
        titles = (PLOTTING.sub("", title) for title in self.titles if title not in UNTITLED)
        words = next((slug(t, words=MOST_WORDS) for t in titles if not tells_what_is_so(t)), "")
        return _plot_of(words) if words else ""

    def _saved(self) -> str:
        exports = [call for node in self.nodes if node.role == "export" for call in node.calls]
        for call in exports:
            if call.fact and call.fact.role == "export" and (name := _what_is_saved(call)):
                return f"save_{name}"
        return ""

    def _shown(self) -> str:
        """Name a look after what is shown; several of one object are an inspection of it.

        What makes something for later steps does more than to show it.
        """
        if self.unit.label != EXPLORE and not {*self.unit.outputs} <= {*self.unit.inputs}:
            return ""
        shown = [tree for node in self.nodes if (tree := shown_value(node)) is not None]
        roots = list(dict.fromkeys(root for tree in shown if (root := _root(tree))))
        if len(shown) > 1 and len(roots) == 1:
            return f"inspect_{slug(roots[0])}"
        words = next((found for tree in shown if (found := _words(tree))), "")
        return f"show_{words}" if words else ""

    def _ran(self) -> str:
        """Name a look that shows no value after what it prints, or runs at last."""
        match self.nodes[-1].statement.node:
            case ast.Expr(value=ast.Call() as call):
                done = name_deed(call)
                return "" if says_little(done.partition("_")[2]) else done
        return ""

    def _cleaned(self) -> str:
        """Name a unit after what it cleans, if that says more than what it does there."""
        made = self._made("clean")
        says_less = "_and_" in made and count_operations(self.nodes)
        return "" if says_less or "clean" in made.removeprefix("clean_") else made

    def _by_what_it_makes(self) -> Iterator[str]:
        computes = any(node.calls for node in self.nodes)
        verbs = {
            "report": "report",
            "split": "split",
            "evaluate": "compute" if computes else "make",
        }
        if self.unit.label in {"train", "tune"} and self._trains():
            yield from self._by_what_it_trains()
            return
        if self.unit.label in {"clean", "load"}:
            yield self._cleaned() if self.unit.label == "clean" else ""
        elif self.unit.label == EXPLORE:
            yield self._looked_at()
        else:
            changes = self.unit.label == "features" and {*self.unit.outputs} <= {*self.unit.inputs}
            yield self._made(verbs.get(self.unit.label, "prepare" if changes else "make"))

    def _by_what_it_trains(self) -> Iterator[str]:
        trained = [name for name in self.unit.outputs if MODELS.search(name)]
        fitted = fitted_among(self.unit.outputs, self.nodes)
        if trained or fitted:
            yield self._made("train", trained) if trained else self._made("fit", fitted)
            return
        if trains_in_a_loop(self.nodes):
            yield "train_models"
        yield self._made("compute")

    def _looked_at(self) -> str:
        """Name a look after what is done, else after what is looked at, else after what runs."""
        inputs = sorted(self.unit.inputs, key=str.isupper)  # constants say little
        given = next((word for n in inputs if len(word := slug(n)) > 1), "")
        done = "" if self._plot() or self._shown() else self._operations()
        return done or (f"look_at_{given}" if given else self._ran())

    def _trains(self) -> bool:
        return self._has("train") or self._has("tune")

    def _judges(self) -> bool:
        return any(self._has(role) for role in ("predict", "evaluate", "train"))

    def _has(self, role: str) -> bool:
        return any(node.role == role for node in self.nodes)

    def _calls(self) -> Iterator[Call]:
        return (call for node in self.nodes for call in node.calls)


def _plot_of(title: str) -> str:
    """Name a plot after its title, which need not say that it is one, nor that somebody draws."""
    words = LEADING_DIGIT.sub("", title).split("_")
    if words[0] in DRAWING and len(words) > 1:
        words = words[2:] if words[1] in {"a", "an", "the"} else words[1:]
    told = [word for word in words if word not in {"plot", "plots"}]
    return f"plot_{'_'.join(told)}" if told else ""


def says_little(name: str) -> bool:
    """Tell whether a variable's name says nothing of what it holds: `df`, `df_1`, `data2`."""
    return slug(name).rstrip("_0123456789") in {"", *GENERIC}


def files_named(nodes: Sequence[Node]) -> Iterator[str]:
    """Yield the stems of the files that statements read, as words of a name."""
    for call in (call for node in nodes if node.role == "load" for call in node.calls):
        if call.fact and call.fact.role == "load" and (stem := _stem(call)):
            yield stem


def _stem(call: Call) -> str:
    """Return the stem of the file that a call names, "" if it names none."""
    for argument in call.node.args:
        match argument:
            case ast.Constant(value=str() as path):
                return slug(PurePath(path.replace("\\", "/")).stem, words=NAME_WORDS)
    return ""


def _what_is_saved(call: Call) -> str:
    """Return the stem of the file that is written, else the variable that goes there."""
    if stem := _stem(call):
        return stem
    match call.node:
        case ast.Call(func=ast.Attribute(value=ast.Call(args=[ast.Name(id=name), *_]))):
            return slug(name)  # of what is made of it: `pd.DataFrame(answers).to_csv()`
        case ast.Call(args=args):
            names = [a.id for a in args if isinstance(a, ast.Name)]
            return slug(call.receiver or next(iter(names), ""))


def shown_value(node: Node) -> ast.expr | None:
    """Return what a statement shows: the cell's last expression, or what it prints."""
    tree = node.statement.node
    if not isinstance(tree, ast.Expr) or node.role == "plot":
        return None
    match tree.value:
        case ast.Call(func=ast.Name(id="print" | "display"), args=args):
            return next(filter(None, map(_told, args)), None)
        case ast.Call(func=ast.Name()):
            shows = node.statement.shown
        case _:
            shows = node.statement.shown or any(c.fact and c.fact.shows for c in node.calls)
    return tree.value if shows else None


def _told(argument: ast.expr) -> ast.expr | None:
    """Return what an argument of ``print`` tells: in an f-string the first value."""
    match argument:
        case ast.Constant():
            return None
        case ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(value=ast.Constant())):
            inner = (n for n in walk(argument) if isinstance(n, ast.FormattedValue | ast.Name))
            values = (n.value if isinstance(n, ast.FormattedValue) else n for n in inner)
            return next((value for value in values if not isinstance(value, ast.Constant)), None)
    return argument


def _words(tree: ast.expr) -> str:
    """Name what is shown: "df_missing_values", else its own words."""
    match tree:
        case ast.Call(func=ast.Name(id=name)) if name not in dir(builtins):
            return slug(name, words=NAME_WORDS)
    parts = slug(describe(tree), words=NAME_WORDS)
    for method, said in LOOKS.items():
        if any(isinstance(n, ast.Attribute) and n.attr == method for n in walk(tree)):
            root = slug(_root(tree))
            column = next((w for w in _columns_in(tree)), "")
            return "_".join(filter(None, [root, column, said]))
    return "" if parts == "value" else parts


def _columns_in(tree: ast.expr) -> Iterator[str]:
    for node in walk(tree):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str() as text)):
                yield slug(text, words=3)


def _root(tree: ast.expr) -> str:
    while isinstance(tree, ast.Attribute | ast.Subscript | ast.Call):
        tree = tree.func if isinstance(tree, ast.Call) else tree.value
    return tree.id if isinstance(tree, ast.Name) else ""
