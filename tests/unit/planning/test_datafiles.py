"""Which files a notebook reads and writes, and where they are on this machine."""

from dataclasses import replace
from pathlib import Path

import pytest

from mlship import analysis, knowledge, parsing, reader
from mlship.ir.plan import DataFile
from mlship.planning.datafiles import DataFiles, find_data_files, find_folders
from mlship.planning.texts import find_texts

START = "import pandas as pd\n"


def files(folder: Path, code: str, *there: str) -> list[DataFile]:
    return list(data_files(folder, code, *there).files)


def data_files(folder: Path, code: str, *there: str) -> DataFiles:
    for name in there:
        (folder / name).write_text("a\n1\n")
    notebook = folder / "notebook.py"
    notebook.write_text(START + code)
    program = parsing.parse(reader.read(notebook))
    program = replace(program, modules=reader.local_modules(program.notebook, {"hlp"}))
    flow = analysis.analyse(program, knowledge.load())
    return find_data_files(flow, find_texts(flow, {}), folder)


def test_what_is_written_does_not_go_to_a_file_that_is_there(tmp_path: Path) -> None:
    found = files(tmp_path, "pd.DataFrame().to_csv('keep.csv')", "keep.csv")

    assert found == [DataFile(name="keep", written_as="keep.csv", written=True)]


def test_an_address_is_called_after_the_file_that_is_fetched(tmp_path: Path) -> None:
    start = "https://a.org"
    code = f"""url = "{start}/data/"
a = pd.read_csv(url + "Wine%20List.csv?raw=1")
b = pd.read_csv(r"{start}/export?format=csv")
c = pd.read_csv("{start}/data/Wine%20List.csv?raw=1")
d = pd.read_csv("wine_list.csv")
e = pd.read_sql("select 1", "sqlite:///a.db")
d.to_csv("s3://a/b.csv")
"""

    found = data_files(tmp_path, code)

    assert found.addresses == {
        "wine_list": f"{start}/data/Wine%20List.csv?raw=1",
        "address": f"{start}/export?format=csv",
    }
    assert [use.parameter for use in found.uses] == [
        "wine_list", "address", "wine_list", "wine_list_2",
    ]  # fmt: skip
    assert [file.written_as for file in found.files] == ["wine_list.csv"]


def test_what_is_read_and_then_written_becomes_two_files(tmp_path: Path) -> None:
    code = "df = pd.read_csv('a.csv')\ndf.to_csv('a.csv')\nagain = pd.read_csv('a.csv')"

    assert files(tmp_path, code, "a.csv") == [
        DataFile(name="a", written_as="a.csv", found=tmp_path / "a.csv"),
        DataFile(name="a_out", written_as="a.csv", written=True),
    ]


def test_what_is_written_and_then_read_is_one_file(tmp_path: Path) -> None:
    code = "pd.DataFrame().to_csv('b.csv')\ndf = pd.read_csv('./b.csv')"

    assert files(tmp_path, code) == [DataFile(name="b", written_as="./b.csv", written=True)]


def test_a_cache_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    code = "df = pd.read_csv('c.csv')\ndf.to_csv('c.csv')"

    assert files(tmp_path, code) == [DataFile(name="c", written_as="c.csv", written=True)]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("p = 'a.csv'\nx = pd.read_csv(p)\np = 'b.csv'\ny = pd.read_csv(p)", ["a", "b"]),
        ("p = 'd/a.csv'\nx = pd.read_csv(p)\np = 'd/a.csv'\ny = pd.read_csv(p)", ["a"]),
        ("d = 'in/'\np = d + 'a'\np = p + '.csv'\nx = pd.read_csv(p)", ["a"]),
        # What a function reads, and what only a run knows.
        ("def f():\n    return pd.read_csv(p)\np = 'a.csv'\nf()\np = 'b.csv'\nf()", []),
        ("p = 'a.csv'\nif x:\n    p = 'b.csv'\ny = pd.read_csv(p)", []),
    ],
)
def test_a_path_is_what_its_variable_was_bound_to_last(
    tmp_path: Path, code: str, names: list[str]
) -> None:
    assert [file.name for file in files(tmp_path, code)] == names


