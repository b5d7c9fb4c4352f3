"""Program and knowledge → Dataflow: walk the statements in order, join reads to last writers."""

import ast
from contextlib import suppress
from dataclasses import replace

from mlship.analysis.accesses import CONTAINERS
from mlship.analysis.aliasing import Aliases
from mlship.analysis.effects import FILES, SURROUNDINGS, Effects
from mlship.analysis.facts import Knowledge, Remembering
from mlship.analysis.heap import STATEMENT, UNLIMITED, Exhausted, Value
from mlship.analysis.machine import NOTEBOOK
from mlship.analysis.records import describe_functions
from mlship.analysis.roles import find_role
from mlship.analysis.scopes import is_local
from mlship.analysis.silence import Silence
from mlship.analysis.state import State
from mlship.analysis.statements import Statements
from mlship.analysis.writers import join
from mlship.ir import trees
from mlship.ir.dataflow import Call, Dataflow, Node, Role
from mlship.ir.program import Program, Statement

FRAMES = frozenset({"pandas.DataFrame", "pandas.Series"})
PREPARES = frozenset({"clean", "features", "scale", "construct"})


def analyse(program: Program, knowledge: Knowledge) -> Dataflow:
    """Return the flow of the program, statement by statement in document order."""
    walk = _Walk(Statements(Remembering(knowledge)), Silence(program.notebook))
    walk.machine.program = [statement.node for statement in program.statements]
    nodes = join([walk.node(statement) for statement in program.statements], walk.stars)
    return Dataflow(
        program=program,
        nodes=nodes,
        functions=describe_functions(walk.machine, nodes),
        imports=dict(walk.machine.imports),
        aliases=tuple(walk.seen),
    )


class _Walk:
    """The walk over the top-level statements."""

    def __init__(self, machine: Statements, silence: Silence) -> None:
        self.machine = machine
        self.silence = silence
        self.base = machine.module.bottom
        self.aliases = Aliases(machine.heap)
        self.stars: set[int] = set()
        self.seen: list[dict[str, frozenset[str]]] = []

    def node(self, statement: Statement) -> Node:
        """Walk one statement."""
        self.seen.append(self.aliases.shared)
        effects, state = self._walk(statement.node)
        self.machine.heap.limit = UNLIMITED
        node = self._node(statement, effects, state)
        self._settle(state, effects, node)
        return node

    def _walk(self, node: ast.stmt) -> tuple[Effects, State]:
        """Look as closely as there is work allowed for."""
        for follow in (True, False):
            self._begin()
            self.machine.follow = follow
            self.machine.heap.allow(STATEMENT, keep=0 if follow else STATEMENT)
            with suppress(Exhausted):
                self.machine.execute([node])
                self.machine.finish(self.machine.module.effects)
                return self.machine.module.effects, self.machine.module.state
            self.machine.recover()
        self._begin()
        self.machine.heap.limit = UNLIMITED
        self.machine.lose_track(node)
        return self.machine.module.effects, self.machine.module.state

    def _begin(self) -> None:
        module = self.machine.module
        self.machine.calls = {}
        module.effects, module.state = Effects(), State(self.base)
        module.told.clear()
        module.vague.clear()
        module.passed.clear()

    def _node(self, statement: Statement, effects: Effects, state: State) -> Node:
        bound = {key: value for key, value in state.bound.items() if not is_local(key)}
        defines = frozenset(key for key in state.certain if not is_local(key))
        may_define = frozenset(k for k in effects.defined if not is_local(k)) - defines
        reads = frozenset(key for key in effects.reads if not is_local(key))
        mutates = self._mutated(effects, defines, reads)
        self.aliases.add(bound)
        if effects.barrier:
            reads |= {key for key in self.base.bound if not is_local(key)}
        if effects.star:
            self.stars.add(statement.index)
        calls = self._calls_in(statement.node)
        if self.silence.gave_nothing(statement, calls):
            statement = replace(statement, shown=False)
        return Node(
            statement=statement,
            defines=defines,
            may_define=may_define,
            reads=reads,
            mutates=mutates,
            calls=calls,
            types=self._types(bound, mutates),
            role=self._role(statement, effects, defines | may_define, mutates),
            barrier=effects.barrier,
        )

    def _calls_in(self, tree: ast.stmt) -> tuple[Call, ...]:
        """Return the calls that stand in a statement; a lambda that it calls stands elsewhere."""
        found = self.machine.calls
        here = {id(node) for node in trees.walk(tree)} if found else set()
        return tuple(call for place, call in found.items() if place in here)

    def _mutated(
        self, effects: Effects, defines: frozenset[str], reads: frozenset[str]
    ) -> frozenset[str]:
        """Return the names whose objects from before the statement may be changed by it."""
        names = self.aliases.names_above(effects.mutated)
        kept = {name for name in names if name not in defines or name in reads}
        return frozenset(kept | {name for name in effects.touched if not is_local(name)})

    def _types(self, bound: dict[str, Value], mutates: frozenset[str]) -> dict[str, str]:
        values = {name: self.base.look(name) for name in mutates} | bound
        return {name: value.type for name, value in values.items() if value and value.type}

    def _role(
        self,
        statement: Statement,
        effects: Effects,
        binds: frozenset[str],
        mutates: frozenset[str],
    ) -> Role:
        roles, writes = set(effects.roles), binds | mutates
        calls = self.machine.calls.values()
        if any(call.fact and call.fact.shows for call in calls):
            roles.add("look")
        changes_frame = any(map(self._is_frame, _stored_names(statement.node) & writes))
        keeps = any(name.isidentifier() for name in mutates) and any(map(_is_own, calls))
        if keeps:  # for what it changes, whatever it shows
            roles.discard("look")
        if isinstance(statement.node, ast.Expr) and not writes:
            roles -= PREPARES  # of what nobody keeps: it is there to be looked at
        acts = keeps or any(map(_is_outside, writes)) or self.silence.acts(statement, calls)
        return find_role(statement.node, roles, changes_frame=changes_frame, acts=acts)

    def _is_frame(self, name: str) -> bool:
        value = self.base.look(name)
        return value is not None and value.type in FRAMES

    def _settle(self, state: State, effects: Effects, node: Node) -> None:
        self.aliases.settle({k: v for k, v in state.bound.items() if not is_local(k)})
        self.base.bound |= state.bound
        if effects.links or state.bound:
            changed = {*node.defines, *node.may_define, *node.mutates}
            self.aliases.share(changed)


def _is_outside(name: str) -> bool:
    """Tell whether what is written is a file, or what is around the notebook."""
    return name.startswith(FILES) or name in SURROUNDINGS


def _is_own(call: Call) -> bool:
    """Tell whether it is known what a call changes: the notebook's own, or a collection's."""
    return call.name.partition(".")[0] in {NOTEBOOK.rstrip("."), *CONTAINERS}


def _stored_names(node: ast.stmt) -> set[str]:
    """Return the variables that a plain statement stores an item in."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AugAssign):
        targets = [node.target]
    return {
        inner.id
        for target in targets
        if isinstance(target, ast.Subscript | ast.Attribute)
        for inner in trees.walk(target)
        if isinstance(inner, ast.Name)
    }
