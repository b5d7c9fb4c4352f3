"""What a region is when it can be called: one of the notebook's own functions or classes."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from mlship.analysis.scopes import Scope

Body = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.GeneratorExp


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionObject:
    """FunctionObject = definition, scope that it stands in, qualified name, defaults.

    `closed` says that it outlived the call that made it: the names that it closes over then
    live in its own region. `defaults` maps parameters to the regions of their default values.
    """

    node: Body
    scope: Scope
    name: str
    closed: bool = False
    defaults: Mapping[str, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassObject:
    """ClassObject = qualified name, methods (name → regions), bases (regions), decorated names.

    `held` are the regions of its other attributes, which all instances share.
    `foreign` says that it has bases or a decorator of another library, which may call any method.
    """

    name: str
    methods: Mapping[str, frozenset[int]]
    bases: tuple[int, ...] = ()
    properties: frozenset[str] = frozenset()
    held: frozenset[int] = frozenset()
    foreign: bool = False
