"""Headings name functions only where they say what is done."""

import pytest

from mlship.planning.headings import name_after


@pytest.mark.parametrize(
    ("heading", "label", "verb", "name"),
    [
        ("Load the data", "load", "load", "load_data"),
        ("Loading and inspecting data", "load", "load", "load_and_inspect_data"),
        ("Handling Missing Values", "clean", "clean", "handle_missing_values"),
        ("Feature engineering", "features", "prepare", "engineer_features"),
        ("Data visualisation", "report", "plot", "visualize_data"),
        ("Random Forest", "train", "train", "train_random_forest"),
        ("Train a random forest", "evaluate", "evaluate", "evaluate_random_forest"),
        ("Select columns with variance", "features", "prepare", "select_columns"),
        ("Step 3: Split the data", "split", "split", "split_data"),
        ("Cleaning", "clean", "clean", ""),
        ("Import libraries", "load", "load", ""),
        ("What drives the price?", "features", "prepare", ""),
        ("From the table above we can see that", "features", "prepare", ""),
        ("c", "train", "train", ""),
        ("Обучение модели", "train", "train", ""),
    ],
)
def test_a_heading_gives_a_name_or_none(heading: str, label: str, verb: str, name: str) -> None:
    assert name_after(heading, label, verb) == name
