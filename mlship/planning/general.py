"""Names that alike functions and their variables have → one that speaks for all of them."""

import ast
import keyword
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from itertools import filterfalse

from mlship.planning.likeness import Shape
from mlship.planning.naming import is_builtin, unique
from mlship.planning.summaries import ABOUT_MODELS

ASKED = frozenset({"fit", "predict", "score", "predict_proba", "evaluate", "decision_function"})
TURNED = frozenset({"transform", "fit_transform", "inverse_transform"})
OF_TYPES = {
    "pd.DataFrame": "df", "pd.Series": "column", "np.ndarray": "values", "int": "number",
    "float": "number", "str": "text", "list": "items", "dict": "entries",
}  # fmt: skip
GIVEN = {"predict": "predicted", "predict_proba": "probabilities", "fit_predict": "groups"}
# The last words of functions, and what they give.
MEASURES = {"score": "score", "error": "error", "matrix": "matrix", "report": "summary"}
PARTS = frozenset({"train", "test", "val", "valid", "dev", "new", "old"})
# What is done in a stage, in words that mean the same, and to what.
SAID = {
    "setup": (("configure", "set"), "options"),
    "load": (("load", "read"), "data"),
    "clean": (("clean", "tidy"), "data"),
    "features": (("make", "engineer"), "features"),
    "split": (("split", "divide"), "data"),
    "train": (("train", "fit"), "model"),
    "tune": (("tune", "search"), "model"),
    "evaluate": (("evaluate", "score", "assess"), "model"),
    "report": (("report", "show"), "results"),
    "explore": (("show", "look_at"), "values"),
}


def name_variables(
    shape: Shape,
    own: Sequence[Sequence[str]],
    annotations: Mapping[int, str],
    models: Collection[int],
    taken: Collection[str],
) -> tuple[str, ...]:
    """Name the variables of a shape; `own` are their names in each body.

    `annotations` are the types of some, by their places; `models` the places of those that are
    models; `taken` the names that mean something else there.
    """
    found: list[str] = []
    columns = list(zip(*own, strict=True))
    kept = {column[0] for column in columns if len(set(column)) == 1}
    for place, column in enumerate(columns):
        if len(set(column)) == 1:
            found.append(column[0])
            continue
        name = _shared_name(column) or _by_what_it_is(shape, place, annotations, models)
        others = {*taken, *kept, *found}
        found.append(_free(column[0] if _says_little(name, others) else name, others))
    return tuple(found)


def _says_little(name: str, others: Collection[str]) -> bool:
    """Tell whether the name that the first body has says more: X_test, not test."""
    return name in others or name.lower() in PARTS


def name_function(names: Sequence[str], label: str, told: str, taken: Collection[str]) -> str:
    """Name what functions of these names do alike; the first one's where nothing else is free.

    `told` is what the entries or figures are called that they all make: "plot_close".
    """
    words = list(filterfalse(str.isdigit, find_alike(name.split("_") for name in names)))
    shared = "_".join(words)
    verbs, thing = SAID[label]
    verb = names[0].split("_")[0].replace("look", verbs[0])
    if told.startswith("plot_"):
        verb, told = "plot", told.removeprefix("plot_")
    telling = shared in names or (len(words) > 1 and words[0] == verb)
    things = [thing, told] if label in ABOUT_MODELS else [told, thing]
    wanted = [shared] if telling else []
    wanted += [f"{verb}_{each}" for each in filter(None, things)]
    wanted += [f"{each}_{thing}" for each in verbs]
    others = {*taken} - {*names}
    return next((name for name in wanted if name not in others), names[0])


def _shared_name(names: Iterable[str]) -> str:
    """Return what names have in common, as words: "X" of X_train and X_test; "" if nothing."""
    split = [re.sub(r"\d+$", "", name).rstrip("_").split("_") for name in names]
    alike = find_alike([word.lower() for word in words] for words in split)
    told = iter(split[0])
    words = [next(word for word in told if word.lower() == each) for each in alike]
    name = "_".join(words).strip("_")
    return name if name.isidentifier() else ""


def find_alike(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the words that all rows have in the same order."""
    return reduce(_common, map(list, rows))


def _common(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Find the longest common subsequence."""
    best: list[list[list[str]]] = [[[] for _ in range(len(other) + 1)] for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            ways = (best[i][j + 1], best[i + 1][j])
            best[i + 1][j + 1] = [*best[i][j], a] if a == b else max(ways, key=len)
    return best[-1][-1]


def _by_what_it_is(
    shape: Shape, place: int, annotations: Mapping[int, str], models: Collection[int]
) -> str:
    """Name a variable by its type, by what is asked of it, or by what it comes from."""
    asked = set(_asked_of(shape, place))
    if place in models or asked & ASKED:
        return "model"
    if asked & TURNED:
        return "transformer"
    made = next(iter(_made_by(shape, place)), "")
    return OF_TYPES.get(annotations.get(place, "").partition("[")[0], "") or made or "value"


def _made_by(shape: Shape, place: int) -> Iterable[str]:
    """Say what the answers of models, and measures of them, are called where a variable is one."""
    for node in ast.walk(shape.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)) if (
                name == shape.names[place]
            ):
                called = ast.unparse(function).rpartition(".")[2]
                measure = MEASURES.get(called.rpartition("_")[2], "") if "_" in called else ""
                yield GIVEN.get(called, measure)


def _asked_of(shape: Shape, place: int) -> Iterable[str]:
    nodes = {id(use) for use in shape.uses if use.id == shape.names[place]}
    for node in ast.walk(shape.tree):
        if isinstance(node, ast.Attribute) and id(node.value) in nodes:
            yield node.attr


def _free(name: str, taken: Collection[str]) -> str:
    """Return a name that nothing else there has."""
    forbidden = is_builtin(name) or keyword.iskeyword(name)
    return unique(f"{name}_" if forbidden else name, taken)
