"""Whatever is given as a notebook: the exit code of the table, a sentence, nothing left behind."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import Cli

CODE = "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2]})\nprint(df.a.sum())"
PYTHON = {"kernelspec": {"name": "python3", "language": "python"}}
MEGABYTE = 1 << 20


def cell(source: object, **more: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], **more}


def notebook(*sources: object, **more: object) -> str:
    cells = [cell(source) for source in sources]
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": PYTHON, "cells": cells}
    return json.dumps({**document, **more})


def old(version: int, source_key: str) -> str:
    cells = [{"cell_type": "code", source_key: CODE, "language": "python", "outputs": []}]
    return json.dumps({"nbformat": version, "metadata": {}, "worksheets": [{"cells": cells}]})


REFUSED: dict[str, str | bytes | None] = {
    "broken.ipynb": '{"cells": [',
    "other.ipynb": '{"a": 1}',
    "empty.ipynb": "",
    "page.ipynb": "<!DOCTYPE html>",
    "picture.ipynb": b"\x89PNG\r\n\x1a\n\xff\xfe\x00",
    "deep.ipynb": '{"cells":' + "[" * 100_000,
    "no_cells.ipynb": notebook(),
    "no_code.ipynb": notebook(cells=[{"cell_type": "markdown", "source": "# A"}]),
    "blank.ipynb": notebook("", "  \n"),
    "r.ipynb": notebook("x <- 1", metadata={"kernelspec": {"name": "ir", "language": "R"}}),
    "julia.ipynb": notebook("x = 1", metadata={"kernelspec": {"name": "julia-1.9"}}),
    "unparsable.ipynb": notebook("x = = 1", "for"),
    "python2.ipynb": notebook("print 'a'", "print 1, 2"),
    "text.txt": "a",
    "prose.md": "# only text\n",
    "header.md": "---\njupyter: [\n---\n```python\nx = 1\n```\n",
    "r.Rmd": "```{r}\nx <- 1\n```\n",
    "script.R": "x <- 1",
    "broken.py": "def :(\n",
    "missing.ipynb": None,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_converted_is_refused(cli: Cli, tmp_path: Path, name: str) -> None:
    put(tmp_path / name, REFUSED[name])

    said = cli("convert", tmp_path / name, "-o", tmp_path / "out")
    document = cli("convert", tmp_path / name, "-o", tmp_path / "out", "--json").document

    sentence, way_out = said.err.strip().split("\n")
    assert (said.code, document["exit_code"]) == (3, 3)
    assert sentence.startswith("mlship: ")
    assert way_out.strip()
    assert not [path for path in tmp_path.iterdir() if path.name != name]


CONVERTED: dict[str, str | bytes] = {
    "version2.ipynb": old(2, "input"),
    "version3.ipynb": old(3, "input"),
    "version5.ipynb": notebook(CODE, nbformat=5, nbformat_minor=0),
    "later_minor.ipynb": notebook(CODE, nbformat_minor=99),
    "bare.ipynb": json.dumps({"cells": [cell(CODE)]}),
    "nulls.ipynb": json.dumps({"metadata": None, "cells": [None, cell(None), cell(CODE)]}),
    "bom.ipynb": b"\xef\xbb\xbf" + notebook(CODE).encode(),
    "latin.ipynb": notebook("# caf\xe9\n" + CODE).replace("\\u00e9", "\xe9").encode("latin-1"),
    "utf16.ipynb": notebook(CODE).encode("utf-16"),
    "nul.ipynb": notebook("x = 1\x00", CODE),
    "windows.ipynb": notebook(CODE.replace("\n", "\r\n")),
    "mac.ipynb": notebook(CODE.replace("\n", "\r")),
    "tabs.ipynb": notebook("if True:\n\tx = 1\n\tif x:\n\t\ty = 2\nprint(y)"),
    "separators.ipynb": notebook("x = 'a\u2028b'\nprint(x)\n# \u2028", CODE),
    "lone_surrogate.ipynb": notebook("x = '\ud83d'\nprint(x)"),
    "long_number.ipynb": notebook(CODE).replace('"nbformat"', f'"n": {"9" * 5000}, "nbformat"'),
    "brackets.ipynb": notebook("x = " + "(" * 300 + "1" + ")" * 300, CODE),
    "long_sum.ipynb": notebook("x = " + "+".join("1" * 5000), CODE),
    "long_text.ipynb": notebook(f"x = '''{'x' * MEGABYTE}'''\nprint(len(x))"),
    "some_unparsable.ipynb": notebook("x = = 1", CODE),
    "awaits.ipynb": notebook("import asyncio\nawait asyncio.sleep(0)\nprint(1)"),
    "percent.py": f"# %% [markdown]\n# # A\n# %%\n{CODE}\n",
    "light.py": f"# # A\n\n{CODE}\n\n# +\nx = 1\n# -\n",
    "script.py": CODE,
    "note.md": f"# A\n\n```python\n{CODE}\n```\n",
    "note.Rmd": f"# A\n\n```{{python}}\n{CODE}\n```\n",
    "note.qmd": f"---\nformat: html\n---\n\n```{{python}}\n#| echo: false\n{CODE}\n```\n",
}


@pytest.mark.parametrize("name", CONVERTED)
def test_what_is_odd_is_converted_all_the_same(cli: Cli, tmp_path: Path, name: str) -> None:
    put(tmp_path / name, CONVERTED[name])

    answer = cli("convert", tmp_path / name, "-o", tmp_path / "out", "--json")

    assert answer.document["exit_code"] == 0
    for path in (tmp_path / "out").rglob("*.py"):
        compile(path.read_bytes(), str(path), "exec")


@pytest.mark.parametrize(
    "outputs",
    [
        [{"output_type": "stream", "name": "stdout", "text": ["a line\n"] * 10, "more": "x"}],
        [{"output_type": "display_data", "data": {"image/png": "x", "text/plain": "<Figure>"}}],
    ],
)
def test_huge_outputs_need_little_memory(tmp_path: Path, outputs: Sequence[object]) -> None:
    text = json.dumps({"cells": [cell(CODE, outputs=outputs)], "metadata": PYTHON})
    (tmp_path / "a.ipynb").write_text(text.replace('"x"', f'"{"x" * 50 * MEGABYTE}"'))
    command = [sys.executable, "-m", "mlship", "convert", "a.ipynb", "-o", "out"]

    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
        preexec_fn=_limit_memory,
    )

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(cli: Cli, tmp_path: Path) -> None:
    put(tmp_path / "a.ipynb", notebook(CODE))
    (tmp_path / "a.ipynb").chmod(0)

    assert cli("convert", tmp_path / "a.ipynb", "-o", tmp_path / "out").code == 3


def put(path: Path, content: str | bytes | None) -> None:
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}


def _limit_memory() -> None:
    """Leave less room than the text of such an output takes twice."""
    resource.setrlimit(resource.RLIMIT_DATA, (120 * MEGABYTE, 120 * MEGABYTE))
