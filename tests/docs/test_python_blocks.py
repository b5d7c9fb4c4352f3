"""The Python blocks of the documents are sessions; each page's is run from top to bottom."""

import doctest
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, all_pages, find_blocks, name

PAGES = [page for page in all_pages() if find_blocks(page, "python")]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
EXAMPLES_OF_THE_ARCHITECTURE = 15


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_python_blocks_give_what_they_show(page: Path) -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=OPTIONS)
    names: dict[str, object] = {}
    said: list[str] = []
    for block in find_blocks(page, "python"):
        test = parser.get_doctest(block.text, names, name(page), str(page), block.line - 1)
        runner.run(test, out=said.append, clear_globs=False)
        names = test.globs

    assert "".join(said) == ""


def test_the_architecture_is_shown_by_running_it() -> None:
    blocks = find_blocks(DOCS / "architecture.md", "python")
    examples = sum(len(doctest.DocTestParser().get_examples(block.text)) for block in blocks)

    assert examples > EXAMPLES_OF_THE_ARCHITECTURE
