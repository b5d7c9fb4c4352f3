"""The example's image → its size, how long it takes to build, and what other tools would install.

    python benchmarks/images.py [--only mlship]

The image of the example's project is built with podman: *cold*, with nothing here but the base
image; *again*, with nothing changed; and after a change of the code. What BentoML, MLflow and Cog
put into an image is computed, not built, as their base images cannot be had everywhere: the
packages that the project depends on, and theirs, are installed on the same interpreter as in our
image, without compiled files, and weighed. What their images hold besides (a base image of their
own, Java, nginx) is left out, to their advantage.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from measuring.tables import table  # noqa: E402 - found through the line above

from tests.contracts.playing import PACKAGE, Demo, train_demo  # noqa: E402
from tests.engines import BASE, pip_secrets, working_engine  # noqa: E402

MEGABYTE = 1_000_000
PODMAN = shutil.which("podman") or "podman"
TAG = "localhost/measured:1"
# What each tool's image installs besides the project's own dependencies.
PEERS = {
    "BentoML": ("bentoml",),
    "MLflow": ("mlflow",),
    "Cog": ("cog",),
}


def main() -> int:
    """Measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("mlship", "peers"), help="one half of it")
    only = parser.parse_args().only
    with TemporaryDirectory() as folder:
        demo = train_demo(Path(folder))
        if only != "peers":
            print(table(["mlship build", "seconds", "MB", "packages"], built(demo, Path(folder))))
        if only != "mlship":
            print(table(["installed for", "MB", "packages"], weighed(demo, Path(folder))))
    return 0


def built(demo: Demo, folder: Path) -> Iterator[Sequence[object]]:
    """Build it three times."""
    with working_engine(), TemporaryDirectory() as cache:
        os.environ["TMPDIR"] = cache  # pip's cache lies there
        tempfile.tempdir = None
        forget_images()
        for what in ("cold", "again", "after a change of the code"):
            if what.startswith("after"):
                module = demo.root / "src" / PACKAGE / "load.py"
                module.write_text(module.read_text(encoding="utf-8") + "# changed\n", "utf-8")
            start = time.monotonic()
            image = build(demo, folder)
            seconds = round(time.monotonic() - start, 1)
            yield what, seconds, image["image"]["bytes"] // MEGABYTE, image["packages"]
        subprocess.run([PODMAN, "rmi", "--force", TAG], capture_output=True, check=False)


def forget_images() -> None:
    """Remove every image but the base, and so every layer that could be used again."""
    done = subprocess.run(
        [PODMAN, "images", "--all", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    others = [line.split()[0] for line in done.stdout.splitlines() if BASE not in line]
    subprocess.run([PODMAN, "rmi", "--force", *others], capture_output=True, check=False)


def build(demo: Demo, folder: Path) -> dict[str, dict[str, int]]:
    """Build with the command that a person would use."""
    words = ("build", demo.root, "--engine", "podman", "--json", "--tag", TAG)
    done = subprocess.run(
        [sys.executable, "-m", "mlship", *map(str, words), *pip_secrets(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    document: dict[str, dict[str, int]] = json.loads(done.stdout)
    return document


def weighed(demo: Demo, folder: Path) -> Iterator[Sequence[object]]:
    """Install what each tool needs beside the project's dependencies."""
    text = (demo.root / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    needed = project["dependencies"]
    sets = {"mlship": project["optional-dependencies"]["serve"], **PEERS}
    for name, own in sets.items():
        target = folder / name
        install(target, [*needed, *own], demo.root / "constraints.txt")
        files = [path for path in target.rglob("*") if path.is_file() and not path.is_symlink()]
        size = sum(path.stat().st_size for path in files) // MEGABYTE
        yield name, size, len(list(target.glob("*.dist-info")))


def install(target: Path, requirements: Sequence[str], constraints: Path) -> None:
    """Install as the image does: nothing is compiled, and pip itself is not there."""
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-compile"),
            *("--disable-pip-version-check", "--target", target),
            *("--constraint", constraints, *requirements),
        ],
        check=True,
    )


if __name__ == "__main__":
    sys.exit(main())
