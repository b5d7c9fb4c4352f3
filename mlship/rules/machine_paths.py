"""Texts in the code → paths that exist on one machine."""

import ast
import re
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

MACHINE = re.compile(
    r"^(file:/*)?([A-Za-z]:[\\/]+\w|\\\\\w|~[\\/]|/(Users|home|content|kaggle|mnt|media|root|tmp|data"
    r"|dbfs|gdrive|drive|Volumes|opt|var|usr|scratch|work|workspace)/)"
    r"|^(\.\./)+(input|kaggle)/"
)


class MachinePath(Rule):
    """A path that only its author has."""

    code = "MS302"
    name = "machine-path"
    severity = "warning"
    what = "A path is absolute, or belongs to Kaggle or Colab."
    why = "On any other machine the file is somewhere else. The project makes it a parameter."
    remedy = "Put the file beside the notebook and name it by a relative path."
    example = r"""
        df = pd.read_csv(r"C:\Users\dana\churn.csv")
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each text that is such a path, the same text once."""
        seen: set[str] = set()
        for node, tree in subject.find_all(ast.Constant):
            path = tree.value
            if isinstance(path, str) and path not in seen and _is_of_one_machine(path):
                seen.add(path)
                yield self.at(node, f"`{path}` is a path of one machine.", tree)


def _is_of_one_machine(path: str) -> bool:
    return MACHINE.match(path) is not None and "\n" not in path
