"""Statements → the operations on data that they do, in the words of names."""

import ast
from collections import Counter
from collections.abc import Mapping, Sequence

from mlship.ir.dataflow import Call, Node
from mlship.planning.rowsplits import chooses_columns, chooses_rows

# What a call is good for, in the words of a name; the longest run of calls names the function.
OPERATIONS: Mapping[str, str] = {
    "dropna": "drop_missing_rows", "fillna": "fill_missing_values",
    "interpolate": "fill_missing_values", "ffill": "fill_missing_values",
    "SimpleImputer": "fill_missing_values", "KNNImputer": "fill_missing_values",
    "drop_duplicates": "drop_duplicates", "drop": "drop_columns", "rename": "rename_columns",
    "astype": "convert_types", "to_numeric": "convert_types", "to_datetime": "parse_dates",
    "replace": "replace_values", "get_dummies": "encode_categories",
    "LabelEncoder": "encode_labels", "OneHotEncoder": "encode_categories",
    "OrdinalEncoder": "encode_categories", "factorize": "encode_categories",
    "TargetEncoder": "encode_categories", "to_categorical": "encode_labels",
    "LabelBinarizer": "encode_labels", "StandardScaler": "scale_features",
    "MinMaxScaler": "scale_features", "RobustScaler": "scale_features",
    "MaxAbsScaler": "scale_features", "Normalizer": "normalize_features",
    "PCA": "reduce_dimensions", "TSNE": "reduce_dimensions", "TruncatedSVD": "reduce_dimensions",
    "PowerTransformer": "transform_features", "QuantileTransformer": "transform_features",
    "FunctionTransformer": "transform_features", "ColumnTransformer": "preprocess_columns",
    "make_column_transformer": "preprocess_columns", "PolynomialFeatures": "expand_features",
    "SelectKBest": "select_features", "RFE": "select_features",
    "VarianceThreshold": "select_features", "TfidfVectorizer": "vectorize_text",
    "CountVectorizer": "vectorize_text", "HashingVectorizer": "vectorize_text",
    "Tokenizer": "tokenize_text", "pad_sequences": "pad_sequences", "SMOTE": "balance_classes",
    "RandomOverSampler": "balance_classes", "RandomUnderSampler": "balance_classes",
    "ImageDataGenerator": "augment_images", "DataLoader": "make_loaders", "merge": "merge_tables",
    "join": "join_tables", "groupby": "aggregate_rows", "pivot_table": "pivot_table",
    "cut": "bin_values", "qcut": "bin_values", "melt": "reshape_table",
    "reshape": "reshape_arrays", "concat": "combine_tables", "sort_values": "sort_rows",
    "hstack": "combine_arrays", "vstack": "combine_arrays", "column_stack": "combine_arrays",
    "resample": "resample_rows", "explode": "explode_rows", "set_index": "set_index",
    "query": "filter_rows", "sample": "sample_rows", "clip": "clip_values",
    "applymap": "map_values", "rolling": "smooth_values", "shift": "shift_values",
}  # fmt: skip
# What makes features is told before what only cleans.
MAKING = frozenset(
    {
        "encode", "scale", "normalize", "transform", "preprocess", "expand", "reduce", "vectorize",
        "tokenize", "bin", "augment", "balance",
    }
)  # fmt: skip
OF_FRAMES = frozenset(
    {
        "drop", "replace", "join", "merge", "cut", "rename", "reshape", "sample", "query", "clip",
        "shift", "explode", "resample", "rolling",
    }
)  # fmt: skip


def count_operations(nodes: Sequence[Node]) -> Counter[str]:
    """Count what statements do to data, in the words of names."""
    calls = (call for node in nodes for call in node.calls)
    found = Counter(operation for call in calls if (operation := _operation(call)))
    found["filter_rows"] += sum(map(chooses_rows, nodes))
    found["select_columns"] += sum(map(chooses_columns, nodes))
    return +found


def makes_features(nodes: Sequence[Node]) -> bool:
    """Tell whether what is done makes features, and does more than to clean and to add columns."""
    return any(name.partition("_")[0] in MAKING for name in count_operations(nodes))


def join_operations(operations: Sequence[str]) -> str:
    """Join names of operations: "scale_features", "encode_features" share their object.

    Others share their verb: "encode_labels_and_categories".
    """
    verbs, objects = (
        zip(*(o.split("_", 1) for o in operations), strict=True) if operations else ((), ())
    )
    if len(operations) > 1 and len(set(objects)) == 1:
        return f"{'_and_'.join(verbs)}_{objects[0]}"
    if len(operations) > 1 and len(set(verbs)) == 1:
        return f"{verbs[0]}_{'_and_'.join(objects)}"
    return "_and_".join(operations)


def _operation(call: Call) -> str:
    """Return what a call is good for, in the words of a name."""
    last = tail(call)
    if last in OF_FRAMES and "pandas" not in call.name:
        return ""
    return "drop_rows" if last == "drop" and not _by_column(call.node) else OPERATIONS.get(last, "")


def _by_column(call: ast.Call) -> bool:
    """Tell whether ``frame.drop(…)`` takes columns away, not rows."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    axis = given.get("axis") or (call.args[1] if len(call.args) > 1 else None)
    return "columns" in given or (isinstance(axis, ast.Constant) and axis.value in {1, "columns"})


def tail(call: Call) -> str:
    """Return the last part of what a call is named."""
    return call.name.rsplit(".", 1)[-1]
