"""A stage's function → why calling it twice may give two things, though nothing is drawn."""

import ast
import re
from collections.abc import Iterable, Mapping

from mlship.ir.plan import Helpers, Stage, StageFunction
from mlship.ir.trees import parse

# Libraries with generators of their own, whose states cannot be put back.
_OWN_GENERATORS = {
    "autosklearn", "faker", "gensim", "h2o", "hyperopt", "jax", "keras", "optuna", "pycaret",
    "pymc", "pyspark", "secrets", "skopt", "tensorflow", "tf_keras", "tpot", "umap", "uuid",
}  # fmt: skip
_CLOCK = re.compile(
    r"\b(time|process_time|perf_counter|monotonic|default_timer)(_ns)?\(\)|\.(now|today|utcnow)\("
    r"|\btimeit\b|\bTimer\("
)
_CHANCE = re.compile(
    r"\b(default_rng|RandomState|Random|Generator)\(\s*\)|\bSystemRandom\b|\burandom\b"
)
_EMPTY = re.compile(r"\bempty(_like)?\(")
_WORLD = re.compile(r"\b(requests|urlopen|subprocess|input)\b")


def why_unsteady(function: StageFunction, stage: Stage, helpers: Helpers) -> str:
    """Give the reason, "" if the function gives the same again from the same random states."""
    text = _reach(function, helpers)
    libraries = _libraries([*stage.imports, *helpers.imports])
    named = sorted({libraries[word] for word in set(re.findall(r"\w+", text)) & libraries.keys()})
    reasons = {
        "it reads the clock": bool(_CLOCK.search(text)),
        "it draws from a generator that nobody seeds": bool(_CHANCE.search(text)),
        "it makes arrays of whatever is in memory": bool(_EMPTY.search(text)),
        "it asks the world outside": bool(_WORLD.search(text)),
        **{f"{name} has generators of its own": True for name in named if name in _OWN_GENERATORS},
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _reach(function: StageFunction, helpers: Helpers) -> str:
    """Return the function's code, with that of the notebook's own functions if it uses any."""
    types = " ".join(v.annotation for v in (*function.inputs, *function.outputs))
    uses = set(re.findall(r"\w+", f"{function.body} {types}")) & set(helpers.names)
    return "\n".join([function.body, types, *([helpers.source] if uses else [])])


def _libraries(imports: Iterable[str]) -> Mapping[str, str]:
    """Map the names that imports bind to the libraries that they come from."""
    bound: dict[str, str] = {}
    for node in (node for line in imports for node in parse(line).body):
        if isinstance(node, ast.ImportFrom) and node.module:
            bound |= {a.asname or a.name: node.module.partition(".")[0] for a in node.names}
        elif isinstance(node, ast.Import):
            roots = {alias: alias.name.partition(".")[0] for alias in node.names}
            bound |= {alias.asname or root: root for alias, root in roots.items()}
    return bound
