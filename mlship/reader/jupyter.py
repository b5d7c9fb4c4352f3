"""An .ipynb file comes in → a Document goes out, whatever the version of its format."""

import json
from collections.abc import Iterable, Mapping

from mlship.errors import NotebookError
from mlship.ir.notebook import Cell, CellKind
from mlship.reader.document import Document, clean_text
from mlship.reader.encoding import Encoded
from mlship.reader.json_stream import Json, JsonStream, whole_number
from mlship.reader.kernels import kernel_of, language_of
from mlship.reader.saved_outputs import joined, read_outputs

# Above this size the file is read as a stream that leaves out what is huge.
STREAM_ABOVE_BYTES = 8 << 20
KINDS: dict[str, CellKind] = {"code": "code", "markdown": "markdown"}


def read_jupyter(file: Encoded) -> Document:
    """Read the JSON leniently; nbformat upgrades what is older than version 4."""
    tree = _tree(file)
    if isinstance(tree, Mapping) and "cells" not in tree and "worksheets" in tree:
        tree = _upgraded(tree, file)
    cells = tree.get("cells") if isinstance(tree, Mapping) else None
    if not isinstance(tree, Mapping) or not isinstance(cells, list):
        raise _error(file, "is JSON, but no notebook", "A notebook has a list of cells.")
    metadata = tree.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    return Document(
        cells=read_cells(cells), language=language_of(metadata), kernel=kernel_of(metadata)
    )


def read_cells(cells: Iterable[object]) -> tuple[Cell, ...]:
    """Turn the cells of a version 4 document into values."""
    return tuple(
        _cell(index, cell if isinstance(cell, Mapping) else {})
        for index, cell in enumerate(cells, start=1)
    )


def _cell(index: int, cell: Mapping[str, object]) -> Cell:
    count = cell.get("execution_count")
    return Cell(
        index=index,
        kind=KINDS.get(str(cell.get("cell_type")), "raw"),
        source=clean_text(joined(cell.get("source"))),
        execution_count=count if isinstance(count, int) else None,
        outputs=read_outputs(cell.get("outputs")),
        tags=_tags(cell.get("metadata")),
    )


def _tags(metadata: object) -> tuple[str, ...]:
    tags = metadata.get("tags") if isinstance(metadata, Mapping) else None
    return tuple(map(str, tags)) if isinstance(tags, list) else ()


def _tree(file: Encoded) -> Json:
    try:
        if file.size <= STREAM_ABOVE_BYTES:
            text = file.text().removeprefix("\ufeff")
            tree: Json = json.loads(text, strict=False, parse_int=whole_number)
            return tree
        with file.path.open(encoding=file.encoding, errors="replace") as stream:
            return JsonStream(stream).document()
    except json.JSONDecodeError as error:
        raise _error(file, "is not valid JSON", _hint_on(file)) from error
    except RecursionError as error:
        raise _error(file, "is nested too deeply to be a notebook", "Save it anew.") from error


def _hint_on(file: Encoded) -> str:
    """Name the usual accidents that leave something else in an .ipynb file."""
    if file.size == 0:
        return "The file is empty; save the notebook again."
    if file.starts_with("<"):
        return "It is a web page; download the raw notebook instead."
    if file.starts_with("version https://git-lfs"):
        return "It is a Git LFS pointer; run `git lfs pull` first."
    if "\n<<<<<<< " in file.text():
        return "It holds the marks of a merge conflict; resolve it first."
    return "Open it in Jupyter and save it again, or take an earlier version."


def _upgraded(tree: Mapping[str, Json], file: Encoded) -> Json:
    import nbformat

    try:
        node = nbformat.from_dict({"nbformat": 3, "metadata": {}, **tree})  # type: ignore[no-untyped-call]
        upgraded: Json = nbformat.convert(node, 4)  # type: ignore[no-untyped-call]
    except (KeyError, TypeError, ValueError, AttributeError, nbformat.ValidationError) as error:
        hint = "Open it in Jupyter, which upgrades it, and save it."
        raise _error(file, "is an old notebook that cannot be upgraded", hint) from error
    return upgraded


def _error(file: Encoded, what: str, hint: str) -> NotebookError:
    return NotebookError(f"The file {what}.", hint=hint, location=str(file.path))
