"""Text of a notebook → whether it is English: names of functions are, whatever the notebook is.

A language shows in the little words that hold its sentences together. Headings have few of them,
so what is not plain from a heading itself is that of the notebook as a whole.
"""

import re
from collections.abc import Iterator

from mlship.ir.program import Program
from mlship.planning.headings import starts_with_verb

# Little words of other languages that are no English ones, nor names of variables.
_FOREIGN = """
    de la el los las del para con por una un en que al como más son está entre cuando sin
    le les des du et avec dans sur une aux est pour nous sont cette ces qui
    der das und mit von für zu ein eine ist im auf wird werden wir zum zur nicht
    da dos em uma não são ao os das nos pelo pela vamos como
    il gli di che della dei delle nel sono
    dan yang untuk dengan dari ini pada
    ve bir için ile bu olarak
    het een voor niet wij
    się jest dla oraz
    """
_ENGLISH = """
    the of this that are we to have be which our it and you
    """
FOREIGN = frozenset(_FOREIGN.split())
ENGLISH = frozenset(_ENGLISH.split())
WORDS = re.compile(r"[^\W\d_]+")
COMMENT = re.compile(r"(?<!\S)#+(?!\s*\w+\s*[(=])(.*)")
FEWEST = 5  # little words of another language; fewer may be names
FEWEST_ALONE = 2  # where no English ones stand beside them


def speaks_english(program: Program) -> bool:
    """Tell whether what a notebook says, in its text and its comments, is mostly English."""
    found = [word for text in _told(program) for word in WORDS.findall(text.lower())]
    foreign = sum(word in FOREIGN for word in found)
    english = sum(word in ENGLISH for word in found)
    return foreign < (FEWEST if english else FEWEST_ALONE) or foreign <= english


def _told(program: Program) -> Iterator[str]:
    for prose in program.prose:
        yield from (prose.heading, prose.text)
    for cell in program.notebook.cells:
        if cell.kind == "code":
            yield from COMMENT.findall(cell.source)


def is_foreign(text: str) -> bool:
    """Tell whether a text has little words of another language, and none of English."""
    words = set(WORDS.findall(text.lower()))
    return not FOREIGN.isdisjoint(words) and ENGLISH.isdisjoint(words)


def can_name(heading: str, *, english: bool) -> bool:
    """Tell whether a heading is English: in a notebook of another language it has to show."""
    if is_foreign(heading):
        return False
    return english or starts_with_verb(heading) or bool(ENGLISH & set(heading.lower().split()))
