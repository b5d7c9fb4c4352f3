"""A program's name and its configuration → the program, run, with no trace of us on the path.

The package is loaded under a name of its own, from its own folder, so that neither its modules
nor its folder can be mistaken for something that the notebook imports.
"""

import importlib
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

NAME = "mlship_recorder"


def load_package(folder: Path) -> ModuleType:
    """Load this folder as a package that is not on the path."""
    spec = importlib.util.spec_from_file_location(
        NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(str(folder))
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)
    return package


def main() -> int:
    """Run the program that is named first with the configuration that is named second."""
    program, configuration = sys.argv[1:]
    sys.path.pop(0)
    load_package(Path(__file__).parent)
    settings = json.loads(Path(configuration).read_text(encoding="utf-8"))
    code: int = importlib.import_module(f"{NAME}.{program}").main(settings)
    return code


if __name__ == "__main__":
    sys.exit(main())
