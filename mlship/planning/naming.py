"""Free text and notebook names → identifiers, file names and sentences."""

import builtins
import keyword
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

BUILTINS = frozenset(dir(builtins))
MAX_WORDS = 5
PACKAGE_WORDS = 3
MIN_PACKAGE_WORDS = 2
# Names of things that are one word, whatever their capitals say.
BRANDS = re.compile(r"NumPy|SciPy|TensorFlow|PyTorch|YouTube|CatBoost|GitHub|LinkedIn|PySpark")
# What belongs to the word before it: "dan's", "S&P".
APOSTROPHE = re.compile(r"(?<=[A-Za-z])['\u2019](?=(?:s|t|re|ve|ll|d|m)\b)", re.IGNORECASE)
CURLY = "\u2019"
INITIALS = re.compile(r"\b([A-Z])&([A-Z])\b")
# What counts a title among others, and words that a name neither begins nor ends with.
COUNTED = re.compile(
    r"^\W*(?:(?:chapter|section|part|lecture|lesson|lab|week|day|module|appendix|notebook|unit)\b"
    r"[\W_]*(?:\d[\d.]*|[a-z]\b)[\W_]+|\d{1,2}(?:\.\d+)*[.):]?\s+)(?=\D*[a-z]{3})",
    re.IGNORECASE,
)
FRINGES = frozenset(
    {
        "a", "an", "and", "as", "at", "by", "for", "from", "how", "in", "into", "its", "my", "of",
        "on", "or", "our", "the", "their", "this", "to", "using", "via", "vs", "with", "your",
    }
)  # fmt: skip
ORDINALS = 200
# Words that a phrase does not break off at, beside those, and articles, which it goes without.
LOOSE_ENDS = FRINGES | frozenset(
    {
        "about", "across", "after", "against", "all", "among", "are", "before", "between", "both",
        "but", "each", "every", "given", "is", "not", "over", "per", "than", "that", "under",
        "versus", "was", "when", "where", "which", "while", "without",
    }
)  # fmt: skip
ARTICLES = frozenset({"the", "an"})
SENTENCE = re.compile(r"(?<!\bvs)[.!?]\s")
LONGEST_PHRASE = 42
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
PLAIN_WORD = re.compile(r"[a-z0-9]+")
LETTER = re.compile("[a-z]")


# Headings and names are told apart again and again, and a title is asked for several names.
@lru_cache(maxsize=4096)
def slug(text: str, *, words: int = MAX_WORDS, fallback: str = "") -> str:
    """Return a snake-case identifier of the first words of `text`."""
    joined = INITIALS.sub(r"\1\2", APOSTROPHE.sub("", text).replace(CURLY, "'"))
    plain = unicodedata.normalize("NFKD", joined).encode("ascii", "ignore").decode()
    whole = BRANDS.sub(lambda found: found[0].capitalize(), plain)
    spaced = HUMP.sub(" ", whole)
    found = PLAIN_WORD.findall(spaced.lower())[:words]
    name = "_".join(found).strip("_")
    if not name or not LETTER.search(name):
        return fallback
    if name[0].isdigit():
        name = f"n{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def phrase(text: str, *, words: int = MAX_WORDS) -> str:
    """Return the beginning of a text as a name that does not break off in the middle.

    Only words that say something count: "Score vs. the number of trees (log)" →
    "score_vs_number_of_trees".
    """
    bare = SENTENCE.split(re.sub(r"\([^)]*\)", " ", text).strip(), maxsplit=1)[0]
    whole = slug(bare if slug(bare) else text, words=4 * words).strip("_").split("_")
    kept: list[str] = []
    for word in whole[whole[0] == "a" and len(whole) > words :]:
        said = sum(one not in LOOSE_ENDS for one in kept)
        if said == words or len("_".join([*kept, word])) > LONGEST_PHRASE:
            break
        kept += [word] if word not in ARTICLES else []
    while kept and kept[-1] in LOOSE_ENDS:
        kept.pop()
    return slug(" ".join(kept), words=len(kept))


def package_name(title: str) -> str:
    """Return a name for a package: the first words of a title that say what it is about."""
    words = slug(COUNTED.sub("", title), words=2 * PACKAGE_WORDS).strip("_").split("_")
    told = [word for place, word in enumerate(words) if place or word not in FRINGES]
    chosen = told[:PACKAGE_WORDS]
    while chosen and chosen[-1] in FRINGES:
        chosen.pop()
    if len(chosen) < PACKAGE_WORDS < len(told) and len(chosen) < MIN_PACKAGE_WORDS:
        chosen = told[: PACKAGE_WORDS + 1]
    return slug(" ".join(chosen), words=PACKAGE_WORDS + 1)


def is_spelled(text: str) -> bool:
    """Tell whether most letters of a text are such as identifiers have: not Cyrillic, nor Greek."""
    letters = [c for c in text if c.isalpha()]
    plain = [c for c in letters if unicodedata.normalize("NFKD", c).encode("ascii", "ignore")]
    return 2 * len(plain) > len(letters)


def unique(name: str, taken: Collection[str]) -> str:
    """Return `name`, numbered if it is taken."""
    if name not in taken and not keyword.iskeyword(name):
        return name
    return next(
        candidate for number in range(2, ORDINALS) if (candidate := f"{name}_{number}") not in taken
    )


def squashed(name: str) -> str:
    """Return what of a name is read: names that differ by case and underscores are one."""
    return name.replace("_", "").lower()


def class_name(text: str) -> str:
    """Return a CapWords class name of a snake-case name."""
    name = "".join(word[:1].upper() + word[1:] for word in re.split("[^A-Za-z0-9]+", text))
    return name or "Results"


def snake(name: str) -> str:
    """Return CapWords as snake case: "RandomForestClassifier" → "random_forest_classifier"."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return spaced.lower()


def short_model(estimator: str) -> str:
    """Return the usual short name of an estimator's class: "random_forest", "svc", "xgb"."""
    bare = estimator.rsplit(".", 1)[-1]
    trimmed = re.sub(r"(Classifier|Regressor|Regression|Model)$", "", bare)
    special = {"Logistic": "logistic_regression", "Linear": "linear_regression", "": "model"}
    return special.get(trimmed) or snake(trimmed)


def sentence(text: str) -> str:
    """Return the first sentence of `text`, ending with a full stop."""
    line = " ".join(text.split())
    first = re.split(r"(?<=[.!?])\s", line, maxsplit=1)[0].strip()
    if not first:
        return ""
    return first if first[-1] in ".!?" else first.rstrip(":;,-") + "."


def is_builtin(name: str) -> bool:
    """Tell whether a name belongs to Python itself."""
    return name in BUILTINS
