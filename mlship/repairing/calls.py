"""Uses of what changed (attributes, calls, keywords) → the edits that say it as today."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.program import Statement
from mlship.ir.repair import Installed, Unrepaired
from mlship.knowledge.ageing import Rule, covering
from mlship.repairing.appended import as_rows
from mlship.repairing.edits import Edit, span, text_of
from mlship.repairing.naming import (
    FRAME,
    Reference,
    bound_names,
    known_types,
    qualify,
    refer,
    used_names,
)
from mlship.repairing.templates import fill
from mlship.repairing.versions import holds

# Libraries that turned trailing positions into keywords without changing their order.
ORDER_KEPT = ("sklearn.", "pandas.")


# What `.dt` of a series gives.
TIMES = "pandas.core.indexes.accessors.DatetimeProperties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Use = an expression of a statement with its qualified name, and its call if it is called."""

    statement: Statement
    node: ast.expr
    name: str
    call: ast.Call | None = None
    value_used: bool = True

    @property
    def source(self) -> str:
        """The statement's text."""
        return self.statement.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Mender:
    """Mender = the flow, the rules, what is installed: everything that an edit depends on."""

    flow: Dataflow
    rules: Sequence[Rule]
    installed: Installed
    bound: frozenset[str]
    types: Mapping[str, str]

    def mend(self, use: Use) -> Edit | Unrepaired | None:
        """Mend one use by the first rule that has something to change."""
        for rule in self._rules_on(use):
            change = self._apply(rule, use)
            if change is not None:
                return change
        return self._to_keywords(use)

    def _rules_on(self, use: Use) -> list[Rule]:
        tail = f".{use.name.rpartition('.')[2]}"
        return [rule for rule in self.rules if {use.name, tail} & set(rule.names)]

    def _apply(self, rule: Rule, use: Use) -> Edit | Unrepaired | None:
        if rule.used not in {None, use.value_used}:
            return None
        if rule.action in {"move", "rewrite", "gone"} and not rule.keyword:
            return self._replace(rule, use) if self._is_gone(rule, use) else None
        if not holds(rule.since, self.installed.versions) or use.call is None:
            return None
        return self._change_arguments(rule, use, use.call)

    def _is_gone(self, rule: Rule, use: Use) -> bool:
        """The name is missing here; where nobody can tell, the version says so."""
        there = self.installed.names.get(use.name)
        if there is None or covering(rule, use.name).startswith("."):
            return bool(rule.since) and holds(rule.since, self.installed.versions)
        root = use.name.partition(".")[0]
        return not there and self.installed.names.get(root, False)

    def _replace(self, rule: Rule, use: Use) -> Edit | Unrepaired | None:
        if rule.action == "gone":
            return _unrepaired(rule, use)
        if rule.action == "rewrite":
            return self._rewrite(rule, use)
        if covering(rule, use.name).startswith("."):
            start, end = span(use.source, use.node)
            head = text_of(use.source, use.node).rpartition(".")[0]
            return _edit(rule, use, (start, end), f"{head}.{rule.to}")
        return self._move(rule, use)

    def _move(self, rule: Rule, use: Use) -> Edit | None:
        to = self._refer(rule.to)
        return _edit(rule, use, span(use.source, use.node), to.text, to.imports)

    def _rewrite(self, rule: Rule, use: Use) -> Edit | None:
        node = use.call or use.node
        special = {"keyword": "", "rows": ""}
        if use.call is not None:
            special["keyword"] = _text_of_given(rule, use.source, use.call)
            special["rows"] = as_rows(use.source, use.call, self.types, self._refer)
        filled = fill(rule.to, use.source, node, self._refer, special)
        if filled is None:
            return None
        return _edit(rule, use, span(use.source, node), filled.text, filled.imports)

    def _refer(self, name: str) -> Reference:
        return refer(name, self.flow, self.bound)

    def _change_arguments(self, rule: Rule, use: Use, call: ast.Call) -> Edit | Unrepaired | None:
        if rule.action == "add":
            return _add(rule, use, call)
        if rule.action == "positions":
            names = tuple(rule.to.split())
            return None if _may_be_given_frame(call) else _to_named(rule, use, call, names)
        given = _given(rule, call)
        excluded = any(each.arg == rule.without for each in call.keywords if each.arg)
        if given is None or excluded or not self._is_meant(rule, use, given):
            return None
        if rule.action == "gone":
            return _unrepaired(rule, use)
        if rule.action == "rewrite":
            return self._rewrite(rule, use)
        return self._change_keyword(rule, use, call, given)

    def _is_meant(self, rule: Rule, use: Use, given: "ast.keyword | ast.expr") -> bool:
        value = given.value if isinstance(given, ast.keyword) else given
        if rule.value and not _same(value, rule.value):
            return False
        signature = self.installed.signatures.get(use.name)
        # A keyword that the installed version takes needs no mending.
        taken = signature is not None and rule.keyword in signature.parameters
        return rule.action == "value" or bool(rule.since) or not taken

    def _change_keyword(
        self, rule: Rule, use: Use, call: ast.Call, given: "ast.keyword | ast.expr"
    ) -> Edit | None:
        value = given.value if isinstance(given, ast.keyword) else given
        to = fill(rule.to, use.source, value, self._refer)
        if to is None:
            return None
        if rule.action == "value":
            return _edit(rule, use, span(use.source, value), to.text, to.imports)
        if not isinstance(given, ast.keyword):
            return None
        if not rule.to:
            return _edit(rule, use, _with_comma(use.source, call, given), "")
        kept = f"={text_of(use.source, value)}" if "=" not in to.text else ""
        return _edit(rule, use, span(use.source, given), to.text + kept, to.imports)

    def _to_keywords(self, use: Use) -> Edit | None:
        """Name the arguments that may no longer be given by position."""
        signature = self.installed.signatures.get(use.name)
        if use.call is None or signature is None or not use.name.startswith(ORDER_KEPT):
            return None
        count = len(use.call.args)
        if not signature.positional < count <= len(signature.parameters) or signature.open_end:
            return None
        names = signature.parameters[signature.positional : count]
        rule = Rule(
            names=(use.name,),
            action="positions",
            why=f"{', '.join(names)} can only be given by keyword.",
        )
        return _to_named(rule, use, use.call, names, first=signature.positional)


