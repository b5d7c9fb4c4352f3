"""A command and its limits (a JSON file) → the command, run apart: what it starts ends with it.

Run as a script, so it needs nothing but Python. The command gets namespaces of its own where the
system lets us: no network, files that it can read but not change, folders whose changes land
beside them. Whatever becomes of the command, of us, or of who started us, none of its children
outlives it.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import resource
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

# From linux/prctl.h, linux/sched.h, linux/mount.h and linux/sockios.h.
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
SYS_MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY = 442, -100, 0x8000, 1
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
TICK_S = 0.02
COUNT_S = 0.5
# No notebook needs so many processes; a fork bomb has them in a moment.
MOST_PROCESSES, MOST_TASKS = 200, 1000
# How a child that could not be set up says so; no command of ours ends like this.
CANNOT_START = 125


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Overlay = a folder, and where what is changed in it lands instead."""

    folder: str
    changes: str
    work: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Order = the command, its place and variables, its log, its limits, what it may touch.

    `memory` (bytes, 0 none) counts all its processes; of its output `log_limit` bytes are kept.
    `apart` asks for namespaces; `writable` are the folders that it may change then; `alone` says
    that it is to see no processes but its own, all of which end with it.
    """

    command: tuple[str, ...]
    cwd: str
    env: Mapping[str, str]
    log: str
    outcome: str
    log_limit: int = 10_000_000
    memory: int = 0
    apart: bool = False
    alone: bool = False
    network: bool = False
    overlays: tuple[Overlay, ...] = ()
    writable: tuple[str, ...] = ()


@dataclass(slots=True)
class _Watch:
    """What the guard knows of its child: did it take too much memory?"""

    child: int
    status: int | None = None
    reason: str = ""
    peak: int = 0
    stop: threading.Event = field(default_factory=threading.Event)


def main() -> int:
    """Carry out the order in the file that the command line names."""
    document: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    overlays = tuple(Overlay(**each) for each in document.pop("overlays"))
    command, writable = tuple(document.pop("command")), tuple(document.pop("writable"))
    return guard(Order(**document, command=command, writable=writable, overlays=overlays))


def guard(order: Order) -> int:
    """Run the command until it ends or goes beyond its limits; then end what it has started."""
    _set_process(PR_SET_PDEATHSIG, signal.SIGTERM)
    adopt_orphans()
    _go_first()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _become(order, writing)
    os.close(writing)
    watch = _Watch(child=child)
    signal.signal(signal.SIGTERM, lambda *_: _give_up(watch))
    drain = threading.Thread(target=_drain, args=(reading, order), daemon=True)
    drain.start()
    _wait(watch, order.memory)
    end_descendants()
    drain.join(timeout=1)
    facts = {"code": watch.status, "reason": watch.reason, "peak": watch.peak}
    Path(order.outcome).write_text(json.dumps(facts), encoding="utf-8")
    return 0


def _go_first() -> None:
    """Be heard among a thousand busy processes, where that is allowed; what we start is not."""
    with contextlib.suppress(AttributeError, OSError):
        policy = os.SCHED_FIFO | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(1))


def _give_up(watch: _Watch) -> None:
    watch.reason = "stopped"
    watch.stop.set()


def _wait(watch: _Watch, memory: int) -> None:
    due = 0.0
    while not watch.stop.wait(TICK_S):
        pid, status = os.waitpid(watch.child, os.WNOHANG)
        if pid:
            watch.status = os.waitstatus_to_exitcode(status)
            return
        if time.monotonic() >= due:
            due = time.monotonic() + COUNT_S
            alive = descendants()
            count = _share if len(alive) > 1 else _resident
            watch.peak = max(watch.peak, used := sum(map(count, alive)))
            if memory and used > memory:
                watch.reason = "memory"
            elif len(alive) > MOST_PROCESSES:
                watch.reason = "processes"
            if watch.reason:
                return


def _drain(reading: int, order: Order) -> None:
    """Keep the output up to its limit, and take the rest so that nobody waits for us."""
    left = order.log_limit
    with Path(order.log).open("wb", buffering=0) as log:
        while chunk := os.read(reading, 65536):
            log.write(chunk[:left])
            left = max(0, left - len(chunk))


def descendants() -> list[int]:
    """List the processes below this one, as far as the system tells."""
    parents = dict(_parents())
    found: list[int] = []
    layer = {os.getpid()}
    while layer := {pid for pid, parent in parents.items() if parent in layer}:
        found += sorted(layer)
    return found


def _parents() -> Iterator[tuple[int, int]]:
    proc = Path("/proc")
    for name in os.listdir(proc) if proc.is_dir() else ():  # noqa: PTH208 - quicker, and often
        if name.isdigit():
            try:
                stat = (proc / name / "stat").read_text()
            except OSError:
                continue
            state, parent = stat.rpartition(")")[2].split()[:2]
            if state != "Z":
                yield int(name), int(parent)


def _share(pid: int) -> int:
    """Bytes in memory, of what several processes hold its part: a fork costs what it changes."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return _resident(pid)
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _resident(pid: int) -> int:
    """Bytes in memory that are the process's own."""
    try:
        parts = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return (int(parts[1]) - int(parts[2])) * resource.getpagesize()


def adopt_orphans() -> None:
    """Become the parent of all that is started below us and left behind."""
    _set_process(PR_SET_CHILD_SUBREAPER, 1)


