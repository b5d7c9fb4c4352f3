"""A docstring repeats what the text above says of the code, and nothing of what came out."""

import pytest

from mlship.planning.relevance import relevant

TOLD = (
    ("We fill the ages with the median of each class.", "clean"),
    ("Let's hold out a fifth of the rows.\n\nThe rest is for training.", "split"),
    ("- **age**: in years\n- **fare**: in pounds", "load"),
    ("Column | Meaning\n- age | in years", "load"),
    ("A forest of 200 trees, each on a part of the rows.", "train"),
    ("Take what is likelier than a threshold of 0.5 for a yes, and predict.", "train"),
    ("1. Fill the gaps. 2. Drop what is left.", "clean"),
    ("Version 1.2 of the file has another order of columns.", "load"),
)
LEFT_OUT = (
    ("This notebook predicts prices. By Dana.", "setup"),
    ("The mean accuracy of the forest is 0.87.", "train"),
    ("As expected, older customers stay.", "clean"),
    ("We can see that the dataset is balanced.", "features"),
    ("Final verdict: the forest is what we hand over.", "train"),
    ("Of the customers, 27 % left.", "clean"),
    ("The forest performs best. So it will be selected as the final model.", "train"),
    ("Plot the autocorrelation of the returns.", "train"),
    ("We train several models.", "load"),
    ("Column | Meaning\n- age | in years", "train"),
    ("title: Churn author: Dana jupyter: python3", "load"),
)


@pytest.mark.parametrize(("text", "label"), TOLD)
def test_what_is_about_the_stage_is_told(text: str, label: str) -> None:
    assert relevant(text, label) == text


@pytest.mark.parametrize(("text", "label"), LEFT_OUT)
def test_results_and_what_is_about_something_else_are_left_out(text: str, label: str) -> None:
    assert relevant(text, label) == ""


def test_only_the_sentence_with_the_result_goes() -> None:
    text = "We scale all columns. This shows that age matters. Then we fit the model."

    assert relevant(text, "train") == "We scale all columns. Then we fit the model."


def test_marks_of_headings_inside_of_a_list_go() -> None:
    assert relevant("- #### age in years\n- #### fare", "load") == "- age in years\n- fare"
