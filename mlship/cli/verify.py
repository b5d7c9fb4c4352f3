"""`mlship verify`: does the pipeline compute what the notebook computes?"""

from pathlib import Path
from typing import Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AllowNetwork, AsJson, Folder, Html, Memory, Python, Timeout


def verify(
    folder: Folder = Path(),
    notebook: Annotated[
        Path | None,
        typer.Option(help="The notebook, if it has moved.", dir_okay=False, exists=True),
    ] = None,
    timeout: Timeout = 1800,
    memory: Memory = 0,
    allow_network: AllowNetwork = False,
    python: Python = None,
    html: Html = None,
    as_json: AsJson = False,
) -> int:
    """Run a project and its notebook, and compare them value by value."""
    from mlship.cli.verifications import Request, answer, verify_project

    request = Request(
        folder=folder,
        notebook=notebook,
        python=python,
        timeout_s=timeout,
        memory_mb=memory,
        network=allow_network,
        html=html,
    )
    console = Console(as_json=as_json)
    return answer(verify_project(request, console), console)
