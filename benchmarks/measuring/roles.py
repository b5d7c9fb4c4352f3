"""A syntax tree → which roles its calls have: load, prepare, split, train, evaluate.

Written apart from the converter's own knowledge on purpose: it looks at names alone.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

Role = Literal["load", "prepare", "split", "train", "evaluate"]
ROLES: tuple[Role, ...] = ("load", "prepare", "split", "train", "evaluate")

LOAD = re.compile(
    r"^(read_(csv|excel|json|table|parquet|sql\w*|pickle|feather|hdf|html|fwf)|loadtxt|genfromtxt"
    r"|load_(iris|digits|wine|breast_cancer|diabetes|boston|linnerud|dataset|files|data)"
    r"|fetch_\w+|make_(moons|blobs|circles|regression|classification|swiss_roll|friedman\d)"
    r"|image_dataset_from_directory|flow_from_directory)$"
)
PREPARE = re.compile(
    r"^(fillna|dropna|drop_duplicates|get_dummies|to_numeric|to_datetime|interpolate|qcut|cut"
    r"|replace|ffill|bfill)$"
)
EVALUATE = re.compile(
    r"(_score|_error|_loss|^confusion_matrix|^classification_report|^auc|^roc_curve|^score"
    r"|^cross_validate|^evaluate)$"
)
TRAIN = re.compile(r"^(fit|fit_predict|partial_fit|fit_generator)$")
# Classes whose fit learns a preparation, and the names that people give their instances.
TRANSFORMER = re.compile(
    r"(Scaler|Encoder|Imputer|Transformer|PCA|SVD|NMF|TSNE|Vectorizer|Features|Binarizer|Normalizer"
    r"|Discretizer|SelectKBest|SelectPercentile|VarianceThreshold|Tokenizer|Generator|SMOTE|Sampler"
    r"|LDA|KernelPCA|Isomap|LocallyLinearEmbedding|MDS|UMAP|Sampling|RFE|RFECV)$"
)
TRANSFORMER_NAME = re.compile(
    r"(scal|enc|imput|pca|vect|tfidf|transform|poly_?f|token|datagen|normali|prep|ohe|bow|smote)|"
    r"^(le|sc|ss|ct|mms|cv|ros|sm|lda|poly|std|fs|labelencoder)\d*$",
    re.IGNORECASE,
)
ESTIMATOR = re.compile(
    r"(Classifier|Regress(or|ion)(CV)?|SVC|SVR|KMeans|NB|SearchCV|Ridge(CV)?|Lasso(CV)?|ElasticNet"
    r"|DBSCAN|Clustering|Mixture|Sequential|Forest|Perceptron|XGB\w*|LGBM\w*|CatBoost\w*|Model)$"
)
COMPOSED = re.compile(r"^(Pipeline|make_pipeline)$")


def roles_in(
    tree: ast.AST, classes: Mapping[str, str], functions: Mapping[str, frozenset[Role]]
) -> frozenset[Role]:
    """Find the roles of a tree's calls; a call of an own function has that function's roles."""
    found: set[Role] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            role = role_of(node, classes)
            own = functions.get(node.func.id) if isinstance(node.func, ast.Name) else None
            found |= own if own is not None else {role} if role else set()
    return frozenset(found)


def role_of(call: ast.Call, classes: Mapping[str, str]) -> Role | None:
    """Give the role of one call."""
    name = called(call)
    if LOAD.search(name):
        return "load"
    if name == "train_test_split":
        return "split"
    if PREPARE.search(name) or is_encoding(call, name, classes):
        return "prepare"
    if EVALUATE.search(name):
        return "evaluate"
    if TRAIN.search(name) and is_estimator_call(call, classes):
        return "train"
    is_booster = name == "train" and isinstance(call.func, ast.Attribute)
    return (
        "train" if is_booster and root(call.func) in {"xgb", "lgb", "xgboost", "lightgbm"} else None
    )


def is_encoding(call: ast.Call, name: str, classes: Mapping[str, str]) -> bool:
    """Tell whether a call maps values by a dict or fits an encoder and applies it."""
    if name == "map":
        return any(isinstance(argument, ast.Dict) for argument in call.args)
    if name != "fit_transform" or not isinstance(call.func, ast.Attribute):
        return False
    receiver = call.func.value
    made = class_of(receiver) if isinstance(receiver, ast.Call) else classes.get(root(receiver), "")
    return made.endswith("Encoder")


def is_estimator_call(call: ast.Call, classes: Mapping[str, str]) -> bool:
    """Tell whether what is fitted is an estimator, by its class or else by its name."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(receiver, ast.Call):
        return not TRANSFORMER.search(class_of(receiver))
    name = root(receiver) if receiver is not None else ""
    known = classes.get(name, "")
    if known:
        return not TRANSFORMER.search(known)
    return bool(name) and not TRANSFORMER_NAME.search(name)


def classes_in(trees: Iterable[ast.AST]) -> dict[str, str]:
    """Map variables to their class, by what they are assigned or annotated, by name alone."""
    found = (item for tree in trees for node in ast.walk(tree) for item in class_in(node))
    return {name: made for name, made in found if made}


def class_in(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Give the variables whose class a node tells."""
    match node:
        case ast.Assign(targets=targets, value=ast.Call() as call):
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, class_of(call)
        case ast.arg(arg=name, annotation=ast.Name(id=annotation)):
            if TRANSFORMER.search(annotation) or ESTIMATOR.search(annotation):
                yield name, annotation
        case _:
            pass


def class_of(call: ast.Call) -> str:
    """Give the class that a call makes; a Pipeline is what its steps are."""
    name = called(call)
    if not COMPOSED.search(name):
        return name if name[:1].isupper() else ""
    steps = [called(node) for node in ast.walk(call) if isinstance(node, ast.Call)]
    return "PipelineRegressor" if any(map(ESTIMATOR.search, steps)) else "Transformer"


def functions_in(
    trees: Iterable[ast.AST], classes: Mapping[str, str]
) -> dict[str, frozenset[Role]]:
    """Map each own function to the roles of its body, those that it calls included."""
    bodies = [
        node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    ]
    roles: dict[str, frozenset[Role]] = {}
    for _ in range(3):  # calls of calls of calls; deeper ones are rare
        roles = {node.name: roles_in(node, classes, roles) for node in bodies}
    return roles


def without_definitions(tree: ast.Module) -> ast.Module:
    """Leave top-level functions and classes out: they do nothing until they are called."""
    kept = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return ast.Module(kept, [])


def called(call: ast.Call) -> str:
    """Give the last part of what is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def root(node: ast.expr) -> str:
    """Give the variable that an expression starts from."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
