"""A text notebook (percent, light, Markdown, Rmd, Quarto) comes in → a Document goes out."""

import re
from dataclasses import replace
from pathlib import Path

from mlship.errors import NotebookError
from mlship.ir.notebook import Cell
from mlship.reader.document import Document, clean_text
from mlship.reader.encoding import Encoded
from mlship.reader.jupyter import read_cells
from mlship.reader.kernels import kernel_of, language_of

LANGUAGES = {".r": "r", ".jl": "julia", ".scala": "scala", ".sh": "bash", ".js": "javascript"}
SUFFIXES = frozenset({".py", ".md", ".markdown", ".rmd", ".qmd", ".myst", ".mystnb", *LANGUAGES})
CELL_MARKERS = re.compile(
    r"^(?:# ?%%|# ?\+(?:\s|$)|# ?In ?\[[ \d]*\]|# ---\n# jupyter:|# <(?:code|markdown)cell>)",
    re.MULTILINE,
)
NBCONVERT_PROMPT = re.compile(r"^# ?In ?\[[ \d]*\]:?[ \t]*$\n*", re.MULTILINE)
# nbconvert leaves two empty lines between cells, and writes prose as comments.
NBCONVERT_PROSE = re.compile(
    r"(?:(?<=\n\n\n)|\A\s*)((?:#(?! ?In ?\[)[^\n]*\n)+(?:\n(?:#(?! ?In ?\[)[^\n]*\n)+)*)\s*"
    r"(?=# ?In ?\[|\Z)"
)
SHEBANG = re.compile(r"\A#![^\n]*\n")
QUARTO_OPTION = re.compile(r"^#\|[^\n]*\n?", re.MULTILINE)
# Quarto's own converter needs Quarto; its cells are those of R Markdown.
FORMATS_OF_JUPYTEXT = {".markdown": ".md", ".rmd": ".Rmd", ".qmd": ".Rmd"}
CODING_LINE = re.compile(r"\A(#![^\n]*\n)?#\s*(?:-\*-\s*)?coding[:=][^\n]*(?:\n|\Z)")


def is_text_notebook(path: Path) -> bool:
    """Say whether the file's name is that of a text notebook."""
    return path.suffix.lower() in SUFFIXES


def read_text_notebook(file: Encoded) -> Document:
    """Read it as jupytext does; a script without cell markers becomes one cell."""
    suffix = file.path.suffix.lower()
    if suffix in LANGUAGES:
        return Document(cells=(), language=LANGUAGES[suffix])
    text = CODING_LINE.sub(r"\1", clean_text(file.text()))
    if suffix == ".py" and not CELL_MARKERS.search(text):
        return Document(cells=(Cell(index=1, kind="code", source=text),))
    return _read_with_jupytext(_in_percent_form(text) if suffix == ".py" else text, file)


def _in_percent_form(text: str) -> str:
    """Give the cells of a script that nbconvert wrote the markers that jupytext knows."""
    if not NBCONVERT_PROMPT.search(text):
        return text
    text = NBCONVERT_PROSE.sub(r"# %% [markdown]\n\1\n", SHEBANG.sub("", text) + "\n")
    return NBCONVERT_PROMPT.sub("# %%\n", text)


def _read_with_jupytext(text: str, file: Encoded) -> Document:
    import jupytext

    suffix = file.path.suffix.lower()
    try:
        node = jupytext.reads(text, fmt=FORMATS_OF_JUPYTEXT.get(suffix, suffix))
    except _errors_of_jupytext() as error:
        raise NotebookError(
            f"{file.path.name} is no notebook that jupytext can read.",
            hint="Run `jupytext --test --to ipynb` on it to see what is wrong.",
            location=str(file.path),
        ) from error
    return Document(
        cells=tuple(_without_options(cell) for cell in read_cells(node["cells"])),
        language=language_of(node["metadata"]),
        kernel=kernel_of(node["metadata"]),
    )


def _errors_of_jupytext() -> tuple[type[Exception], ...]:
    import jupytext
    import yaml

    return ValueError, yaml.YAMLError, jupytext.formats.JupytextFormatError


def _without_options(cell: Cell) -> Cell:
    """Leave out Quarto's `#| echo: false` lines."""
    return replace(cell, source=QUARTO_OPTION.sub("", cell.source)) if "#|" in cell.source else cell
