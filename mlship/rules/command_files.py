"""Commands of the shell → those that name files, which are not where the project runs."""

import ast
import re
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

COMMANDS = ("subprocess.", "os.system", "os.popen")
ENDINGS = (
    "py|sh|r|R|jl|java|jar|c|cpp|sql|ipynb|csv|tsv|txt|json|jsonl|xml|html|md|ya?ml|toml|ini|cfg"
    "|zip|gz|tgz|tar|bz2|xz|7z|rar|pkl|pickle|joblib|npy|npz|h5|hdf5|parquet|feather|xlsx?|db"
    "|sqlite3?|png|jpe?g|gif|wav|mp3|mp4|pdf|conf|names|data|proto|pb|pt|pth|onnx|keras"
)
# A relative path; no option, no address, nothing that only a run knows.
FILE = re.compile(rf"(?<![\w./:=~$@{{*-])(?:\./)?[\w][\w./-]*\.(?:{ENDINGS})(?![\w.(:/{{@-])")
ELSEWHERE = re.compile(r"\w+://\S+|\b(?:pip|conda|apt|apt-get|npm)\b.*")


class CommandWithFiles(Rule):
    """The command runs in the project's folder, and its files lie beside the notebook."""

    code = "MS305"
    name = "command-with-files"
    severity = "warning"
    what = "A command of the shell works on files that lie beside the notebook."
    why = (
        "The pipeline runs it in the project's own folder, where these files are not; as in the "
        "notebook, nothing stops when it fails."
    )
    remedy = (
        "Do it in Python (`zipfile`, `shutil`, an import), or put the files into the project too."
    )
    example = """
        !python prepare.py --out clean.csv
        df = pd.read_csv("clean.csv")
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each command that may change something and names a file."""
        for node, call in subject.calls():
            changes = any(name.startswith("file:") for name in node.writes)
            if changes and call.name.startswith(COMMANDS):
                for name in _files(call.node)[:1]:
                    message = f"`{name}` is looked for where the command runs: in the project."
                    yield self.at(node, message, call.node)


def _files(call: ast.Call) -> list[str]:
    """Name the files in the texts of a command, its options left out."""
    texts = (each for argument in call.args[:1] for each in ast.walk(argument))
    words = (each.value for each in texts if isinstance(each, ast.Constant))
    return [
        found
        for text in words
        if isinstance(text, str)
        for found in FILE.findall(ELSEWHERE.sub(" ", text))
    ]
