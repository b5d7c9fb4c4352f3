"""A column of a progress bar: the time that is left until everything is done, counting down."""

import time

from rich.progress import ProgressColumn, Task
from rich.text import Text

from mlship.cli.forecast import spell


class Remaining(ProgressColumn):
    """Shows how long it takes until the task's field `until`, a time of the monotonic clock."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        """Write the time, nothing where nobody knows it."""
        until = task.fields["until"]
        return Text(spell(None if until is None else until - time.monotonic()))
