"""Statement → effects: branches, loops, and what they do to the objects involved."""

import ast
from collections.abc import Callable, Iterable

from mlship.analysis.assignments import Assignments
from mlship.analysis.filled import find_filled, is_never_empty
from mlship.analysis.frames import Loop
from mlship.analysis.functions import flattened
from mlship.analysis.heap import NONE, Value, merge
from mlship.analysis.libraries import OPENED
from mlship.analysis.state import DELETED, State
from mlship.ir import trees
from mlship.ir.trees import children

_ROUNDS = 12


class Statements(Assignments):
    """Walks statements."""

    def execute(self, body: Iterable[ast.stmt]) -> None:
        """Walk statements in order, as far as the path goes on."""
        for node in body:
            if self.frame.state.ended:
                return
            walk = _WALKS.get(type(node))
            if walk is not None:
                walk(self, node)

    # Branches

    def _if(self, node: ast.If) -> None:
        self.run_operators(node, self.evaluate(node.test))
        self._branch([lambda: self.execute(node.body), lambda: self.execute(node.orelse)])

    def _branch(self, bodies: Iterable[Callable[[], None]]) -> None:
        here = self.frame.state
        paths = []
        for body in bodies:
            self.frame.state = path = State(here)
            body()
            paths.append(path)
        self.frame.state = here
        here.join(paths)

    def _match(self, node: ast.Match) -> None:
        subject = self.evaluate(node.subject)
        inside = self.everything_in(subject)
        bodies = [self._case(case, merge(subject, inside)) for case in node.cases]
        if not any(_always_matches(case) for case in node.cases):
            bodies.append(lambda: None)
        self._branch(bodies)

    def _case(self, case: ast.match_case, value: Value) -> Callable[[], None]:
        def body() -> None:
            self._bind_pattern(case.pattern, value)
            if case.guard:
                self.evaluate(case.guard)
            self.execute(case.body)

        return body

    def _bind_pattern(self, pattern: ast.pattern, value: Value) -> None:
        for inner in trees.walk(pattern):
            match inner:
                case ast.MatchAs(name=str(name)):
                    self.bind(name, value)
                case ast.MatchStar(name=str(name)):
                    self.bind(name, self.made(inner, "list", value.roots))
                case ast.MatchMapping(rest=str(name)):
                    self.bind(name, self.made(inner, "dict", value.roots))
                case ast.MatchValue(value=constant) | ast.MatchClass(cls=constant):
                    self.evaluate(constant)

    # Loops

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        def start() -> None:
            self.assign(node.target, self.iterate(node.iter))

        self.evaluate(node.iter)
        self._loop(node, start, never_empty=is_never_empty(node.iter, self._filled()))

    def _filled(self) -> frozenset[str]:
        """Return the names of what is never empty, as long as it is known what binds names."""
        if self.unknown_names or self.unknown_star:
            return frozenset()
        if self.filled is None:
            self.filled = find_filled(self.program)
        return self.filled

    def _while(self, node: ast.While) -> None:
        def start() -> None:
            self.run_operators(node, self.evaluate(node.test))

        self._loop(node, start, endless=_is_true(node.test))

    def _loop(
        self, node: ast.For | ast.AsyncFor | ast.While, start: Callable[[], None], *,
        never_empty: bool = False, endless: bool = False,
    ) -> None:  # fmt: skip
        before = self.frame.state
        head = State(before)
        loop = Loop(head=head)
        self.frame.loops.append(loop)
        after = self._go_round(node, start, head, loop)
        self.frame.loops.pop()
        end = State(before)
        end.bound = dict(head.bound)
        end.certain = set(after.certain) if never_empty and not after.ended else set()
        end.ended = endless or (never_empty and after.ended)
        self.frame.state = end
        if isinstance(node, ast.While) and not endless:
            start()
        self.execute(node.orelse)
        self.frame.state = before
        before.join([end, *(_rebased(state, head, before) for state in loop.breaks)])

    def _go_round(
        self, node: ast.For | ast.AsyncFor | ast.While, start: Callable[[], None], head: State,
        loop: Loop,
    ) -> State:  # fmt: skip
        """Walk the body again and again until nothing new comes out of it."""
        after = State(head)
        for _ in range(_ROUNDS):
            loop.breaks.clear()
            loop.continues.clear()
            self.frame.state = path = State(head)
            start()
            self.execute(node.body)
            after = State(head)
            after.join([path, *loop.continues])
            if not head.absorb(after):
                break
        return after

    def _leave_loop(self, node: ast.Break | ast.Continue) -> None:
        frame = self.frame
        if frame.loops:
            loop = frame.loops[-1]
            leaving = loop.breaks if isinstance(node, ast.Break) else loop.continues
            leaving.append(flattened(frame.state, loop.head))
        frame.state.ended = True

    def _return(self, node: ast.Return) -> None:
        value = self.evaluate(node.value) if node.value else Value(type="NoneType")
        self.frame.results.append(value)
        self.frame.exits.append(flattened(self.frame.state, self.frame.bottom))
        self.frame.state.ended = True

    def _raise(self, node: ast.Raise | ast.Assert) -> None:
        values = self.evaluate_all(c for c in children(node) if isinstance(c, ast.expr))
        self.frame.effects.raised.update(*(value.roots for value in values))
        if isinstance(node, ast.Raise):
            self.frame.state.ended = True

    # Blocks that exceptions may leave

    def _try(self, node: ast.Try | ast.TryStar) -> None:
        before = self.frame.state
        bound: dict[str, Value] = {}
        self.frame.watchers.append(bound)
        self.frame.state = path = State(before)
        self.execute([*node.body, *node.orelse])
        self.frame.watchers.pop()
        paths = [path, *(self._handle(handler, before, bound) for handler in node.handlers)]
        if node.finalbody and (self.frame.loops or not self.frame.is_module):
            self.frame.state = _interrupted(before, bound)
            self.execute(node.finalbody)
        self.frame.state = before
        before.join(paths)
        self.execute(node.finalbody)

    def _handle(self, handler: ast.ExceptHandler, before: State, bound: dict[str, Value]) -> State:
        self.frame.state = path = _interrupted(before, bound)
        if handler.type:
            self.evaluate(handler.type)
        if handler.name:
            self.bind(handler.name, self._caught(handler))
        self.execute(handler.body)
        if handler.name:
            self.bind(handler.name, DELETED)
        return path

    def _caught(self, handler: ast.ExceptHandler) -> Value:
        """An exception may carry whatever was raised so far."""
        region = self.fresh(handler, "", "caught")
        self.heap.vague.add(region)
        self.link_one(region, frozenset(self.frame.effects.raised))
        return Value(roots=frozenset({region}))

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        swallows = False
        for item in node.items:
            value = self.evaluate(item.context_expr)
            swallows |= self._may_swallow(item.context_expr, value)
            entered = self.run_operators(item.context_expr, value)
            if item.optional_vars is not None:
                more = NONE if value.type in OPENED else self.held_by(value)
                roots = value.roots | entered.roots | more
                self.assign(item.optional_vars, value._replace(roots=roots, name="", items=None))
        self._execute_guarded(node.body) if swallows else self.execute(node.body)

    def _may_swallow(self, node: ast.expr, value: Value) -> bool:
        """A context manager of the notebook, or one that is made for it, may swallow exceptions."""
        if not isinstance(node, ast.Call):
            return not value.type
        name = self.evaluate(node.func).name
        return not name or "suppress" in name or "raises" in name

    def _execute_guarded(self, body: list[ast.stmt]) -> None:
        before = self.frame.state
        bound: dict[str, Value] = {}
        self.frame.watchers.append(bound)
        self.frame.state = path = State(before)
        self.execute(body)
        self.frame.watchers.pop()
        self.frame.state = before
        before.join([path, _interrupted(before, bound)])


