"""A generated package's modules → loaded with the returns of their functions led through a hook.

The files stay as they are: a module is rewritten between reading and compiling it, every line
where it was.
"""

import ast
import importlib.abc
import importlib.machinery
from collections.abc import Callable, Collection, Sequence
from types import CodeType, ModuleType
from typing import Any

HOOK = "__mlship_return__"

TRACE = "__mlship_line__"

# Given a function's name, what it returns and its local variables; gives back what is returned.
Hook = Callable[[str, object, dict[str, object]], object]


# Given a line and the local variables after it; 0 is where the function begins.
Trace = Callable[[int, dict[str, object]], None]


def _ignore(_line: int, _variables: dict[str, object]) -> None:
    """Follow nothing."""


class Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of a package, and loads them so that `hook` hears of `functions`."""

    def __init__(self, package: str, functions: Collection[str], hook: Hook) -> None:
        self.package = package
        self.functions = functions
        self.hook = hook
        self.traced = ""
        self.trace: Trace = _ignore

    def follow(self, function: str, trace: Trace) -> None:
        """Call `trace` after each statement of a function."""
        self.traced, self.trace = function, trace

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Take over what is directly inside of the package."""
        if name.rpartition(".")[0] != self.package:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path, self)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a module with the returns of its watched functions led through the hook."""

    def __init__(self, name: str, path: str, finder: Finder) -> None:
        super().__init__(name, path)
        self.finder = finder

    def get_code(self, _fullname: str) -> CodeType:
        """Compile the module, watched; anew, as what lies in a cache is not."""
        tree = ast.parse(self.get_data(self.path), self.path)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in self.finder.functions:
                if node.name == self.finder.traced:
                    _trace(node)
                _watch(node)
        ast.fix_missing_locations(tree)
        code: CodeType = compile(tree, self.path, "exec", dont_inherit=True)
        return code

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with the hook in it."""
        vars(module)[HOOK] = self.finder.hook
        vars(module)[TRACE] = self.finder.trace
        super().exec_module(module)


def _trace(function: ast.FunctionDef) -> None:
    """Tell the variables where the function begins, and after each statement of its body."""
    told = [_tell(0, function.body[0])]
    for statement in function.body:
        told += [statement, _tell(statement.lineno, statement)]
    function.body = told[:-1] if isinstance(function.body[-1], ast.Return) else told


def _tell(line: int, near: ast.stmt) -> ast.stmt:
    hook = ast.Name(id=TRACE, ctx=ast.Load())
    local = ast.Call(func=ast.Name(id="locals", ctx=ast.Load()), args=[], keywords=[])
    call = ast.Call(func=hook, args=[ast.Constant(line), local], keywords=[])
    return ast.copy_location(ast.Expr(value=call), near)


def _watch(function: ast.FunctionDef) -> None:
    returns = _Returns(function.name)
    function.body = [returns.visit(statement) for statement in function.body]
    last = function.body[-1]
    if not isinstance(last, ast.Return):
        ended = ast.Return(value=_call(function.name, ast.Constant(None)))
        function.body.append(ast.copy_location(ended, last))


class _Returns(ast.NodeTransformer):
    """Leads the returns of one function, not those of functions inside, through the hook."""

    def __init__(self, name: str) -> None:
        self.name = name

    def visit(self, node: ast.AST) -> Any:
        """Rewrite a return; leave what is another scope."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            return node
        if isinstance(node, ast.Return):
            node.value = _call(self.name, node.value or ast.Constant(None))
            return node
        return self.generic_visit(node)


def _call(name: str, value: ast.expr) -> ast.expr:
    local = ast.Call(func=ast.Name(id="locals", ctx=ast.Load()), args=[], keywords=[])
    hook = ast.Name(id=HOOK, ctx=ast.Load())
    call = ast.Call(func=hook, args=[ast.Constant(name), value, local], keywords=[])
    return ast.copy_location(call, value)
