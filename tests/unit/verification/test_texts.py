"""Two printed texts: numbers may be a little apart, words may not."""

import pytest

from mlship.verification.texts import compare_texts


@pytest.mark.parametrize(
    ("notebook", "pipeline", "verdict", "detail"),
    [
        ("a 1\nb", "a 1\nb", "identical", ""),
        ("<at 0x7f3a12b0>", "<at 0x7f3a99c0>", "identical", ""),
        (
            "R2 0.30000000000000004",
            "R2 0.3",
            "within tolerance",
            "relatively 1.9e-16 apart at most",
        ),
        (
            "R2 0.3",
            "R2 0.4",
            "differs",
            "line 1: 'R2 0.3' in the notebook, 'R2 0.4' in the pipeline",
        ),
        ("a\nb", "a\nc", "differs", "line 2: 'b' in the notebook, 'c' in the pipeline"),
        ("a\nb", "a", "differs", "only in the notebook: 'b'"),
        ("a", "a\nb", "differs", "only in the pipeline: 'b'"),
    ],
)
def test_texts_are_compared_line_by_line(
    notebook: str, pipeline: str, verdict: str, detail: str
) -> None:
    assert compare_texts(notebook, pipeline) == {"verdict": verdict, "detail": detail}
