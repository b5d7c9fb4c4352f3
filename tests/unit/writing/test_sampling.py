"""Some rows of a data file, cut between records."""

from pathlib import Path

import pytest

from mlship.writing import some_rows


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n3,4\n5,6\n", b"a,b\n1,2\n3,4\n"),
        (b'a\n"x\ny"\n2\n3\n', b'a\n"x\ny"\n2\n'),
        (b"a\nyes\nyes\nyes\nno\nno\nno\n", b"a\nyes\nno\n"),
        (b"a\r\n1\r\n", b"a\r\n1\r\n"),
        (b"\xff\xfea\n1\n2\n3\n", b"\xff\xfea\n1\n2\n"),
        (b"a\n1\n2\n3", b"a\n1\n2\n"),
        (b"a\n", b"a\n"),
        (b"", b""),
    ],
)
def test_header_and_two_records(tmp_path: Path, content: bytes, expected: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    assert some_rows(tmp_path / "a.csv", 2) == expected
