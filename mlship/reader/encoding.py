"""A file comes in → its encoding, size and sha256 go out, read in chunks."""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlship.errors import NotebookError

CHUNK_BYTES = 1 << 20

# UTF-32 is looked for first: its little-endian mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """Encoded = a file, the encoding of its text, its size in bytes, its sha256."""

    path: Path
    encoding: str
    size: int
    sha256: str

    def text(self) -> str:
        """Read the whole text."""
        return self.path.read_text(encoding=self.encoding, errors="replace")

    def starts_with(self, prefix: str) -> bool:
        """Say whether the text starts so, white space aside."""
        with self.path.open(encoding=self.encoding, errors="replace") as stream:
            return stream.read(1000).lstrip().startswith(prefix)


def detect(path: Path) -> Encoded:
    """Find out how a file is encoded: its mark, else UTF-8, else UTF-16, else Windows' Latin."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    start, size, is_utf8 = b"", 0, True
    for chunk in _chunks(path):
        start = start or chunk[:4]
        digest.update(chunk)
        size += len(chunk)
        is_utf8 = is_utf8 and _continues(decoder, chunk)
    return Encoded(
        path=path,
        encoding=_encoding(path, start, is_utf8=is_utf8),
        size=size,
        sha256=digest.hexdigest(),
    )


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise NotebookError(
            f"{path} cannot be read: {error.strerror}.",
            hint="Check the permissions of the file.",
            location=str(path),
        ) from error


def _continues(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(path: Path, start: bytes, *, is_utf8: bool) -> str:
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if start[1:2] == b"\0":
        return "utf-16-le"
    if start[:1] == b"\0":
        return "utf-16-be"
    return "utf-8" if is_utf8 else _latin(path)


def _latin(path: Path) -> str:
    """Prefer cp1252: it is Latin-1 with quotes and dashes where Latin-1 has control codes."""
    decoder = codecs.getincrementaldecoder("cp1252")()
    return "cp1252" if all(_continues(decoder, chunk) for chunk in _chunks(path)) else "latin-1"