def end_descendants(others: Collection[int] = ()) -> None:
    """Kill all that is below us, apart from `others`, until nothing is; orphans have come to us.

    They are stopped first: who is stopped starts nobody.
    """
    stopped: set[int] = set()
    while new := set(descendants()) - stopped - set(others):
        for pid in new:
            _send(pid, signal.SIGSTOP)
        stopped |= new
    while alive := set(descendants()) - set(others):
        for pid in alive:
            _send(pid, signal.SIGKILL)
        stopped |= alive
        time.sleep(TICK_S / 10)
        _reap(stopped)


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _reap(pids: Collection[int]) -> None:
    """Take note of the ends of those that are our children by now."""
    for pid in pids:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def _become(order: Order, output: int) -> None:
    """Turn into the command; in the child only."""
    try:
        _set_process(PR_SET_PDEATHSIG, signal.SIGKILL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, source in enumerate((nothing, output, output)):
            os.dup2(source, number)
        if order.apart:
            set_apart(order)
            if order.alone:
                _go_below_a_first_process()
            # In a namespace of its own it counts its tasks alone, threads too; root has no limit.
            resource.setrlimit(resource.RLIMIT_NPROC, (MOST_TASKS, MOST_TASKS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.chdir(order.cwd)
        os.execve(order.command[0], order.command, dict(order.env))  # noqa: S606 - it is the order
    except OSError as error:
        sys.stderr.write(f"guard: {error}\n")
        sys.stderr.flush()
    os._exit(CANNOT_START)


def _go_below_a_first_process() -> None:
    """Go on as a child of the first process of a namespace: when that ends, nobody is left in it.

    We wait for it outside. From inside nobody can end either of us.
    """
    reading, writing = os.pipe()
    first = os.fork()
    if first:
        os.close(writing)
        _end_like(_wait_for(first, reading))
    os.close(reading)
    _set_process(PR_SET_PDEATHSIG, signal.SIGKILL)
    _checked("mount", b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None)
    child = os.fork()
    if child == 0:
        os.close(writing)
        return
    status = next(status for pid, status in iter(os.wait, None) if pid == child)
    os.write(writing, struct.pack("i", status))
    os._exit(0)


def _wait_for(first: int, reading: int) -> int:
    """Wait for the status that the first process tells of, or for its own if it tells of none."""
    told = os.read(reading, 4)
    _, status = os.waitpid(first, 0)
    return int(struct.unpack("i", told)[0]) if told else status


def _end_like(status: int) -> NoReturn:
    """End as the command has ended."""
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if -code not in {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code & 0xFF)


def set_apart(order: Order) -> None:
    """Give this process namespaces of its own, in which only some folders can be written to."""
    _leave_namespaces(order)
    if not order.network:
        _bring_up_loopback()
    _checked("mount", None, b"/", None, MS_REC | MS_PRIVATE, None)
    for folder in order.writable:
        _mount_again(os.fsencode(folder), folder)
    _set_read_only("/", wanted=True)
    for folder in order.writable:
        _set_writable(folder)
    kept = {folder: os.open(folder, os.O_PATH) for folder in order.writable}
    for overlay in order.overlays:
        _lay_over(overlay)
    for folder, number in kept.items():
        if any(Path(folder).is_relative_to(overlay.folder) for overlay in order.overlays):
            _mount_again(f"/proc/self/fd/{number}".encode(), folder)
        os.close(number)


def _leave_namespaces(order: Order) -> None:
    uid, gid = os.getuid(), os.getgid()
    network, processes = 0 if order.network else CLONE_NEWNET, CLONE_NEWPID if order.alone else 0
    _checked("unshare", CLONE_NEWUSER | CLONE_NEWNS | network | processes)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def _mount_again(source: bytes, folder: str) -> None:
    _checked("mount", source, os.fsencode(folder), None, MS_BIND | MS_REC, None)


def _lay_over(overlay: Overlay) -> None:
    parts = (overlay.folder, overlay.changes, overlay.work)
    lower, upper, work = (
        part.replace("\\", r"\\").replace(",", r"\,").replace(":", r"\:") for part in parts
    )
    options = f"lowerdir={lower},upperdir={upper},workdir={work},userxattr"
    _checked("mount", b"overlay", os.fsencode(overlay.folder), b"overlay", 0, options.encode())


def _set_writable(folder: str) -> None:
    """Let a folder be written to; what is mounted in it read-only, as images are, stays so."""
    try:
        _set_read_only(folder, wanted=False)
    except PermissionError:
        _set_read_only(folder, wanted=False, depth=0)


def _set_read_only(folder: str, *, wanted: bool, depth: int = AT_RECURSIVE) -> None:
    attributes = struct.pack(
        "QQQQ", MOUNT_ATTR_RDONLY * wanted, MOUNT_ATTR_RDONLY * (not wanted), 0, 0
    )
    _checked(
        "syscall", SYS_MOUNT_SETATTR, AT_FDCWD, os.fsencode(folder), depth,
        attributes, ctypes.c_size_t(len(attributes)),
    )  # fmt: skip


def _bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def _checked(function: str, *arguments: object) -> None:
    """Call the C library; raise what it complains of."""
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, function)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")


def _set_process(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    sys.exit(main())
