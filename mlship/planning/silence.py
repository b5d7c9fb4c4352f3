"""Calls that give None, as their types say: a checker minds where something is made of that."""

import ast
from collections.abc import Iterator

from mlship.ir.trees import find

_SILENT = """
    gc.enable gc.disable json.dump logging.basicConfig numpy.copyto numpy.fill_diagonal numpy.place
    numpy.put numpy.putmask numpy.random.seed numpy.random.set_state numpy.random.shuffle
    numpy.save numpy.savetxt numpy.savez numpy.savez_compressed os.chdir os.makedirs os.mkdir
    os.remove os.rename os.rmdir os.unlink pickle.dump pprint.pprint random.seed random.shuffle
    shutil.rmtree sys.exit time.sleep traceback.print_exc warnings.filterwarnings
    warnings.resetwarnings warnings.simplefilter warnings.warn
    """
SILENT = frozenset(_SILENT.split())
_METHODS = {
    "list": "append clear extend insert remove reverse sort",
    "dict": "clear update",
    "set": "add clear discard difference_update intersection_update remove update",
    "ndarray": "fill put resize sort tofile",
}
METHODS = {kind: frozenset(names.split()) for kind, names in _METHODS.items()}
SILENT_NAMES = frozenset().union(*METHODS.values())


def is_silent_method(kind: str, name: str) -> bool:
    """Tell whether what is of a kind has a method that gives nothing."""
    return name in METHODS.get(kind.partition("[")[0], ())


def find_alone(tree: ast.AST) -> frozenset[int]:
    """Return the ids of expressions of which nothing is made that a checker would mind."""
    return frozenset(id(each) for value in _let_go(tree) for each in _either(value))


def _let_go(tree: ast.AST) -> Iterator[ast.expr]:
    yield from (node.value for node in find(tree, ast.Expr))
    yield from (node.body for node in find(tree, ast.Lambda))
    yield from (node.value for node in find(tree, ast.Return) if node.value is not None)


def _either(value: ast.expr) -> Iterator[ast.expr]:
    yield value
    if isinstance(value, ast.IfExp):
        yield from (*_either(value.body), *_either(value.orelse))
    elif isinstance(value, ast.BoolOp):
        yield from value.values
