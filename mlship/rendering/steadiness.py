"""A stage's function → why calling it twice may give two things, though nothing is drawn."""

import ast
import re
from collections.abc import Mapping
from functools import lru_cache

from mlship.ir.plan import Helpers, Stage, StageFunction
from mlship.ir.trees import parse

# Libraries with generators of their own, whose states cannot be put back.
_OWN_GENERATORS = {
    "autosklearn", "faker", "gensim", "h2o", "hyperopt", "jax", "keras", "optuna", "pycaret",
    "pymc", "pyspark", "secrets", "skopt", "tensorflow", "tf_keras", "tpot", "umap", "uuid",
}  # fmt: skip
_CLOCKS = ("time", "process_time", "perf_counter", "monotonic", "default_timer")
_CLOCK = re.compile(
    rf"\b({'|'.join(_CLOCKS)})(_ns)?\(\)|\.(now|today|utcnow)\(" r"|\btimeit\b|\bTimer\("
)
_CHANCE = re.compile(
    r"\b(default_rng|RandomState|Random|Generator)\(\s*\)|\bSystemRandom\b|\burandom\b"
)
_EMPTY = re.compile(r"\bempty(_like)?\(")
_WORLD = re.compile(r"\b(requests|urlopen|subprocess|input)\b")
# Every match has one of these words in it.
_SUSPECTS = frozenset(
    {
        *_CLOCKS, *(f"{name}_ns" for name in _CLOCKS), "now", "today", "utcnow", "timeit", "Timer",
        "default_rng", "RandomState", "Random", "Generator", "SystemRandom", "urandom",
        "empty", "empty_like", "requests", "urlopen", "subprocess", "input",
    }
)  # fmt: skip
_REASONS = {
    "it reads the clock": _CLOCK,
    "it draws from a generator that nobody seeds": _CHANCE,
    "it makes arrays of whatever is in memory": _EMPTY,
    "it asks the world outside": _WORLD,
}


def why_unsteady(function: StageFunction, stage: Stage, helpers: Helpers) -> str:
    """Give the reason, "" if the function gives the same again from the same random states."""
    texts = _reach(function, helpers)
    words = frozenset().union(*map(_words, texts))
    libraries = _libraries((*stage.imports, *helpers.imports))
    named = sorted({libraries[word] for word in words & libraries.keys()})
    found = {reason for text in texts for reason in _reasons(text)}
    reasons = [reason for reason in _REASONS if reason in found]
    owners = [name for name in named if name in _OWN_GENERATORS]
    return next(iter([*reasons, *(f"{name} has generators of its own" for name in owners)]), "")


def _reach(function: StageFunction, helpers: Helpers) -> tuple[str, ...]:
    """Return the function's code, with that of the notebook's own functions if it uses any."""
    types = " ".join(v.annotation for v in (*function.inputs, *function.outputs))
    uses = (_words(function.body) | _words(types)) & set(helpers.names)
    return (function.body, types, *([helpers.source] if uses else []))


# The notebook's own functions are asked about for every function that uses one.
@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


@lru_cache(maxsize=256)
def _reasons(text: str) -> tuple[str, ...]:
    """Give what in the code makes each call differ."""
    patterns = _REASONS.items() if _SUSPECTS & _words(text) else ()
    return tuple(reason for reason, pattern in patterns if pattern.search(text))


@lru_cache(maxsize=256)
def _libraries(imports: tuple[str, ...]) -> Mapping[str, str]:
    """Map the names that imports bind to the libraries that they come from."""
    bound: dict[str, str] = {}
    for node in (node for line in imports for node in parse(line).body):
        match node:
            case ast.ImportFrom(module=str() as module, names=names):
                bound |= {a.asname or a.name: _root(module) for a in names}
            case ast.Import(names=names):
                bound |= {a.asname or _root(a.name): _root(a.name) for a in names}
    return bound


def _root(module: str) -> str:
    return module.partition(".")[0]
