"""What a function binds that a stage calls in its loop is compared as the stage's own."""

import json
from pathlib import Path

from mlship.verification.inside.output import Ear
from mlship.verification.inside.pipeline import Watcher
from mlship.verification.inside.recording import Recorder

ASKED = {
    "outputs": ("scores",),
    "values": {"train_model:scores": "scores", "train_model:pred": "pred"},
    "names": {"scores": "scores", "pred": "pred"},
}


def _recorded(folder: Path) -> dict[str, str]:
    events = map(json.loads, (folder / "events.jsonl").read_text().splitlines())
    return {e["key"]: e["text"] for e in events if e["event"] == "value"}


def test_the_last_turn_of_an_inner_function_is_what_the_stage_leaves(tmp_path: Path) -> None:
    watcher = Watcher(Recorder(tmp_path), {"train_model": ASKED}, Ear(), ["score_model"])

    assert watcher.returned("score_model", 0.5, {"pred": [0, 1]}) == 0.5
    assert watcher.returned("score_model", 1.0, {"pred": [1, 1]}) == 1.0
    watcher.returned("train_model", [0.5, 1.0], {"scores": [0.5, 1.0]})

    assert _recorded(tmp_path) == {
        "train_model:scores": "[0.5, 1.0]",
        "train_model:pred": "[1, 1]",
    }


def test_what_is_held_ends_with_the_stage(tmp_path: Path) -> None:
    watcher = Watcher(Recorder(tmp_path), {"train_model": ASKED}, Ear(), ["score_model"])

    watcher.returned("score_model", 0.5, {"pred": [0, 1]})
    watcher.returned("split_data", None, {})
    watcher.returned("train_model", [0.5], {"scores": [0.5]})

    assert "train_model:pred" not in _recorded(tmp_path)
