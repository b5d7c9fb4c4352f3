"""What the plan derives of the way from raw records to the model's features."""

from tests.unit.planning.conftest import PlanOf, code_of


def test_columns_that_became_a_parameter_choose_features_of_records(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\n"
        "from sklearn.linear_model import LogisticRegression\n"
        "from sklearn.model_selection import train_test_split\n"
        "df = pd.read_csv('d.csv')\n"
        "df['a'] = df['a'].fillna(100)\n",
        "features = ['a', 'b']\n"
        "X_train, X_test, y_train, y_test = train_test_split(df[features], df['y'])\n"
        "model = LogisticRegression()\n"
        "model.fit(X_train, y_train)\n"
        "print(model.score(X_test, y_test))\n",
    )

    assert plan.inference is not None
    assert plan.inference.level == "records"
    assert "features = " not in "\n".join(f.body for s in plan.stages for f in s.functions)


def test_what_a_statement_computes_twice_is_learned_under_one_name(plan_of: PlanOf) -> None:
    plan = plan_of(
        "import pandas as pd\n"
        "from sklearn.linear_model import LogisticRegression\n"
        "from sklearn.model_selection import train_test_split\n"
        "df = pd.read_csv('d.csv')\n"
        "df['a'] = (df['a'] - df['a'].min()) / (df['a'].max() - df['a'].min())\n"
        "df['b'] = df['b'].fillna(df['a'].min())\n",
        "X_train, X_test, y_train, y_test = train_test_split(df[['a', 'b']], df['y'])\n"
        "model = LogisticRegression().fit(X_train, y_train)\n"
        "print(model.score(X_test, y_test))\n",
    )

    code = code_of(plan)
    assert code.count("learned(\"a_min\", df['a'].min)") == 2
    assert code.count("learned(\"a_min_2\", df['a'].min)") == 1
