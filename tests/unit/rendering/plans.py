"""Plans written by hand: a churn notebook, one without a model, one with a single stage."""

from mlship.ir.plan import (
    Candidate,
    DataFile,
    Expectation,
    Helpers,
    Kept,
    Parameter,
    Plan,
    Promises,
    Stage,
    StageFunction,
    Step,
    Variable,
)

DF = Variable(name="df", annotation="pd.DataFrame")
PD = "import pandas as pd"
FOREST = "from sklearn.ensemble import RandomForestClassifier"
PARAMS = "from churn.params import Params"
REPORT = "from churn.report import report"

LOAD = Stage(
    name="load",
    summary="Customer churn: load the export of the CRM",
    imports=(PD, PARAMS),
    functions=(
        StageFunction(
            name="load_customers",
            summary="Read the customers, one row each",
            outputs=(DF,),
            body="df = pd.read_csv(params.data.customers)",
            uses_params=True,
            cells=(2,),
        ),
    ),
)

EXPLORE = Stage(
    name="explore",
    summary="What the notebook looks at on its way",
    explore=True,
    imports=("import seaborn as sns", PD, REPORT),
    functions=(
        StageFunction(
            name="look_at_customers",
            summary="First rows, missing values",
            inputs=(DF,),
            body='report.show("df.head", df.head())\nreport.show("missing", df.isnull().sum())',
            cells=(2, 4),
        ),
        StageFunction(
            name="plot_churn",
            summary="How many customers leave",
            inputs=(DF,),
            body='sns.countplot(x="Churn", data=df)\nreport.figure("churn")',
            cells=(6,),
        ),
    ),
)

CLEAN = Stage(
    name="clean",
    summary="Cleaning",
    imports=(PD,),
    functions=(
        StageFunction(
            name="clean_customers",
            summary="Turn charges into numbers, fill the blanks, drop the key and duplicates",
            inputs=(DF,),
            outputs=(DF,),
            body=(
                "df = df.copy()\n"
                'df["TotalCharges"] = pd.to_numeric(df["TotalCharges"], errors="coerce")'
                "  # some are ' '\n"
                'df["TotalCharges"] = df["TotalCharges"].fillna(df["TotalCharges"].median())\n'
                'df = df.drop("customerID", axis=1)\n'
                "df = df.drop_duplicates()"
            ),
            cells=(4, 5),
            promises=Promises(drops=(("df", "customerID"),)),
        ),
    ),
)

FEATURES = Stage(
    name="features",
    summary="Feature engineering",
    details="Long-standing customers behave differently.",
    imports=(
        PD,
        "from sklearn.preprocessing import LabelEncoder",
        "from churn.helpers import loyal",
        PARAMS,
    ),
    functions=(
        StageFunction(
            name="engineer_features",
            summary="Add loyalty, encode gender and partner, one column a contract",
            inputs=(DF,),
            outputs=(DF,),
            body=(
                "df = df.copy()\n"
                'df["Churn"] = df["Churn"].map({"Yes": 1, "No": 0})\n'
                'df["loyal"] = df["tenure"].apply(loyal, long=params.features.long)\n'
                'for c in ["gender", "Partner"]:\n'
                "    le = LabelEncoder()\n"
                "    df[c] = le.fit_transform(df[c])\n"
                'df = pd.get_dummies(df, columns=["Contract"])'
            ),
            uses_params=True,
            cells=(8, 9),
            promises=Promises(adds=(("df", "loyal"),), drops=(("df", "Contract"),)),
        ),
        StageFunction(
            name="draw_sample",
            summary="Draw three customers",
            inputs=(DF,),
            body="df.sample(3)",
            cells=(9,),
        ),
    ),
)

ARRAY = "np.ndarray"
SPLIT_OUTPUTS = (
    Variable(name="X_train", annotation=ARRAY),
    Variable(name="X_test", annotation=ARRAY),
    Variable(name="y_train", annotation="pd.Series"),
    Variable(name="y_test", annotation="pd.Series"),
    Variable(name="sc", annotation="StandardScaler"),
)

SPLIT = Stage(
    name="split",
    summary="Hold out customers to test on, and scale",
    imports=(
        "import numpy as np",
        PD,
        "from sklearn.model_selection import train_test_split",
        "from sklearn.preprocessing import StandardScaler",
        "from typing import NamedTuple",
        PARAMS,
    ),
    functions=(
        StageFunction(
            name="split_customers",
            summary="Split at random; the scaler is fitted on the training part alone",
            inputs=(DF,),
            outputs=SPLIT_OUTPUTS,
            results="Split",
            body=(
                'X = df.drop("Churn", axis=1)\n'
                'y = df["Churn"]\n'
                "X_train, X_test, y_train, y_test = "
                "train_test_split(X, y, test_size=params.split.test_size)\n"
                "sc = StandardScaler()\n"
                "X_train = sc.fit_transform(X_train)\n"
                "X_test = sc.transform(X_test)"
            ),
            uses_params=True,
            cells=(10, 11),
            fits=("sc",),
        ),
    ),
)

X_TRAIN, X_TEST, Y_TRAIN, Y_TEST, SCALER = SPLIT_OUTPUTS
MODEL = Variable(name="model", annotation="RandomForestClassifier")

TRAIN = Stage(
    name="train",
    summary="Models",
    imports=("import numpy as np", PD, FOREST, PARAMS),
    functions=(
        StageFunction(
            name="train_forest",
            summary="Fit the forest that the notebook saves",
            inputs=(X_TRAIN, Y_TRAIN),
            outputs=(MODEL,),
            body=(
                "model = RandomForestClassifier(\n"
                "    n_estimators=params.train.n_estimators, max_depth=params.train.max_depth\n"
                ")\n"
                "model.fit(X_train, y_train)"
            ),
            uses_params=True,
            cells=(14,),
            fits=("model",),
        ),
    ),
)

