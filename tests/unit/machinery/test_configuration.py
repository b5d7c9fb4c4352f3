"""Parameters are read from the file, the environment and overrides, and checked."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pytest

YAML = """\
seed: null
data:
  rows: data/rows.csv
train:
  depth: 3
  rate: 0.5
  names: [a, b]
  criterion: gini
  quick: true
  anything: {a: [1]}
"""
Load = Callable[..., object]
Machinery = Callable[[str], ModuleType]


@pytest.fixture
def load(machinery: Machinery, tmp_path: Path) -> Load:
    def read(overrides: Mapping[str, str] | None = None, text: str = YAML) -> object:
        (tmp_path / "params.yaml").write_text(text)
        configuration, params = machinery("running.configuration"), machinery("params")
        return configuration.load_parameters(
            params.Params, tmp_path / "params.yaml", overrides or {}, prefix="SAMPLE"
        )

    return read


def reach(params: object, key: str) -> object:
    for name in key.split("."):
        params = getattr(params, name)
    return params


def test_the_file_gives_typed_values(load: Load, tmp_path: Path) -> None:
    params = load()

    assert reach(params, "data.rows") == tmp_path / "data/rows.csv"
    assert reach(params, "train.names") == ["a", "b"]
    assert reach(params, "seed") is None


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("train.depth", "7", 7),
        ("train.rate", "1", 1.0),
        ("train.rate", "1e-3", 0.001),
        ("train.names", "[x]", ["x"]),
        ("train.criterion", "null", None),
        ("train.criterion", "entropy", "entropy"),
        ("train.criterion", "1", "1"),
        ("train.quick", "false", False),
        ("train.anything", "[1, {a: b}]", [1, {"a": "b"}]),
        ("seed", "4", 4),
    ],
)
def test_an_override_is_read_as_the_annotation_says(
    load: Load, key: str, text: str, value: object
) -> None:
    found = reach(load({key: text}), key)

    assert found == value
    assert type(found) is type(value)


def test_the_environment_wins_over_the_file(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_TRAIN__DEPTH", "8")
    monkeypatch.setenv("SAMPLE_SEED", "9")

    params = load()

    assert (reach(params, "train.depth"), reach(params, "seed")) == (8, 9)


def test_an_override_wins_over_the_environment(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_TRAIN__DEPTH", "8")

    assert reach(load({"train.depth": "9"}), "train.depth") == 9


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("train.depth", "deep"),
        ("train.depth", "1.5"),
        ("train.depth", "true"),
        ("train.rate", "fast"),
        ("train.names", "3"),
        ("train.quick", "1"),
        ("train", "1"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(load: Load, key: str, text: str) -> None:
    with pytest.raises(ValueError, match=key):
        load({key: text})


def test_an_unknown_override_gets_a_suggestion(load: Load) -> None:
    with pytest.raises(ValueError, match=r"no parameter train.dept. Did you mean train.depth\?"):
        load({"train.dept": "1"})


def test_an_unknown_name_in_the_file_gets_a_suggestion(load: Load) -> None:
    with pytest.raises(ValueError, match=r"no parameter train.deep. Did you mean train.depth\?"):
        load(text=YAML.replace("depth", "deep"))


def test_a_missing_parameter_is_named(load: Load) -> None:
    with pytest.raises(ValueError, match=r"train\.depth is missing"):
        load(text=YAML.replace("  depth: 3\n", ""))


@pytest.mark.parametrize("text", ["a: [", "- 1", "x"])
def test_a_file_that_holds_no_names_is_refused(load: Load, text: str) -> None:
    with pytest.raises(ValueError, match=r"params\.yaml"):
        load(text=text)


def test_what_is_no_yaml_is_said_in_one_line_with_its_number(load: Load) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]*params\.yaml is not valid YAML: line 2: [^\n]*$"):
        load(text="a: [\n")


def test_values_can_be_written_and_read_again(
    load: Load, machinery: Machinery, tmp_path: Path
) -> None:
    values = machinery("running.configuration").to_values(load())

    assert values["train"]["names"] == ["a", "b"]
    assert values["data"] == {"rows": str(tmp_path / "data/rows.csv")}
