"""Call → Value: what the callee does to its receiver, its arguments and the world."""

import ast
from dataclasses import replace

from mlship.analysis.accesses import CONTAINERS
from mlship.analysis.arguments import Arguments
from mlship.analysis.arrays import FRAME, SERIES
from mlship.analysis.containers import BARRIERS, EAGER
from mlship.analysis.heap import NONE, Regions, Value, merge
from mlship.analysis.libraries import DATA, LEARNS, Libraries
from mlship.analysis.scopes import body_names
from mlship.ir.dataflow import Call, Fact
from mlship.ir.trees import names_in_query

LAYERS = frozenset({"layer", "network"})
# What the methods of scikit-learn's protocol are for, in classes of the notebook's own, too.
PROTOCOL = {"fit": "train", "partial_fit": "train", "predict": "predict"}


class Calls(Libraries):
    """Walks calls."""

    def call(self, node: ast.Call) -> Value:
        """Walk a call and return what it may give."""
        func = node.func
        for name in sorted(names_in_query(node)):
            self.evaluate(ast.copy_location(ast.Name(id=name, ctx=ast.Load()), node))
        if isinstance(func, ast.Attribute):
            receiver = self.evaluate(func.value)
            if receiver.roots or not receiver.name:
                return self._call_method(node, func, receiver)
            callee = self.attribute(receiver, func.attr, func)
        else:
            callee = self.evaluate(func)
        return self._call_value(node, callee)

    def arguments(self, node: ast.Call, *, eager: bool = False) -> Arguments:
        """Walk the arguments of a call."""
        positional, named, more = [], [], None
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                more = merge(more, self.evaluate(argument))
            elif eager and isinstance(argument, ast.GeneratorExp):
                positional.append(self._comprehension(argument))
            else:
                positional.append(self._argument(argument))
        for keyword in node.keywords:
            value = self._argument(keyword.value)
            if keyword.arg is None:
                more = merge(more, Value(roots=value.roots | self.held_by(value)))
            else:
                named.append((keyword.arg, value))
        nodes = tuple(a for a in node.args if not isinstance(a, ast.Starred))
        return Arguments(tuple(positional), tuple(named), more, nodes, tuple(node.keywords))

    def _argument(self, node: ast.expr) -> Value:
        """Walk one; a method that is passed on counts as called: ``map(found.append, rows)``."""
        if not isinstance(node, ast.Attribute):
            return self.evaluate(node)
        receiver = self.evaluate(node.value)
        if receiver.roots and (receiver.type or node.attr in LEARNS):
            fact = self._method_fact(receiver, node.attr)
            if fact is not None and fact.mutates_self:
                self.mutate_deep(receiver.roots)
        return self.attribute(receiver, node.attr, node)

    def _call_value(self, node: ast.Call, callee: Value) -> Value:
        arguments = self.arguments(node, eager=callee.name in EAGER)
        if callee.name in BARRIERS:
            return self._call_barrier(node, callee.name)
        if callee.name and not callee.roots:
            fact = self.knowledge.fact(callee.name)
            self._note(node, callee.name, fact)
            return self.call_library(node, callee.name, fact, arguments)
        return self._call_object(node, callee, arguments)

    def _call_barrier(self, node: ast.Call, name: str) -> Value:
        """What a literal says can be walked; anything else may touch every variable."""
        text = node.args[0] if name == "eval" and node.args else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            try:
                return self.evaluate(ast.parse(text.value.strip(), mode="eval").body)
            except SyntaxError:
                return Value()
        self._note(node, name, self.knowledge.fact(name))
        self.frame.effects.barrier = True
        return self._everything()

    def lose_track(self, node: ast.stmt) -> None:
        """Take a statement for one that may do anything, to anything."""
        self.frame.effects.barrier = True
        value = self._everything()
        for name in sorted(body_names([node]).bound):
            self.bind_weakly(name, value)

    def _everything(self) -> Value:
        region = self.heap.make("everything", owner=self.module.number)
        for value in self.module.state.below.bound.values() if self.module.state.below else ():
            self.link_one(
                region, value.roots - self.heap.functions.keys() - self.heap.classes.keys()
            )
        self.lost_track = Value(roots=frozenset({region}))
        self.unknown_names = True
        return self.lost_track

    def _call_object(self, node: ast.Call, callee: Value, arguments: Arguments) -> Value:
        self._note_own(node, callee.roots)
        return self.call_object(node, callee, arguments)

    def call_object(self, node: ast.AST, callee: Value, arguments: Arguments) -> Value:
        """Walk the call of whatever a value may be."""
        heap = self.heap
        functions = callee.roots & heap.functions.keys()
        classes = callee.roots & heap.classes.keys()
        results = [self.call_function(region, arguments, node) for region in sorted(functions)]
        results += [self.instantiate(region, arguments, node) for region in sorted(classes)]
        rest = callee.roots - functions - classes
        if rest or not results:
            results.append(self._call_opaque(node, callee._replace(roots=rest), arguments))
        value = results[0]
        for result in results[1:]:
            value = merge(value, result)
        return value

    def _call_opaque(self, node: ast.AST, callee: Value, arguments: Arguments) -> Value:
        """Call something unknown: it may change its arguments, keep them, give them back."""
        everything = self.everything_in(callee, *arguments.values)
        functions = self.callables_in(callee.roots | arguments.roots)
        result = self.run_functions(functions, everything, node) if functions else Value()
        changed = arguments.roots
        if self.knowledge.kind(callee.type) in LAYERS:  # what is fed to one stays as it is
            changed -= NONE.union(*(v.roots for v in arguments.values if v.type in DATA))
        self.mutate_deep(changed | callee.roots)
        self.link(callee.roots, changed | result.roots)
        return self.unknown_result(node, arguments.roots | callee.roots | result.roots)

    # Methods

    def _call_method(self, node: ast.Call, func: ast.Attribute, receiver: Value) -> Value:
        name = func.attr
        eager = name == "join"
        arguments = self.arguments(node, eager=eager)
        methods = self.find_methods(receiver, name, inherited=receiver.name == "super")
        if not methods:
            return self._call_foreign_method(node, func, receiver, arguments)
        own = self._call_own_method(node, methods, receiver, arguments)
        others = self._without_method(receiver, name)
        if receiver.name == "super" or not others.roots:
            return own
        return merge(own, self._call_foreign_method(node, func, others, arguments))

    def _without_method(self, receiver: Value, name: str) -> Value:
        """Leave what else a value may be: a pipeline of our transformers is none of them."""
        others = (r for r in receiver.roots if not self.find_methods(Value(frozenset({r})), name))
        return receiver._replace(roots=frozenset(others))

    def _call_foreign_method(
        self, node: ast.Call, func: ast.Attribute, receiver: Value, arguments: Arguments
    ) -> Value:
        name = func.attr
        if self.heap.classes and self.find_hooks(receiver, "__getattr__", descriptor="__get__"):
            return self.call_object(node, self.attribute(receiver, name, func), arguments)
        if receiver.type in CONTAINERS:
            self._note(node, f"{receiver.type}.{name}", self.knowledge.method(receiver.type, name))
            return self.call_container(node, name, receiver, arguments)
        fact = self._method_fact(receiver, name)
        self._note(node, f"{receiver.type}.{name}", fact, func)
        return self.call_method(node, name, receiver, arguments, fact)

    def _method_fact(self, receiver: Value, name: str) -> Fact | None:
        if receiver.type:
            return self.knowledge.method(receiver.type, name)
        fact = self.knowledge.any_method(name)
        if fact is not None and fact.mutates_self and self._is_of_table(receiver):
            return self._table_fact(name) or fact
        return fact

    def _is_of_table(self, receiver: Value) -> bool:
        """Tell whether a value is a part of a table, whichever: ``df[column]``."""
        types = {self.heap.types[root] for root in receiver.roots} - {""}
        return bool(types) and types <= {FRAME, SERIES}

    def _table_fact(self, name: str) -> Fact | None:
        """Tell what a method does to a table and a column alike, if both leave them as they are."""
        table, column = (self.knowledge.method(kind, name) for kind in (FRAME, SERIES))
        if table is None or column is None or table.mutates_self or column.mutates_self:
            return None
        return replace(column, result=column.result if column.result == table.result else "")

    def _call_own_method(
        self, node: ast.Call, methods: Regions, receiver: Value, arguments: Arguments
    ) -> Value:
        value: Value | None = None
        for region in sorted(methods):
            if region in self.heap.functions:
                owner = receiver if self.is_bound(region, receiver) else None
                result = self.call_function(region, arguments, node, owner)
            else:
                result = self._call_opaque(node, Value(roots=frozenset({region})), arguments)
            value = merge(value, result) if value else result
        self._note_own(node, methods)
        self._note_protocol(node, receiver)
        return value or Value()

    def _note_protocol(self, node: ast.Call, receiver: Value) -> None:
        """Note what a method of an own class is for, if it is one that is trained and predicts."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name in PROTOCOL and all(self.find_methods(receiver, n) for n in ("fit", "predict")):
            self.frame.effects.roles.add(PROTOCOL[name])

    # What the statement calls

    def _note(
        self, node: ast.Call, name: str, fact: Fact | None, func: ast.Attribute | None = None
    ) -> None:
        if self.frame.is_module or self.frame.is_inline:
            receiver = root_name(func.value) if func else ""
            self.calls[id(node)] = Call(name=name, receiver=receiver, node=node, fact=fact)

    def _note_own(self, node: ast.Call, regions: Regions) -> None:
        heap = self.heap
        for region in sorted(regions):
            known = heap.functions.get(region) or heap.classes.get(region)
            if known is not None:
                receiver = node.func if isinstance(node.func, ast.Attribute) else None
                self._note(node, known.name, Fact(name=known.name, fresh=False), receiver)
                return
        if not isinstance(node.func, ast.Attribute):
            self._note(node, "", None)


def root_name(node: ast.expr) -> str:
    """Return the variable that an expression starts from."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
