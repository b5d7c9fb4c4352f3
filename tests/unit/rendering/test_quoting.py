"""Whatever the text, it comes back from the language that it was quoted for."""

import ast
import re
import shlex
import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlship.ir.plan import Json
from mlship.rendering import quoting
from mlship.rendering.docstrings import docstring
from tests.unit.rendering.strategies import JSON, SCALARS, TEXTS


@given(JSON)
def test_a_python_literal_evaluates_to_the_value(value: Json) -> None:
    assert ast.literal_eval(quoting.pyliteral(value)) == value


@given(TEXTS)
def test_a_python_literal_stays_on_its_line(text: str) -> None:
    assert len(quoting.pyliteral(text).splitlines()) == 1


@given(JSON)
def test_yaml_reads_the_value_back(value: Json) -> None:
    assert yaml.safe_load(f"key: {quoting.yaml(value)}  # comment") == {"key": value}


@given(st.one_of(SCALARS, st.lists(SCALARS)))
def test_toml_reads_the_value_back(value: Json) -> None:
    assert tomllib.loads(f"key = {quoting.toml(value)}") == {"key": value}


@given(TEXTS)
def test_a_shell_reads_one_word_back(text: str) -> None:
    assert shlex.split(quoting.shell(text)) == [text]


@given(TEXTS)
def test_a_comment_ends_with_its_line(text: str) -> None:
    assert ast.parse(f"# {quoting.comment(text)}\n").body == []


@given(TEXTS)
def test_code_that_is_commented_out_is_no_statement(text: str) -> None:
    assert ast.parse(quoting.commented(text)).body == []


def test_code_that_is_commented_out_keeps_its_lines() -> None:
    assert quoting.commented("for x in y:\n\tw -= # yours\n\nprint(w)  ") == (
        "# for x in y:\n#     w -= # yours\n#\n# print(w)"
    )


@given(TEXTS, st.sampled_from([0, 4, 8]))
def test_a_docstring_is_one_statement_with_the_words_in_it(text: str, by: int) -> None:
    margin = " " * by
    module = ast.parse(f"class Name:\n {margin}{docstring(text, by + 1)}\n {margin}end = 1\n")
    documented = module.body[0]

    assert isinstance(documented, ast.ClassDef)
    assert len(documented.body) == 2
    assert ast.get_docstring(documented)


@given(st.lists(st.text(alphabet="abc ", min_size=1, max_size=400)).map("\n\n".join))
def test_a_docstring_keeps_plain_words_and_their_order(text: str) -> None:
    kept = ast.literal_eval(docstring(text, 4)).split()

    assert kept == (text.split() or ["No", "words."])


def test_a_docstring_keeps_backslashes_and_quotes_within() -> None:
    quoted = docstring(r'Reads C:\new\data and says "hello" to it')

    assert ast.literal_eval(quoted) == r'Reads C:\new\data and says "hello" to it'


def test_a_long_docstring_is_wrapped_within_a_hundred_columns() -> None:
    lines = docstring("word " * 60, 4).split("\n")

    assert len(lines) > 3
    assert max(map(len, lines)) <= 100


@given(TEXTS)
def test_markdown_stays_in_its_table_cell(text: str) -> None:
    bare = quoting.markdown(text).replace("\\|", "")

    assert "|" not in bare
    assert "<" not in bare.replace("\\<", "")
    assert len(bare.splitlines()) <= 1


@given(TEXTS)
def test_a_code_span_has_fences_longer_than_any_inside(text: str) -> None:
    span = quoting.markdown_code(text)
    fence = span[: len(span) - len(span.lstrip("`"))]

    assert span.endswith(fence)
    assert fence not in span[len(fence) : -len(fence)]


def test_code_in_a_sentence_stays_code() -> None:
    said = quoting.markdown_prose("Rows of `x_1` come from *two* tables.")

    assert said == r"Rows of `x_1` come from \*two\* tables."


@pytest.mark.parametrize("text", ["a b", "1a", "", "a.", "a;b", "def f()"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(TypeError):
        quoting.name(text)


@pytest.mark.parametrize("value", ["text", 1, None])
def test_a_value_without_a_filter_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        quoting.refuse_unquoted(value)


def test_numbers_that_python_writes_and_yaml_misreads_keep_their_type() -> None:
    assert yaml.safe_load(quoting.yaml([1e-05, 1e22, 5e-324])) == [1e-05, 1e22, 5e-324]


@given(TEXTS)
def test_a_dockerfile_reads_one_value_back(text: str) -> None:
    quoted = quoting.label(text)

    assert re.fullmatch(r'"(?:[^"\\$\n]|\\["\\$])*"', quoted)
    assert re.sub(r'\\(["\\$])', r"\1", quoted[1:-1]) == quoting.one_line(text)


def test_a_list_stays_a_list_in_a_docstring() -> None:
    text = docstring("Load it.\n\nWhat we do:\n- read the file,\n- drop the gaps\nand go on.")

    assert text == ('"""Load it.\n\nWhat we do:\n- read the file,\n- drop the gaps and go on.\n"""')


def test_an_only_item_is_a_sentence() -> None:
    assert docstring("Load it.\n\n18. Load the iris data.").split("\n")[2] == "Load the iris data."


@pytest.mark.parametrize(
    ("text", "quoted"), [("Q & A", "Q & A"), ("a &lt; b", "a &amp;lt; b"), ("&#60;", "&amp;#60;")]
)
def test_markdown_spells_out_only_what_would_be_read_otherwise(text: str, quoted: str) -> None:
    assert quoting.markdown(text) == quoted
