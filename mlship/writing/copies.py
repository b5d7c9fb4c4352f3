"""A mended notebook → a copy of its file with the new cells, never the file itself."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import cast

from mlship.errors import WouldOverwrite
from mlship.ir.notebook import Notebook

Document = dict[str, object]
PYTHON_3 = {"display_name": "Python 3", "language": "python", "name": "python3"}


def write_copy(notebook: Notebook, target: Path, *, force: bool = False) -> bool:
    """Write a notebook whose cells changed; say whether the file was not so already.

    Outputs, attachments and metadata of an .ipynb come from the file that was read; the copy has
    the current format. Text notebooks are written in their own format.

    Raises:
        WouldOverwrite: another file stands there, and `force` is not given; or a folder.
    """
    if target.is_dir():
        raise WouldOverwrite(
            "This is a folder, and the copy is a file.",
            hint="Name a file with -o.",
            location=str(target),
        )
    content = _content(notebook, target)
    if target.exists() and target.read_bytes() == content:
        return False
    if target.resolve() == notebook.path.resolve() or (target.exists() and not force):
        raise WouldOverwrite(
            f"{target.name} is there already, with other content.",
            hint="Name another file with -o, or write over it with --force.",
            location=str(target),
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, delete=False) as whole:
        whole.write(content)
    Path(whole.name).chmod(_mode_of(target if target.exists() else notebook.path))
    os.replace(whole.name, target)  # noqa: PTH105 - the one call that is atomic by contract
    return True


def _mode_of(path: Path) -> int:
    """Return who may read and write a file: a copy is for the same people."""
    return stat.S_IMODE(path.stat().st_mode)


def _content(notebook: Notebook, target: Path) -> bytes:
    import nbformat

    # Its functions have no types; said here, once.
    write: Callable[[Document], str] = nbformat.v4.writes
    node = _node(notebook)
    if target.suffix == ".ipynb":
        return (write(node) + "\n").encode()
    import jupytext

    return str(jupytext.writes(node, fmt=target.suffix)).encode()


def _node(notebook: Notebook) -> Document:
    """Build the document: the file's own cells where they can be read again, new text in them."""
    import nbformat
    from nbformat import v4

    made: dict[str, Callable[[str], Document]] = {
        "code": v4.new_code_cell,
        "markdown": v4.new_markdown_cell,
        "raw": v4.new_raw_cell,
    }
    make: Callable[..., Document] = v4.new_notebook
    original = _original(notebook)
    cells = cast("list[Document]", original["cells"]) if original else []
    if original is None or len(cells) != len(notebook.cells):
        return make(cells=[made[cell.kind](cell.source) for cell in notebook.cells])
    for cell in notebook.cells:
        cells[cell.index - 1]["source"] = cell.source
    original["cells"] = [cells[cell.index - 1] for cell in notebook.cells]
    _name_kernel(cast("dict[str, Document]", original["metadata"]))
    normalized: Callable[[Document], tuple[int, Document]] = nbformat.validator.normalize
    return normalized(original)[1]


def _name_kernel(metadata: dict[str, Document]) -> None:
    """Give a copy the kernel of Python 3: what is mended no longer runs in that of Python 2."""
    kernel, language = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    name, version = str(kernel.get("name", "")), str(language.get("version", ""))
    if name.startswith("python2") or version.startswith("2."):
        metadata["kernelspec"] = {**PYTHON_3}
        metadata.pop("language_info", None)


def _original(notebook: Notebook) -> Document | None:
    import nbformat

    if notebook.path.suffix != ".ipynb":
        return None
    # Not nbformat.read: that one also complains, to everybody, of what is optional.
    read: Callable[[str], Document] = nbformat.reader.reads
    upgrade: Callable[[Document, int], Document] = nbformat.convert
    try:
        return upgrade(read(notebook.path.read_text(encoding="utf-8-sig")), 4)
    except (ValueError, KeyError, nbformat.ValidationError):
        # What our reader forgives and this one does not: the code is all there, outputs are not.
        return None
