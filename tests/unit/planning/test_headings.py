"""Headings name functions only where they say what is done."""

import pytest

from mlship.planning.headings import name_after


@pytest.mark.parametrize(
    ("heading", "label", "verb", "name"),
    [
        ("Load the data", "load", "load", "load_data"),
        ("Loading and inspecting data", "load", "load", ""),
        ("Handling Missing Values", "clean", "clean", "handle_missing_values"),
        ("Feature engineering", "features", "prepare", "engineer_features"),
        ("Data visualisation", "report", "plot", "visualize_data"),
        ("Random Forest", "train", "train", "train_random_forest"),
        ("Train a random forest", "evaluate", "evaluate", "evaluate_random_forest"),
        ("Select columns with variance", "features", "prepare", "select_columns"),
        ("Step 3: Split the data", "split", "split", "split_data"),
        ("Train/Test Split", "split", "split", "split_data"),
        ("Cross-validation", "evaluate", "evaluate", "cross_validate_model"),
        ("Data Pre-processing", "clean", "clean", "preprocess_data"),
        ("Pre-processing: podcasts", "features", "prepare", "preprocess_podcasts"),
        ("Train-Test Split", "features", "prepare", ""),
        ("Predicting the test set results", "train", "train", ""),
        ("Data Collection & Exploration", "load", "load", "collect_data"),
        ("Data Cleaning and Exploration", "load", "load", ""),
        ("Preprocessing and feature engineering", "features", "prepare", "engineer_features"),
        ("Data loading and description", "load", "load", "load_data"),
        ("Missing values and outliers", "clean", "clean", "clean_missing_values_and_outliers"),
        ("Correlation heatmap", "features", "prepare", ""),
        ("Correlation heatmap", "explore", "plot", "plot_correlation_heatmap"),
        ("Ridge regression", "features", "prepare", ""),
        ("Model building", "train", "train", "build_model"),
        ("4.2 Model evaluation", "train", "train", ""),
        ("Cleaning", "clean", "clean", ""),
        ("Import libraries", "load", "load", ""),
        ("What drives the price?", "features", "prepare", ""),
        ("From the table above we can see that", "features", "prepare", ""),
        ("c", "train", "train", ""),
        ("Joining the tables", "load", "load", "join_tables"),
        ("Sorting", "clean", "clean", ""),
        ("Counting in groups", "load", "load", "count_in_groups"),
        ("Count plot", "features", "prepare", ""),
        ("Sample size", "clean", "clean", ""),
        ("Upsampling and interpolation", "clean", "clean", "clean_upsampling_and_interpolation"),
        ("Divide into train and test", "split", "split", "split_data"),
        ("Dividing the data", "split", "split", "split_data"),
        ("Looking at the errors", "evaluate", "evaluate", "inspect_errors"),
        ("Knowing when to stop", "features", "prepare", ""),
        ("Обучение модели", "train", "train", ""),
        ("Initial Pre-Processing", "features", "prepare", "preprocess_initial"),
        ("Confusion matrix", "evaluate", "evaluate", "compute_confusion_matrix"),
        ("Learning curves", "evaluate", "evaluate", "compute_learning_curves"),
        ("Metrics & reports", "evaluate", "evaluate", "report_metrics"),
        ("Model performance", "evaluate", "evaluate", "evaluate_model_performance"),
        ("Feature importance", "train", "train", ""),
        ("Outlier Detection & Treatment", "clean", "clean", "detect_outliers"),
        ("Missing value treatment", "clean", "clean", "treat_missing_values"),
        ("Rolling forecasts", "tune", "tune", ""),
    ],
)
def test_a_heading_gives_a_name_or_none(heading: str, label: str, verb: str, name: str) -> None:
    assert name_after(heading, label, verb) == name