def test_a_folder_that_is_made_stays_where_later_paths_expect_it(tmp_path: Path) -> None:
    code = (
        "import os\nplace = os.path.join('.', 'images')\nos.makedirs(place, exist_ok=True)\n"
        "for name in 'ab':\n    pd.DataFrame().to_csv(os.path.join(place, name))"
    )

    assert files(tmp_path, code) == []


@pytest.mark.parametrize(
    "path",
    [
        "'%s/%s.csv' % ('kept', 'a')",
        "'{}/{}.csv'.format('kept', 'a')",
        "os.path.join('.', 'kept', 'a.csv')",
        "Path('kept') / 'a.csv'",
    ],
)
def test_a_path_that_is_put_together_of_texts_is_found(tmp_path: Path, path: str) -> None:
    (tmp_path / "kept").mkdir()

    found = files(
        tmp_path, f"import os\nfrom pathlib import Path\npd.read_csv({path})", "kept/a.csv"
    )

    assert [file.found for file in found] == [tmp_path / "kept" / "a.csv"]


@pytest.mark.parametrize("path", ["'%2000000000s' % 'a'", "'{:>2000000000}'.format('a')"])
def test_a_text_that_would_fill_the_memory_is_not_put_together(tmp_path: Path, path: str) -> None:
    assert files(tmp_path, f"pd.read_csv({path})") == []


def test_a_folder_whose_name_says_path_stays_a_text(tmp_path: Path) -> None:
    (tmp_path / "MyPath" / "sub").mkdir(parents=True)
    notebook = tmp_path / "notebook.py"
    notebook.write_text("import os\nPLACE = os.path.join('MyPath', 'sub')\nprint(PLACE + '/x')\n")
    flow = analysis.analyse(parsing.parse(reader.read(notebook)), knowledge.load())

    found = find_folders(flow, {"PLACE": "MyPath/sub"}, DataFiles(files=(), uses=()), tmp_path)

    assert [use.form for use in found.uses] == ["str({})"]


@pytest.mark.parametrize("name", ["data", "/content/drive/MyDrive/data_of_mine"])
def test_the_folder_that_a_notebook_changes_to_is_one_that_is_there(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "data").mkdir()

    change = f"os.chdir({name!r})"
    (found,) = files(tmp_path, f"import os\n{change}")
    asked = f"import os\n{change} if os.path.exists({name!r}) else None"

    assert [file.found for file in files(tmp_path, asked)] == [found.found]
    assert found.written_as == name
    assert found.found == (tmp_path / "data" if name == "data" else tmp_path)


def test_a_file_that_a_module_of_ones_own_reads_is_found(tmp_path: Path) -> None:
    (tmp_path / "hlp.py").write_text("import pandas\ndef load(p): return pandas.read_csv(p)")

    found = files(tmp_path, "import hlp as h\ndf = h.load('d.csv')", "d.csv")

    assert [file.found for file in found] == [tmp_path / "d.csv"]


def _put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("a\n1\n")


def test_of_several_files_of_one_name_the_folders_of_the_path_tell_which(tmp_path: Path) -> None:
    _put(tmp_path, "house/train.csv", "titanic/train.csv")

    (file,) = files(tmp_path, "df = pd.read_csv('/kaggle/input/titanic/train.csv')")

    assert file.found == tmp_path / "titanic" / "train.csv"


def test_where_nothing_tells_which_file_is_meant_none_is_taken(tmp_path: Path) -> None:
    _put(tmp_path, "house/train.csv", "input/train.csv")

    (file,) = files(tmp_path, "df = pd.read_csv('/kaggle/input/titanic/train.csv')")

    assert file.found is None
    assert file.candidates == (tmp_path / "house/train.csv", tmp_path / "input/train.csv")


