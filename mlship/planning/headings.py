"""A markdown heading → a name that a function can carry, if it says what is done."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from mlship.planning.naming import is_builtin, slug

MOST_WORDS = 5
READ_WORDS = 12
FEWEST_LETTERS = 3
MOST_NOUNS = 7  # of a heading without a verb; more are a sentence
# Verbs that are nouns as well: only "-ing" tells that something is done.
DOUBTFUL = frozenset(
    {
        "access", "bin", "center", "change", "count", "deploy", "forecast", "format", "group",
        "hash", "index", "make", "map", "measure", "push", "query", "replace", "restore",
        "review", "sample", "segment", "share", "stream", "tackle", "turn", "update", "use",
        "view",
    }
)  # fmt: skip
# Verbs that headings begin with, each with the stages that it speaks for ("" any).
VERBS: Mapping[str, str] = {
    **dict.fromkeys(("load", "read", "get", "fetch", "download", "collect", "import"), "load"),
    **dict.fromkeys(
        ("clean", "drop", "fill", "impute", "handle", "remove", "fix", "treat", "correct"),
        "clean features"),
    **dict.fromkeys(
        ("encode", "scale", "engineer", "transform", "extract", "normalize", "standardize",
         "preprocess", "prepare", "tokenize", "vectorize", "reduce", "generate", "add", "create",
         "convert", "aggregate", "merge", "balance", "augment"), "features clean load"),
    **dict.fromkeys(("split",), "split"),
    **dict.fromkeys(("select", "choose", "separate", "define", "find", "compute", "calculate"), ""),
    **dict.fromkeys(("train", "fit", "build"), "train tune"),
    **dict.fromkeys(("tune", "optimize", "search"), "tune train"),
    "cross_validate": "evaluate tune train",
    **dict.fromkeys(("evaluate", "predict", "validate", "compare", "check"),
                    "evaluate report explore"),
    **dict.fromkeys(("plot", "visualize", "show", "display", "draw", "explore", "analyze",
                     "inspect", "describe", "summarize", "understand"), "report explore evaluate"),
    **dict.fromkeys(("save", "export", "submit", "store", "write"), "report"),
    **dict.fromkeys(("configure", "set"), "setup"),
    **dict.fromkeys(
        ("filter", "sort", "join", "delete", "assign", "parse", "apply", "obtain", "scrape",
         "customize", "estimate", "simulate", "investigate", "verify", "examine", "perform",
         "implement", "interpret", "solve", "initialize", "identify", "detect", "discretize",
         "transpose", "reshape", "resample", "upsample", "downsample", "rename", "combine",
         "concatenate", "rescale", "shuffle", "interpolate", "reconstruct", "compress", "assess",
         "broadcast", "specify", "run"), ""),
    **dict.fromkeys(DOUBTFUL, ""),
}  # fmt: skip
# Nouns that end a heading and say the same as a verb before it: "data cleaning" → "clean data".
ACTIONS: Mapping[str, str] = {
    "analysis": "analyze", "evaluation": "evaluate", "selection": "select",
    "preparation": "prepare", "visualization": "visualize", "visualisation": "visualize",
    "imputation": "impute", "extraction": "extract", "normalization": "normalize",
    "transformation": "transform", "validation": "validate", "exploration": "explore",
    "collection": "collect", "comparison": "compare", "creation": "create",
    "reduction": "reduce", "aggregation": "aggregate", "augmentation": "augment",
    "description": "describe", "wrangling": "clean", "munging": "clean", "testing": "evaluate",
    "modeling": "build", "modelling": "build", "detection": "detect", "treatment": "treat",
    "removal": "remove", "correction": "correct", "conversion": "convert",
    "standardization": "standardize", "standardisation": "standardize",
    "normalisation": "normalize", "optimization": "optimize", "optimisation": "optimize",
    "generation": "generate", "identification": "identify", "tokenization": "tokenize",
    "vectorization": "vectorize", "discretization": "discretize", "inspection": "inspect",
}  # fmt: skip
SPLITS = frozenset({"split", "splitting"})
PLURALS: Mapping[str, str] = {
    word: f"{word}s"
    for word in ("feature", "column", "image", "outlier", "value", "variable", "duplicate", "label")
}
SPELLINGS: Mapping[str, str] = {
    "optimise": "optimize",
    "visualise": "visualize",
    "analyse": "analyze",
    "divide": "split",
}
# What a heading says that names what somebody does, not what is done to the data.
TRAINING = frozenset({"train", "tune"})
_IDLE = """
    knowing working dealing looking trying experimenting getting going starting putting taking
    seeing thinking asking having being doing raising playing
    """
_FILLERS = """
    the a an our let s lets us now some to of first next then finally again my this step
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
_TOLD = """
    was were has have had been will would we i you it they there
    """
_PACKAGES = """
    libraries library packages package modules dependencies imports
    """
_PARTS = """
    data dataset datasets set sets results result values model models train training test testing
    validation val dev valid into and exploratory eda
    """
