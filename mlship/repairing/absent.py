"""Imports that are missing, and imports of missing packages → edits, or what to install."""

import ast
from collections.abc import Sequence

from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.repair import Installed, Unrepaired
from mlship.repairing.edits import Edit
from mlship.repairing.imports import loaded_in
from mlship.repairing.naming import BUILTINS, bound_names
from mlship.repairing.order import WORLD
from mlship.repairing.showing import leave_out

# What everybody means by these names.
CUSTOMARY = {
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "plt": "import matplotlib.pyplot as plt",
    "sns": "import seaborn as sns",
    "tf": "import tensorflow as tf",
    "sm": "import statsmodels.api as sm",
    "st": "import streamlit as st",
    "os": "import os",
    "re": "import re",
    "math": "import math",
    "random": "import random",
    "time": "import time",
    "json": "import json",
    "pickle": "import pickle",
    "warnings": "import warnings",
    "train_test_split": "from sklearn.model_selection import train_test_split",
    "accuracy_score": "from sklearn.metrics import accuracy_score",
    "confusion_matrix": "from sklearn.metrics import confusion_matrix",
    "classification_report": "from sklearn.metrics import classification_report",
    "mean_squared_error": "from sklearn.metrics import mean_squared_error",
    "r2_score": "from sklearn.metrics import r2_score",
    "StandardScaler": "from sklearn.preprocessing import StandardScaler",
    "LabelEncoder": "from sklearn.preprocessing import LabelEncoder",
}

# What a notebook's shell defines.
SHELL = frozenset({"In", "Out", "display", "exit", "get_ipython", "quit", "_", "__", "___"})


def add_missing_imports(flow: Dataflow) -> list[Edit]:
    """Import what is used before its import, or under its customary name with none at all."""
    ways = {**_later_imports(flow), **_customary(flow)}
    known: set[str] = set()
    edits: list[Edit] = []
    for node in flow.nodes:
        lacking = ({*loaded_in(node)} & ways.keys()) - known
        edits += [_import_above(node, name, ways[name]) for name in sorted(lacking)]
        known |= lacking | node.defines | node.may_define
    return edits


def _later_imports(flow: Dataflow) -> dict[str, str]:
    """Give the names that imports alone bind, each with the statement that does."""
    imports = [node for node in flow.nodes if node.role == "import"]
    others = (node for node in flow.nodes if node.role != "import")
    bound = {name for node in others for name in node.defines | node.may_define}
    found: dict[str, str] = {}
    for node in imports:
        if isinstance(node.statement.node, ast.Import | ast.ImportFrom):
            found.update(
                (alias.asname or alias.name.partition(".")[0], _line(node.statement.node, alias))
                for alias in node.statement.node.names
            )
    return {name: line for name, line in found.items() if name not in bound}


def _line(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    if isinstance(node, ast.Import):
        return ast.unparse(ast.Import(names=[alias]))
    return ast.unparse(ast.ImportFrom(module=node.module, names=[alias], level=node.level))


def _customary(flow: Dataflow) -> dict[str, str]:
    bound = bound_names(flow) | BUILTINS
    return {name: line for name, line in CUSTOMARY.items() if name not in bound}


def find_undefined(flow: Dataflow) -> list[Unrepaired]:
    """Name what is used and defined nowhere: the cell that did is gone."""
    if any(node.barrier or _imports_all(node.statement.node) for node in flow.nodes):
        return []
    known = bound_names(flow) | BUILTINS | SHELL | CUSTOMARY.keys() | WORLD
    missing: dict[str, Node] = {}
    for node in flow.nodes:
        for name in sorted(node.reads - known):
            if ":" not in name:
                missing.setdefault(name, node)
    return [_undefined(node, name) for name, node in missing.items()]


def _imports_all(statement: ast.stmt) -> bool:
    return any(
        isinstance(each, ast.ImportFrom) and each.names[0].name == "*"
        for each in ast.walk(statement)
    )


def _undefined(node: Node, name: str) -> Unrepaired:
    return Unrepaired(
        rule="undefined-name",
        cell=node.statement.cell,
        line=node.statement.line,
        source=node.statement.source,
        reason=f"{name} is used, and no cell defines it.",
    )


def drop_unused_imports(
    flow: Dataflow, installed: Installed
) -> tuple[list[Edit], list[Unrepaired]]:
    """Comment out imports of absent packages that nothing but looks use; name the others."""
    edits: list[Edit] = []
    needed: list[Unrepaired] = []
    for node in flow.nodes:
        package = _absent_package(node.statement.node, installed)
        if not package:
            continue
        if left_out := leave_out(flow, package, node):
            edits += left_out
        else:
            needed.append(_needed(node, package))
    return edits, needed


def _import_above(node: Node, name: str, line: str) -> Edit:
    return Edit(
        statement=node.statement,
        start=0,
        end=0,
        text="",
        imports=(line,),
        rule="missing-import",
        why=f"{name} is used before it is imported.",
    )


def _absent_package(statement: ast.stmt, installed: Installed) -> str:
    match statement:
        case ast.Import(names=aliases):
            modules: Sequence[str] = [alias.name for alias in aliases]
        case ast.ImportFrom(module=str(module), level=0):
            modules = [module]
        case _:
            modules = []
    packages = {module.partition(".")[0] for module in modules}
    absent = sorted(package for package in packages if installed.names.get(package) is False)
    return absent[0] if len(absent) == len(packages) and absent else ""


def _needed(node: Node, package: str) -> Unrepaired:
    return Unrepaired(
        rule="missing-package",
        cell=node.statement.cell,
        line=node.statement.line,
        source=node.statement.source,
        reason=f"{package} is not installed here.",
    )