def test_a_file_beside_the_notebook_comes_before_others_of_its_name(tmp_path: Path) -> None:
    _put(tmp_path, "train.csv", "old/train.csv")

    (file,) = files(tmp_path, "df = pd.read_csv('/kaggle/input/titanic/train.csv')")

    assert file.found == tmp_path / "train.csv"


@pytest.mark.parametrize(
    ("path", "is_found"),
    [
        ("D:\\\\work\\\\churn\\\\data\\\\a.csv", True),
        ("data/a.csv", True),
        ("/content/a.csv", False),
    ],
)
def test_a_file_in_a_folder_above_is_found_by_the_end_of_its_path(
    tmp_path: Path, path: str, *, is_found: bool
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("a\n1\n")
    (tmp_path / "notebooks").mkdir()

    (found,) = files(tmp_path / "notebooks", f"df = pd.read_csv('{path}')")

    assert found.found == (tmp_path / "data" / "a.csv" if is_found else None)


def test_files_of_generated_projects_are_not_the_notebooks(tmp_path: Path) -> None:
    _put(tmp_path, "house/train.csv", "project/data/train.csv", "project/.mlship/record.json")

    (file,) = files(tmp_path, "df = pd.read_csv('/kaggle/input/titanic/train.csv')")

    assert file.found == tmp_path / "house" / "train.csv"


@pytest.mark.parametrize(
    "path",
    [
        "Path.cwd() / 'a.csv'",
        "os.path.join(os.getcwd(), 'a.csv')",
        "Path().resolve() / 'a.csv'",
        "os.path.abspath('a.csv')",
        "Path('sub/b.csv').parent.parent / 'a.csv'",
    ],
)
def test_the_folder_that_the_notebook_runs_in_is_its_own(tmp_path: Path, path: str) -> None:
    code = f"import os\nfrom pathlib import Path\ndf = pd.read_csv({path})"

    (file,) = files(tmp_path, code, "a.csv")

    assert file.found == tmp_path / "a.csv"
    assert file.name == "a"


def test_a_folder_that_the_notebook_makes_is_no_data(tmp_path: Path) -> None:
    code = "import os\nif not os.path.exists('models'):\n    os.makedirs('models')"

    assert files(tmp_path, code) == []


def test_a_file_in_a_folder_that_the_notebook_makes_is_not_missed(tmp_path: Path) -> None:
    code = "import os\nos.makedirs('models')\nprint(os.path.getsize('models/a.bin'))"

    (file,) = files(tmp_path, code)

    assert (file.written_as, file.made) == ("models/a.bin", True)


def test_the_file_that_stands_in_for_a_variable_of_the_environment_is_found(
    tmp_path: Path,
) -> None:
    code = "import os\nwhere = os.environ.get('DATA', './a.csv')\ndf = pd.read_csv(where)"

    assert files(tmp_path, code, "a.csv") == [
        DataFile(name="a", written_as="./a.csv", found=tmp_path / "a.csv")
    ]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("tables = [pd.read_csv(each) for each in ['a.csv', 'b.csv']]", ["a", "b"]),
        ("paths = {'first': 'a.csv', 'other': 'c.csv'}\nx = pd.read_csv(paths['first'])", ["a"]),
        ("load = lambda path: pd.read_csv(path)\nfor path in ('a.csv',):\n    load(path)", ["a"]),
        # Nothing is read by these names.
        ("names = ['a.csv', 'b.csv']\nprint(names)\nx = pd.read_csv('b.csv')", ["b"]),
    ],
)
def test_files_in_lists_and_dictionaries_are_found_where_something_reads_by_them(
    tmp_path: Path, code: str, names: list[str]
) -> None:
    assert [file.name for file in files(tmp_path, code, "a.csv", "b.csv")] == names
