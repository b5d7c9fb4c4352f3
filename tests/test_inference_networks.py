"""Networks of PyTorch that loops train → raw records get the answers of the notebook.

How a network is asked is read off the code, which is tested without PyTorch; the answers with it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlship.compiler import compile_notebook
from mlship.ir.inference import Inference, Network
from mlship.settings import Settings
from tests.served import serve
from tests.test_inference_libraries import LOAD, SPLIT, make_flats

# What is deprecated is the notebook's own.
pytestmark = pytest.mark.filterwarnings("ignore")

SCALED = """
import torch
from torch import nn
from sklearn.preprocessing import StandardScaler
torch.manual_seed(3)
scaler = StandardScaler()
X_train, X_test = scaler.fit_transform(X_train), scaler.transform(X_test)
"""
TENSORS = f"""{SCALED}
X_train = torch.tensor(X_train, dtype=torch.float32)
X_test = torch.tensor(X_test, dtype=torch.float32)
y_train = torch.tensor(y_train.values)
"""
LOADERS = f"""{SCALED}
from torch.utils.data import DataLoader, TensorDataset
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
rows, answers = torch.FloatTensor(X_train), torch.FloatTensor(y_train.values).unsqueeze(1)
test_rows, test_answers = torch.FloatTensor(X_test), torch.FloatTensor(y_test.values)
train_loader = DataLoader(TensorDataset(rows, answers), batch_size=16, shuffle=True)
test_loader = DataLoader(TensorDataset(test_rows, test_answers), batch_size=16)
"""
FUNCTIONS = """
net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Dropout(0.1), nn.Linear(8, 1)).to(device)
measure = nn.BCEWithLogitsLoss()
steps = torch.optim.Adam(net.parameters(), lr=0.05)
def train(model, loader):
    model.train()
    for number, (xb, yb) in enumerate(loader):
        xb, yb = xb.to(device), yb.to(device)
        steps.zero_grad()
        loss = measure(model(xb), yb)
        loss.backward()
        steps.step()
def ask(model, loader):
    model.eval()
    found = []
    with torch.no_grad():
        for xb, yb in loader:
            found.append(torch.sigmoid(model(xb.to(device))).cpu().numpy())
    return np.concatenate(found).ravel()
for epoch in range(5):
    train(net, train_loader)
