"""Markdown cells become headings and plain text."""

from pathlib import Path

import pytest

from mlship.ir.notebook import Cell, Notebook
from mlship.ir.program import Prose
from mlship.parsing import parse
from mlship.parsing.prose import read_prose


def prose(source: str) -> Prose:
    return read_prose(Cell(index=0, kind="markdown", source=source))


@pytest.mark.parametrize(
    ("markdown", "level", "heading"),
    [
        ("# Customer churn", 1, "Customer churn"),
        ("### Load **the** `data` ##", 3, "Load the data"),
        ("#Missing space", 1, "Missing space"),
        ("## # Missing space", 2, "Missing space"),
        ("## 1.2 Load data", 2, "Load data"),
        ("## 3. Train", 2, "Train"),
        ("## 3) Train", 2, "Train"),
        ("## IV. Train", 2, "Train"),
        ("## 3 models compared", 2, "3 models compared"),
        ("## 2019 sales", 2, "2019 sales"),
        ("Title\n=====\ntext", 1, "Title"),
        ("Title\n-----", 2, "Title"),
        ("<h2 align='center'>The <i>title</i></h2>", 2, "The title"),
        ("<a id='x'></a>\n# Title", 1, "Title"),
        ("# Title <a class='anchor' id='x'></a>", 1, "Title"),
        ("# [Title](http://x.org/a_(b)) ¶", 1, "Title"),
        ("# Title {#title}", 1, "Title"),
        ("# 📊 Look at it", 1, "Look at it"),
        ("# Q&amp;A: snake_case_name", 1, "Q&A: snake_case_name"),
        ("# Results:", 1, "Results"),
        ("**Load data**", 6, "Load data"),
        ("text\n# Title", 1, "Title"),
        ("```\n# no title\n```", 0, ""),
        ("just text", 0, ""),
        ("- item\n- item", 0, ""),
        ("#hashtag #other", 1, "hashtag #other"),
    ],
)
def test_the_first_heading_is_found(markdown: str, level: int, heading: str) -> None:
    found = prose(markdown)

    assert (found.level, found.heading) == (level, heading)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("one\ntwo\n\nthree", "one two\n\nthree"),
        ("# T\ntext *with* __marks__ and ~~more~~", "text with marks and more"),
        ("a `code_name` and 2 * 3 * 4", "a code_name and 2 * 3 * 4"),
        ("see [the docs](http://x.org) or <http://y.org>", "see the docs or http://y.org"),
        ("* one\n* two\n  more", "- one\n- two more"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("![image](a.png)", ""),
        ("<img src='a.png'/>", ""),
        ("<div><p>one</p><p>two</p></div>", "one\n\ntwo"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n\n- two"),
        ("<style>p {}</style><!-- no -->text", "text"),
        ("> quoted\n> text", "quoted text"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "- a | b\n\n- 1 | 2"),
        ("so:\n```python\nx = 1\n```\nthat", "so:\n\nthat"),
        ("<details><summary>Hint</summary>x = 1</details>text", "text"),
        ("one\n\n$$ \\sum_i x_i $$\n\ntwo", "one\n\ntwo"),
        ("a \\_b\\_ &lt; c", "a _b_ < c"),
        ("# One\ntext\n## Two\nmore", "text\nTwo\nmore"),
        ("", ""),
    ],
)
def test_the_rest_is_plain_text(markdown: str, text: str) -> None:
    assert prose(markdown).text == text


def test_cells_without_text_are_left_out() -> None:
    cells = (
        Cell(index=1, kind="markdown", source="<img src='a'>"),
        Cell(index=2, kind="markdown", source="# T"),
        Cell(index=3, kind="raw", source="# R"),
    )

    program = parse(Notebook(path=Path("a.ipynb"), cells=cells))

    assert program.prose == (Prose(cell=2, level=1, heading="T"),)