def mend_uses(
    flow: Dataflow, rules: Sequence[Rule], installed: Installed
) -> tuple[list[Edit], list[Unrepaired]]:
    """Mend every use of what changed."""
    bound, types = bound_names(flow), known_types(flow)
    mender = Mender(flow=flow, rules=rules, installed=installed, bound=bound, types=types)
    mended = [mender.mend(use) for use in find_uses(flow)]
    edits = [each for each in mended if isinstance(each, Edit)]
    return edits, [each for each in mended if isinstance(each, Unrepaired)]


def find_uses(flow: Dataflow) -> Iterator[Use]:
    """Yield the calls with the names that analysis gave them, then other names and attributes."""
    bound, types = bound_names(flow), known_types(flow)
    for node in flow.nodes:
        called = _calls(node, flow, bound, types)
        yield from called.values()
        yield from _plain_uses(node, flow, bound, called)
        yield from _attributes(node, flow, bound, types, called)


def _calls(
    node: Node, flow: Dataflow, bound: frozenset[str], types: Mapping[str, str]
) -> dict[int, Use]:
    """Give the calls of a statement, those in the bodies of functions too, by what is called."""
    trees = list(ast.walk(node.statement.node))
    ignored = {id(tree.value) for tree in trees if isinstance(tree, ast.Expr)}
    if node.statement.shown:
        ignored = set()
    named = {id(c.node): c.name for c in node.calls if not c.name.startswith(".")}
    return {
        id(call.func): Use(
            statement=node.statement,
            node=call.func,
            name=named.get(id(call)) or _name_of(call.func, flow, bound, types),
            call=call,
            value_used=id(call) not in ignored,
        )
        for call in trees
        if isinstance(call, ast.Call)
    }


def _name_of(
    func: ast.expr, flow: Dataflow, bound: frozenset[str], types: Mapping[str, str]
) -> str:
    """Name what is called, by imports, as a method of texts, of a frame, or of anything."""
    match func:
        case ast.Attribute(value=ast.Attribute(attr="str"), attr=name):
            return f"pandas.Series.str.{name}"
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if types.get(owner) == FRAME:
            return f"{FRAME}.{name}"
        case ast.Attribute(attr=name):
            return qualify(func, flow, bound) or f".{name}"
        case _:
            return qualify(func, flow, bound)


def _plain_uses(
    node: Node, flow: Dataflow, bound: frozenset[str], called: dict[int, Use]
) -> Iterator[Use]:
    for expression, name in used_names(node, flow, bound):
        if id(expression) not in called:
            yield Use(statement=node.statement, node=expression, name=name)


