"""What matplotlib's types say that its functions may be given."""

import runpy
from pathlib import Path

from mlship.knowledge.typed import Parameter, gives_nothing, names_in, overloads_of


def test_a_parameter_takes_what_its_type_says() -> None:
    (title,) = overloads_of("matplotlib.pyplot", "title")

    assert title.places == ("label", "fontdict", "loc", "pad")
    assert title.parameters["label"] == Parameter(atoms=frozenset({"s"}), needed=True)
    assert title.parameters["loc"].atoms == {"'center'", "'left'", "'right'", "n"}


def test_a_function_with_overloads_has_several_ways_to_be_called() -> None:
    ways = overloads_of("matplotlib", "add_subplot")

    assert ("nrows", "ncols", "index") in [way.places for way in ways]


def test_of_what_is_not_described_nothing_is_known() -> None:
    assert overloads_of("matplotlib", "no_such_method") == ()
    assert names_in("no_such_module") == frozenset()


def test_names_that_libraries_have_removed_are_unknown() -> None:
    assert "asarray" in names_in("numpy")
    assert "asscalar" not in names_in("numpy")


def test_a_function_that_gives_nothing_is_told_from_others() -> None:
    assert gives_nothing("matplotlib", "grid")
    assert not gives_nothing("matplotlib", "plot")


def test_the_file_says_what_the_sources_of_the_installed_libraries_say() -> None:
    root = Path(__file__).parents[3]
    described = runpy.run_path(str(root / "benchmarks" / "typed_libraries.py"))["text_of_all"]()

    packed = (root / "mlship" / "knowledge" / "typed.json").read_text(encoding="utf-8")

    assert described == packed, "run benchmarks/typed_libraries.py"
