"""What preparation learns is kept as it was learned."""

from collections.abc import Callable
from types import ModuleType

from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeClassifier

Machinery = Callable[[str], ModuleType]


def test_an_encoder_that_is_fitted_again_is_kept_as_it_was(machinery: Machinery) -> None:
    learned, encoder = machinery("learned").Learned(), LabelEncoder()

    learned.fit_transform("maker", encoder, ["a", "b"])
    learned.fit_transform("size", encoder, ["l", "m"])

    assert learned.frozen().fit_transform("maker", encoder, ["b"]).tolist() == [1]


def test_what_is_fitted_is_told_what_the_notebook_tells_it(machinery: Machinery) -> None:
    learned, tree = machinery("learned").Learned(), DecisionTreeClassifier()

    learned.fit("tree", tree, [[0], [1]], [0, 1], sample_weight=[0.0, 1.0])

    assert learned["tree"].predict([[0]]).tolist() == [1]
