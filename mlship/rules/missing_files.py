"""Files that the notebook reads → those that are not here."""

from collections.abc import Iterator

from mlship.ir.dataflow import Node
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.plan import DataFile
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

MOST_NAMED = 4


class MissingFile(Rule):
    """Without its data the pipeline cannot run."""

    code = "MS303"
    name = "missing-file"
    severity = "warning"
    what = "A file that the notebook reads is neither where it says nor beside the notebook."
    why = "The project converts without it, but `mlship run` stops where it is read."
    remedy = "Put the file beside the notebook, or set its parameter in params.yaml."
    example = """
        df = pd.read_csv("not_here.csv")
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each file once, where it is read first."""
        for file in subject.data:
            if file.found is None and not (file.written or file.made):
                reader = _reader(subject, file)
                message = _message(file)
                yield self.at(reader, message) if reader else self.at_line(-1, 0, message)


def _message(file: DataFile) -> str:
    if not file.candidates:
        return f"`{file.written_as}` is not here; parameter `data.{file.name}` says where."
    names = ", ".join(f"`{path}`" for path in file.candidates[:MOST_NAMED])
    return (
        f"`{file.written_as}` may be any of {names}; set parameter `data.{file.name}` to the one."
    )


def _reader(subject: Subject, file: DataFile) -> Node | None:
    if file.index >= 0:
        return subject.nodes[file.index]
    path = f"file:{file.written_as}"
    return next((node for node in subject.nodes if path in node.reads), None)