_KINDS_OF_MODELS = """
    regression classifier classification regressor model models tree trees forest forests svm knn
    bayes boosting xgboost lightgbm catboost perceptron ensemble clustering
    """
_PLOTS = """
    plot plots chart charts heatmap histogram histograms boxplot scatterplot distribution
    distributions visualization visualizations
    """
# What comes out of models: nobody trains it, and it is computed or reported, not evaluated.
_FIGURES = """
    matrix matrices curve curves score scores metrics importance importances residuals roc auc
    predictions forecasts rmse
    """
_FINDINGS = """
    report reports result results conclusion conclusions comparison comparisons
    """
_YIELD = """
    performance accuracy error errors loss losses prediction forecast
    """
# What a heading over the loading of data speaks of.
_DATA = """
    data dataset datasets dataframe dataframes table tables file files csv json sql database images
    image corpus reviews text texts documents samples configuration config settings paths inputs
    """
# What a heading is counted by.
NUMBERS = re.compile(r"^[\W\d_]+")
# What is one verb, in however many words it is said.
LOOK = re.compile(
    r"^((let'?s|let us|have|take|taking|a|an|first|quick|brief|closer|further)\s+)*"
    r"look(ing)?\s+(at|into)\b",
    re.IGNORECASE,
)
PREPROCESS = re.compile(r"\bpre[- ]process", re.IGNORECASE)
CROSS = ["cross", "validation"]
# What a heading of several actions is cut at.
SEVERAL = re.compile(r"\s*(?:&|\band\b|\+|,|;)\s*", re.IGNORECASE)
IDLE = frozenset(_IDLE.split())
FILLERS = frozenset(_FILLERS.split())
PARTS = frozenset(_PARTS.split())
ENDS = frozenset(_ENDS.split())
LINKS = frozenset(_LINKS.split())
ASKING = frozenset(_ASKING.split())
TOLD = frozenset(_TOLD.split())  # a sentence, which says what is so
SENTENCES = TOLD | frozenset({"is", "are", "does", "do", "can", "should"})
PACKAGES = frozenset(_PACKAGES.split())
PLOTS = frozenset(_PLOTS.split())
OUTCOMES: Mapping[str, str] = {
    **dict.fromkeys(_FIGURES.split(), "compute"),
    **dict.fromkeys(_FINDINGS.split(), "report"),
    **dict.fromkeys(_YIELD.split(), ""),
}
DATA = frozenset(_DATA.split())
# Things that a heading names which are not what these stages work on.
OTHERS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("load", "clean", "features", "split"), PLOTS | frozenset(_KINDS_OF_MODELS.split())),
    **dict.fromkeys(("train", "tune"), PLOTS),
}  # fmt: skip


def heading_words(heading: str) -> list[str]:
    """Return the words of a heading that a name could be made of, a verb first."""
    bare = PREPROCESS.sub("preprocess", LOOK.sub("inspect", NUMBERS.sub("", heading)))
    words = [w for w in slug(bare, words=READ_WORDS).split("_") if w]
    if heading.rstrip().endswith("?") or _names_nothing(words):
        return []
    told = _telling(words)
    found = _verb_first(told) if told and told[0] not in DOUBTFUL else []
    return found if found[:1] and (found[0] in VERBS or len(words) <= MOST_NOUNS) else []


def _names_nothing(words: list[str]) -> bool:
    """Tell whether a heading asks, greets, names a package, or says what is so."""
    return not (
        (ASKING | ENDS | IDLE).isdisjoint(words[:1]) and (PACKAGES | TOLD).isdisjoint(words)
    )


def _telling(words: list[str]) -> list[str]:
    """Leave the words up to the first end that say something, and no link behind the last."""
    told = [SPELLINGS.get(w, w) for w in _until_end(words) if w not in FILLERS and not w.isdigit()]
    while told and told[-1] in LINKS:
        told.pop()
    return told


def starts_with_verb(heading: str) -> bool:
    """Tell whether a heading says what is done, in a verb or a noun that stands for one."""
    return heading_words(heading)[:1] != [] and heading_words(heading)[0] in VERBS


def things_in(heading: str) -> list[str]:
    """Return the words of a heading that say what it is about, not what is done."""
    words = heading_words(heading)
    things = words[1:] if words and words[0] in VERBS else words
    return things if _tell(things) else []


def _tell(things: Collection[str]) -> bool:
    return not PARTS.issuperset(things)


def _until_end(words: list[str]) -> Iterator[str]:
    for position, word in enumerate(words):
        if position and word in ENDS:
            return
        yield word


def _verb_first(words: list[str]) -> list[str]:
    if words[-1] in SPLITS:
        return ["split", *words[:-1]]
    if words[-2:] == CROSS:
        return ["cross_validate", *(words[:-2] or ["model"])]
    if len(words) == 1:
        return [] if _verb(words[0]) or _last_verb(words) else words
    return _from_first_verb(words) or _from_last_verb(words) or words


