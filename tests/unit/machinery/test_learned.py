"""What preparation learns is kept as it was learned."""

from collections.abc import Callable
from types import ModuleType

import pandas as pd
import pytest
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


def test_texts_of_several_forms_are_each_read_by_themselves(machinery: Machinery) -> None:
    learned = machinery("learned").Learned()
    learned.to_datetime("dates", pd.Series(["Jan 2020", "2020-02-03"]), format="mixed")

    found = learned.frozen().to_datetime(
        "dates", pd.Series(["2021-05-10", "Mar 2021"]), format="mixed"
    )

    assert list(found.dt.month) == [5, 3]


@pytest.mark.parametrize(
    ("seen", "answer"), [(["2020-01-02"], "refused"), (["2020-01-02", "never"], "no date")]
)
def test_what_is_no_date_is_taken_where_training_had_such(
    machinery: Machinery, seen: list[str], answer: str
) -> None:
    learned = machinery("learned").Learned()
    learned.to_datetime("dates", pd.Series(seen), errors="coerce")

    try:
        (date,) = learned.frozen().to_datetime("dates", pd.Series(["soon"]), errors="coerce")
    except ValueError:
        found = "refused"
    else:
        found = "no date" if pd.isna(date) else "a date"

    assert found == answer


def test_dates_that_are_dates_already_stay_so(machinery: Machinery) -> None:
    learned, dates = machinery("learned").Learned(), pd.Series(pd.to_datetime(["2020-01-02"]))
    learned.to_datetime("dates", dates)

    assert list(learned.frozen().to_datetime("dates", arg=dates)) == list(dates)


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (["10/05/2021", "13/05/2021"], ["%d/%m/%Y"]),
        (["10/05/2021", "11/05/2021"], ["%m/%d/%Y", "%d/%m/%Y"]),
        (["2021-05-10", None], ["%Y-%m-%d", "%Y-%d-%m"]),
        (["2021-05-10", "10/05/2021"], []),
        (["2019", "2020"], []),
        (["good", "bad"], []),
    ],
)
def test_the_formats_of_texts_are_those_that_all_have(
    machinery: Machinery, texts: list[str | None], formats: list[str]
) -> None:
    assert machinery("dates").find_formats(pd.Series(texts)) == formats


@pytest.mark.parametrize("learn", ["categorical", "factorize"])
def test_a_category_that_training_has_not_seen_is_no_gap(machinery: Machinery, learn: str) -> None:
    learned = machinery("learned").Learned()
    getattr(learned, learn)("port", pd.Series(["a", None, "b"]))
    frozen = getattr(learned.frozen(), learn)

    assert len(frozen("port", pd.Series(["b", None]))) == 2
    with pytest.raises(ValueError, match="not seen the category 'c'"):
        frozen("port", pd.Series(["b", "c"]))
