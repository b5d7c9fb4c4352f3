"""Text that stands above code → what of it a function's docstring repeats.

A docstring says what a function does, whatever the data: what came out in the notebook's own run,
what was made of it, and what speaks of another stage is left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

# What a sentence says that tells of a result, or judges it.
VERDICT = re.compile(
    r"\b(we|you|i|one) (can|could|may)?( (now|also|clearly|already))? ?(see|notice|observe|saw)\b"
    r"|\bcan be seen\b|\bas (seen|expected)\b|\bit is (clear|evident|obvious)\b|\bverdict\b"
    r"|\breveal(s|ed)\b|\btakeaways?\b|\bthe lesson\b"
    r"|\bconclu(sion|de)|\bin (our|this) case\b|\bturn(s|ed) out\b|\bwe (got|get|obtain(ed)?|"
    r"achieved?|found)\b|\b(this|which|these|that) (means|suggests?|shows?|indicates?|tells?)\b"
    r"|\bout-?perform|\bperform(s|ed)? (better|best|well|poorly|worse|worst)\b"
    r"|\b(seems?|appears?|looks?) (to be|to have|like|better|good|fine)\b"
    r"|\bthe (best|better|worst|winning) (model|fit|result|accuracy|score|choice)s? (is|was)\b"
    r"|\bis (un)?balanced\b|\bnote (above|that|the)\b.*\b(above|high|low)\b",
    re.IGNORECASE,
)
# Decimals beside what they measure, shares of somebody: "the accuracy is 0.87", "27 % of them".
# It looks ahead only, so that it matches at the start or nowhere.
MEASURED = re.compile(
    r"(?=.*(\d\.\d|\d ?%))(?=.*\b(accurac\w+|scores?|errors?|loss|auc|rmse|mae|mse|f1|recall"
    r"|precision|correlat\w+|increas\w+|decreas\w+|expected|averages?|mean|median|p-?values?)\b)"
    r"(?=.*\b(is|are|was|were|has|have|of|reach\w*|got|g[ai]ves?|yield\w*|achiev\w*|improv\w+"
    r"|increases|decreases)\b)"
    r"|(?=.*\d ?%)(?=.*\b(people|customers|patients|passengers|cases|of (them|all|the data))\b)",
    re.IGNORECASE | re.DOTALL,
)
# How a sentence goes on after a result.
FOLLOWS = re.compile(r"(so|hence|thus|therefore|that|this|it|but|and|which)\b", re.IGNORECASE)
# The head of a document: "author: …".
FRONT = re.compile(
    r"(^|\n|\s)(author|pagetitle|subtitle|jupyter|toc|date-modified): ", re.IGNORECASE
)
TABLE = re.compile(r"(^|\n)[^\n|]*\w *\| *\w")
MARKS = re.compile(r"(^|\n)(\s*[-*]? *)#{1,6} ")
# No sentence ends at the number of a list's item.
SENTENCES = re.compile(r"(?<=\D[.!?])\s+(?=[A-Z\"'(])")
# What text speaks of that is told by a stage, and what speaks of another one.
DATA = r"load|read|import|data|file|csv|table|record|row|column|collect|download|fetch|sample|given"
MODELS = r"train|model|fit\b|fits\b|predict|evaluat|accurac|learning|epoch|hyper"
PICTURES = r"plot|graph|chart|figure|visuali|axis|histogram|line\b|colou?r"
OWN: Mapping[str, str] = {
    "load": DATA,
    "clean": f"{DATA}|clean|miss|null|nan|outlier|duplicat|fill|drop|remov|convert|type|value",
    "split": r"split|test|valid|hold|train|fold|target|label|feature|separat",
    "train": rf"{MODELS}|regress|classif|cluster|network|layer|forest|tree|boost|neighbo|bayes|svm"
    r"|parameter|estimat|optimi|loss|gradient|algorithm|kernel|weight",
}
OTHER = re.compile(rf"\b({MODELS}|{PICTURES}|seed)", re.IGNORECASE)


def relevant(text: str, label: str) -> str:
    """Return what a function of a stage repeats of the text above its code.

    Options are set for all that comes: what stands above them is about the notebook.
    """
    if label == "setup":
        return ""
    parts = (_without_results(MARKS.sub(r"\1\2", part)) for part in text.split("\n\n"))
    told = "\n\n".join(part for part in parts if part and not _is_apart(part, label))
    return told if _speaks_for(told, label) else ""


def _is_apart(part: str, label: str) -> bool:
    """Tell whether a paragraph is the head of a document, or a table of what columns mean."""
    return bool(FRONT.search(part)) or (label != "load" and bool(TABLE.search(part)))


# The text above a cell is asked for by each function that is made of the cell.
@lru_cache(maxsize=1024)
def _without_results(part: str) -> str:
    """Leave out the sentences that tell what came out, line by line."""
    lines = (" ".join(_before_results(SENTENCES.split(line))) for line in part.split("\n"))
    return "\n".join(line for line in lines if line.strip() and not line.startswith(":::"))


def _before_results(sentences: Sequence[str]) -> Iterator[str]:
    """Yield the sentences that tell no result, nor what follows from one."""
    told = True
    for sentence in sentences:
        follows = not told and FOLLOWS.match(sentence)
        told = not (follows or VERDICT.search(sentence) or MEASURED.match(sentence))
        if told:
            yield sentence


def _speaks_for(text: str, label: str) -> bool:
    """Tell whether a text is about a stage, or at least about no other."""
    own = OWN.get(label)
    if own is None or re.search(rf"\b({own})", text, re.IGNORECASE):
        return True
    return not OTHER.search(text)
