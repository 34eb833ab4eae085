"""A small trained pipeline that several tests share; it learns little, in seconds."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

TINY = {
    "paths.weights": None,
    "variables.width": 24,
    "variables.language_width": 24,
    "variables.task_width": 24,
    "components.tok2vec.model.language_rate": 1.0,
    "components.tok2vec.model.language.embed.rows": [500, 100, 200, 100],
    "components.relations.model.context_width": 16,
    "components.relations.model.hidden_width": 16,
    "training.max_steps": 60,
    "training.eval_frequency": 30,
    "training.batcher.size": 500,
    "training.dropout": 0.1,
    "training.optimizer.learn_rate.initial_rate": 0.01,
    "training.optimizer.learn_rate.warmup_steps": 1,
}
"""Settings over configs/solieu.cfg that make training a matter of seconds."""


@pytest.fixture(scope="session")
def few_annotations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of annotations with sixty paragraphs of a training report."""
    folder = tmp_path_factory.mktemp("annotations")
    lines = (ROOT / "annotations" / "phong-tho-2023.jsonl").read_text(encoding="utf-8")
    chosen = "\n".join(lines.splitlines()[10:70]) + "\n"
    (folder / "phong-tho-2023.jsonl").write_text(chosen, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tiny_model(few_annotations: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a pipeline trained for a few steps."""
    from training.train import load_training_config, train_pipeline

    output = tmp_path_factory.mktemp("models") / "tiny"
    values = {**TINY, "paths.annotations": str(few_annotations)}
    config = load_training_config(ROOT / "configs" / "solieu.cfg", values)
    train_pipeline(config, output, stdout=io.StringIO(), stderr=io.StringIO())
    return output
