"""Imports → those of files of the author's own that are not here."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Node
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
        for node, tree, name in _imported(subject):
            if name not in seen and subject.knowledge.looks_local(name):
                seen.add(name)
                yield self.at(node, f"`{name}` is neither here nor a package that is known.", tree)


def _imported(subject: Subject) -> Iterator[tuple[Node, ast.stmt, str]]:
    """Yield the packages that are imported, each with the import and its statement."""
    for node, plain in subject.find_all(ast.Import):
        yield from ((node, plain, alias.name.partition(".")[0]) for alias in plain.names)
    for node, taken in subject.find_all(ast.ImportFrom):
        if taken.module and not taken.level:
            yield node, taken, taken.module.partition(".")[0]
