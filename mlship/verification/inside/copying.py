"""Something to do → done in a copy of this process, so that nothing of it reaches the run."""

import os
import time
from collections.abc import Callable

from .strangers import call

TICK_S = 0.002


def do_in_a_copy(action: Callable[[], None], longest_s: float) -> None:
    """Do it, and wait for it; a copy that takes longer is ended."""
    child = os.fork()
    if child == 0:
        call(action)
        os._exit(0)
    deadline = time.monotonic() + longest_s
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(child, 9)
        time.sleep(TICK_S)
