"""A qualified name, however it is spelled, leads to what is known of the callable."""

import pytest

from mlship.knowledge import Knowledge


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("pandas.DataFrame.drop", "pandas.DataFrame.drop"),
        ("pandas.core.frame.DataFrame.drop", "pandas.DataFrame.drop"),
        (
            "sklearn.ensemble.forest.RandomForestClassifier",
            "sklearn.ensemble.RandomForestClassifier",
        ),
        ("sklearn.cross_validation.train_test_split", "sklearn.model_selection.train_test_split"),
        ("tensorflow.keras.models.Sequential", "keras.Sequential"),
        ("keras.layers.core.Dense", "keras.layers.Dense"),
        ("matplotlib.pylab.plot", "matplotlib.pyplot.plot"),
        ("sklearn.externals.joblib.dump", "joblib.dump"),
        ("tqdm.notebook.tqdm", "tqdm.tqdm"),
        ("print", "print"),
        ("len", "len"),
        ("open", "open"),
    ],
)
def test_every_spelling_leads_to_one_name(knowledge: Knowledge, written: str, known: str) -> None:
    fact = knowledge.fact(written)

    assert fact is not None
    assert fact.name == known


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("missingno.matrix", "plot"),
        ("pandas_profiling.ProfileReport", "look"),
        ("pandas.DataFrame.profile_report", "look"),
        ("pandas.Series.progress_apply", "features"),
        ("sweetviz.analyze", "look"),
        ("yellowbrick.classifier.ROCAUC", "construct"),
        ("arch.arch_model", "construct"),
        ("arch.ARCHModel.fit", "train"),
    ],
)
def test_what_looks_at_tables_and_models_leaves_them_alone(
    knowledge: Knowledge, name: str, role: str
) -> None:
    fact = knowledge.fact(name)

    assert fact is not None
    assert (fact.role, fact.mutates) == (role, ())


@pytest.mark.parametrize("name", ["nowhere.at_all", "helpers.clean", "pandas.no_such_thing", ""])
def test_nothing_is_invented(knowledge: Knowledge, name: str) -> None:
    assert knowledge.fact(name) is None


def test_a_method_is_inherited(knowledge: Knowledge) -> None:
    fact = knowledge.method("sklearn.naive_bayes.GaussianNB", "predict")

    assert fact is not None
    assert (fact.role, fact.mutates_self, fact.result) == ("predict", False, "numpy.ndarray")


def test_a_method_of_an_unknown_type_is_unknown(knowledge: Knowledge) -> None:
    assert knowledge.method("", "fit") is None
    assert knowledge.method("helpers.Model", "fit") is None


@pytest.mark.parametrize(
    "name",
    [
        "matplotlib.axes.Axes.plot_surface",
        "matplotlib.axes.Axes.coastlines",
        "mpl_toolkits.mplot3d.Axes3D.view_init",
        "matplotlib.figure.Figure.add_something",
        ".plot_wireframe",
    ],
)
def test_whatever_axes_are_asked_for_is_drawn_on_them(knowledge: Knowledge, name: str) -> None:
    fact = knowledge.fact(name)

    assert fact is not None
    assert fact.draws_figure
    assert fact.mutates_self


def test_a_path_of_attributes_is_followed(knowledge: Knowledge) -> None:
    names = ["pandas.Series.str.lower", "pandas.DataFrame.plot.bar", "pandas.DataFrame.values.mean"]

    assert [fact.result for name in names if (fact := knowledge.fact(name))] == [
        "pandas.Series",
        "matplotlib.axes.Axes",
        "numpy.float64",
    ]


@pytest.mark.parametrize(
    ("method", "role", "mutates"),
    [
        ("head", "look", False),
        ("describe", "look", False),
        ("value_counts", "look", False),
        ("fit", "train", True),
        ("predict", "predict", False),
        ("append", "", True),
        ("drop", "clean", None),
        ("fillna", "clean", None),
        ("to_csv", "export", False),
    ],
)
def test_a_method_name_alone_tells_what_is_safe_to_say(
    knowledge: Knowledge, method: str, role: str, mutates: bool | None
) -> None:
    fact = knowledge.any_method(method)

    assert fact is not None
    assert (fact.role, fact.mutates_self) == (role, mutates)


def test_a_leading_dot_asks_for_any_method(knowledge: Knowledge) -> None:
    assert knowledge.fact(".fit") == knowledge.any_method("fit")
    assert knowledge.any_method("no_such_method") is None


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("sklearn.neighbors.KNeighborsClassifier", ("n_neighbors",)),
        ("sklearn.model_selection.train_test_split", ("*arrays", "test_size")),
        ("pandas.DataFrame.to_csv", ("path_or_buf",)),
        ("numpy.random.seed", ("seed",)),
        ("random.shuffle", ("x",)),
        ("helpers.clean", ()),
    ],
)
def test_parameters_are_named_in_order(
    knowledge: Knowledge, name: str, first: tuple[str, ...]
) -> None:
    assert knowledge.parameter_names(name)[: len(first)] == first


def test_the_state_of_the_world_is_named(knowledge: Knowledge) -> None:
    changed = {
        "warnings.filterwarnings": ("warnings",),
        "os.chdir": ("cwd",),
        "os.environ.update": ("environ",),
        "pandas.set_option": ("options",),
        "seaborn.set": ("options",),
        "matplotlib.pyplot.style.use": ("options",),
        "matplotlib.pyplot.rcParams.update": ("options",),
        "numpy.set_printoptions": ("options",),
    }

    assert {name: fact.world for name in changed if (fact := knowledge.fact(name))} == changed


def test_seeds_are_told_from_draws(knowledge: Knowledge) -> None:
    seeded = {
        "numpy.random.seed": ("numpy",),
        "random.seed": ("python",),
        "torch.manual_seed": ("torch",),
        "tensorflow.random.set_seed": ("tensorflow",),
        "tensorflow.keras.utils.set_random_seed": ("tensorflow", "numpy", "python"),
    }

    assert {name: fact.seeds for name in seeded if (fact := knowledge.fact(name))} == seeded


def test_files_are_told_by_the_place_of_their_path(knowledge: Knowledge) -> None:
    read, write = knowledge.fact("pandas.read_csv"), knowledge.fact("joblib.dump")

    assert read is not None
    assert write is not None
    assert (read.reads_file, write.writes_file) == ("0", "1")