def _from_first_verb(words: list[str]) -> list[str]:
    """Take a heading that begins with a verb: "creating and transforming features"."""
    verb = _verb(words[0])
    joins_thing = words[1] == "and" and not any(map(_verb, words[2:3]))
    if not verb or joins_thing:
        return []
    return [verb, *(_after_and(words, k) for k in range(1, len(words)))]


def _from_last_verb(words: list[str]) -> list[str]:
    """Take a heading that ends with what is done: "feature scaling"."""
    verb = _last_verb(words)
    if not verb or "and" in words:
        return []
    return [verb, *(PLURALS.get(word, word) for word in words[:-1])]


def _last_verb(words: list[str]) -> str:
    return ACTIONS.get(words[-1]) or _verb_at_end(words[-1])


def _after_and(words: list[str], position: int) -> str:
    """Give "creating and transforming" one form: "create and transform"."""
    word = words[position]
    return (_verb(word) or word) if words[position - 1] == "and" else word


def _verb_at_end(word: str) -> str:
    """Return the verb of "feature scaling"; other words in "-ing" may be mere nouns there."""
    verb = _verb(word) if word.endswith("ing") else ""
    return verb if VERBS.get(verb) else ""


def _verb(word: str) -> str:
    """Return the verb that a word is or comes from: "loading" → "load"."""
    stem = word.removesuffix("ing")
    doubled = stem[:-1] if len(stem) > 1 and stem[-1:] == stem[-2:-1] else stem
    forms = (word, stem, f"{stem}e", doubled, SPELLINGS.get(f"{stem}e", ""))
    known = (form for form in forms if form in VERBS)
    return next((form for form in known if form != word or form not in DOUBTFUL), "")


def tells_what_is_so(text: str) -> bool:
    """Tell whether a text is a sentence about how something is: "Prices have doubled"."""
    return not SENTENCES.isdisjoint(slug(text, words=READ_WORDS).split("_"))


def names_what_is_loaded(heading: str, names: Iterable[str]) -> bool:
    """Tell whether a heading over loading says so, or speaks of data, or of these names."""
    words = heading_words(heading)
    known = DATA.union(*(slug(name).split("_") for name in names))
    return words[:1] != [] and (words[0] in VERBS or not known.isdisjoint(words))


def is_order(heading: str) -> bool:
    """Tell whether a heading says what to do: "Load the data"."""
    return slug(heading).split("_")[0] in VERBS.keys() - DOUBTFUL


def name_after(heading: str, label: str, verb: str) -> str:
    """Return a name for what a stage does under a heading, "" if the heading does not say it.

    `verb` is what is done if the heading names only a thing.
    """
    words = _about(_part_for(heading, label), label)
    if not words or words[0] in LINKS:
        return ""
    if words[0] not in VERBS:
        words = _with_verb(words, label, verb)
    name = "_".join(words)
    about = max(map(len, words[1:]), default=0)
    usable = len(words) <= MOST_WORDS + 1 and about >= FEWEST_LETTERS
    return name if usable and re.match("[a-z]", name) and not is_builtin(name) else ""


def _with_verb(words: list[str], label: str, verb: str) -> list[str]:
    """Say what is done with the things that a heading names; nobody trains an outcome."""
    if label in TRAINING and words[-1] in OUTCOMES:
        return []
    if label == "evaluate":
        verb = OUTCOMES.get(words[-1], "") or verb
    return [verb, *(w for w in words if w.removesuffix("s") != verb)]


def _part_for(heading: str, label: str) -> list[str]:
    """Return the words of a heading, or of that one of its parts which speaks for the stage."""
    parts = [part for part in SEVERAL.split(heading) if part.strip()]
    if len(parts) > 1 and (all(map(_acts, parts)) or any(map(_is_action, parts))):
        found = (words for part in parts if _speaks_for(words := heading_words(part), label))
        return next(found, [])
    return heading_words(heading)


def _acts(part: str) -> bool:
    """Tell whether a part of a heading names something that is done."""
    words = _plain_words(part)
    ends = {words[0], words[-1]} if words else set()
    return any(word in ACTIONS or _verb(word) for word in ends)


def _is_action(part: str) -> bool:
    """Tell whether a part of a heading is a thing and what is done to it: "Data loading"."""
    match _plain_words(part):
        case [first, *_, last] if not _verb(first):
            return last in ACTIONS or (last.endswith("ing") and bool(_verb(last)))
    return False


def _plain_words(part: str) -> list[str]:
    return [word for word in slug(part, words=READ_WORDS).split("_") if word not in FILLERS]


def _speaks_for(words: Sequence[str], label: str) -> bool:
    return bool(words) and label in (VERBS.get(words[0], "") or label).split()


def _about(words: list[str], label: str) -> list[str]:
    """Leave the words that tell something of this stage: no verb of another, no lone "data"."""
    acts = bool(words) and words[0] in VERBS
    if acts and _speaks_for(words, label):
        return words if words[0] != "split" or _tell(words[1:]) else ["split", "data"]
    things = [word for word in words[acts:] if word not in ACTIONS]
    is_ours = OTHERS.get(label, frozenset()).isdisjoint(things)
    return things if is_ours and _tell(things) else []