def _attributes(
    node: Node,
    flow: Dataflow,
    bound: frozenset[str],
    types: Mapping[str, str],
    called: dict[int, Use],
) -> Iterator[Use]:
    """Yield the attributes of what no import names: by the type of a variable, if it is known."""
    for inner in ast.walk(node.statement.node):
        match inner:
            case ast.Attribute(value=value, attr=attr, ctx=ast.Load()) if id(inner) not in called:
                if not qualify(inner, flow, bound):
                    kind = _kind_of(value, node, types)
                    yield Use(statement=node.statement, node=inner, name=f"{kind}.{attr}")


def _kind_of(value: ast.expr, node: Node, types: Mapping[str, str]) -> str:
    """Give the type of what an attribute is asked of: a variable, times of a series, a call."""
    match value:
        case ast.Name(id=name):
            return types.get(name, "")
        case ast.Attribute(attr="dt"):
            return TIMES
        case ast.Call():
            made = (call.fact.result for call in node.calls if call.node is value and call.fact)
            return next(made, "")
    return ""


def _edit(
    rule: Rule, use: Use, where: tuple[int, int], text: str, imports: Iterable[str] = ()
) -> Edit | None:
    edit = Edit(
        statement=use.statement,
        start=where[0],
        end=where[1],
        text=text,
        imports=tuple(imports),
        rule=f"{rule.action}-{covering(rule, use.name).strip('.')}",
        why=rule.why,
        change=rule.change,
    )
    return edit if edit.text != edit.before else None


def _unrepaired(rule: Rule, use: Use) -> Unrepaired:
    start, _ = span(use.source, use.node)
    return Unrepaired(
        rule="gone",
        cell=use.statement.cell,
        line=use.statement.line + use.source.count("\n", 0, start),
        source=text_of(use.source, use.call or use.node),
        reason=rule.why,
    )


def _may_be_given_frame(call: ast.Call) -> bool:
    """Tell whether the only argument may be a frame, which is what today's version takes first."""
    has_data = any(each.arg == "data" for each in call.keywords)
    only = call.args[0] if len(call.args) == 1 else None
    return isinstance(only, ast.Name) and not has_data


def _given(rule: Rule, call: ast.Call) -> ast.keyword | ast.expr | None:
    """Find the argument that a rule is about."""
    named = next((each for each in call.keywords if each.arg == rule.keyword), None)
    if named is not None or rule.position < 0 or len(call.args) <= rule.position:
        return named
    return call.args[rule.position]


def _text_of_given(rule: Rule, source: str, call: ast.Call) -> str:
    given = _given(rule, call)
    value = given.value if isinstance(given, ast.keyword) else given
    return text_of(source, value) if value else ""


def _same(value: ast.expr, text: str) -> bool:
    return ast.dump(value) == ast.dump(ast.parse(text, mode="eval").body)


def _add(rule: Rule, use: Use, call: ast.Call) -> Edit | None:
    """Add a keyword in front of the closing bracket."""
    name = rule.to.partition("=")[0]
    if any(each.arg in {name, None} for each in call.keywords) or call.args:
        return None
    _, end = span(use.source, call)
    inner = use.source[span(use.source, call.func)[1] : end - 1].rstrip()
    comma = "" if inner.endswith(("(", ",")) else ", "
    return _edit(rule, use, (end - 1, end), f"{comma}{rule.to})")


def _to_named(
    rule: Rule, use: Use, call: ast.Call, names: tuple[str, ...], first: int = 0
) -> Edit | None:
    """Name the arguments from position `first` on."""
    loose = call.args[first : first + len(names)]
    taken = {each.arg for each in call.keywords}
    if not loose or taken & set(names[: len(loose)]) or len(call.args) > first + len(names):
        return None
    if any(isinstance(each, ast.Starred) for each in call.args):
        return None
    start, end = span(use.source, loose[0])[0], span(use.source, loose[-1])[1]
    texts = (f"{n}={text_of(use.source, e)}" for n, e in zip(names, loose, strict=False))
    return _edit(rule, use, (start, end), ", ".join(texts))


def _with_comma(source: str, call: ast.Call, given: ast.keyword) -> tuple[int, int]:
    """Give the span of an argument with the comma that joins it to its neighbour."""
    start, end = span(source, given)
    before: list[ast.expr | ast.keyword] = [*call.args]
    before += [other for other in call.keywords if other is not given]
    ends = [span(source, each)[1] for each in before]
    left = max((each for each in ends if each <= start), default=-1)
    if left >= 0:
        return left, end
    rest = source[end:]
    after = rest.lstrip()
    if after.startswith(","):
        tail = after[1:].lstrip(" ")
        return start, len(source) - len(tail)
    return start, end
