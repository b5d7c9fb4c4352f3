"""A markdown heading → a name that a function can carry, if it says what is done."""

import re
from collections.abc import Iterator, Mapping

from mlship.planning.naming import is_builtin, slug

MOST_WORDS = 5
READ_WORDS = 12
FEWEST_LETTERS = 3
MOST_NOUNS = 7  # of a heading without a verb; more are a sentence
# Verbs that headings begin with, each with the stages that it speaks for ("" any).
VERBS: Mapping[str, str] = {
    **dict.fromkeys(("load", "read", "get", "fetch", "download", "collect", "import"), "load"),
    **dict.fromkeys(
        ("clean", "drop", "fill", "impute", "handle", "remove", "fix"), "clean features"),
    **dict.fromkeys(
        ("encode", "scale", "engineer", "transform", "extract", "normalize", "standardize",
         "preprocess", "prepare", "tokenize", "vectorize", "reduce", "generate", "add", "create",
         "convert", "aggregate", "merge", "balance", "augment"), "features clean load"),
    **dict.fromkeys(("split",), "split"),
    **dict.fromkeys(("select", "choose", "separate", "define", "find", "compute", "calculate"), ""),
    **dict.fromkeys(("train", "fit", "build", "model"), "train tune"),
    **dict.fromkeys(("tune", "optimize", "search"), "tune train"),
    **dict.fromkeys(("evaluate", "test", "predict", "score", "validate", "compare", "check"),
                    "evaluate report explore"),
    **dict.fromkeys(("plot", "visualize", "show", "display", "draw", "explore", "analyze",
                     "inspect", "describe", "summarize", "understand"), "report explore evaluate"),
    **dict.fromkeys(("save", "export", "submit", "store", "write", "report"), "report"),
    **dict.fromkeys(("configure", "set"), "setup"),
}  # fmt: skip
# Nouns that end a heading and say the same as a verb before it: "data cleaning" → "clean data".
ACTIONS: Mapping[str, str] = {
    "analysis": "analyze", "evaluation": "evaluate", "selection": "select",
    "preparation": "prepare", "visualization": "visualize", "visualisation": "visualize",
    "imputation": "impute", "extraction": "extract", "normalization": "normalize",
    "transformation": "transform", "validation": "validate", "exploration": "explore",
    "collection": "collect", "comparison": "compare", "creation": "create",
    "reduction": "reduce", "aggregation": "aggregate", "augmentation": "augment",
}  # fmt: skip
PLURALS: Mapping[str, str] = {"feature": "features", "column": "columns", "image": "images"}
SPELLINGS: Mapping[str, str] = {
    "optimise": "optimize",
    "visualise": "visualize",
    "analyse": "analyze",
}
_FILLERS = """
    the a an our let s lets us now some we will to of first next then finally again my this step
    part task exercise section chapter question phase stage
    """
_ENDS = """
    with using by via from based which that where when if so because through without
    """
_LINKS = """
    and or in on for as at to of is are
    """
_ASKING = """
    how what which why when where who is are do does can should
    """
_PACKAGES = """
    libraries library packages package modules dependencies imports
    """
FILLERS = frozenset(_FILLERS.split())
ENDS = frozenset(_ENDS.split())
LINKS = frozenset(_LINKS.split())
ASKING = frozenset(_ASKING.split())
PACKAGES = frozenset(_PACKAGES.split())


def heading_words(heading: str) -> list[str]:
    """Return the words of a heading that a name could be made of, a verb first."""
    words = [w for w in slug(heading, words=READ_WORDS).split("_") if w]
    asks = heading.rstrip().endswith("?") or (words[:1] and words[0] in ASKING | ENDS)
    if asks or PACKAGES & set(words):
        return []
    told = [SPELLINGS.get(w, w) for w in _until_end(words) if w not in FILLERS and not w.isdigit()]
    while told and told[-1] in LINKS:
        told.pop()
    found = _verb_first(told)
    return found if found[:1] and (found[0] in VERBS or len(words) <= MOST_NOUNS) else []


def _until_end(words: list[str]) -> Iterator[str]:
    for position, word in enumerate(words):
        if position and word in ENDS:
            return
        yield word


def _verb_first(words: list[str]) -> list[str]:
    if not words:
        return []
    if (verb := _verb(words[0])) and len(words) > 1:
        return [verb, *(_after_and(words, k) for k in range(1, len(words)))]
    last = ACTIONS.get(words[-1]) or (_verb(words[-1]) if words[-1].endswith("ing") else "")
    if last and len(words) > 1 and "and" not in words:
        return [last, *(PLURALS.get(word, word) for word in words[:-1])]
    return [] if len(words) == 1 and (last or _verb(words[0])) else words


def _after_and(words: list[str], position: int) -> str:
    """Give "creating and transforming" one form: "create and transform"."""
    word = words[position]
    return (_verb(word) or word) if words[position - 1] == "and" else word


def _verb(word: str) -> str:
    """Return the verb that a word is or comes from: "loading" → "load"."""
    stem = word.removesuffix("ing")
    doubled = stem[:-1] if len(stem) > 1 and stem[-1:] == stem[-2:-1] else stem
    forms = (word, stem, f"{stem}e", doubled, SPELLINGS.get(f"{stem}e", ""))
    return next((form for form in forms if form in VERBS), "")


def is_order(heading: str) -> bool:
    """Tell whether a heading says what to do: "Load the data"."""
    return slug(heading).split("_")[0] in VERBS


def name_after(heading: str, label: str, verb: str) -> str:
    """Return a name for what a stage does under a heading, "" if the heading does not say it.

    `verb` is what is done if the heading names only a thing.
    """
    words = heading_words(heading)
    said = words[0] if words and words[0] in VERBS else ""
    if said and label not in (VERBS[said] or label).split():
        words, said = words[1:], ""
    if words[:1] and words[0] in LINKS:
        return ""
    if words and not said:
        words = [verb, *(w for w in words if w != verb)]
    name = "_".join(words)
    about = max((len(word) for word in words[1:]), default=0)
    usable = len(words) <= MOST_WORDS + 1 and about >= FEWEST_LETTERS
    return name if usable and re.match("[a-z]", name) and not is_builtin(name) else ""