def _rebased(state: State, head: State, before: State) -> State:
    result = State(before)
    result.bound = head.bound | state.bound
    result.certain = state.certain
    return result


def _interrupted(before: State, bound: dict[str, Value]) -> State:
    """The state in which a body was left by an exception, after any of its bindings."""
    state = State(before)
    for key, value in bound.items():
        state.bound[key] = merge(before.look(key), value)
    return state


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(node.value)


def _always_matches(case: ast.match_case) -> bool:
    pattern = case.pattern
    return case.guard is None and isinstance(pattern, ast.MatchAs) and pattern.pattern is None


_WALKS: dict[type[ast.stmt], Callable[..., None]] = {
    ast.Expr: Statements._expression,
    ast.Assign: Statements._assign,
    ast.AnnAssign: Statements._annotated,
    ast.AugAssign: Statements._augment,
    ast.Delete: Statements._delete,
    ast.If: Statements._if,
    ast.Match: Statements._match,
    ast.For: Statements._for,
    ast.AsyncFor: Statements._for,
    ast.While: Statements._while,
    ast.Break: Statements._leave_loop,
    ast.Continue: Statements._leave_loop,
    ast.Return: Statements._return,
    ast.Raise: Statements._raise,
    ast.Assert: Statements._raise,
    ast.Try: Statements._try,
    ast.TryStar: Statements._try,
    ast.With: Statements._with,
    ast.AsyncWith: Statements._with,
    ast.FunctionDef: Statements.define_function,
    ast.AsyncFunctionDef: Statements.define_function,
    ast.ClassDef: Statements.define_class,
    ast.Import: Statements.import_modules,
    ast.ImportFrom: Statements.import_names,
}
