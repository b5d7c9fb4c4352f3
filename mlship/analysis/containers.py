"""Methods of Python's own containers: which change them, keep an argument, give an element."""

STORES = frozenset(
    {
        "append", "appendleft", "extend", "extendleft", "insert", "add", "update", "setdefault",
        "__setitem__", "put",
    }
)  # fmt: skip
CHANGES = STORES | {
    "pop", "popitem", "popleft", "remove", "discard", "clear", "sort", "reverse", "rotate",
    "difference_update", "intersection_update", "symmetric_difference_update", "subtract",
    "__delitem__", "move_to_end",
}  # fmt: skip
GIVES = frozenset(
    {"pop", "popitem", "popleft", "get", "setdefault", "most_common", "elements", "__getitem__"}
)
VIEWS = frozenset({"items", "values", "keys"})
COPIES = frozenset(
    {"copy", "union", "intersection", "difference", "symmetric_difference", "fromkeys"}
)
METHODS = CHANGES | GIVES | VIEWS | COPIES | {"index", "count", "isdisjoint", "issubset"}

# Builtins that look at their arguments and neither keep, change nor call them.
PURE = frozenset(
    {
        "len", "print", "str", "repr", "int", "float", "bool", "complex", "type", "isinstance",
        "issubclass", "abs", "round", "range", "hash", "id", "format", "callable", "hasattr",
        "ord", "chr", "bin", "hex", "oct", "divmod", "pow", "input", "display", "bytes", "slice",
        "help", "dir", "any", "all",
    }
)  # fmt: skip
# Functions that take the elements of their arguments into something new.
COLLECTING = frozenset(
    {
        "list", "tuple", "set", "frozenset", "dict", "sorted", "copy.copy", "collections.deque",
        "collections.Counter", "collections.defaultdict", "collections.OrderedDict", "sum",
    }
)  # fmt: skip
# Functions that keep their arguments for later use.
KEEPING = frozenset(
    {
        "zip", "map", "filter", "enumerate", "reversed", "iter", "functools.partial",
        "itertools.chain", "itertools.islice", "itertools.product", "itertools.cycle",
        "itertools.combinations", "itertools.permutations", "itertools.repeat", "tqdm.tqdm",
        "tqdm.notebook.tqdm", "tqdm.auto.tqdm", "itertools.groupby",
    }
)  # fmt: skip
# Functions that give an element of an argument.
CHOOSING = frozenset({"max", "min", "next", "functools.reduce", "random.choice"})
# Functions that run a generator given to them to its end before they return.
EAGER = frozenset(
    {"list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "max", "min", "any", "all"}
)
BARRIERS = frozenset(
    {"exec", "eval", "globals", "locals", "vars", "get_ipython", "importlib.reload", "__import__"}
)
