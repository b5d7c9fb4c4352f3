"""Options that travel along the road as one frozen value."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# How much of the notebook's own order a project keeps: what it does not need is apart; every
# statement and constant is where it was; and each heading is one stage.
Order = Literal["free", "kept", "headings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user asked for.

    Attributes:
        name: package name; "" derives it from the notebook's title.
        model: variable that holds the model; "" lets the plan choose.
        templates: folder of the user's own templates, laid over ours.
        knowledge: the user's own knowledge file.
        versions: fixed table distribution → version (for reproducible snapshots); None asks the
            running interpreter.
        copy_data: copy data files into the project.
        beside: the folder that the project will stand in; data near it is named by paths that
            go with both when they are moved. None: paths are absolute.
        keep: positions of statements that stay in the pipeline whatever the analysis says of them.
        order: how much of the notebook's own order is kept.
        service: what answers requests: our own "machinery", or one "fastapi" file.
        sample: rows of each data file to copy into tests/data (0: none).
    """

    name: str = ""
    model: str = ""
    templates: Path | None = None
    knowledge: Path | None = None
    versions: tuple[tuple[str, str], ...] | None = None
    copy_data: bool = False
    beside: Path | None = None
    sample: int = 0
    keep: tuple[int, ...] = ()
    order: Order = "free"
    service: str = "machinery"
