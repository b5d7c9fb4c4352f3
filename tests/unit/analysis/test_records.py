"""What is known of the notebook's own functions, of names that share, of the whole program."""

from mlship.analysis import analyse
from mlship.ir.dataflow import Dataflow, Function
from mlship.knowledge import load
from tests.strategies import program_of


def flow_of(source: str) -> Dataflow:
    return analyse(program_of(source), load())


def function_of(source: str) -> Function:
    return flow_of(source).functions[-1]


def test_a_function_reads_what_the_functions_that_it_calls_read() -> None:
    own = function_of("K = 1\ndef f():\n    return K\ndef g():\n    return f()")

    assert (set(own.reads), set(own.calls), own.index) == ({"K"}, {"f"}, 2)


def test_imports_are_no_variables() -> None:
    own = function_of("import numpy as np\ndef f(x):\n    return np.mean(x)")

    assert own.reads == set()


def test_a_function_mutates_its_parameter() -> None:
    own = function_of("def f(rows, x):\n    rows.append(x)")

    assert own.mutates == {"rows"}


def test_a_function_that_binds_a_global_stays_where_it_is() -> None:
    own = function_of("n = 0\ndef f():\n    global n\n    n = 1")

    assert (set(own.writes_globals), own.movable) == ({"n"}, False)


def test_a_function_whose_default_is_a_variable_stays_where_it_is() -> None:
    assert function_of("n = 0\ndef f(x=n):\n    return x").needs == {"n"}


def test_a_function_that_draws_says_so() -> None:
    own = function_of("import random\ndef f():\n    return random.random()")

    assert own.world == {"rng:python"}


def test_a_class_is_a_definition_too() -> None:
    own = function_of("K = 1\nclass A:\n    def f(self):\n        return K")

    assert (own.is_class, set(own.reads)) == (True, {"K"})


def test_the_type_of_an_obvious_result_is_known() -> None:
    assert function_of("def f(x):\n    return len(x)").result == "int"


def test_names_that_share_an_object_are_aliases_of_each_other() -> None:
    flow = flow_of("a = [1]\nb = a\nc = [a]\nd = [2]\nd")

    assert flow.aliases[-1] == {"a": {"b", "c"}, "b": {"a", "c"}, "c": {"a", "b"}}


def test_aliases_end_when_a_name_is_bound_anew() -> None:
    assert flow_of("a = [1]\nb = a\nb = [2]\nb").aliases[-1] == {}


def test_imports_are_qualified() -> None:
    flow = flow_of("import pandas as pd\nfrom sklearn.svm import SVC\nimport os.path")

    assert flow.imports == {"pd": "pandas", "SVC": "sklearn.svm.SVC", "os": "os"}


def test_calls_are_named_by_their_receivers_type() -> None:
    flow = flow_of("import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.head()")
    call = flow.nodes[2].calls[0]

    assert (call.name, call.receiver) == ("pandas.DataFrame.head", "df")


def test_a_call_of_an_own_function_is_named_so() -> None:
    flow = flow_of("def loyal(x):\n    return x\nloyal(1)")

    assert [call.name for call in flow.nodes[1].calls] == ["<notebook>.loyal"]
