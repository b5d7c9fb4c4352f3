"""Types are claimed where they are sure, and only there."""

import ast

import pytest

from mlship.analysis import expression_type
from mlship.knowledge import load

IMPORTS = {
    "pd": "pandas",
    "np": "numpy",
    "Forest": "sklearn.ensemble.RandomForestClassifier",
}
TYPES = {
    "df": "pandas.DataFrame",
    "s": "pandas.Series",
    "n": "int",
    "x": "float",
    "text": "str",
    "rows": "list",
    "forest": "sklearn.ensemble.RandomForestClassifier",
    "t": "torch.Tensor",
    "unknown": "",
}


def type_of(source: str) -> str:
    node = ast.parse(source, mode="eval").body
    return expression_type(node, TYPES, imports=IMPORTS, knowledge=load(), results={"own": "str"})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1", "int"),
        ("'a'", "str"),
        ("f'{n}'", "str"),
        ("[1]", "list"),
        ("{'a': 1}", "dict"),
        ("(1, 2)", "tuple"),
        ("n + 1", "int"),
        ("n / 2", "float"),
        ("n + x", "float"),
        ("text + 'a'", "str"),
        ("rows + [1]", "list"),
        ("n > 1", "bool"),
        ("not unknown", "bool"),
        ("'a' in unknown", "bool"),
        ("df['a']", "pandas.Series"),
        ("df[['a', 'b']]", "pandas.DataFrame"),
        ("df[df['a'] > 0]", "pandas.DataFrame"),
        ("df[:3]", "pandas.DataFrame"),
        ("df.loc[:, 'a']", "pandas.Series"),
        ("df.loc[df['a'] > 0, ['a', 'b']]", "pandas.DataFrame"),
        ("df.iloc[:, 1:]", "pandas.DataFrame"),
        ("df.iloc[-1]", "pandas.Series"),
        ("df + 1", "pandas.DataFrame"),
        ("df['a'] + df['b']", "pandas.Series"),
        ("df['a'] > 0", "pandas.Series"),
        ("df.values", "numpy.ndarray"),
        ("df.Salary", "pandas.Series"),
        ("df.Salary.values", "numpy.ndarray"),
        ("df.describe", ""),
        ("df.at", ""),
        ("unknown.Salary", ""),
        ("df.dropna().drop('a', axis=1)", "pandas.DataFrame"),
        ("df.copy()", "pandas.DataFrame"),
        ("pd.read_csv('a.csv')", "pandas.DataFrame"),
        ("Forest(n_estimators=3)", "sklearn.ensemble.RandomForestClassifier"),
        ("forest.predict(df)", "numpy.ndarray"),
        ("len(rows)", "int"),
        ("text.split()", "list"),
        ("own(1)", "str"),
        ("round(x)", "int"),
        ("round(x, 2)", "float"),
        ("round(x * 100, ndigits=2)", "float"),
        ("round(n, 2)", "int"),
        ("n if n else 2", "int"),
        ("'%s' % unknown", "str"),
        ("df['a'].quantile(0.25)", "float"),
        ("df.a.mean() - 1.5 * df.a.std()", "float"),
        ("df['a'].max()", "numpy.float64"),
        ("round(s, 2)", "pandas.Series"),
        ("round(df)", "pandas.DataFrame"),
        ("abs(s)", "pandas.Series"),
        ("abs(x)", "float"),
        ("df.columns != 'a'", "numpy.ndarray"),
        ("df.loc[:, df.columns != 'a']", "pandas.DataFrame"),
        ("df.iloc[0]", "pandas.Series"),
        ("df.iloc[n, 1:]", "pandas.Series"),
        ("df.values.mean(axis=1)", "numpy.ndarray"),
        ("np.max(df.values, axis=1)", "numpy.ndarray"),
        ("df[(df.values < 3).all(axis=1)]", "pandas.DataFrame"),
        ("df['a'].rolling(3, min_periods=1).mean()", "pandas.Series"),
        ("df.resample('D').sum().ewm(span=3).mean()", "pandas.DataFrame"),
        ("df.groupby('a')['b'].agg(lambda v: v.max())", "pandas.Series"),
        ("df.groupby('a')['b'].agg(['min', 'max'])", "pandas.DataFrame"),
        ("df.groupby('a', as_index=False)['b'].max()", "pandas.DataFrame"),
        ("df.groupby('a', as_index=False).size()", "pandas.DataFrame"),
        ("df.groupby('a', as_index=True)['b'].max()", "pandas.Series"),
        ("df[60]", "pandas.Series"),
        ("0.7 * t[:n] + t[0]", "torch.Tensor"),
        ("t > 0.5", "torch.Tensor"),
    ],
)
def test_the_type_is_known(source: str, expected: str) -> None:
    assert type_of(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "unknown + 1",
        "unknown['a']",
        "df[unknown]",
        "df.loc[0]",
        "df.loc[0, :]",
        "df.iloc[0, 0]",
        "s[0]",
        "rows[0]",
        "n if n else text",
        "unknown > 1",
        "unknown.frobnicate(df)",
        "2 ** -n",
        "round(unknown, 2)",
        "abs(unknown)",
        "t + df.values",
        "df['a'].quantile(rows)",
        "df.values.mean(axis=0)",
        "df.groupby('a')['b'].agg(unknown)",
        "df['a'].rolling(3).agg(['min', 'max'])",
    ],
)
def test_nothing_is_claimed(source: str) -> None:
    assert type_of(source) == ""
