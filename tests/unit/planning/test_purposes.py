"""What statements are there for: a loop, a record that a model is asked about."""

from mlship.analysis import analyse
from mlship.knowledge import load
from mlship.planning.purposes import find_starts
from tests.strategies import program_of


def test_what_begins_something_stands_right_above_it() -> None:
    code = """import numpy as np
record = (1, -2.5, ["a"])
record = np.array(record)
sizes = [one, two]
sizes = np.array(sizes)
limits = (1, 2)
other = np.array(record)
found = []
for limit in limits:
    found.append(limit)
"""

    assert find_starts(analyse(program_of(code), load()).nodes) == {1, 7}
