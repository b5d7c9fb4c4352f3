"""A path comes in → a Notebook goes out, or a NotebookError that says what to do."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mlship.errors import NotebookError
from mlship.ir.notebook import Notebook, Script
from mlship.reader.document import Document
from mlship.reader.encoding import Encoded, detect
from mlship.reader.jupyter import read_jupyter
from mlship.reader.kernels import refuse_other_languages
from mlship.reader.scripts import find_runs
from mlship.reader.text_formats import is_text_notebook, read_text_notebook

FORMATS = "mlship reads .ipynb, and .py, .md, .Rmd and .qmd as jupytext does."


def read(path: Path) -> Notebook:
    """Read a notebook of any supported format."""
    file = detect(_existing_file(path))
    document = _read_document(file)
    refuse_other_languages(document, path)
    if not any(cell.kind == "code" and cell.source.strip() for cell in document.cells):
        raise NotebookError(
            "The notebook holds no code.",
            hint="Give a notebook with at least one code cell that is not empty.",
            location=str(path),
        )
    return Notebook(
        path=path,
        cells=document.cells,
        language=document.language,
        kernel=document.kernel,
        sha256=file.sha256,
        scripts=tuple(_scripts(document, path.parent)),
    )


def _scripts(document: Document, folder: Path) -> Iterator[Script]:
    """Read the files that cells run; what is missing or no notebook is told where it is run."""
    for written in find_runs(document.cells):
        place = folder / written
        if place.is_file():
            with suppress(NotebookError, OSError):
                yield Script(path=written, source=_script_source(detect(place)))


def _script_source(file: Encoded) -> str:
    if file.path.suffix != ".ipynb":
        return file.text()
    cells = read_jupyter(file).cells
    return "\n".join(cell.source for cell in cells if cell.kind == "code")


def _existing_file(path: Path) -> Path:
    if path.is_file():
        return path
    if path.is_dir():
        raise NotebookError(
            "This is a directory, not a notebook.",
            hint="Name one of the notebooks in it.",
            location=str(path),
        )
    raise NotebookError(
        "There is no such file.",
        hint="Check the path; relative paths start at the working directory.",
        location=str(path),
    )


def _read_document(file: Encoded) -> Document:
    if is_text_notebook(file.path):
        return read_text_notebook(file)
    if file.path.suffix == ".ipynb" or file.starts_with("{"):
        return read_jupyter(file)
    raise NotebookError("The file is no notebook.", hint=FORMATS, location=str(file.path))
