"""The page of `mlship verify --html` in a real browser: wide and narrow, light and dark."""

import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

from mlship.ir.report import Compared, Pictures, Report
from mlship.rendering import templates_dir
from mlship.verification import write_page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
LOOK = """
<script>
addEventListener("load", () => {
  const images = [...document.images], colour = getComputedStyle(document.body);
  document.body.dataset.seen = JSON.stringify({
    fits: document.documentElement.scrollWidth <= innerWidth,
    loaded: images.every(image => image.naturalWidth > 0),
    beside: images[0].getBoundingClientRect().top === images[1].getBoundingClientRect().top,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    text: getComputedStyle(document.querySelector("td.differs")).color,
  });
});
</script>
"""
DIFFERENT = Compared(
    kind="variable", name="df", verdict="differs", cell=3, line=2, function="add_z",
    file="src/churn/features.py", file_line=2, notebook="DataFrame of 40 by 4",
    pipeline="DataFrame of 40 by 4",
    detail="['z']: array int64 in the notebook, array float64 in the pipeline",
)  # fmt: skip
FIGURE = Compared(
    kind="figure", name="minutes", verdict="differs", cell=2, line=1, function="plot_minutes",
    file="src/churn/a_long_name_of_a_module_that_explores.py", file_line=9,
    notebook="{'axes': [{'patches': [(np.float64(0.0), np.float64(19.5))]}]}" * 4,
    pipeline="{'axes': [{'patches': [(np.float64(0.0), np.float64(15.6))]}]}" * 4,
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), "")
    if not found:
        pytest.skip("no Chromium is installed here")
    return found


def picture(bars: int) -> bytes:
    """Draw a histogram."""
    mpl.use("agg")
    from matplotlib.figure import Figure

    figure, drawn = Figure(), io.BytesIO()
    figure.subplots().hist(range(40), bins=bars)
    figure.savefig(drawn)
    return drawn.getvalue()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Write a report of a project that differs in a frame and in a figure."""
    source = tmp_path / "project/src/churn/features.py"
    source.parent.mkdir(parents=True)
    source.write_text('def add_z(df):\n    df["z"] = df["x"] + 1.5\n')
    report = Report(
        notebook="churn.ipynb",
        project=str(tmp_path / "project"),
        overall="different",
        values=(DIFFERENT, FIGURE),
        reason="variable df: ['z']: array int64 in the notebook, array float64 in the pipeline",
        pictures=(
            Pictures(name="minutes", verdict="differs", notebook=picture(4), pipeline=picture(5)),
        ),
    )
    write_page(report, templates_dir() / "report", tmp_path / "report.html")
    return tmp_path / "report.html"


def open_in(browser: str, page: Path, width: int, *, dark: bool = False) -> Any:
    """Open a page in a window; say how it looks there."""
    page.write_text(page.read_text().replace("</body>", f"{LOOK}</body>"))
    command = [
        *(browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
        f"--user-data-dir={page.parent / 'profile'}",
        *(
            f"--window-size={width},900",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        ),
        *("--virtual-time-budget=3000", "--dump-dom", page.as_uri()),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    seen = re.search(r"data-seen=\"([^\"]*)\"", done.stdout)
    assert seen
    return json.loads(seen[1].replace("&quot;", '"'))


def test_a_wide_window_has_both_figures_side_by_side(browser: str, page: Path) -> None:
    seen = open_in(browser, page, 1200)

    assert seen == {
        "fits": True, "loaded": True, "beside": True, "dark": False, "text": "rgb(179, 38, 30)",
    }  # fmt: skip


def test_a_narrow_window_has_them_below_each_other(browser: str, page: Path) -> None:
    seen = open_in(browser, page, 520)

    assert (seen["fits"], seen["beside"]) == (True, False)


def test_a_dark_page_has_colours_that_can_be_read_on_it(browser: str, page: Path) -> None:
    seen = open_in(browser, page, 1200, dark=True)

    assert (seen["dark"], seen["text"]) == (True, "rgb(255, 155, 146)")


def test_the_page_shows_the_line_that_a_difference_is_about(page: Path) -> None:
    text = page.read_text()

    assert "df[&#34;z&#34;] = df[&#34;x&#34;] + 1.5" in text
    assert ">features.py:2<" in text
