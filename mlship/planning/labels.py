"""A loop or a function → the variable in it that says, while it runs, whose its metrics are."""

import ast
from collections.abc import Sequence
from dataclasses import replace

from mlship.ir.trees import find
from mlship.planning.metrics import Known, Owner, bound_names, dotted

TRAINED = frozenset({"fit", "predict", "predict_proba", "score", "evaluate", "fit_predict"})
VALIDATES = frozenset({"cross_val_score", "cross_validate", "cross_val_predict"})
LABELS = ("name", "label", "title", "model_name", "clf_name", "algorithm", "algo")


def label_loop(tree: ast.For | ast.AsyncFor, known: Known) -> Known:
    """Let the first other variable of a loop over models and scores say whose these are."""
    names = bound_names(tree.target)
    if isinstance(tree.iter, ast.Call) and dotted(tree.iter.func) == "enumerate":
        names = names[1:]
    models = [name for name in trained_names(tree.body) if name in names]
    taken = {*models, *(known.metrics.keys() & set(names))}
    label = next((n for n in names if n not in taken), models[0] if models else "")
    metrics = {
        name: replace(metric, owner=Owner(label=label, of=label))
        for name, metric in known.metrics.items()
        if label and name in names
    }
    owners = {name: Owner(label=name, of=label) for name in models}
    return replace(known, owners={**known.owners, **owners}, metrics={**known.metrics, **metrics})


def settle(known: Known) -> Known:
    """Forget the variables of a loop that is over: they say nothing any more."""
    return replace(
        known,
        owners={name: Owner(label=owner.label) for name, owner in known.owners.items()},
        metrics={
            name: replace(metric, owner=Owner(label="")) if metric.owner.of else metric
            for name, metric in known.metrics.items()
        },
    )


def label_arguments(tree: ast.FunctionDef | ast.AsyncFunctionDef, known: Known) -> Known:
    """Let a function's argument that is a name, else the model that it is given, say whose."""
    arguments = [node.arg for node in find(tree.args, ast.arg)]
    label = next((argument for argument in arguments if argument in LABELS), "")
    models = [name for name in trained_names(tree.body) if name in arguments]
    known = known.forget(arguments)
    owned = [name for name in arguments if name != label] if label else models
    owners = {name: Owner(label=name, of=label or name) for name in owned}
    return replace(known, owners={**known.owners, **owners})


def trained_names(body: Sequence[ast.stmt]) -> list[str]:
    """Return the variables that are trained or asked to predict."""
    found: list[str] = []
    for call in (call for statement in body for call in find(statement, ast.Call)):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)):
                found += [name] if attribute in TRAINED else []
            case ast.Call(func=func, args=[ast.Name(id=name), *_]):
                found += [name] if dotted(func).rsplit(".", 1)[-1] in VALIDATES else []
    return list(dict.fromkeys(found))
