"""A network that a loop trains → what becomes of its numbers: probabilities, and classes at last.

``torch.argmax(net(rows), dim=1)`` answers the class of the greatest number, and
``torch.sigmoid(net(rows)) > 0.5`` the second of two. What the network is trained by tells the rest:
numbers that `CrossEntropyLoss` takes become probabilities by the softmax that it has inside.
"""

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from mlship.ir.dataflow import Dataflow
from mlship.ir.inference import GREATEST, Decision, Network
from mlship.ir.trees import read, walk
from mlship.planning.networks import Event, Trail, Trained, find_names, is_feeding, unfold

OPERATORS = {ast.Gt: ">", ast.GtE: ">="}
MIRRORED = {ast.Lt: ">", ast.LtE: ">="}
SOFTMAX, SIGMOID, EXP = "softmax", "sigmoid", "exp"
ACTIVATIONS = {"Softmax": SOFTMAX, "Sigmoid": SIGMOID} | {n: n for n in (SOFTMAX, SIGMOID, EXP)}
# What losses do to numbers before they compare them.
IMPLIED = {
    "CrossEntropyLoss": SOFTMAX, "cross_entropy": SOFTMAX, "NLLLoss": EXP, "nll_loss": EXP,
    "BCEWithLogitsLoss": SIGMOID, "binary_cross_entropy_with_logits": SIGMOID,
}  # fmt: skip
HALF = "0.5"
# Functions and methods that give the same numbers in another form, or many of them together.
SAME = frozenset(
    {"squeeze", "unsqueeze", "view", "reshape", "flatten", "ravel", "detach", "cpu", "cuda", "to",
     "numpy", "float", "double", "tolist", "clone", "cat", "concatenate", "concat", "vstack",
     "hstack", "stack", "array", "asarray", "tensor", "from_numpy", "as_tensor", "append", "extend"}
)  # fmt: skip
LIBRARIES = ("torch.", "numpy.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Numbers = what the network's went through, which column of them is meant (-1: all)."""

    activation: str = ""
    column: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers = where the notebook decides, None if it does not, how the network is asked."""

    decision: Decision | None = None
    network: Network = field(default_factory=Network)


def find_answers(flow: Dataflow, network: Trained) -> Answers:
    """Find what becomes of a network's numbers, from its training on; the last way counts.

    What only shows how good it is decides, too, although the pipeline does without.
    """
    trail = unfold(flow, range(len(flow.nodes)))
    reader = _Reader(trail=trail, network=network, names=find_names(trail, network.variable))
    found = Answers()
    for place, event in enumerate(trail.events):
        if event.index >= network.index:
            cell = flow.nodes[event.index].statement.cell
            found = next(reversed([*reader.decided(event, place, cell)]), found)
            reader.note(event)
    return found


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads events in order, and remembers which variables hold a network's numbers."""

    trail: Trail
    network: Trained
    names: frozenset[str]
    known: dict[str, Numbers] = field(default_factory=dict)

    def note(self, event: Event) -> None:
        """Remember what an event binds, and what it adds to a list."""
        match event.target, event.value:
            case ast.Name(id=name), value:
                numbers = self.numbers(value)
                self.known.pop(name, None)
                self.known |= {name: numbers} if numbers else {}
            case None, ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend"), args=[given]
            ):
                numbers = self.numbers(given)
                self.known |= {name: numbers} if numbers else {}

    def numbers(self, tree: ast.expr) -> Numbers | None:
        """Tell which of the network's numbers an expression holds, None if it holds others."""
        match tree:
            case ast.Name(id=name):
                return self.known.get(name)
            case ast.List(elts=[only]) | ast.Attribute(value=only, attr="data" | "values"):
                return self.numbers(only)
            case ast.Call() if is_feeding(tree, self.names):
                return Numbers()
            case ast.Call(func=func, args=args):
                return self._made(func, args)
            case ast.Subscript(
                value=inner, slice=ast.Tuple(elts=[ast.Slice(), ast.Constant(value=int() as k)])
            ):
                return self._column(inner, k)
        return None

    def _made(self, func: ast.expr, args: list[ast.expr]) -> Numbers | None:
        """Tell what a function gives of numbers, or a method of theirs."""
        name = self._name(func)
        is_method = isinstance(func, ast.Attribute) and not self.trail.qualified(func)
        given = [func.value, *args] if is_method and isinstance(func, ast.Attribute) else args
        known = self.numbers(given[0]) if given else None
        if known is not None and name in ACTIVATIONS:
            return replace(known, activation=ACTIVATIONS[name])
        return known if name in SAME else None

    def _name(self, func: ast.expr) -> str:
        """Name a function, a method, or the class of what is called: ``nn.Sigmoid()(x)``."""
        if isinstance(func, ast.Call):
            return self._name(func.func)
        if isinstance(func, ast.Name) and func.id not in self.trail.imports:
            places = self.trail.places.get(func.id, ())
            made = self.trail.events[places[-1]].value if places else None
            return self._name(made.func) if isinstance(made, ast.Call) else func.id
        qualified = self.trail.qualified(func)
        return (qualified or ast.unparse(func)).rpartition(".")[2]

    def _column(self, inner: ast.expr, column: int) -> Numbers | None:
        """``[:, 0]`` of one column is that column; ``[:, 1]`` of probabilities the second class."""
        known = self.numbers(inner)
        if known is None or (column == 0 and known.activation == SOFTMAX):
            return None
        return replace(known, column=-1 if column == 0 else column)

    def decided(self, event: Event, place: int, cell: int) -> Iterator[Answers]:
        """Yield what decides in an event."""
        for node in read(event.value):
            if self._takes_greatest(node):
                yield self._greatest(node, cell)
            elif found := self._compared(node, place, cell):
                yield found

    def _takes_greatest(self, node: ast.AST) -> bool:
        """``torch.argmax(outputs, dim=1)``, ``outputs.max(1)`` and the like."""
        match node:
            case ast.Call(func=ast.Attribute(attr="argmax" | "max"), keywords=given):
                axes = [*self._others(node), *(k.value for k in given if k.arg in {"dim", "axis"})]
                numbers = self.numbers(self._operand(node))
                return numbers is not None and {ast.unparse(a) for a in axes} & {"1", "-1"} != set()
        return False

    def _operand(self, call: ast.Call) -> ast.expr:
        is_function = self.trail.qualified(call.func).startswith(LIBRARIES)
        if is_function and call.args:
            return call.args[0]
        return call.func.value if isinstance(call.func, ast.Attribute) else call.func

    def _others(self, call: ast.Call) -> list[ast.expr]:
        is_function = self.trail.qualified(call.func).startswith(LIBRARIES)
        return call.args[1:] if is_function else call.args

    def _greatest(self, node: ast.AST, cell: int) -> Answers:
        numbers = self.numbers(self._operand(node)) if isinstance(node, ast.Call) else None
        activation = (numbers and numbers.activation) or self._implied()
        decision = Decision(operator=GREATEST, limit="", cell=cell, predicted=True)
        return Answers(decision=decision, network=Network(activation=activation))

    def _implied(self) -> str:
        """Tell what makes probabilities of the numbers that the loss takes."""
        names = set(self._named_by_network())
        if names & {"log_softmax", "LogSoftmax"}:
            return EXP
        given = IMPLIED.get(self.network.loss, "")
        ends = {"Softmax", "softmax"} if given == SOFTMAX else {"Sigmoid", "sigmoid"}
        return "" if names & ends and given != SIGMOID else given

    def _named_by_network(self) -> Iterator[str]:
        """Yield what the network's own class, or the expression that makes it, names."""
        places = self.trail.places.get(self.network.variable, ())
        made = [self.trail.events[place].value for place in places]
        called = {n.id for tree in made for n in walk(tree) if isinstance(n, ast.Name)}
        own = [tree for name, tree in self.trail.classes.items() if name in called]
        for tree in (*made, *own):
            yield from (n.attr for n in walk(tree) if isinstance(n, ast.Attribute))
            yield from (n.id for n in walk(tree) if isinstance(n, ast.Name))

    def _compared(self, node: ast.AST, place: int, cell: int) -> Answers | None:
        """Read where the second of two classes begins: in a comparison, or by rounding."""
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                for table, given, limit in ((OPERATORS, left, right), (MIRRORED, right, left)):
                    numbers = self.numbers(given)
                    if numbers and type(op) in table:
                        return self._second(numbers, table[type(op)], limit, place, cell)
            case ast.Call(func=func) if self._name(func) in {"round", "rint"}:
                numbers = self.numbers(self._operand(node))
                is_told = numbers and (numbers.activation == SIGMOID or self._is_binary())
                if numbers and is_told:
                    half = ast.Constant(value=float(HALF))
                    return self._second(numbers, ">", half, place, cell)
        return None

    def _is_binary(self) -> bool:
        return self.network.loss in {"BCELoss", "binary_cross_entropy"}

    def _second(
        self, numbers: Numbers, operator: str, limit: ast.expr, place: int, cell: int
    ) -> Answers:
        """Decide for the second class by its probability; by numbers below it alike."""
        value = self._number(limit, place)
        activation = numbers.activation
        if value is not None and not activation and self._implied() == SIGMOID:
            activation, value = SIGMOID, 1 / (1 + math.exp(-value))
        decision = Decision(
            operator=operator,
            limit=ast.unparse(limit) if value is None else repr(value),
            cell=cell,
            followed=value is not None,
            predicted=True,
        )
        network = Network(activation=activation, column=numbers.column)
        return Answers(decision=decision, network=network)

    def _number(self, tree: ast.expr, place: int) -> float | None:
        """Return the number that an expression is, or that its variable holds."""
        match tree:
            case ast.Constant(value=float() | int() as value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=float() | int() as value)):
                return -value
            case ast.Name(id=name) if (bound := self.trail.bound(name, place)) >= 0:
                return self._number(self.trail.events[bound].value, bound)
        return None
