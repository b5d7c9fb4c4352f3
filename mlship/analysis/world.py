"""Fact and arguments → what the call does to the world: generators, files, the figure, options."""

import ast
from collections.abc import Iterator

from mlship.analysis.arguments import Arguments
from mlship.analysis.commands import only_looks
from mlship.analysis.draws import Draws
from mlship.analysis.effects import ANY_FILE, FIGURE, FILES
from mlship.analysis.heap import Value
from mlship.ir.dataflow import Fact

_NEWFIGURES = frozenset({"matplotlib.pyplot.figure", "matplotlib.pyplot.subplots"})
_FLUSHES = frozenset({"matplotlib.pyplot.show", "matplotlib.pyplot.close", "plotly.io.show"})
# Where a module's attribute is a piece of the world.
_SETTINGS = {
    "os.environ": ":environ",
    "sys.path": ":environ",
    "pandas.options": ":options",
    "matplotlib.rcParams": ":options",
    "matplotlib.pyplot.rcParams": ":options",
    "pylab.rcParams": ":options",
    "sklearn.set_config": ":options",
}
# Where a fact says that any file may be read or written: a command was run.
ANYWHERE = "*"


class World(Draws):
    """Walks what a call does to the world."""

    def change_world(self, fact: Fact, arguments: Arguments, receiver: Value | None) -> None:
        """Note what a known call does to the world."""
        for generator in fact.seeds:
            self.write_world(f"rng:{generator}")
        self.draw(fact, arguments, receiver)
        for name in self._files(fact.reads_file, arguments):
            self._read_file(name)
        for name in self._files(fact.writes_file, arguments):
            if fact.reads_file != ANYWHERE or not only_looks(next(iter(arguments.nodes), None)):
                self.write_world(name)
        for name in fact.world:
            self.touch(f":{name}")
        self._plot(fact)
        if fact.role:
            self.frame.effects.roles.add(fact.role)

    def _files(self, parameter: str, arguments: Arguments) -> Iterator[str]:
        if not parameter:
            return
        if parameter == ANYWHERE:
            yield ANY_FILE
            return
        position = int(parameter) if parameter.isdigit() else None
        node = arguments.node(parameter, position)
        if node is None:
            node = next((n for n in arguments.nodes if _is_text(n)), None)
        yield file_name(node)

    def _read_file(self, name: str) -> None:
        for each in (name, ":cwd"):
            self.read_world(each)

    def open_file(self, arguments: Arguments, region: int) -> None:
        """Note what ``open`` does: its mode says whether the file is read or written."""
        name = file_name(arguments.node("file", 0))
        mode = arguments.node("mode", 1)
        text = mode.value if isinstance(mode, ast.Constant) else "r" if mode is None else "r+"
        self.read_world(":cwd")
        if not isinstance(text, str) or set(text) & set("wxa+"):
            self.heap.files[region] = name
            self.write_world(name) if set(str(text)) & set("wx") else self.touch(name)
        else:
            self.read_world(name)

    def _plot(self, fact: Fact) -> None:
        if fact.name in _NEWFIGURES:
            self.write_world(FIGURE)
        elif fact.name in _FLUSHES:
            self.read_world(FIGURE)
            self.write_world(FIGURE)
        elif fact.draws_figure:
            self.touch(FIGURE)
        if fact.draws_figure or fact.shows:
            self.read_world(":options")

    def change_module(self, qualified: str, node: ast.expr) -> None:
        """Note that an attribute of a module is set, or changed in place."""
        for prefix, name in _SETTINGS.items():
            if qualified.startswith(prefix):
                self.touch(name)
                return
        root = node
        while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
            root = root.func if isinstance(root, ast.Call) else root.value
        if isinstance(root, ast.Name):
            self.touch(self.frame.scope.key(root.id))


def file_name(node: ast.expr | None) -> str:
    """Return the world's name of a file: by its path as written, or some file."""
    match node:
        case ast.Constant(value=str() as path):
            return f"{FILES}{path}"
    return ANY_FILE


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
