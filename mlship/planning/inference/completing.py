"""A plan and a derived path → the plan with its inference part, and stages that learn."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from mlship.ir.dataflow import Dataflow
from mlship.ir.inference import Decision, Inference, Method
from mlship.ir.plan import Plan, Variable
from mlship.planning.fitted import Fitted
from mlship.planning.functions import Made
from mlship.planning.importing import loaded_names
from mlship.planning.inference.deciding import Writing, find_decision
from mlship.planning.inference.describing import cell_of, describe, describe_features
from mlship.planning.inference.network_answers import find_answers
from mlship.planning.inference.writing import Scribe
from mlship.planning.networks import find_unfollowed, unfold
from mlship.planning.steps import Line

TYPE = "Learned"


def with_learned(made: Made, name: str) -> Made:
    """Give a function what preparation learns, if its body asks for it."""
    function = made.function
    if name not in loaded_names(function.body):
        return made
    inputs = (*function.inputs, Variable(name=name, annotation=TYPE))
    return replace(made, function=replace(function, inputs=inputs))


def complete(plan: Plan, scribe: Scribe, line: Line) -> Plan:
    """Add to a plan how a raw record becomes its prediction."""
    fields = {v.name for v in line.results}
    if plan.model not in fields:
        return plan
    found = _describe(plan, scribe, fields)
    if found.level != "none":
        derived = scribe.derived
        if derived.model.network:
            answers = find_answers(derived.flow, derived.model.network)
            found = replace(found, decision=answers.decision, network=answers.network)
        else:
            kept = sorted(derived.traces)
            writing = Writing(statement=scribe.writer.statement, params=scribe.writer.params)
            decision = find_decision(derived.flow, kept, derived.model, writing)
            found = _with_decision(found, decision, fields)
    if not any(v.annotation == TYPE for s in plan.stages for f in s.functions for v in f.inputs):
        return replace(plan, inference=found)
    line_import = f"from {plan.package}.learned import {TYPE}"
    return replace(
        plan,
        inference=found,
        results=(*plan.results, Variable(name=scribe.writer.learned, annotation=TYPE)),
        result_imports=tuple(sorted({*plan.result_imports, line_import})),
    )


def _with_decision(
    found: Inference, decision: Decision | None, fields: Collection[str]
) -> Inference:
    """Let what is served decide as the notebook does, with what the run keeps."""
    if decision and decision.followed and decision.variable:
        decision = replace(decision, followed=decision.variable in fields)
        kept = {*found.kept, *({decision.variable} if decision.followed else ())}
        found = replace(found, kept=tuple(sorted(kept)))
    return replace(found, decision=decision)


def unserved(plan: Plan, flow: Dataflow, kept: Sequence[int], model: Fitted | None) -> Plan:
    """Say of a model whose fit cannot be followed that it is not served, and of a network why."""
    if not plan.model:
        return _without_network(plan, flow, kept)
    why = "what it is fitted on is not given where it is fitted"
    if model and model.labels_once:
        called = (model.last_step or model.estimator).rpartition(".")[2]
        why = f"`{called}` labels the rows that it is fitted on, and no others"
    elif model and len(model.of) > 1:
        why = "it is one of several that are not fitted on the same, and only a run knows which"
    return replace(plan, inference=Inference(reason=why))


def _without_network(plan: Plan, flow: Dataflow, kept: Sequence[int]) -> Plan:
    unfollowed = find_unfollowed(unfold(flow, kept))
    if unfollowed is None:
        return plan
    cell = flow.nodes[unfollowed.index].statement.cell
    return replace(plan, inference=Inference(reason=unfollowed.reason, cell=cell))


def _prepare(scribe: Scribe) -> Method | str:
    """Write the path out, or say why that cannot be."""
    try:
        served, prepare = scribe.served(), scribe.prepare()
    except SyntaxError:
        return "its statements cannot be changed"
    unknown = sorted(scribe.find_unknown(served.text))
    return f"`{unknown[0]}` is not there when serving" if unknown else prepare


def _describe(plan: Plan, scribe: Scribe, fields: set[str]) -> Inference:
    kind = scribe.kind.removeprefix("estimator-")
    prepared = scribe.derived.reason or _prepare(scribe)
    if isinstance(prepared, Method):
        return describe(
            scribe,
            prepared,
            fields=fields,
            model=plan.model,
            kind=kind if kind in {"classifier", "regressor"} else "",
        )
    if scribe.derived.is_several:
        why = f"{prepared}, and it is given several tables, which are no records"
        return Inference(reason=why, cell=cell_of(scribe.derived))
    return describe_features(
        scribe,
        fields=fields,
        model=plan.model,
        kind=kind if kind in {"classifier", "regressor"} else "",
        reason=prepared,
    )
