"""The example's project, and an estimator without one → services that can be started and broken."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "telecom_churn.ipynb"
READY_S = 120.0
STOP_S = 30.0
GAPS = 0.03


@dataclass(frozen=True, slots=True)
class Finding:
    """Finding = what was tried, how it should go, how it went, whether that is well."""

    tried: str
    wanted: str
    result: str
    held: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """Reply = status (0: no answer), headers in lower case, body, seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def is_answer(self) -> bool:
        """Tell whether it is what was asked for."""
        return self.status == http.HTTPStatus.OK

    @property
    def document(self) -> Any:
        """Read the body as JSON; {} if it is something else."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


@dataclass(frozen=True, slots=True)
class Subject:
    """Subject = a name for people, the folder and package of a service with two versions."""

    name: str
    root: Path
    package: str

    @property
    def artifacts(self) -> Path:
        """Where its versions are."""
        return self.root / "artifacts"

    def command(self, *arguments: str) -> list[str]:
        """Give the command of the project itself."""
        return [sys.executable, "-m", self.package, *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """Give the variables of its processes."""
        return {**os.environ, "PYTHONPATH": str(self.root / "src"), "LOG_REQUESTS": "0"}

    @contextmanager
    def serve(self, *arguments: str, **environment: str) -> Iterator["Service"]:
        """Start it, wait until it is ready, and end it afterwards if that has not happened yet."""
        port = find_free_port()
        with (self.root / "server.log").open("ab") as log:
            process = subprocess.Popen(
                self.command("serve", "--port", str(port), *arguments),
                cwd=self.root,
                env={**self.environment, **environment},
                stderr=log,
            )
        service = Service(process, port)
        try:
            service.wait_until_ready()
            yield service
        finally:
            service.end()

    def use(self, *action: str) -> None:
        """Run the project's own ``models`` command."""
        command = self.command("models", *action, "--json")
        subprocess.run(
            command, cwd=self.root, env=self.environment, check=True, stdout=subprocess.DEVNULL
        )


@dataclass(frozen=True, slots=True)
class Service:
    """Service = a process and its port."""

    process: "subprocess.Popen[bytes]"
    port: int

    def ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> Reply:
        """Send one request on a connection of its own."""
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            status, headers, content = _exchange(connection, method, path, body, kind)
        except (OSError, http.client.HTTPException) as error:
            status, headers, content = 0, {}, repr(error).encode()
        finally:
            connection.close()
        return Reply(status, headers, content, time.perf_counter() - started)

    def predict(self, document: object) -> Reply:
        """Ask for predictions; bytes are sent as they are."""
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.ask("POST", "/predict", body)

    @property
    def schema(self) -> Any:
        """What a record has."""
        return self.ask("GET", "/schema").document

    @property
    def record(self) -> dict[str, Any]:
        """A record of the training data."""
        return {column["name"]: column["example"] for column in self.schema["columns"]}

    @property
    def workers(self) -> list[int]:
        """Process ids of its children."""
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    @property
    def memory_mb(self) -> float:
        """Resident memory of the process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def wait_until_ready(self) -> None:
        """Ask until there is a model."""
        deadline = time.monotonic() + READY_S
        while self.ask("GET", "/health/ready").status != http.HTTPStatus.OK:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The service does not start; its server.log says why.")
            time.sleep(0.05)

    def end(self) -> None:
        """Interrupt it, and kill it if that does not help."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _exchange(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None, kind: str
) -> tuple[int, dict[str, str], bytes]:
    # It may answer before it was sent all.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request(method, path, body, {"content-type": kind})
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return response.status, headers, response.read()


def find_free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_demo(folder: Path) -> Subject:
    """Convert the example and train it twice: its records are raw, its preparation pandas."""
    for file in (EXAMPLE, EXAMPLE.with_suffix(".csv")):
        shutil.copy(file, folder)
    _mlship("convert", folder / EXAMPLE.name, "-o", folder / "project")
    for _ in range(2):
        _mlship("run", folder / "project", "--no-cache", "--json")
    (package,) = (path.parent.name for path in (folder / "project" / "src").glob("*/__main__.py"))
    return Subject("demo project", folder / "project", package)


def _mlship(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "mlship", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def make_bare(folder: Path) -> Subject:
    """Let `mlship serve MODEL --data SAMPLE` lay its folder out; the version is there twice."""
    table = make_table()
    joblib.dump(train(table), folder / "model.joblib")
    table.head(2_000).to_csv(folder / "sample.csv", index=False)
    sys.path.insert(0, str(ROOT))
    from mlship.rendering.templates_dir import templates_dir
    from mlship.serving import BareModel, adopt

    os.environ["XDG_CACHE_HOME"] = str(folder)
    bare = BareModel(model=folder / "model.joblib", sample=folder / "sample.csv", target="left")
    adopted = adopt(bare, templates_dir(), Path(sys.executable))
    subject = Subject("bare estimator", adopted.root, adopted.package)
    with subject.serve():
        pass  # the first start describes the version
    (version,) = (path.parent for path in subject.artifacts.glob("*/model.joblib"))
    shutil.copytree(version, version.with_name("00000000"))
    return subject


def make_table(rows: int = 20_000) -> pd.DataFrame:
    """Make up customers: eight numbers, four categories, gaps in some of them, and who left."""
    rng = np.random.default_rng(7)
    numbers = {f"number_{i}": np.round(rng.gamma(2, 10 * (i + 1), rows), 2) for i in range(8)}
    texts = {f"group_{i}": rng.choice([f"g{k}" for k in range(3 + 4 * i)], rows) for i in range(4)}
    table = pd.DataFrame({**numbers, **texts})
    score = table["number_0"] / 10 - table["number_1"] / 20 + (table["group_0"] == "g1")
    left = np.where(rng.random(rows) < 1 / (1 + np.exp(-score)), "yes", "no")
    for name in ("number_0", "number_3", "group_1"):
        table.loc[rng.random(rows) < GAPS, name] = None
    return table.assign(left=left)


def train(table: pd.DataFrame) -> Any:
    """Train what most people serve: numbers filled and scaled, categories one-hot, one model."""
    records = table.drop(columns="left")
    texts = [name for name in records.columns if name.startswith("group")]
    numbers = [name for name in records.columns if name not in texts]
    mode = SimpleImputer(strategy="most_frequent")
    encoder = OneHotEncoder(handle_unknown="ignore")
    preparation = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            ("texts", make_pipeline(mode, encoder), texts),
        ]
    )
    return make_pipeline(preparation, LogisticRegression(max_iter=1000)).fit(records, table["left"])
