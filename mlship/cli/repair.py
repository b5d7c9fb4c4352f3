"""`mlship repair`: a notebook that has aged, mended in a copy."""

from pathlib import Path
from typing import Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Knowledge, Notebook
from mlship.ir.notebook import copy_of

Interpreter = Annotated[
    Path | None,
    typer.Option(
        help="Interpreter whose packages the notebook has to run with. [default: this one]"
    ),
]


def repair(
    notebook: Notebook,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The copy. [default: NOTEBOOK.repaired.ipynb]"),
    ] = None,
    python: Interpreter = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show the changes, write nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over an earlier copy.")] = False,
    knowledge: Knowledge = None,
    as_json: AsJson = False,
) -> int:
    """Mend a notebook for the packages of today, in a copy; runs none of its code."""
    from mlship.cli.repairs import Wish, as_document, mend, show
    from mlship.settings import Settings

    console = Console(as_json=as_json)
    wish = Wish(
        notebook=notebook,
        target=None if diff else output or copy_of(notebook),
        python=python,
        force=force,
        settings=Settings(knowledge=knowledge),
    )
    mended = mend(wish)
    show(mended, console)
    code = 1 if mended.repaired.unrepaired else 0
    console.answer({"exit_code": code, **as_document(mended)})
    return code
