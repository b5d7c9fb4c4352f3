"""A user's own file is laid over what is shipped."""

from pathlib import Path

import pytest

from mlship.errors import EnvironmentLacks, UsageError
from mlship.ir.dataflow import Fact
from mlship.knowledge import Knowledge, load

OWN = """
[[facts]]
of = "acme"
names = "load_orders"
role = "load"
reads_file = "0"
result = "pandas.DataFrame"
parameters = "path region"

[[types]]
names = "acme.Forest"
kind = "estimator-classifier"
bases = "sklearn.base.BaseEstimator"

[[facts]]
of = "pandas"
names = "read_c*"
draws = "numpy"

[metrics]
"acme.profit" = "profit"

[distributions]
acme = "acme-analytics"
"""


@pytest.fixture
def own(tmp_path: Path) -> Knowledge:
    (tmp_path / "own.toml").write_text(OWN)
    return load(tmp_path / "own.toml")


def test_new_facts_are_known(own: Knowledge) -> None:
    assert own.fact("acme.load_orders") == Fact(
        name="acme.load_orders", role="load", reads_file="0", result="pandas.DataFrame"
    )
    assert own.parameter_names("acme.load_orders") == ("path", "region")


def test_new_types_inherit(own: Knowledge) -> None:
    fact = own.method("acme.Forest", "fit")

    assert own.kind("acme.Forest") == "estimator-classifier"
    assert fact is not None
    assert fact.mutates_self is True


def test_a_pattern_completes_what_is_known(own: Knowledge) -> None:
    fact = own.fact("pandas.read_csv")

    assert fact is not None
    assert (fact.role, fact.draws) == ("load", ("numpy",))


def test_tables_are_extended(own: Knowledge) -> None:
    assert own.metric_name("acme.profit") == "profit"
    assert own.distribution("acme.models") == "acme-analytics"
    assert own.distribution("sklearn") == "scikit-learn"


def test_what_is_shipped_stays_as_it_was(own: Knowledge) -> None:
    assert own.fact("acme.load_orders") != load().fact("acme.load_orders")
    assert load().distribution("acme") == "acme"


def test_a_broken_file_is_the_users_to_mend(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("[[facts]\n")

    with pytest.raises(UsageError, match="not valid TOML"):
        load(tmp_path / "own.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentLacks) as raised:
        load(tmp_path / "none.toml")

    assert raised.value.location == str(tmp_path / "none.toml")
