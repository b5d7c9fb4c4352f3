"""A text notebook (percent, light, Markdown, Rmd, Quarto) comes in → a Document goes out."""

import re
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
NBCONVERT_PROMPT = re.compile(r"^# ?In ?\[[ \d]*\]:?[ \t]*$", re.MULTILINE)
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
        return Document(cells=(Cell(index=0, kind="code", source=text),))
    return _read_with_jupytext(NBCONVERT_PROMPT.sub("# %%", text), file)


def _read_with_jupytext(text: str, file: Encoded) -> Document:
    import jupytext
    import yaml

    extension = {".markdown": ".md", ".rmd": ".Rmd"}.get(
        file.path.suffix.lower(), file.path.suffix.lower()
    )
    try:
        node = jupytext.reads(text, fmt=extension)
    except (ValueError, yaml.YAMLError, jupytext.formats.JupytextFormatError) as error:
        raise NotebookError(
            f"{file.path.name} is no notebook that jupytext can read.",
            hint="Run `jupytext --test --to ipynb` on it to see what is wrong.",
            location=str(file.path),
        ) from error
    return Document(
        cells=read_cells(node["cells"]),
        language=language_of(node["metadata"]),
        kernel=kernel_of(node["metadata"]),
    )
