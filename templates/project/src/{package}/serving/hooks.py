"""What a project serves: its name and the user's own functions; its service.py makes one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .answers import Answers

if TYPE_CHECKING:
    import pandas as pd

Before = Callable[["pd.DataFrame"], "pd.DataFrame"]
After = Callable[["pd.DataFrame", Answers], Answers]


@dataclass(frozen=True)
class Service:
    """Service = the model's name, a title for people, the user's own functions.

    `before` is given the raw records, a batch at a time, and gives back those that the model is to
    see; `after` is given these and the answers, and gives back those that clients are to see.
    """

    name: str
    title: str = ""
    before: Before | None = None
    after: After | None = None
