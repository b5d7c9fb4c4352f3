"""A figure is called by its title, else by its axes, else by what is drawn."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import plan_notebook
from mlship.settings import Settings

LOAD = (
    "import pandas as pd\nimport numpy as np\nimport matplotlib.pyplot as plt\n"
    "import seaborn as sns\nhomes = pd.read_csv('d.csv')\nstep = 'later'"
)


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("plt.hist(homes['age'])\nplt.title('Age of the homes')", "age of homes"),
        ("plt.hist(homes['age'])\nplt.title(f'Age of the homes {step}')", "age of homes"),
        ("plt.hist(homes['age'])\nplt.title('Age in %d' % 3)", "age"),
        (
            "plt.hist(homes['age'])\nplt.title('Price vs. the number of rooms (log)')",
            "price vs number of rooms",
        ),
        (
            "plt.hist(homes['age'])\nplt.title('Error by size of the sample for all districts')",
            "error by size of sample for all districts",
        ),
        (
            "plt.plot(homes['age'])\nplt.xlabel('size of the sample')\nplt.ylabel('mean error')",
            "mean error by size of sample",
        ),
        ("plt.plot(homes['age'], homes.price.values)\nplt.xlabel('x')", "price by age"),
        ("sns.scatterplot(x='rooms', y='price', data=homes)", "price by rooms"),
        ("sns.countplot(x='rooms', data=homes)", "rooms counts"),
        ("sns.heatmap(homes.corr(), annot=True)", "homes heatmap"),
        ("homes['age'].hist()", "age histogram"),
        ("plt.imshow(np.array(homes).reshape(2, 2), cmap=plt.get_cmap('gray'))", "homes image"),
        ("fig, ax = plt.subplots()\nax.plot(homes.age, 'r--')\nax.set_xticks(range(3))", "age"),
        ("plt.plot([1, 2])", "figure"),
    ],
)
def test_a_figure_is_called_by_what_is_on_it(
    notebook: Callable[..., Path], cell: str, title: str
) -> None:
    plan = plan_notebook(notebook(LOAD, cell), Settings()).plan

    code = "".join(function.body for stage in plan.stages for function in stage.functions)
    assert f'report.figure("{title}")' in code
