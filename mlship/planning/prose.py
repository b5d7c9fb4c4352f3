"""Markdown of the notebook → title, headings that hold for a cell, sentences for docstrings."""

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from mlship.ir.program import Program, Prose
from mlship.planning.naming import sentence, slug
from mlship.planning.relevance import relevant

MAX_DETAILS = 600  # characters, of what a project says of itself
MAX_TOLD = 360  # of what a function does
GENERIC = re.compile(
    r"^(untitled\w*|notebook\w*|copy.*|final|main|model|project|index|\d+)$", re.IGNORECASE
)


# How a paragraph begins that speaks of what was just seen, and one that speaks of what comes.
BACK = re.compile(
    r"(as )?(you|we)( can)?( now)? (see|notice|observe|saw)\b|as (seen|expected)\b|from the\b"
    r"|the (above|result|output|plot|graph|figure|chart|heatmap|accuracy|score|model|median|mean"
    r"|minimum|maximum)|it (is|looks|seems|appears)\b|(this|that|these|those|there)\b"
    r"|(some |key |main )?(insight|observation|conclusion|finding|interpretation|inference|result"
    r"|remark|comment|output)s?\b|based on\b|looks?\b|seems?\b|so\b|great|nice|good|wow|hence"
    r"|therefore|thus|according to|not? (bad|much)|interesting|clearly|none\b|both\b|\w+ has\b"
    r"|answer\b",
    re.IGNORECASE,
)
AHEAD = re.compile(
    r"(and |so |ok(ay)?,? )?(let'?s?\b|now\b|next\b|then\b|first(ly)?\b|finally\b|here\b"
    r"|(we|i)('ll| will| can| need| have to| should| want| are going| now)\b|in this\b|to \w+\b"
    r"|before\b|after \w+ing\b|using\b|the following\b)",
    re.IGNORECASE,
)


# A heading of nothing but these words is one of a section: it says nothing of the whole.
_SECTION = """
    the a an our and of for with data dataset set import imports importing load loading read
    reading preprocessing processing pre preparation prepare cleaning clean collection analysis
    exploration exploratory eda explore overview description understanding dictionary
    visualization visualisation visualizing introduction intro setup set up libraries library
    packages required necessary contents content table problem statement objective objectives goal
    goals background context abstract requirements prerequisites initialization installation
    install modeling modelling model models training train evaluation dependencies modules step
    """
SECTION = frozenset(_SECTION.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """Title = what the notebook is called, one sentence on it, more text."""

    text: str
    summary: str
    details: str = ""


def find_title(program: Program) -> Title:
    """Return the title: the first heading of level 1 (else the first at the top), else the file.

    A heading below the first cells is that of a section, whatever its level.
    """
    headed = [p for p in program.prose if p.heading]
    first_code = min((s.cell for s in program.statements), default=10**9)
    named = [p for p in headed if not SECTION.issuperset(slug(p.heading, words=12).split("_"))]
    above = [p for p in named if p.cell < first_code]
    near = [p for p in named if p.level == 1 and p.cell <= first_code + 2]
    top = next(iter([*(p for p in above if p.level == 1), *above, *near]), None)
    stem = program.notebook.name.replace("_", " ").replace("-", " ").strip()
    if top is None or not slug(top.heading):
        return Title(text=_named(program, stem), summary=sentence(_named(program, stem)))
    text = top.text
    return Title(text=top.heading, summary=sentence(top.heading), details=_clipped(text))


def _named(program: Program, stem: str) -> str:
    folder = program.notebook.path.absolute().parent.name.replace("_", " ").replace("-", " ")
    name = f"{folder} {stem}" if GENERIC.match(stem) and slug(folder) else stem
    return name.strip().capitalize() or "Notebook"


def headings_by_cell(program: Program) -> dict[int, str]:
    """Return for every cell of code the heading that it stands under."""
    return {cell: prose.heading for cell, prose in _above(program, headed=True).items()}


def heading_starts(program: Program) -> dict[int, Prose]:
    """Return for the first code cell below each heading that heading."""
    found: dict[int, Prose] = {}
    seen: set[int] = set()
    for cell, prose in sorted(_above(program, headed=True).items()):
        if prose.cell not in seen:
            seen.add(prose.cell)
            found[cell] = prose
    return found


def _above(program: Program, *, headed: bool) -> dict[int, Prose]:
    cells = sorted({s.cell for s in program.statements})
    prose = [p for p in program.prose if p.heading or not headed]
    above: dict[int, Prose] = {}
    position = -1
    for cell in cells:
        while position + 1 < len(prose) and prose[position + 1].cell < cell:
            position += 1
        if position >= 0:
            above[cell] = prose[position]
    return above


def details_of(program: Program, cells: Sequence[int], told: set[int], label: str = "") -> str:
    """Return what the markdown between or right above these cells says of a stage's function.

    What stands in cells that are `told` already is left out; the others are added to them.
    """
    code = sorted({s.cell for s in program.statements})
    wanted = set(cells)
    found = [p for p in program.prose if p.text and _next(code, p.cell) in wanted]
    texts = (relevant(_ahead(p), label) for p in found if p.cell not in told)
    text = _clipped("\n\n".join(filter(None, texts)), MAX_TOLD)
    told |= {p.cell for p in found}
    return text


def _next(cells: Sequence[int], cell: int) -> int:
    """Return the first of these cells that stands below another one, -1 if none does."""
    place = bisect(cells, cell)
    return cells[place] if place < len(cells) else -1


def _ahead(prose: Prose) -> str:
    """Return the text on what comes below it, without that on what was seen above it."""
    if prose.heading:
        return prose.text
    parts = prose.text.split("\n\n")
    starts = [k for k, part in enumerate(parts) if AHEAD.match(part)]
    if starts:
        return "\n\n".join(parts[starts[0] :])
    return "" if BACK.match(prose.text) else prose.text


def _clipped(text: str, most: int = MAX_DETAILS) -> str:
    """Cut long text at the end of a paragraph or sentence; leave out what announces more."""
    if len(text) > most:
        cut = text[:most]
        end = max(cut.rfind("\n\n"), cut.rfind(". ") + 1)
        text = cut[:end] if end > 0 else cut.rsplit(" ", 1)[0]
    kept = text.strip().split("\n\n")
    while kept and kept[-1].endswith(":") and "\n" not in kept[-1]:
        kept.pop()
    return "\n\n".join(kept)
