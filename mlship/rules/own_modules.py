"""Imports → those of files of the author's own that are not here."""

import ast
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject


class MissingModule(Rule):
    """What it holds is nowhere, and no index has it."""

    code = "MS306"
    name = "missing-module"
    severity = "warning"
    what = "A module is imported that is called like a file beside the notebook, and is not there."
    why = (
        "`mlship run` stops at the import. It is not among the requirements: a package of that "
        "name on an index is somebody else's."
    )
    remedy = (
        "Put the file beside the notebook and convert again, or add the package to pyproject.toml."
    )
    example = """
        from helpers import clean_names
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield the first import of each module."""
        seen = {module.name.partition(".")[0] for module in subject.flow.program.modules}
        for kind in (ast.Import, ast.ImportFrom):
            for node, tree in subject.find_all(kind):
                for name in _roots(tree):
                    if name not in seen and subject.knowledge.looks_local(name):
                        seen.add(name)
                        message = f"`{name}` is neither here nor a package that is known."
                        yield self.at(node, message, tree)


def _roots(tree: ast.stmt) -> list[str]:
    names = [alias.name for alias in tree.names] if isinstance(tree, ast.Import) else []
    if isinstance(tree, ast.ImportFrom) and tree.module and not tree.level:
        names = [tree.module]
    return [name.partition(".")[0] for name in names]
