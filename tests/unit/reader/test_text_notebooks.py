"""Text notebooks are read as jupytext reads them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.errors import NotebookError
from mlship.reader import read

WriteText = Callable[[str, str | bytes], Path]

CELLS = [("markdown", "# Title"), ("code", "x = 1"), ("code", "y = 2")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "# %% [markdown]\n# # Title\n# %%\nx = 1\n# %%\ny = 2"),
        ("b.py", "# -*- coding: utf-8 -*-\n# %% [markdown]\n# # Title\n\n# %%\nx = 1\n# %%\ny = 2"),
        ("c.py", "# # Title\n\n# +\nx = 1\n\n# +\ny = 2\n"),
        ("d.py", "# # Title\n\n# In[1]:\n\n\nx = 1\n\n\n# In[ ]:\n\n\ny = 2\n"),
        ("a.md", "# Title\n\n```python\nx = 1\n```\n\n```python\ny = 2\n```\n"),
        ("a.Rmd", "# Title\n\n```{python}\nx = 1\n```\n\n```{python}\ny = 2\n```\n"),
        ("a.QMD", "# Title\r\n\r\n```{python}\r\nx = 1\r\n```\r\n\r\n```{python}\ny = 2\n```\n"),
    ],
)
def test_each_format_gives_the_same_cells(write: WriteText, name: str, text: str) -> None:
    cells = read(write(name, text)).cells

    assert [(cell.kind, cell.source) for cell in cells] == CELLS


def test_a_script_without_markers_is_one_cell(write: WriteText) -> None:
    (cell,) = read(write("a.py", b"# coding: latin-1\n# one\nx = '\xe9'\r\n\r\ny = 2")).cells

    assert cell.source == "# one\nx = 'é'\n\ny = 2"


def test_magics_are_uncommented(write: WriteText) -> None:
    (cell,) = read(write("a.py", "# %%\n# %matplotlib inline\n# !ls\nx = 1")).cells

    assert cell.source == "%matplotlib inline\n!ls\nx = 1"


def test_options_of_quarto_are_no_code(write: WriteText) -> None:
    (cell,) = read(write("a.qmd", "```{python}\n#| echo: false\nx = 1\n```\n")).cells

    assert cell.source == "x = 1"


@pytest.mark.parametrize(
    ("name", "text"), [("a.R", "x <- 1"), ("a.Rmd", "# T\n\n```{r}\nx <- 1\n```\n")]
)
def test_other_languages_are_refused(write: WriteText, name: str, text: str) -> None:
    with pytest.raises(NotebookError, match="written in R"):
        read(write(name, text))


def test_a_damaged_header_is_refused(write: WriteText) -> None:
    with pytest.raises(NotebookError, match="jupytext"):
        read(write("a.md", "---\njupyter: {a: [\n---\n\n```python\nx\n```"))
