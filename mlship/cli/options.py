"""Options that several commands share, said once."""

from pathlib import Path
from typing import Annotated

import typer

Notebook = Annotated[Path, typer.Argument(help="The notebook.", show_default=False)]
Folder = Annotated[Path, typer.Argument(help="The project's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Python = Annotated[
    Path | None,
    typer.Option(help="Interpreter of the project. [default: its .venv, else this one]"),
]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Folder to write to. [default: named by the title]"),
]
Force = Annotated[bool, typer.Option("--force", help="Write over own work too, and keep a backup.")]
Sample = Annotated[
    int,
    typer.Option(min=0, help="Rows of each data file to copy for the tests.", show_default=False),
]
Name = Annotated[str, typer.Option(help="Name of the package. [default: from the title]")]
Model = Annotated[str, typer.Option(help="Variable that holds the model.")]
Templates = Annotated[
    Path | None,
    typer.Option(
        help="Folder with templates of yours, laid over ours.", file_okay=False, exists=True
    ),
]
Knowledge = Annotated[
    Path | None,
    typer.Option(help="File with facts about your libraries.", dir_okay=False, exists=True),
]
Timeout = Annotated[float, typer.Option(min=1, help="Seconds that each run may take.")]
Memory = Annotated[
    int,
    typer.Option(
        min=0, help="Megabytes that each run may take. [default: no limit]", show_default=False
    ),
]
Html = Annotated[
    Path | None, typer.Option(help="Write the report to this file too.", dir_okay=False)
]
AllowNetwork = Annotated[
    bool, typer.Option("--allow-network", help="Let the runs use the network.")
]