"""
OWN_CLASS = """
class Towns(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.first, self.last = nn.Linear(width, 12), nn.Linear(12, classes)
    def forward(self, x):
        return self.last(torch.relu(self.first(x)))
model = Towns(X_train.shape[1], 3)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for epoch in range(20):
    optimizer.zero_grad()
    outputs = model(X_train)
    loss = criterion(outputs, y_train)
    loss.backward()
    optimizer.step()
"""
LABELS = """
from sklearn.preprocessing import LabelEncoder
encoder = LabelEncoder()
df["town"] = encoder.fit_transform(df["town"])
"""
TOWN = SPLIT.replace('"sold"', '"town"')
PRICES = f"""{SCALED}
price = StandardScaler()
y_train = price.fit_transform(y_train.to_frame())
rows, answers = torch.from_numpy(X_train).float(), torch.from_numpy(y_train).float()
model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for epoch in range(10):
    order = torch.randperm(len(rows))
    for start in range(0, len(rows), 20):
        batch = order[start:start + 20]
        loss = nn.functional.mse_loss(model(rows[batch]), answers[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
"""
DATASET = f"""{SCALED}
from torch.utils.data import DataLoader, Dataset
class Flats(Dataset):
    def __init__(self, table, answers):
        self.table = table
        self.answers = torch.tensor(answers.values, dtype=torch.long)
    def __len__(self):
        return len(self.table)
    def __getitem__(self, place):
        row = torch.tensor(self.table[place], dtype=torch.float32)
        return row, self.answers[place]
train_loader = DataLoader(Flats(X_train, y_train), batch_size=10)
test_loader = DataLoader(Flats(X_test, y_test), batch_size=10)
"""
OPTIONAL = (
    DATASET.replace("answers):", "answers=None):")
    .replace("        self.answers =", "        self.answers = None if answers is None else")
    .replace(
        "        return row,",
        "        if self.answers is None:\n            return row\n        return row,",
    )
)
TURNS = """
model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for epoch in range(5):
    for batch in train_loader:
        given, wanted = batch
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(given), wanted).backward()
        optimizer.step()
"""
BINARY = """
model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for epoch in range(9):
    probabilities = model(X_train).squeeze()
    loss = nn.BCELoss()(probabilities, y_train.float())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
MADE = f"""{SCALED}
def train(X, y, epochs=9):
    rows = torch.tensor(X, dtype=torch.float32)
    answers = torch.tensor(np.asarray(y), dtype=torch.float32).view(-1, 1)
    made = nn.Sequential(nn.Linear(X.shape[1], 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid())
    optimizer, criterion = torch.optim.Adam(made.parameters(), lr=0.05), nn.BCELoss()
    for epoch in range(epochs):
        optimizer.zero_grad()
        criterion(made(rows), answers).backward()
        optimizer.step()
    return made
net = train(X_train, y_train)
"""
VALIDATED = f"""{TENSORS}
X_fit, X_valid, y_fit, y_valid = X_train[:70], X_train[70:], y_train[:70], y_train[70:]
model = nn.Linear(3, 2)
optimizer, criterion = torch.optim.SGD(model.parameters(), lr=0.05), nn.CrossEntropyLoss()
least = 1e9
for epoch in range(5):
    optimizer.zero_grad()
    loss = criterion(model(X_fit), y_fit)
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        least = min(least, criterion(model(X_valid), y_valid).item())
"""
MANY = """
import torch
groups = torch.tensor((X_train["rooms"] > 2).astype(int).values)
groups_test = torch.tensor((X_test["rooms"] > 2).astype(int).values)
"""
TWO = """
from torch.utils.data import DataLoader, TensorDataset
wide = torch.tensor(X_train, dtype=torch.float32)
wide_test = torch.tensor(X_test, dtype=torch.float32)
answers = torch.tensor(y_train.values).float()
class Both(nn.Module):
    def __init__(self):
        super().__init__()
        self.look, self.last = nn.Embedding(2, 3), nn.Linear(6, 1)
    def forward(self, words, numbers):
        return self.last(torch.cat([self.look(words), numbers], dim=1)).squeeze(1)
net = Both()
loader = DataLoader(TensorDataset(groups, wide, answers), batch_size=16)
optimizer, criterion = torch.optim.Adam(net.parameters(), lr=0.05), nn.BCEWithLogitsLoss()
for epoch in range(4):
    for words, numbers, wanted in loader:
        optimizer.zero_grad()
        criterion(net(words, numbers), wanted).backward()
        optimizer.step()
"""
SCORE = """
from sklearn.metrics import mean_absolute_error
print(mean_absolute_error(y_test, said))
"""
# Cells before the score, how the network is asked, the columns that a record must have.
NETWORKS: dict[str, tuple[Sequence[str], Network, str]] = {
    "the greatest of several": (
        [
            LOAD, LABELS, TOWN, TENSORS, OWN_CLASS,
            (
                "model.eval()\nwith torch.no_grad():\n    outputs = model(X_test)\n"
                "    predicted = torch.argmax(outputs, dim=1)\n"
                "said = predicted.numpy()"
            ),
        ],
        Network(activation="softmax"),
        "argmax",
    ),
    "above a limit, in functions": (
        [
            LOAD, SPLIT, LOADERS, FUNCTIONS,
            "said = (ask(net, test_loader) > 0.4).astype(int)",
        ],
        Network(activation="sigmoid"),
        "> 0.4",
    ),
    "logits above zero": (
        [
            LOAD, SPLIT, LOADERS, FUNCTIONS,
            (
                "net.eval()\nwith torch.no_grad():\n    logits = net(test_rows).squeeze()\n"
                "said = (logits > 0).int().numpy()"
            ),
        ],
        Network(activation="sigmoid"),
        "> 0.5",
    ),
    "numbers that are scaled back": (
        [
            LOAD, SPLIT.replace('"sold"', '"price"'), PRICES,
            (
                "with torch.no_grad():\n"
                "    scaled = model(torch.tensor(X_test, dtype=torch.float32)).numpy()\n"
                "said = price.inverse_transform(scaled).ravel()"
            ),
        ],
        Network(),
        "",
    ),
    "a data set of one's own": (
        [
            LOAD, SPLIT, DATASET, TURNS,
            (
                "found = []\nwith torch.no_grad():\n    for given, wanted in test_loader:\n"
                "        _, best = torch.max(model(given), 1)\n        found += best.tolist()\n"
                "said = np.array(found)"
            ),
        ],
        Network(activation="softmax"),
        "argmax",
    ),
    "the second of two numbers": (
        [
            LOAD, SPLIT, DATASET, TURNS,
            (
                "test = torch.tensor(X_test, dtype=torch.float32)\n"
                "chances = torch.softmax(model(test), dim=1)[:, 1].detach().numpy()\n"
                "limit = 0.3\nsaid = (chances >= limit).astype(int)"
            ),
        ],
        Network(activation="softmax", column=1),
        ">= 0.3",
    ),
    "made and trained by a function": (
        [
            LOAD, SPLIT, MADE,
            (
                "chances = net(torch.tensor(X_test, dtype=torch.float32)).detach().numpy()\n"
                "said = np.where(chances > 0.5, 1, 0).ravel()"
            ),
        ],
        Network(),
        "> 0.5",
    ),
    "answers that a data set may lack": (
        [
            LOAD, SPLIT, OPTIONAL, TURNS,
            (
                "with torch.no_grad():\n"
                "    found = [model(rows).max(1)[1] for rows in DataLoader(Flats(X_test), 10)]\n"
                "said = torch.cat(found).numpy()"
            ),
        ],
        Network(activation="softmax"),
        "argmax",
    ),
    "two tables": (
        [
            LOAD, SPLIT, MANY, SCALED, TWO,
            (
                "net.eval()\nwith torch.no_grad():\n    logits = net(groups_test, wide_test)\n"
                "said = (torch.sigmoid(logits) > 0.5).numpy().astype(int)"
            ),
        ],
        Network(activation="sigmoid"),
        "> 0.5",
    ),
    "probabilities that are rounded": (
        [
            LOAD, SPLIT, TENSORS, BINARY,
            "with torch.no_grad():\n    said = model(X_test).round().squeeze().int().numpy()",
        ],
        Network(),
        "> 0.5",
    ),
}  # fmt: skip


def infer(folder: Path, *cells: str) -> Inference:
    """Convert a notebook and say how it serves."""
    notebook = folder / "notebook.py"
    notebook.write_text("".join(f"# %%\n{cell}\n" for cell in cells), encoding="utf-8")
    return compile_notebook(notebook, Settings(name="networks")).plan.inference


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_is_asked_as_the_notebook_does(tmp_path: Path, name: str) -> None:
    cells, network, decision = NETWORKS[name]

    found = infer(tmp_path, *cells, SCORE)

    said = found.decision
    assert (found.level, found.reason, found.network) == ("records", "", network)
    assert (f"{said.operator} {said.limit}".strip() if said else "") == decision
    assert said is None or said.followed


@pytest.mark.parametrize("name", NETWORKS)
def test_raw_records_get_what_the_notebook_s_network_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pytest.importorskip("torch", reason="torch is not installed")
    cells = [*NETWORKS[name][0], SCORE]

    found = serve(tmp_path, cells, {"flats.csv": make_flats()})

    monkeypatch.chdir(tmp_path)
    notebook: dict[str, Any] = {}
    exec("\n".join(cells), notebook)  # noqa: S102 - what the notebook itself answers
    answers = found.model.predict(found.records.iloc[found.replays[-1].places])
    said = notebook["said"]
    if "encoder" in notebook:
        said = notebook["encoder"].inverse_transform(said)
    same = np.isclose(answers, said) if said.dtype.kind == "f" else answers == said
    assert found.differences == []
    assert len(said) == 30
    assert same.all()


def test_probabilities_are_those_of_the_loss(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is not installed")

    found = serve(tmp_path, NETWORKS["the greatest of several"][0], {"flats.csv": make_flats()})

    probabilities = found.model.predict_proba(found.records)
    answers = found.model.classes_[probabilities.argmax(axis=1)]
    assert set(found.model.classes_) == set(make_flats()["town"])
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert answers.tolist() == found.model.predict(found.records).tolist()


@pytest.mark.parametrize(
    "loss",
    [
        "loss = model(X_train).mean()",
        "loss = nn.functional.mse_loss(model(X_train), X_train)",
        "loss = criterion(model(X_train, y_train), y_train)",
    ],
    ids=["no answers", "its own input", "more than features"],
)
def test_a_network_without_features_and_answers_is_not_served(tmp_path: Path, loss: str) -> None:
    trained = OWN_CLASS.replace("outputs = model(X_train)", loss)
    trained = trained.replace("    loss = criterion(outputs, y_train)\n", "")

    found = infer(tmp_path, LOAD, LABELS, TOWN, TENSORS, trained)

    assert (found.level, found.network) == ("none", None)


def test_several_tables_that_cannot_be_made_of_records_are_not_served(tmp_path: Path) -> None:
    at_once = """
import torch
from torch import nn
groups, groups_test = torch.tensor((X_train > X_train.median()).values), X_test > X_train.median()
"""

    found = infer(tmp_path, LOAD, SPLIT, at_once, TWO)

    assert found.level == "none"
    assert found.reason == (
        "`X_test` is not there when serving, and it is given several tables, which are no records"
    )


def test_rows_that_a_trained_network_is_asked_about_are_served(tmp_path: Path) -> None:
    asked = "said = model(X_test).argmax(dim=1).numpy()"

    found = infer(tmp_path, LOAD, SPLIT, VALIDATED, asked, SCORE)

    assert (found.level, found.served) == ("records", "X_test")
    assert [matrix.features for matrix in found.matrices] == ["X_fit", "X_test"]


def test_a_data_set_that_is_split_is_followed_to_all_of_its_rows(tmp_path: Path) -> None:
    scaled = f"{SCALED}rows, answers = torch.FloatTensor(X_train), torch.tensor(y_train.values)"
    parts = """
from torch.utils.data import DataLoader, TensorDataset, random_split
fitted, valid = random_split(TensorDataset(rows, answers), [70, 20])
train_loader, valid_loader = DataLoader(fitted, batch_size=10), DataLoader(valid, batch_size=10)
"""
    asked = "said = torch.cat([model(rows).argmax(dim=1) for rows, _ in valid_loader])\nprint(said)"

    found = infer(tmp_path, LOAD, SPLIT, scaled, parts, TURNS, asked)

    assert (found.level, found.served) == ("records", "rows")
    assert found.network == Network(activation="softmax")


def test_what_nothing_else_needs_tells_how_the_network_decides(tmp_path: Path) -> None:
    cells, network, _ = NETWORKS["above a limit, in functions"]

    found = infer(tmp_path, *cells)

    assert (found.network, found.decision and found.decision.limit) == (network, "0.4")


TWO_INPUTS = """
import torch
from torch import nn
size = torch.tensor(X_train.values, dtype=torch.float32)
answers = torch.tensor(y_train.values)
class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = nn.Linear(6, 2)
    def forward(self, one, other):
        return self.last(torch.cat([one, other], dim=1))
model = Two()
optimizer, criterion = torch.optim.Adam(model.parameters()), nn.CrossEntropyLoss()
for epoch in range(3):
    optimizer.zero_grad()
    criterion(model(size, other=size * 2), answers).backward()
    optimizer.step()
"""
PICTURES = """
import torch
from torch import nn
from torchvision import datasets, transforms
pictures = datasets.ImageFolder("pictures", transform=transforms.ToTensor())
loader = torch.utils.data.DataLoader(pictures, batch_size=8, shuffle=True)
model = nn.Sequential(nn.Flatten(), nn.Linear(3072, 2))
optimizer = torch.optim.Adam(model.parameters())
def learn(net):
    for seen, labels in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(seen), labels).backward()
        optimizer.step()
learn(model)
"""
LIGHTNING = """
import torch
import pytorch_lightning as pl
class Net(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.last = torch.nn.Linear(3, 2)
    def training_step(self, batch, number):
        return torch.nn.functional.cross_entropy(self.last(batch[0]), batch[1])
    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())
rows, answers = torch.FloatTensor(X_train.values), torch.tensor(y_train.values)
data = torch.utils.data.TensorDataset(rows, answers)
trainer = pl.Trainer(max_epochs=2)
trainer.fit(Net(), torch.utils.data.DataLoader(data, batch_size=8))
"""


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (
            TWO_INPUTS,
            "the network is given more than tables in their order: `model(size, other=size * 2)`",
        ),
        (PICTURES, "what the network is given is followed to no table: `net(seen)`"),
        (LIGHTNING, "`trainer.fit` trains the network inside of Lightning"),
    ],
    ids=["an input by its name", "pictures", "Lightning"],
)
def test_it_says_why_a_network_is_not_served(tmp_path: Path, cell: str, reason: str) -> None:
    notebook = tmp_path / "notebook.py"
    notebook.write_text("".join(f"# %%\n{each}\n" for each in (LOAD, SPLIT, cell)))

    compiled = compile_notebook(notebook, Settings(name="networks"))

    found = compiled.plan.inference
    assert (found.level, found.reason, found.cell) == ("none", reason, 3)
    assert f"{reason} (cell 3)" in compiled.project.files["README.md"]
