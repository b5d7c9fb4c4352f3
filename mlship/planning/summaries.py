"""A function's name and statements → the sentence that says what it does."""

import ast
import re
from collections.abc import Mapping, Sequence

from mlship.ir.dataflow import Node
from mlship.planning.interfaces import EXPLORE
from mlship.planning.operations import count_operations
from mlship.planning.wording import AND, shown_value

DEFAULT_NAMES = {
    "setup": "configure",
    "load": "load_data",
    "clean": "clean_data",
    "features": "engineer_features",
    "split": "split_data",
    "train": "train_model",
    "tune": "tune_model",
    "evaluate": "evaluate_model",
    "report": "report_results",
    EXPLORE: "look_around",
}
SUMMARIES = {
    "setup": "Set options that later stages rely on.",
    "load": "Load the data.",
    "clean": "Clean the data.",
    "features": "Make the features.",
    "split": "Split the data.",
    "train": "Train the model.",
    "tune": "Search for good hyper-parameters.",
    "evaluate": "Evaluate the model.",
    "report": "Report the results.",
    EXPLORE: "Look at the data.",
}
ABOUT_MODELS = frozenset({"train", "tune", "evaluate"})
OF_DATA = frozenset({"clean", "features"})
MOST_DONE = 4
OF_MODELS = frozenset({"train", "tune", "evaluate", "build", "predict with"})
# How models are called whose names are no things: "the gradient boosting model".
KINDS = ("boosting", "boost", "bagging", "neighbors", "k_means", "sequential", "mixture", "_nb")
LONGEST_SHOWN = 70
VERBS = {
    "look_at": "look at", "cross_validate": "cross-validate", "predict_with": "predict with",
}  # fmt: skip
_SEVERAL_WORDS = re.compile(f"^({'|'.join(VERBS)})(?=_)")
AFTER = "after_"


def summarize(label: str, name: str, nodes: Sequence[Node], words: Mapping[str, str]) -> str:
    """Say what a function of a stage does; a look says which expression it shows.

    `words` maps parts of names to what they stand for: variables, and classes that have no name
    in words, as SVC.
    """
    if name.startswith("show_") and (shown := _shown_text(nodes)):
        return f"Show `{shown}`."
    default = DEFAULT_NAMES[label]
    if name == default:
        return f"{SUMMARIES[label].removesuffix('.')}{_done(label, nodes)}."
    verb, _, rest = _SEVERAL_WORDS.sub(lambda found: VERBS[found[1]], name).partition("_")
    parts = rest.split(AND)
    if words.keys() >= {*parts}:
        return f"{verb.capitalize()} {' and '.join(f'`{words[part]}`' for part in parts)}."
    the = "the " if label in ABOUT_MODELS else ""
    what = "" if not the or not rest.endswith(KINDS) or verb not in OF_MODELS else " model"
    return f"{verb.capitalize()} {the}{rest.replace('_', ' ')}{what}.".replace(" .", ".")


def _done(label: str, nodes: Sequence[Node]) -> str:
    """Say what a function does of which its name only tells the stage: ``: drop duplicates``."""
    done = [name for name, _ in count_operations(nodes).most_common(MOST_DONE)]
    said = [name.replace("_", " ") for name in done] if label in OF_DATA else []
    told = " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))
    return f": {told}" if told else ""


def tell_apart(summary: str, more: str, words: Mapping[str, str]) -> str:
    """Add what tells a function from its namesakes to what it shares with them."""
    base = summary.removesuffix(".")
    if more.isdigit():
        return f"{base}, part {more}."
    if more.startswith(AFTER):
        return f"{base} after `{more.removeprefix(AFTER)}`."
    told = f"`{words[more]}`" if more in words else more.replace("_", " ")
    if ":" in base:
        return f"{base} ({told})." if more else summary
    return f"{base}: {told}." if more else summary


def _shown_text(nodes: Sequence[Node]) -> str:
    """Return the expressions that a look shows, "" if they are long or speak of files."""
    found = [ast.unparse(tree) for node in nodes if (tree := shown_value(node)) is not None]
    text = "`, `".join(dict.fromkeys(found))
    plain = not any(mark in text for mark in ("\n", "/", "\\", '"""'))
    return text if plain and len(text) <= LONGEST_SHOWN else ""
