"""What is in files that the runs wrote."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot as plt

from mlship.verification.inside.parts import Opaque
from mlship.verification.inside.reading import read


def test_a_picture_is_read_by_its_pixels(tmp_path: Path) -> None:
    pixels = np.zeros((2, 3, 4), dtype=np.uint8)
    plt.imsave(tmp_path / "one.png", pixels)

    assert np.array_equal(read(tmp_path / "one.png"), pixels)


def test_what_is_no_picture_stays_closed(tmp_path: Path) -> None:
    (tmp_path / "one.png").write_text("no picture")

    assert isinstance(read(tmp_path / "one.png"), Opaque)


@pytest.mark.parametrize("name", ["one.json", "one.csv"])
def test_a_text_that_breaks_its_format_is_compared_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")

    assert read(tmp_path / name) == b""
