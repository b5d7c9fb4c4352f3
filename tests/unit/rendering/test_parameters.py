"""Parameters become sections of params.yaml and data classes of params.py."""

from dataclasses import replace

import pytest
import yaml

from mlship.ir.plan import Json, Parameter
from mlship.rendering import render
from mlship.rendering.parameters import build_sections, choose_override, class_name, yaml_entry
from mlship.settings import Settings
from tests.unit.rendering.plans import CHURN, TINY

YAML = """\
# Everything that a person would tune.
# Set one for a run:     python -m churn train --set features.long=25
# or in the environment: CHURN_FEATURES__LONG=25
seed: null  # for what the notebook draws without a seed
data:
  customers: customers.csv
features:
  long: 24  # months
split:
  test_size: 0.2
train:
  n_estimators: 20
  max_depth: 6
# What `make check` holds the last run's metrics to; names are those in metrics.json.
thresholds: {}  # model.accuracy: {min: 0.8}
"""


def test_the_file_shows_all_with_comments() -> None:
    assert render(CHURN, Settings()).files["params.yaml"] == YAML


def test_data_comes_first_and_then_the_order_of_the_pipeline() -> None:
    backwards = replace(CHURN, parameters=CHURN.parameters[::-1])

    names = [section.name for section in build_sections(backwards)]

    assert names == ["data", "features", "split", "train"]


@pytest.mark.parametrize(
    ("section", "name"), [("train", "TrainParams"), ("train_two", "TrainTwoParams")]
)
def test_class_names(section: str, name: str) -> None:
    assert class_name(section) == name


@pytest.mark.parametrize("value", [["a long item"] * 12, [1, 2], [], ["a: b", "- c"]])
def test_lists_are_read_back_wherever_they_are_put(value: list[Json]) -> None:
    parameter = Parameter(section="a", name="b", value=value, annotation="list[Any]", comment="c")

    assert yaml.safe_load("a:\n" + yaml_entry(parameter, 2)) == {"a": {"b": value}}


def test_a_long_list_is_put_one_item_a_line() -> None:
    parameter = Parameter(section="", name="b", value=["item"] * 20, annotation="list[str]")

    assert max(map(len, yaml_entry(parameter).split("\n"))) < 20


def test_without_a_number_there_is_no_example_of_an_override() -> None:
    assert choose_override(TINY) is None


@pytest.mark.parametrize(("value", "other"), [(3, 4), (0.5, 0.25), (0.0, 0.5)])
def test_the_example_of_an_override_is_a_sensible_number(value: float, other: float) -> None:
    annotation = type(value).__name__
    parameter = Parameter(section="train", name="a", value=value, annotation=annotation)
    override = choose_override(replace(TINY, parameters=(parameter,)))

    assert override is not None
    assert override.other == other
