"""podman as it works without a daemon, without systemd and without a registry.

The base image is made here, from Debian's packages, as a stand-in for `python:3.11-slim`. That
takes a minute or two, once: it is kept below `build/`, with the layers that are built on it.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("podman", "buildah", "runc", "mmdebstrap")
BASE = "docker.io/library/python:3.11-slim"
STORE = Path(__file__).parents[1] / "build/images"
SOURCES = Path("/etc/apt/sources.list.d/debian.sources")
MIRROR = "http://deb.debian.org/debian"
LINKS = """
rm -f /usr/lib/python3.11/EXTERNALLY-MANAGED
ln -sf /usr/bin/python3.11 /usr/local/bin/python
ln -sf /usr/bin/python3.11 /usr/local/bin/python3
"""
STORAGE = '[storage]\ndriver = "overlay"\ngraphroot = "{0}/images"\nrunroot = "{0}/run"\n'
# No bridge, no journal, no user namespaces: what is left works in a container, too.
CONTAINERS = """\
[containers]
netns = "host"
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
REGISTRIES = 'unqualified-search-registries = ["docker.io"]\n'
INSECURE = '[[registry]]\nlocation = "127.0.0.1:{port}"\ninsecure = true\n'
REGISTRY = """\
version: 0.1
storage: {{filesystem: {{rootdirectory: {folder}}}}}
http: {{addr: "127.0.0.1:{port}"}}
"""


def explain_absence() -> str:
    """Say why no image can be built and run here; "" if one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "images are built as root, on Linux"
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    return f"{', '.join(missing)} is not installed" if missing else ""


@contextmanager
def working_engine() -> Iterator[None]:
    """Let podman and buildah work, with a base image; skip where they cannot."""
    if absence := explain_absence():
        pytest.skip(f"skipped, because {absence}")
    with pytest.MonkeyPatch.context() as patch:
        STORE.mkdir(parents=True, exist_ok=True)
        texts = {"STORAGE": STORAGE.format(STORE), "CONTAINERS": CONTAINERS}
        for name, text in {**texts, "REGISTRIES": REGISTRIES}.items():
            (STORE / f"{name}.conf").write_text(text)
        patch.setenv("CONTAINERS_STORAGE_CONF", str(STORE / "STORAGE.conf"))
        patch.setenv("CONTAINERS_CONF", str(STORE / "CONTAINERS.conf"))
        patch.setenv("CONTAINERS_REGISTRIES_CONF", str(STORE / "REGISTRIES.conf"))
        patch.setenv("BUILDAH_ISOLATION", "chroot")
        with one_at_a_time():
            if subprocess.run(["podman", "image", "exists", BASE], check=False).returncode:
                make_base()
        yield


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let tests in other processes wait: what one of them has built, the next finds done."""
    with (STORE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def registry(folder: Path, port: int) -> Iterator[str]:
    """Run a registry on loopback, that podman takes for one; skip where there is none."""
    if shutil.which("docker-registry") is None:
        pytest.skip("skipped, because docker-registry is not installed")
    (folder / "registry.yml").write_text(REGISTRY.format(folder=folder / "registry", port=port))
    (folder / "REGISTRIES.conf").write_text(REGISTRIES + INSECURE.format(port=port))
    command = ["docker-registry", "serve", str(folder / "registry.yml")]
    with pytest.MonkeyPatch.context() as patch, (folder / "registry.log").open("wb") as log:
        patch.setenv("CONTAINERS_REGISTRIES_CONF", str(folder / "REGISTRIES.conf"))
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def make_base() -> None:
    """Make an image of Debian's packages, under the name that Dockerfiles begin with."""
    archive = STORE / "base.tar"
    must(
        *("mmdebstrap", "--quiet", "--variant=minbase", "--mode=root"),
        *("--aptopt=Acquire::Check-Valid-Until false", "--aptopt=Acquire::Check-Date false"),
        "--include=python3,python3-pip,python3-venv,ca-certificates",
        *("bookworm", archive, SOURCES if SOURCES.exists() else MIRROR),
    )
    container = must("buildah", "from", "scratch")
    must("buildah", "add", container, archive, "/")
    archive.unlink()
    must("buildah", "run", container, "--", "sh", "-c", LINKS)
    path = "PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
    must("buildah", "config", "--env", path, "--env", "LANG=C.UTF-8", "--cmd", "python3", container)
    must("buildah", "commit", "--rm", container, BASE)


def must(*command: str | Path) -> str:
    """Run a command; a machine that cannot do it builds no images."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        pytest.skip(f"skipped, because {command[0]} {command[1]} fails here: {last}")
    return done.stdout.strip()


def pip_secrets(folder: Path) -> list[str]:
    """Lend the build what this machine's pip needs: its index, its certificates."""
    get = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    index = subprocess.run(get, capture_output=True, text=True, check=False).stdout.strip()
    lines = ["[global]", "cert = /run/secrets/ca.pem"]
    lines += [f"index-url = {index}"] if index.startswith("http") else []
    (folder / "pip.conf").write_text("\n".join(lines) + "\n")
    authorities = os.environ.get("SSL_CERT_FILE") or "/etc/ssl/certs/ca-certificates.crt"
    secrets = {"pip.conf": folder / "pip.conf", "ca.pem": Path(authorities)}
    return [w for name, file in secrets.items() for w in ("--secret", f"id={name},src={file}")]
