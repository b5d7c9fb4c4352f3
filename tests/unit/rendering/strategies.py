"""Strategies: texts that try to break out, JSON values, plans full of such texts."""

from dataclasses import replace

from hypothesis import strategies as st

from mlship.ir.plan import Kept, Parameter, Plan
from tests.unit.rendering.plans import CHURN

NASTY = st.one_of(
    st.sampled_from("\"'\\`|{}%#$\n\r\t :-<>&*!~\0\x1b\x85\u2028\u202e\ufeff"),
    st.sampled_from(['"' * 3, "'" * 3, "\\" + '"' * 3, "{{ x }}", "{% if %}", "{#", "#}"]),
    st.sampled_from(
        ["$(id)", "%s", "---", "...", ": ", "- a", "null", "1e-3", "]]>", "0x1F", "yes"]
    ),
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(NASTY, st.text(max_size=5))).map("".join))
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
SCALARS = st.one_of(st.booleans(), NUMBERS, TEXTS)
JSON = st.recursive(
    st.one_of(st.none(), SCALARS),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(TEXTS, inner)),
    max_leaves=8,
)


@st.composite
def hostile_plans(draw: st.DrawFn) -> Plan:
    """Draw the churn plan with other words in every place that takes free text."""
    words = [draw(TEXTS) for _ in range(8)]
    stage = replace(
        CHURN.stages[0],
        summary=words[0],
        details=words[1],
        functions=(replace(CHURN.stages[0].functions[0], summary=words[2], details=words[3]),),
    )
    parameter = Parameter(
        section="train", name="note", value=draw(JSON), annotation="Any", comment=words[4]
    )
    return replace(
        CHURN,
        title=words[5],
        summary=words[6],
        details=words[7],
        notebook=words[0],
        stages=(stage, *CHURN.stages[1:]),
        steps=(replace(CHURN.steps[0], comment=words[1]), *CHURN.steps[1:]),
        parameters=(*CHURN.parameters, parameter),
        needs=tuple(words[:2]),
        environment=tuple(words[2:3]),
        commented=tuple(words[3:6]),
        kept=(Kept(cell=1, line=1, module="", reason=words[6]),),
    )
