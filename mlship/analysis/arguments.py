"""Arguments of a call: what is passed, and which parameter gets what."""

import ast
from typing import NamedTuple

from mlship.analysis.heap import NONE, Heap, Regions, Value, merge
from mlship.analysis.objects import Body, FunctionObject
from mlship.ir.drawing import told_words


class Arguments(NamedTuple):
    """Arguments = those by position, those by name, what starred ones may bring."""

    positional: tuple[Value, ...] = ()
    named: tuple[tuple[str, Value], ...] = ()
    more: Value | None = None
    nodes: tuple[ast.expr, ...] = ()
    keywords: tuple[ast.keyword, ...] = ()

    @property
    def values(self) -> tuple[Value, ...]:
        """Everything that is passed."""
        named = tuple(value for _, value in self.named)
        return (*self.positional, *named, *((self.more,) if self.more else ()))

    @property
    def roots(self) -> Regions:
        """The regions of everything that is passed."""
        return NONE.union(*(value.roots for value in self.values))

    @property
    def told(self) -> frozenset[str]:
        """What the keywords say, as facts ask for it."""
        named = ((each.arg, each.value) for each in self.keywords)
        return frozenset(word for name, value in named if name for word in told_words(name, value))

    def get(self, name: str, position: int | None = None) -> Value | None:
        """Return the argument for a parameter, None if it is not passed."""
        for given, value in self.named:
            if given == name:
                return value
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def node(self, name: str, position: int | None = None) -> ast.expr | None:
        """Return the expression passed for a parameter, None if it is not passed."""
        for keyword in self.keywords:
            if keyword.arg == name:
                return keyword.value
        if position is not None and position < len(self.nodes):
            return self.nodes[position]
        return None

    def is_given(self, name: str) -> bool:
        """Say whether a keyword is passed with another value than None or False."""
        node = self.node(name)
        is_off = isinstance(node, ast.Constant) and (node.value is None or node.value is False)
        return node is not None and not is_off


def bind_arguments(
    function: FunctionObject, arguments: Arguments, receiver: Value | None, heap: Heap
) -> dict[str, Value]:
    """Return what each parameter gets."""
    node = function.node
    if isinstance(node, ast.GeneratorExp):
        return {}
    positional = (receiver, *arguments.positional) if receiver else arguments.positional
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    bound = dict(zip(names, positional, strict=False))
    keywords = {argument.arg for argument in node.args.kwonlyargs} | set(names)
    bound |= {name: value for name, value in arguments.named if name in keywords}
    extra = [*positional[len(names) :], *(v for n, v in arguments.named if n not in keywords)]
    for name in sorted(keywords - bound.keys()):
        default = Value(roots=function.defaults.get(name, NONE))
        bound[name] = merge(default, arguments.more) if arguments.more else default
    return bound | _starred(node.args, extra, arguments.more, heap)


def _starred(
    arguments: ast.arguments, extra: list[Value], more: Value | None, heap: Heap
) -> dict[str, Value]:
    roots = NONE.union(*(value.roots for value in extra), more.roots if more else NONE)
    held = roots | heap.below(more.roots if more else NONE)
    starred = [argument.arg for argument in (arguments.vararg, arguments.kwarg) if argument]
    return {name: Value(roots=held) for name in starred}


def bind_anything(node: Body, value: Value) -> dict[str, Value]:
    """Return what each parameter gets where nobody knows how the function is called."""
    if isinstance(node, ast.GeneratorExp):
        return {}
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    return {argument.arg: value for argument in (*named, *starred)}
