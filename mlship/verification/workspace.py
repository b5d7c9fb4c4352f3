"""Folders that must stay as they are → a room where each run finds them fresh.

Where the system has user namespaces and overlays, a run works in the folders themselves and what
it changes lands in the room; elsewhere it works in a copy.
"""

import fcntl
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

from mlship.process import watch
from mlship.verification.guard import (
    Order,
    Overlay,
    adopt_orphans,
    descendants,
    end_descendants,
)

# From linux/fs.h: share the blocks of another file until one of them is written to.
FICLONE = 0x40049409
GUARD = Path(__file__).with_name("guard.py")
PROBE_S = 20.0
# What no run needs of a folder that has to be copied.
LEFT_OUT = (".git", ".venv", "venv", "node_modules", "__pycache__", ".cache", ".ipynb_checkpoints")
SCRATCH = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - what everybody may write to


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """Isolation = namespaces of its own? changes laid over the folders? the network?

    `alone` says that a run sees no processes but its own, all of which end with it.
    """

    apart: bool
    overlays: bool
    network: bool
    alone: bool = False

    def describe(self) -> str:
        """Say how far the runs are apart from this machine."""
        if not self.apart:
            return (
                "This system gives no user namespaces: runs work in copies, the network is there."
            )
        network = "with" if self.network else "without"
        where = "a layer over the folders" if self.overlays else "copies of the folders"
        return f"Runs work in {where}, all other files read-only, {network} the network."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Ended = exit code (None: stopped), why it was stopped, the end of what it wrote, bytes."""

    code: int | None
    reason: str
    log: str
    peak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits = seconds of each run, bytes of all its processes (0: none)."""

    timeout_s: float
    memory: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Place = where a run works, and where the files that it changes are found afterwards."""

    room: Path
    cwd: Path
    changes: Path
    overlays: tuple[Overlay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Errand = a command, its variables, its place, and the isolation that it gets."""

    command: Sequence[str | Path]
    env: Mapping[str, str]
    place: Place
    isolation: Isolation


# Runs a command in its place, within limits; what is handed over is called while it runs.
Apart = Callable[[Errand, Limits, Callable[[], None]], Ended]


def find_isolation(room: Path, *, network: bool) -> Isolation:
    """Try out what the system allows."""
    folder = room / "probe"
    folder.mkdir()
    for overlays, alone in product((True, False), (True, False)):
        place = make_place(room / f"probe-{overlays}-{alone}", folder, [], overlays=overlays)
        isolation = Isolation(apart=True, overlays=overlays, network=network, alone=alone)
        command = (sys.executable, "-I", "-S", "-c", "")
        errand = Errand(command=command, env={}, place=place, isolation=isolation)
        if run_apart(errand, Limits(timeout_s=PROBE_S), lambda: None).code == 0:
            return isolation
    return Isolation(apart=False, overlays=False, network=True)


def make_place(room: Path, folder: Path, others: Iterable[Path], *, overlays: bool) -> Place:
    """Make the place where a run works in `folder`, and may change `others` too."""
    room.mkdir()
    if not overlays:
        target = room / "copy" / folder.name
        left_out = shutil.ignore_patterns(*LEFT_OUT)
        shutil.copytree(folder, target, symlinks=True, ignore=left_out, copy_function=_copy)
        return Place(room=room, cwd=target, changes=target)
    layers = [
        _layer(room, number, path) for number, path in enumerate(_outermost([folder, *others]))
    ]
    layer = next(each for each in layers if folder.is_relative_to(each.folder))
    changes = Path(layer.changes) / folder.relative_to(layer.folder)
    return Place(room=room, cwd=folder, changes=changes, overlays=tuple(layers))


def _copy(source: str, target: str) -> None:
    """Copy a file; where the file system can, without copying its content."""
    try:
        with open(source, "rb") as old, open(target, "wb") as new:  # noqa: PTH123 - paths as given
            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
        shutil.copystat(source, target)
    except OSError:
        shutil.copy2(source, target)


def _outermost(folders: Sequence[Path]) -> list[Path]:
    return [
        path
        for path in dict.fromkeys(folders)
        if not any(path != other and path.is_relative_to(other) for other in folders)
    ]


def _layer(room: Path, number: int, folder: Path) -> Overlay:
    changes, work = room / f"changes-{number}", room / f"work-{number}"
    changes.mkdir()
    work.mkdir()
    return Overlay(folder=str(folder), changes=str(changes), work=str(work))


def can_be_covered(folder: Path) -> bool:
    """Tell whether an overlay shows all of a folder: it does not reach into other mounts."""
    try:
        lines = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return False
    mounts = [Path(line.split()[4]) for line in lines]
    return folder != Path("/") and not any(
        mount != folder and mount.is_relative_to(folder) for mount in mounts
    )


def run_apart(errand: Errand, limits: Limits, tick: Callable[[], None]) -> Ended:
    """Run a command in its place; `tick` is called while it runs."""
    place = errand.place
    order = Order(
        command=tuple(map(str, errand.command)),
        cwd=str(place.cwd),
        env=errand.env,
        log=str(place.room / "output.log"),
        outcome=str(place.room / "outcome.json"),
        memory=limits.memory,
        apart=errand.isolation.apart,
        alone=errand.isolation.alone,
        network=errand.isolation.network,
        overlays=place.overlays,
        writable=tuple(p for p in (*SCRATCH, str(place.room)) if Path(p).is_dir()),
    )
    (place.room / "order.json").write_text(json.dumps(asdict(order)), encoding="utf-8")
    adopt_orphans()
    others = descendants()
    in_time = watch(
        [sys.executable, "-I", "-S", GUARD, place.room / "order.json"],
        timeout_s=limits.timeout_s,
        tick=tick,
    )
    # The guard ends what its command has started; if it was ended itself, all of that comes to us.
    end_descendants(others)
    return _ended(place.room, in_time=in_time)


def _ended(room: Path, *, in_time: bool) -> Ended:
    try:
        facts = json.loads((room / "outcome.json").read_bytes())
        log = (room / "output.log").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        facts, log = {"code": None, "reason": "guard", "peak": 0}, ""
    reason = facts["reason"] if in_time else "time"
    return Ended(code=facts["code"], reason=reason, log=log[-20_000:], peak=facts["peak"])
