"""What each statement reads, writes and depends on.

    Dataflow = Program, Node* (one a statement, same order), Function*
    Node     = defines, may_define, reads, mutates, depends, calls, types

Names are the notebook's own variables, and the world's: ``rng:numpy``, ``rng:python``,
``rng:torch``, ``rng:tensorflow``, ``figure`` (matplotlib's current figure), ``options`` (pandas,
numpy and plot settings), ``warnings``, ``cwd``, ``environ``, ``file:<path as written>``,
``file:*`` (some file).
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mlship.ir.program import Program, Statement

Role = Literal[
    "import", "setup", "load", "look", "plot", "clean", "features", "split", "scale",
    "construct", "train", "tune", "predict", "evaluate", "export", "define", "",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Fact = what is known of one callable.

    Attributes:
        name: qualified name ("pandas.read_csv", "pandas.DataFrame.drop").
        role: what it does in the field's words, "" if it says nothing.
        mutates_self: True / False / None ("only with inplace=True").
        mutates: names (or positions as str) of the parameters that it mutates.
        draws: generators that it draws from ("numpy", "python", "torch", "tensorflow") unless
            the parameter `seeded_by` is given.
        seeded_by: the parameter that makes it draw from its own generator ("random_state").
        draws_if: it draws only if one of these parameters is given ("shuffle"), or given so
            ("solver=saga"); () always.
        draws_as: it draws only if what these parameters are given does when it is fitted
            ("estimator", "cv"), or what the receiver was made of ("self").
        seeds: generators that it seeds.
        reads_file / writes_file: name or position of the parameter that holds the path.
        draws_figure: it draws on matplotlib's current figure.
        shows: it shows something to a person (print, display, info).
        world: other parts of the world that it changes ("options", "warnings", "cwd", "environ").
        result: qualified type name of what it returns; "self", "arg0" and "elements" (a tuple of
            the arguments' types) are understood; "" unknown.
        fresh: the result shares no state with the arguments or the receiver.
    """

    name: str
    role: Role = ""
    mutates_self: bool | None = False
    mutates: tuple[str, ...] = ()
    draws: tuple[str, ...] = ()
    seeded_by: str = ""
    seeds: tuple[str, ...] = ()
    reads_file: str = ""
    writes_file: str = ""
    draws_figure: bool = False
    shows: bool = False
    world: tuple[str, ...] = ()
    result: str = ""
    fresh: bool = True
    draws_if: tuple[str, ...] = ()
    draws_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Call = one call expression: what is called, on what, and what is known of it.

    `name` is qualified as far as known: "sklearn.metrics.accuracy_score",
    "pandas.DataFrame.drop", a notebook's own function as "<notebook>.loyal", a method on an
    unknown receiver as ".fit"; `receiver` is the root variable of a method call ("" if none).
    """

    name: str
    receiver: str
    node: ast.Call
    fact: Fact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Node = the dataflow of one statement; calls of the notebook's own functions included.

    `reads` holds every name whose earlier value matters, `defines` those it binds for certain,
    `may_define` those it binds on some path, `mutates` those whose objects it changes in place
    (aliases included). `depends` are the indexes of the statements that it directly needs.
    `types` maps names to qualified type names after the statement ("" unknown);
    `barrier` marks exec, globals() and the like: all before is kept, in order.
    """

    statement: Statement
    defines: frozenset[str] = frozenset()
    may_define: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()
    depends: frozenset[int] = frozenset()
    calls: tuple[Call, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    role: Role = ""
    barrier: bool = False
    writes: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put together what is asked for most."""
        writes = self.defines | self.may_define | self.mutates
        object.__setattr__(self, "writes", writes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """Function = one of the notebook's own top-level functions or classes.

    Attributes:
        name: its name.
        index: the statement that defines it.
        reads: module-level variables that its body needs at call time, those of the functions
            that it calls included; neither imports nor other functions.
        calls: the notebook's own functions and classes that its body uses.
        writes_globals: module-level names that it binds (``global``) or mutates.
        mutates: its parameters that it changes in place.
        movable: it can stand in a module of its own (no ``global``), if what it `needs` can.
        needs: what it reads when it is defined (defaults, decorators, class bodies) besides
            imports and other movable definitions.
        world: the world's names that calling it reads and writes.
        result: type that it returns, "" unknown.
    """

    name: str
    index: int
    is_class: bool = False
    reads: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    writes_globals: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()
    movable: bool = True
    needs: frozenset[str] = frozenset()
    world: frozenset[str] = frozenset()
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataflow:
    """The program with its flow.

    `imports` maps each imported name to its qualified name ("pd" → "pandas",
    "train_test_split" → "sklearn.model_selection.train_test_split"); `aliases[i]` gives, before
    statement i, for each name the other names that may share its object.
    """

    program: Program
    nodes: tuple[Node, ...]
    functions: tuple[Function, ...] = ()
    imports: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[Mapping[str, frozenset[str]], ...] = ()
