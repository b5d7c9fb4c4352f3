"""The questions that the analysis asks of the knowledge."""

from typing import Protocol

from mlship.ir.dataflow import Fact


class Knowledge(Protocol):
    """What is known of libraries; answers None, "" or False where nothing is known."""

    def fact(self, name: str) -> Fact | None:
        """Tell what is known of a callable: "pandas.read_csv"."""

    def describes(self, module: str) -> bool:
        """Tell whether what a module holds is known."""

    def holds(self, name: str) -> bool:
        """Tell whether anything is known by that name: a callable, a type, a module."""

    def method(self, type_name: str, method: str) -> Fact | None:
        """Tell what is known of a method of a type."""

    def any_method(self, method: str) -> Fact | None:
        """Tell what holds for a method whatever its receiver."""

    def parameter_names(self, name: str) -> tuple[str, ...]:
        """Give the parameters of a callable in order, without ``self``."""

    def kind(self, type_name: str) -> str:
        """Give a type's kind, "" if the type is not known."""

    def attribute(self, type_name: str, attribute: str) -> str:
        """Give the type of an attribute."""

    def shares(self, type_name: str, attribute: str) -> bool:
        """Tell whether an attribute shares state with its object."""


class Remembering:
    """Knowledge that remembers its answers for the time of one analysis."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._facts: dict[str, Fact | None] = {}

    def fact(self, name: str) -> Fact | None:
        """Tell what is known of a callable; a leading dot stands for an unknown receiver."""
        if name not in self._facts:
            self._facts[name] = self._ask(name)
        return self._facts[name]

    def _ask(self, name: str) -> Fact | None:
        if name.startswith("."):
            return self._knowledge.any_method(name[1:])
        return self._knowledge.fact(name)

    def describes(self, module: str) -> bool:
        """Tell whether what a module holds is known."""
        return self._knowledge.describes(module)

    def holds(self, name: str) -> bool:
        """Tell whether anything is known by that name."""
        return self.fact(name) is not None or self.kind(name) != ""

    def method(self, type_name: str, method: str) -> Fact | None:
        """Tell what is known of a method of a type."""
        return self.fact(f"{type_name}.{method}") if type_name else None

    def any_method(self, method: str) -> Fact | None:
        """Tell what holds for a method whatever its receiver."""
        return self.fact(f".{method}")

    def parameter_names(self, name: str) -> tuple[str, ...]:
        """Give the parameters of a callable in order."""
        return self._knowledge.parameter_names(name)

    def kind(self, type_name: str) -> str:
        """Give a type's kind."""
        return self._knowledge.kind(type_name) if type_name else ""

    def attribute(self, type_name: str, attribute: str) -> str:
        """Give the type of an attribute."""
        return self._knowledge.attribute(type_name, attribute) if type_name else ""

    def shares(self, type_name: str, attribute: str) -> bool:
        """Tell whether an attribute shares state with its object."""
        return self._knowledge.shares(type_name, attribute)
