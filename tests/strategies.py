"""Random notebooks for the laws: a language's templates → the source of programs that run."""

import ast
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from mlship.ir.notebook import Notebook
from mlship.ir.program import Program, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Language = names by kind, the fields that stand for them, and templates with such fields.

    `names` maps a kind to its names ("l": "abc"), `fields` a kind to the fields that a template
    may hold ("l": "lmk"); `blocks` have the fields one and two too, for their bodies.
    """

    names: Mapping[str, Sequence[str]]
    fields: Mapping[str, str]
    prelude: str
    groups: tuple[tuple[str, ...], ...]
    definitions: tuple[str, ...]
    blocks: tuple[str, ...]

    @property
    def goals(self) -> tuple[str, ...]:
        """The names whose values matter: all but functions."""
        return tuple(n for kind, names in self.names.items() if kind != "f" for n in names)


def paragraphs(text: str) -> tuple[str, ...]:
    """Take apart templates of several lines, which an empty line separates."""
    return tuple(text.strip("\n").split("\n\n"))


@st.composite
def sources(draw: st.DrawFn, language: Language) -> str:
    """The source of a program: first every name is bound, then anything happens."""
    return "\n".join((language.prelude, *draw(_statements(language, 2))))


def _statements(language: Language, depth: int) -> st.SearchStrategy[list[str]]:
    """Some statements, nested at most so deep."""
    simple = _simple(language)
    if depth == 0:
        return st.lists(simple, min_size=1, max_size=3)
    definitions = _definitions(language)
    kinds = st.one_of(simple, simple, simple, definitions, _blocks(language, depth))
    return st.lists(kinds, min_size=1, max_size=3 if depth < 2 else 12)


@st.composite
def _simple(draw: st.DrawFn, language: Language) -> str:
    """One statement, or two that belong together."""
    return _filled(draw, language, draw(st.sampled_from(draw(st.sampled_from(language.groups)))))


@st.composite
def _definitions(draw: st.DrawFn, language: Language) -> str:
    """Definitions of functions and classes, with what binds them to a name."""
    return _filled(draw, language, draw(st.sampled_from(language.definitions)))


@st.composite
def _blocks(draw: st.DrawFn, language: Language, depth: int) -> str:
    """A compound statement with bodies."""
    one, two = (draw(_statements(language, depth - 1)) for _ in range(2))
    template = draw(st.sampled_from(language.blocks))
    return _filled(draw, language, template, one=_indented(one), two=_indented(two))


def _filled(draw: st.DrawFn, language: Language, template: str, **bodies: str) -> str:
    names = {
        field: draw(st.sampled_from(language.names[kind]))
        for kind, fields in language.fields.items()
        for field in fields
        if f"{{{field}}}" in template
    }
    return template.format(**names, **bodies)


def _indented(statements: Iterable[str]) -> str:
    return textwrap.indent("\n".join(statements), "    ")


def program_of(source: str) -> Program:
    """Take a source apart into the statements of a program."""
    nodes = ast.parse(source).body
    statements = tuple(
        Statement(index=index, cell=0, line=node.lineno, source=ast.unparse(node), node=node)
        for index, node in enumerate(nodes)
    )
    return Program(notebook=Notebook(path=Path("law.ipynb"), cells=()), statements=statements)
