"""A package with a `run()` that returns its variables → every number in them, as JSON.

<environment>/bin/python call_run.py PACKAGE RESULT.json
"""

import importlib
import json
import sys
from pathlib import Path

from metric_calls import as_numbers


def main() -> None:
    """Call `PACKAGE.pipeline.run` and write down what is a number, or an array or dict of them."""
    package, result = sys.argv[1:]
    variables = importlib.import_module(f"{package}.pipeline").run()
    numbers = {name: numbers_of(value) for name, value in variables.items()}
    found = {name: value for name, value in numbers.items() if value is not None}
    Path(result).write_text(json.dumps(found), encoding="utf-8")


def numbers_of(value: object) -> object:
    """Give the numbers of a variable."""
    return as_numbers(list(value.values()) if isinstance(value, dict) else value)


if __name__ == "__main__":
    main()