EVALUATE = Stage(
    name="evaluate",
    summary="How well does the model do on customers it has not seen?",
    imports=(
        "import numpy as np",
        PD,
        FOREST,
        "from sklearn.metrics import accuracy_score, confusion_matrix",
        REPORT,
    ),
    functions=(
        StageFunction(
            name="evaluate_forest",
            summary="Accuracy and confusion matrix on the test part",
            inputs=(MODEL, X_TEST, Y_TEST),
            outputs=(Variable(name="pred", annotation=ARRAY),),
            body=(
                "pred = model.predict(X_test)\n"
                'print("RF accuracy:",'
                ' report.metric("model.accuracy", accuracy_score(y_test, pred)))\n'
                'report.metric("model.confusion_matrix", confusion_matrix(y_test, pred))'
            ),
            cells=(14, 15),
        ),
    ),
)

CHURN = Plan(
    title="Customer churn",
    summary="Who is going to leave us?",
    package="churn",
    project="customer-churn",
    notebook="churn.ipynb",
    stages=(LOAD, CLEAN, EXPLORE, FEATURES, SPLIT, TRAIN, EVALUATE),
    steps=(
        Step(stage="load", function="load_customers", targets=("df",)),
        Step(stage="explore", function="look_at_customers", arguments=("df",), cached=False),
        Step(stage="clean", function="clean_customers", arguments=("df",), targets=("df",)),
        Step(stage="explore", function="plot_churn", arguments=("df",), cached=False),
        Step(stage="features", function="engineer_features", arguments=("df",), targets=("df",)),
        Step(
            stage="features",
            function="draw_sample",
            arguments=("df",),
            comment="shown in the notebook; kept, because the split draws from the same generator",
        ),
        Step(
            stage="split",
            function="split_customers",
            arguments=("df",),
            targets=("X_train", "X_test", "y_train", "y_test", "sc"),
        ),
        Step(
            stage="train",
            function="train_forest",
            arguments=("X_train", "y_train"),
            targets=("model",),
        ),
        Step(
            stage="evaluate",
            function="evaluate_forest",
            arguments=("model", "X_test", "y_test"),
            targets=("pred",),
        ),
    ),
    results=(DF, *SPLIT_OUTPUTS, MODEL, Variable(name="pred", annotation=ARRAY)),
    result_imports=(
        "import numpy as np",
        PD,
        FOREST,
        "from sklearn.preprocessing import StandardScaler",
    ),
    parameters=(
        Parameter(
            section="", name="seed", value=None, annotation="int | None",
            comment="for what the notebook draws without a seed",
        ),
        Parameter(section="data", name="customers", value="customers.csv", annotation="Path"),
        Parameter(section="features", name="long", value=24, annotation="int", comment="months"),
        Parameter(section="split", name="test_size", value=0.2, annotation="float"),
        Parameter(section="train", name="n_estimators", value=20, annotation="int"),
        Parameter(section="train", name="max_depth", value=6, annotation="int"),
    ),
    data=(DataFile(name="customers", written_as=r"C:\Users\sam\Downloads\customers.csv"),),
    helpers=Helpers(
        source="def loyal(months, long):\n    return int(months >= long)\n", names=("loyal",)
    ),
    model="model",
    candidates=(
        Candidate(
            name="model", estimator="RandomForestClassifier", reason="saved", chosen=True, cell=14
        ),
    ),
    metrics=("model.accuracy", "model.confusion_matrix"),
    expectations=(Expectation(metric="model.accuracy", value=0.775, tolerance=0.1, cell=14),),
    requirements=("numpy>=1.23", "pandas>=1.5", "scikit-learn>=1.1", "seaborn>=0.12"),
    kept=(
        Kept(cell=1, line=1, module="", reason="magics have no meaning in a project"),
        Kept(cell=2, line=1, module="load", function="load_customers"),
        Kept(cell=4, line=1, module="clean", function="clean_customers"),
    ),
)  # fmt: skip

LESSON = Plan(
    title="A lesson in lists",
    summary="What lists can do.",
    package="lesson",
    project="lesson",
    notebook="lesson.ipynb",
    stages=(
        Stage(
            name="setup",
            summary="Setup",
            imports=("import numpy as np",),
            functions=(
                StageFunction(
                    name="set_options",
                    summary="Print less",
                    body="np.set_printoptions(precision=3)",
                ),
            ),
        ),
        Stage(
            name="numbers",
            summary="Numbers",
            imports=("from lesson.report import report",),
            functions=(
                StageFunction(
                    name="add_numbers",
                    summary="Add them",
                    outputs=(Variable(name="total", annotation="int"),),
                    body='total = sum([1, 2, 3])\nreport.show("total", total)',
                    cells=(1,),
                ),
            ),
        ),
    ),
    steps=(
        Step(stage="setup", function="set_options", cached=False),
        Step(stage="numbers", function="add_numbers", targets=("total",)),
    ),
    results=(Variable(name="total", annotation="int"),),
    requirements=("numpy",),
)

TINY = Plan(
    title="Tiny",
    summary="",
    package="tiny",
    project="tiny",
    notebook="tiny.ipynb",
    stages=(
        Stage(
            name="main",
            summary="Say hello",
            functions=(StageFunction(name="greet", summary="Greet", body='print("hello")'),),
        ),
    ),
    steps=(Step(stage="main", function="greet"),),
    results=(),
)
