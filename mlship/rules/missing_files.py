"""Files that the notebook reads → those that are not here."""

from collections.abc import Iterator

from mlship.ir.dataflow import Node
from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject


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
            if file.found is None and not file.written:
                reader = _reader(subject, file.written_as)
                message = (
                    f"`{file.written_as}` is not here; parameter `data.{file.name}` says where."
                )
                yield self.at(reader, message) if reader else self.at_line(-1, 0, message)


def _reader(subject: Subject, path: str) -> Node | None:
    return next((node for node in subject.nodes if f"file:{path}" in node.reads), None)
