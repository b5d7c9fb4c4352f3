"""What is in files that the runs wrote."""

from pathlib import Path

import numpy as np
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
